"""Whatever a post or a meetup says, what is rendered from it is something that Discord takes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from discord.http import handle_message_parameters
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.announcement import announcement_message
from bot.delivery.channel_reminder import kept_text, reminder_message
from bot.delivery.held_card import held_embed, held_view
from bot.delivery.meetup_embed import meetup_embed, meetup_view
from bot.delivery.meetup_event import event_of
from bot.delivery.messages import fitted
from bot.delivery.outgoing import Message
from bot.delivery.problems import sentence
from bot.delivery.reminder import reminder_text
from bot.i18n import Language
from bot.meetups.leads import LEADS
from bot.meetups.model import Meetup, MeetupTalk
from bot.posts.model import Fact, Post, PostKind, Reading, Site
from bot.services.views import AnnouncementView, PostView
from bot.store.states import AnnouncementState
from tests.delivery.hostile import hostile
from tests.discord_description import check_request
from tests.meetups.strategies import meetups as tame_meetups

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)
SITE = Site(url="https://jug.example.org")
languages = st.sampled_from(Language)
texts = st.none() | hostile
talks = st.builds(
    MeetupTalk, title=texts, topic=texts, speakers=st.lists(hostile, max_size=3).map(tuple), abstract=texts
)
meetups = st.builds(
    replace,
    tame_meetups,
    title=texts,
    venue=texts,
    address=texts,
    sponsors=st.lists(hostile, max_size=3).map(tuple),
    talks=st.lists(talks, max_size=8).map(tuple),
    rsvp_url=texts | st.just("https://example.org/zapisy?x=1"),
    logo_url=texts,
)


@st.composite
def posts(draw: st.DrawFn) -> PostView:
    title, url, body = draw(hostile), draw(hostile | st.just("https://jug.example.org/x/")), draw(hostile)
    kind = draw(st.sampled_from(PostKind))
    post = Post("a.md", body, 0, {}, title, "a", NOW, url)
    return PostView(
        id=1,
        source_id=1,
        title=title,
        url=url,
        kind=kind,
        kind_confidence=draw(st.floats(0, 1)),
        published_at=NOW,
        reading=Reading(post, Fact(kind, 1.0)),
        site=SITE,
        meetups=draw(st.lists(meetups, max_size=3)),
    )


def faults(make: Callable[[], Message]) -> list[str]:
    async def payload() -> Any:  # views want a running loop
        message = fitted(make())
        with handle_message_parameters(
            content=message.content or None, embeds=[message.embed] if message.embed else [], view=message.view
        ) as parameters:
            return parameters.payload

    return check_request("POST", "/channels/1/messages", {}, asyncio.run(payload()))


@settings(max_examples=60, deadline=None)
@given(post=posts(), language=languages)
def test_an_announcement(post: PostView, language: Language) -> None:
    assert faults(lambda: announcement_message(post, language, now=NOW)) == []


@settings(max_examples=50, deadline=None)
@given(
    post=posts(),
    language=languages,
    state=st.sampled_from(AnnouncementState),
    reason=hostile.map(lambda text: text.replace("{", "").replace("}", "")),
    decided_by=st.none() | st.integers(1, 2**63 - 1),
)
def test_a_held_card(
    post: PostView, language: Language, state: AnnouncementState, reason: str, decided_by: int | None
) -> None:
    held = AnnouncementView(1, 2, state, reason, None, decided_by, NOW, post)
    assert faults(lambda: Message(embed=held_embed(held, language, now=NOW), view=held_view(held, language))) == []


@settings(max_examples=50, deadline=None)
@given(meetup=meetups, language=languages, guild=hostile)
def test_a_reminder_and_an_answer(meetup: Meetup, language: Language, guild: str) -> None:
    assert (
        faults(
            lambda: Message(
                content=reminder_text(meetup, guild, language, now=NOW),
                embed=meetup_embed(meetup, language, now=NOW),
                view=meetup_view(meetup, language, now=NOW),
            )
        )
        == []
    )


@settings(max_examples=50, deadline=None)
@given(before=meetups, meetup=meetups, language=languages, lead=st.sampled_from(list(LEADS)))
def test_a_channels_reminder(before: Meetup, meetup: Meetup, language: Language, lead: timedelta) -> None:
    link = "https://discord.com/channels/1/2/3"
    said = f"🔔 {reminder_text(before, '', language, now=NOW)}"
    for text in (said, kept_text(said, before, meetup, language)):
        assert faults(partial(reminder_message, meetup, language, now=NOW, text=text, lead=lead, link=link)) == []


@settings(max_examples=50, deadline=None)
@given(meetup=meetups, language=languages)
def test_a_scheduled_event(meetup: Meetup, language: Language) -> None:
    event = event_of(meetup, language)
    if event is not None:
        payload = {
            "name": event.name,
            "description": event.description,
            "entity_type": 3,
            "privacy_level": 2,
            "entity_metadata": {"location": event.location},
            "scheduled_start_time": event.start.isoformat(),
            "scheduled_end_time": event.end.isoformat(),
        }
        assert check_request("POST", "/guilds/1/scheduled-events", {}, payload) == []


@settings(max_examples=50, deadline=None)
@given(about=hostile, value=hostile, language=languages)
def test_a_warning(about: str, value: str, language: Language) -> None:
    text = sentence(language, "Odd: {title} in {about}", {"title": value, "about": about})
    assert faults(lambda: Message(content=f"⚠️ {text}")) == []
