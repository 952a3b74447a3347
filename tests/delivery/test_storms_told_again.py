"""What random storms found, each told again as a short story; on both databases, for some need two processes at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.delivery.storm.actions import People
from tests.delivery.storm.calm import calm_down
from tests.delivery.storm.ground import Ground
from tests.delivery.storm.world import GUILDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.databases import Databases

GUILD = GUILDS[0]


class Told(People):
    """A storm in which everything happens on purpose."""

    def at_work(self) -> None:
        self.sync()
        self.deliver(0)

    def cards(self) -> list[str]:
        return [message["content"] for message in self.served.messages(GUILD + 11)]

    def announced(self) -> list[str]:
        return [message["embeds"][0]["title"] for message in self.served.messages(GUILD + 10)]

    def gone_before_its_event_came(self) -> Any:
        """A post that is announced and goes, while its event is still on the way."""
        post = self.publish(hour=18, lead=4)
        self.sky.aimed = [("POST", f"/guilds/{GUILD}/scheduled-events", "lost")]
        self.at_work()
        self.delete(post=post)
        self.at_work()
        return post

    def offered(self) -> list[str]:
        """What the buttons of the first card do."""
        message = self.served.messages(GUILD + 11)[0]
        return [button["custom_id"] for row in message["components"] for button in row["components"]]

    def letter(self) -> int:
        """What the buttons of the only card are about."""
        (message,) = self.served.messages(GUILD + 11)
        return int(message["components"][0]["components"][0]["custom_id"].rpartition(":")[2])


@pytest.fixture
def told(databases: Databases) -> Iterator[Told]:
    ground = Ground(databases)
    told = Told(ground, Counter())
    yield told
    told.teardown()
    ground.close()


def test_an_event_taken_back_while_it_is_being_made_is_called_off(told: Told) -> None:
    told.publish(hour=18, lead=4)
    told.sky.people = told.meanwhile
    told.sky.aimed = [("POST", f"/guilds/{GUILD}/scheduled-events", "people-after")]
    told.at_work()
    told.at_work()
    assert told.served.open_events(GUILD) == []
    calm_down(told)


def test_what_somebody_deleted_waits_for_a_decision_also_when_it_is_edited_twice(told: Told) -> None:
    post = told.publish(hour=18, lead=4)
    told.at_work()
    told.delete_message(post=post, guild=GUILD)
    for hour in (19, 20):
        told.edit(post=post, hour=hour)
        told.at_work()
    (card,) = told.cards()
    assert card.startswith("⚠️")
    told.send_again(told.letter())
    told.at_work()
    assert len(told.served.messages(GUILD + 10)) == 1
    (card,) = told.cards()
    assert card.startswith("✅")
    calm_down(told)


def test_the_card_of_what_failed_closes_when_it_is_wanted_no_more(told: Told) -> None:
    told.publish(hour=18, lead=1)
    told.sky.aimed = [("POST", f"/guilds/{GUILD}/scheduled-events", stroke) for stroke in ("refused", "lost")]
    told.at_work()
    told.send_again(told.letter())
    told.at_work()
    (card,) = told.cards()
    assert card.startswith("⏳")
    told.room.later(days=2)
    told.at_work()
    (card,) = told.cards()
    assert card.startswith("🙈")
    calm_down(told)


def test_a_post_that_goes_while_its_event_is_on_the_way_may_take_the_event_along(told: Told) -> None:
    told.gone_before_its_event_came()
    assert told.offered() == ["herold:retract_all:2", "herold:retract:2"]
    calm_down(told)


def test_an_event_that_stayed_follows_its_post_to_another_address(told: Told) -> None:
    post = told.publish(hour=18, lead=4)
    told.at_work()
    told.retract(post=post, guild=GUILD, with_event=False)
    told.at_work()
    told.rename(post=post, slug=3)
    told.at_work()
    (event,) = told.served.open_events(GUILD)
    assert "/post-1-3/" in event["description"]
    calm_down(told)


def test_an_announcement_that_was_said_before_its_post_went_is_followed_ever_after(told: Told) -> None:
    post = told.publish(hour=18, lead=4)
    told.sky.aimed = [("POST", f"/channels/{GUILD + 10}/messages", "answer-lost")]
    told.at_work()
    told.delete(post=post)
    told.room.later(minutes=1)
    told.at_work()
    assert told.announced() == ["Spotkanie #1"]
    (card,) = told.served.messages(GUILD + 11)
    (message,) = told.served.messages(GUILD + 10)
    assert f"/{GUILD + 10}/{message['id']}" in card["embeds"][0]["fields"][0]["value"]
    told.cancel(post=post)
    told.at_work()
    assert told.announced()[0] == "❌ Odwołane: ~~Spotkanie #1~~"
    calm_down(told)


def test_an_announcement_that_was_said_before_its_meetup_was_over_is_known(told: Told) -> None:
    told.publish(hour=18, lead=1)
    told.sky.aimed = [("POST", f"/channels/{GUILD + 10}/messages", "killed-after")]
    told.at_work()
    told.room.later(days=3)
    told.at_work()
    assert told.announced() == ["Spotkanie #1"]
    calm_down(told)


def test_a_recap_that_was_told_before_its_links_went_follows_its_post(told: Told) -> None:
    post = told.publish(hour=18, lead=1)
    told.at_work()
    told.room.later(days=2)
    told.look_back(post=post, talks=1)
    told.sky.aimed = [("POST", f"/channels/{GUILD + 10}/messages", "answer-lost")]
    told.at_work()
    told.look_back(post=post, talks=0)
    told.room.later(minutes=1)
    told.at_work()
    _announcement, reply = told.served.messages(GUILD + 10)
    assert reply["embeds"][0].get("fields", []) == []
    calm_down(told)


@pytest.mark.parametrize("stroke", ["lost", "answer-lost"])
def test_a_post_that_came_back_while_its_card_was_on_the_way_leaves_no_card_that_says_it_went(
    told: Told, stroke: str
) -> None:
    post = told.publish(hour=18, lead=4)
    told.at_work()
    told.delete(post=post)
    told.sky.aimed = [("POST", f"/channels/{GUILD + 11}/messages", stroke)]
    told.at_work()
    told.restore(post=post)
    told.room.later(minutes=1)
    told.at_work()
    shown = [message["embeds"][0]["description"][0] for message in told.served.messages(GUILD + 11)]
    assert shown == (["✅"] if stroke == "answer-lost" else [])
    calm_down(told)


def test_a_card_about_what_went_well_meanwhile_says_so_where_it_was_shown_after_all(told: Told) -> None:
    post = told.publish(hour=18, lead=4)
    told.sky.aimed = [
        ("POST", f"/guilds/{GUILD}/scheduled-events", "refused"),
        ("POST", f"/channels/{GUILD + 11}/messages", "answer-lost"),
    ]
    told.at_work()
    told.edit(post=post, hour=19)
    told.at_work()
    told.room.later(minutes=1)
    told.at_work()
    (card,) = told.cards()
    assert card.startswith("✅")
    calm_down(told)


def test_organizers_hear_of_an_event_that_somebody_called_off_also_when_it_is_edited_before_the_card(
    told: Told,
) -> None:
    post = told.publish(hour=18, lead=4)
    told.at_work()
    told.delete_event(post=post, guild=GUILD, told=True, call_off=True)
    told.sky.aimed = [("POST", f"/channels/{GUILD + 11}/messages", "429")]
    told.at_work()
    told.room.later(minutes=2)
    told.edit(post=post, hour=19)
    told.at_work()
    (card,) = told.cards()
    assert card.startswith("⚠️")
    told.send_again(told.letter())
    told.at_work()
    (event,) = told.served.open_events(GUILD)
    assert event["id"] not in {str(one) for one in told.known.removed}
    (card,) = told.cards()
    assert card.startswith("✅")
    calm_down(told)


def test_what_somebody_deleted_is_sent_again_also_while_an_edit_of_it_waits(told: Told) -> None:
    post = told.publish(hour=18, lead=4)
    told.at_work()
    told.delete_event(post=post, guild=GUILD, told=True, call_off=False)
    told.at_work()
    told.edit(post=post, hour=19)
    told.sync()
    told.send_again(told.letter())
    told.at_work()
    assert len(told.served.open_events(GUILD)) == 1
    (card,) = told.cards()
    assert card.startswith("✅")
    calm_down(told)


@pytest.mark.parametrize("fate", ["answer-lost", "killed-after", "lost"])
def test_what_herold_itself_took_away_comes_back_though_it_never_heard_that_it_had(told: Told, fate: str) -> None:
    post = told.publish(hour=18, lead=4)
    told.at_work()
    told.retract(post=post, guild=GUILD, with_event=True)
    (message,) = told.served.messages(GUILD + 10)
    told.sky.aimed = [("DELETE", f"/channels/{GUILD + 10}/messages/{message['id']}", fate)]
    told.at_work()
    told.undo(post=post, guild=GUILD)
    told.room.later(minutes=5)
    told.at_work()
    assert told.announced() == ["Spotkanie #1"]
    assert told.cards() == []
    calm_down(told)


def test_the_card_about_a_post_that_went_offers_to_call_off_an_event_only_while_there_is_one(told: Told) -> None:
    post = told.publish(hour=18, lead=4)
    told.at_work()
    told.delete(post=post)
    told.at_work()
    assert told.offered() == ["herold:retract_all:2", "herold:retract:2"]
    told.delete_event(post=post, guild=GUILD, told=True, call_off=True)
    told.at_work()
    told.at_work()
    assert told.offered() == ["herold:retract:2"]
    told.try_again(guild=GUILD)
    told.at_work()
    told.at_work()
    assert len(told.served.open_events(GUILD)) == 1
    assert told.offered() == ["herold:retract_all:2", "herold:retract:2"]
    calm_down(told)


def test_the_card_about_a_post_that_went_offers_no_event_that_never_came(told: Told) -> None:
    post = told.gone_before_its_event_came()
    assert told.offered() == ["herold:retract_all:2", "herold:retract:2"]
    told.cancel(post=post)
    told.room.later(minutes=1)
    told.at_work()
    told.at_work()
    assert told.served.open_events(GUILD) == []
    assert told.offered() == ["herold:retract:2"]
    calm_down(told)


def test_the_card_about_a_post_that_went_follows_it_though_its_announcement_was_taken_back(told: Told) -> None:
    post = told.publish(hour=18, lead=4)
    told.at_work()
    told.delete(post=post)
    told.at_work()
    told.retract(post=post, guild=GUILD, with_event=False)
    told.at_work()
    told.restore(post=post)
    told.at_work()
    (card,) = told.served.messages(GUILD + 11)
    assert card["embeds"][0]["description"].startswith("✅")
    told.delete(post=post)
    told.at_work()
    (card,) = told.served.messages(GUILD + 11)
    assert "jest wycofane" in card["embeds"][0]["description"]
    assert told.announced() == []
    calm_down(told)


def test_the_card_about_a_post_that_went_links_to_an_announcement_that_is_said_again_after_it(told: Told) -> None:
    post = told.publish(hour=18, lead=4)
    told.at_work()
    told.retract(post=post, guild=GUILD, with_event=True)
    told.at_work()
    told.delete(post=post)
    told.sync()
    told.undo(post=post, guild=GUILD)
    told.sky.aimed = [("POST", f"/channels/{GUILD + 10}/messages", "lost")]
    told.at_work()
    told.room.later(minutes=1)
    told.at_work()
    told.at_work()
    (announcement,) = told.served.messages(GUILD + 10)
    (card,) = told.served.messages(GUILD + 11)
    assert str(announcement["id"]) in card["embeds"][0]["fields"][0]["value"]
    calm_down(told)


def test_a_card_whose_answer_was_lost_is_followed_though_it_is_old_when_somebody_looks_for_it(told: Told) -> None:
    told.publish(hour=18, lead=9)
    told.sky.aimed = [
        ("POST", f"/guilds/{GUILD}/scheduled-events", "refused"),
        ("POST", f"/channels/{GUILD + 11}/messages", "killed-after"),
    ]
    told.at_work()
    told.room.later(minutes=3 * 24 * 60)
    told.at_work()
    told.send_again(told.letter())
    told.at_work()
    (card,) = told.cards()
    assert card.startswith("✅")
    calm_down(told)
