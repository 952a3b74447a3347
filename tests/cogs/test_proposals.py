"""Proposing a talk, deciding on it, and what everybody sees of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.proposals.model import ProposalState
from tests.world import labels, said

if TYPE_CHECKING:
    import discord
    from simcord import MemberActor
    from simcord.results import InteractionResult

    from bot.proposals.model import Proposal
    from tests.world import World

TALK = {
    "Title": "Strumienie bez łez",
    "Abstract": "Jak pisać strumienie w Javie tak, żeby po roku dało się je czytać.",
    "Language of the talk": ["pl"],
    "Length": ["45"],
    "Notes to organizers": "Mogę w czwartki.",
}


async def propose(world: World, who: MemberActor, **changes: Any) -> InteractionResult:
    shown = await who.slash(world.general, "propose")
    return await who.submit_modal(shown, by_component(shown, TALK | changes))


def by_component(shown: InteractionResult, values: dict[str, Any]) -> dict[str, Any]:
    """The values by the components' custom ids, as SimCord wants them; the labels are what people see."""
    assert shown.modal is not None
    return {
        label["component"]["custom_id"]: value
        for label, value in zip(shown.modal["components"], values.values(), strict=True)
    }


def cards(world: World) -> list[discord.Message]:
    return [message for message in world.organizers.history() if message.embeds]


async def one_of(world: World) -> Proposal:
    [proposal] = await world.bot.services.proposals.mine(world.ala.id)
    return proposal


async def direct_messages(world: World, who: MemberActor) -> list[discord.Message]:
    return [message for message in who.user.dm_channel.history() if message.author.bot]


async def test_a_proposal_is_stored_confirmed_and_shown_to_organizers(world: World) -> None:
    result = await propose(world, world.ala)
    [answer] = result.followups
    assert answer.ephemeral
    assert answer.content.startswith("Thank you!")
    proposal = await one_of(world)
    assert (proposal.title, proposal.language, proposal.length_minutes) == ("Strumienie bez łez", "pl", 45)
    await world.deliver()
    [card] = cards(world)
    assert card.embeds[0].title == f"#{proposal.id} Strumienie bez łez"
    assert card.embeds[0].author.name == "ala"
    assert [(field.name, field.value) for field in card.embeds[0].fields] == [
        ("Prelegent", f"<@{world.ala.id}>"),
        ("Język", "polski"),
        ("Długość", "45 min"),
        ("Uwagi dla organizatorów", "Mogę w czwartki."),
        ("Stan", "📨 czeka na organizatorów"),
    ]
    assert labels(card) == ["Przyjmij", "Odrzuć", "Omów"]


async def test_the_form_and_the_answers_are_in_the_speakers_own_language(world: World) -> None:
    await world.ala.slash(world.general, "language", language="pl")
    shown = await world.ala.slash(world.general, "propose")
    assert shown.modal is not None
    assert shown.modal["title"] == "Zgłoś prezentację"
    assert [label["label"] for label in shown.modal["components"]] == [
        "Tytuł",
        "Abstrakt",
        "Język prezentacji",
        "Długość",
        "Uwagi dla organizatorów",
    ]
    result = await world.ala.submit_modal(shown, by_component(shown, TALK))
    assert result.followups[0].content.startswith("Dziękuję!")


async def test_the_same_text_sent_twice_is_one_proposal(world: World) -> None:
    await propose(world, world.ala)
    again = await propose(world, world.ala, Title="  strumienie BEZ łez ")
    assert again.followups[0].content.startswith("You have already proposed this talk")
    await one_of(world)
    await world.deliver()
    assert len(cards(world)) == 1


async def test_a_text_that_does_not_fit_comes_back_and_is_not_lost(world: World) -> None:
    result = await propose(world, world.ala, Abstract="Za krótko.")
    [answer] = result.followups
    assert "The abstract is too short" in answer.content
    assert await world.bot.services.proposals.mine(world.ala.id) == []
    again = await world.ala.click(answer, label="Correct the text")
    assert again.modal is not None
    kept = [label["component"].get("value") for label in again.modal["components"]]
    assert kept[:2] == [TALK["Title"], "Za krótko."]
    done = await world.ala.submit_modal(again, by_component(again, TALK))
    assert done.followups[0].content.startswith("Thank you!")


async def test_an_accepted_speaker_confirms_with_a_button_sent_before_the_restart(world: World) -> None:
    await propose(world, world.ala)
    await world.deliver()
    accepted = await world.ola.click(cards(world)[0], label="Przyjmij")
    assert accepted.followups[0].content == "Accepted #1. The speaker is asked to confirm."
    await world.deliver()
    [notice] = await direct_messages(world, world.ala)
    assert notice.content.startswith("**Przykładowy JUG** chce usłyszeć Twoją prezentację!")
    await world.restart()
    confirmed = await world.ala.user.click(notice, label="Potwierdzam")
    assert confirmed.followups[0].content == "Confirmed. See you at the meetup!"
    assert (await one_of(world)).state is ProposalState.CONFIRMED
    await world.deliver()
    [card] = cards(world)
    assert card.embeds[0].fields[-1].value == "✅ potwierdzone"
    assert labels(card) == ["Odwołaj prezentację", "Omów"]


async def test_a_rejection_asks_for_the_reason_and_tells_it(world: World) -> None:
    await propose(world, world.ala)
    await world.deliver()
    asked = await world.ola.click(cards(world)[0], label="Odrzuć")
    await world.ola.submit_modal(asked, by_component(asked, {"Reason": "Mieliśmy to **miesiąc** temu."}))
    await world.deliver()
    [notice] = await direct_messages(world, world.ala)
    assert notice.embeds[0].fields[-1].value == r"Mieliśmy to \*\*miesiąc\*\* temu."
    assert notice.components == []
    assert labels(cards(world)[0]) == ["Omów"]
    assert (await one_of(world)).state is ProposalState.REJECTED


async def test_members_cannot_decide(world: World) -> None:
    await propose(world, world.ala)
    await world.deliver()
    card = cards(world)[0]
    for label in ("Przyjmij", "Odrzuć", "Omów"):
        refused = await world.jan.click(card, label=label)
        [answer] = said(refused)
        assert answer.content == "Only organizers may do that."
        assert answer.ephemeral
    assert (await one_of(world)).state is ProposalState.SUBMITTED


async def test_the_second_decision_is_told_that_it_came_late(world: World) -> None:
    await propose(world, world.ala)
    await world.deliver()
    card = cards(world)[0]
    await world.ola.click(card, label="Przyjmij")
    late = await world.ola.click(card, label="Przyjmij")
    assert late.followups[0].content == (
        "Proposal #1 is not waiting for that: it is accepted, waiting for the speaker to confirm."
    )
    await world.deliver()
    assert len(await direct_messages(world, world.ala)) == 1


async def test_closed_direct_messages_are_shown_on_the_card_and_made_up_for(world: World) -> None:
    await propose(world, world.ala)
    await world.deliver()
    world.env.inject_error(
        "POST", "/channels/*/messages", status=403, code=50007, message="Cannot send messages to this user"
    )
    await world.ola.click(cards(world)[0], label="Przyjmij")
    await world.deliver()
    [card] = cards(world)
    assert card.embeds[0].fields[-1].name == "Powiadomienie"
    assert str(card.embeds[0].fields[-1].value).startswith("⚠️ nie dotarło")
    mine = await world.ala.slash(world.general, "proposals mine")
    assert [answer.content for answer in said(mine)] == ["News about this one:"]
    await world.deliver()
    assert [field.name for field in cards(world)[0].embeds[0].fields][-1] == "Stan"


async def test_discussing_opens_one_thread(world: World) -> None:
    await propose(world, world.ala)
    await world.deliver()
    card = cards(world)[0]
    for _press in range(2):
        result = await world.ola.click(card, label="Omów")
        assert result.followups[0].content.startswith("Discuss it here: <#")
    [thread] = world.organizers.threads
    assert thread.name == "Zgłoszenie #1: Strumienie bez łez"


async def test_the_speaker_edits_and_withdraws(world: World) -> None:
    await propose(world, world.ala)
    mine = await world.ala.slash(world.general, "proposals mine")
    shown = await world.ala.click(said(mine)[0], label="Edit")
    changed = await world.ala.submit_modal(shown, by_component(shown, TALK | {"Title": "Strumienie: drugi brzeg"}))
    assert changed.followups[0].content == "Changed. The organizers see the new text."
    await world.deliver()
    [card] = cards(world)
    assert card.embeds[0].title == "#1 Strumienie: drugi brzeg"
    withdrawn = await world.ala.click(changed.followups[0], label="Withdraw")
    assert withdrawn.followups[0].content == "Withdrawn. You can propose it again at any time."
    await world.deliver()
    assert labels(cards(world)[0]) == ["Omów"]
    again = await propose(world, world.ala, Title="Strumienie: drugi brzeg")
    assert again.followups[0].content.startswith("Thank you!")


async def test_too_many_open_proposals_are_refused_before_anybody_types(world: World) -> None:
    await world.set_up(proposals_open_cap=1)
    await propose(world, world.ala)
    refused = await world.ala.slash(world.general, "propose")
    assert refused.modal is None
    assert refused.response is not None
    assert refused.response.content == "You have 1 open proposals, and 1 is the most here. Withdraw one first."


async def test_a_blocked_member_cannot_propose_even_after_deleting_their_data(world: World) -> None:
    await world.ola.slash(world.general, "organizer block", member=world.ala, reason="spam")
    asked = await world.ala.slash(world.general, "mydata delete")
    await world.ala.click(said(asked)[0], label="Delete everything")
    refused = await world.ala.slash(world.general, "propose")
    assert refused.response is not None
    assert refused.response.content.startswith("Organizers have blocked proposals from you here.")
    await world.ola.slash(world.general, "organizer unblock", member=world.ala)
    assert (await world.ala.slash(world.general, "propose")).modal is not None


async def test_deleting_ones_data_leaves_a_card_that_says_so(world: World) -> None:
    await propose(world, world.ala)
    await world.deliver()
    asked = await world.ala.slash(world.general, "mydata delete")
    done = await world.ala.click(said(asked)[0], label="Delete everything")
    assert done.response is not None
    assert done.response.content.startswith("Deleted.")
    await world.deliver()
    [card] = [message for message in world.organizers.history() if message.author.bot]
    assert card.content == "🗑️ Zgłoszenie #1 usunięto na życzenie prelegenta."
    assert card.embeds == []
    assert await world.bot.services.proposals.mine(world.ala.id) == []


async def test_organizers_list_all_and_members_only_their_own(world: World) -> None:
    await propose(world, world.ala)
    refused = await world.jan.slash(world.general, "proposals list")
    assert said(refused)[0].content == "Only organizers may do that."
    listed = await world.ola.slash(world.general, "proposals list")
    assert [field.name for field in said(listed)[0].embeds[0].fields] == ["📨 #1 Strumienie bez łez"]
    hidden = await world.jan.slash(world.general, "proposals show", number=1)
    assert said(hidden)[0].content == "There is no proposal #1 here."
    shown = await world.ola.slash(world.general, "proposals show", number=1)
    assert said(shown)[0].embeds[0].title == "#1 Strumienie bez łez"


@pytest.mark.parametrize(
    "hostile", ["@everyone <@&1> [klik](https://zly.example) " + "x" * 60, "||```\u202e" + "ą" * 100]
)
async def test_hostile_text_is_shown_as_it_is_and_pings_nobody(world: World, hostile: str) -> None:
    await propose(world, world.ala, Title=hostile, Abstract=hostile * 20)
    await world.deliver()
    [card] = cards(world)
    assert card.mentions == []
    assert not card.mention_everyone
    assert "@everyone" not in (card.embeds[0].title or "")
