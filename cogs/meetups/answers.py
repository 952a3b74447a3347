"""What Herold answers about meetups: the same words for a slash command, a mention and a direct message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord

from bot.delivery.custom_ids import ButtonName, custom_id
from bot.delivery.fitting import plain
from bot.delivery.meetup_embed import meetup_embed, meetup_view, when_text, where_text
from bot.i18n import N_, _, tr, tr_n
from bot.meetups.model import MeetupStatus

if TYPE_CHECKING:
    from datetime import datetime

    from bot.i18n import Language
    from bot.meetups.model import Meetup, MeetupTalk
    from bot.meetups.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Answer:
    """A message to send: text, embed and buttons, any of them missing."""

    content: str = ""
    embed: discord.Embed | None = None
    view: discord.ui.View | None = None

    def as_kwargs(self) -> dict[str, Any]:
        """For `send` and `send_message`; nobody is pinged."""
        kwargs: dict[str, Any] = {"content": self.content or None, "allowed_mentions": discord.AllowedMentions.none()}
        if self.embed is not None:
            kwargs["embed"] = self.embed
        if self.view is not None:
            kwargs["view"] = self.view
        return kwargs


@dataclass(frozen=True, slots=True)
class Asked:
    """The circumstances of a question: the group's meetups, the reader's language, the guild and the instant."""

    timeline: Timeline
    language: Language
    guild_id: int
    now: datetime

    def say(self, msgid: str, **values: object) -> str:
        return tr(self.language, msgid, **values)


def next_answer(asked: Asked) -> Answer:
    """The next meetup with its buttons; without one the honest answer: what was, what was called off, and an offer."""
    meetup = asked.timeline.next(asked.now)
    if meetup is None:
        return nothing_ahead(asked)
    return meetup_answer(asked, meetup, _called_off_before(asked, meetup))


def meetup_answer(asked: Asked, meetup: Meetup, content: str = "") -> Answer:
    """A meetup with its buttons."""
    return Answer(
        content, meetup_embed(meetup, asked.language, now=asked.now), meetup_view(meetup, asked.language, now=asked.now)
    )


def nothing_ahead(asked: Asked) -> Answer:
    """Says honestly that nothing is announced, and offers to tell the person when something is."""
    lines = [asked.say(_("No meetup is announced right now."))]
    lines += [_called_off_line(asked, meetup) for meetup in asked.timeline.called_off(asked.now)]
    last = asked.timeline.last(asked.now)
    if last is not None and last.date is not None:
        line = asked.say(
            _("The last one was {when}: {title}."), when=when_text(last, asked.language), title=_title(last, asked)
        )
        lines.append(line)
    view = discord.ui.View(timeout=None)
    view.add_item(
        discord.ui.Button(
            label=asked.say(_("Tell me when one is announced")),
            emoji="🔔",
            style=discord.ButtonStyle.primary,
            custom_id=custom_id(ButtonName.TELL_ME, asked.guild_id),
        )
    )
    view.stop()  # answered by custom_id; discord.py need not keep the view
    return Answer("\n".join(lines), view=view)


def when_answer(asked: Asked, meetup: Meetup, before: str = "") -> Answer:
    """When a meetup takes place, with everything else about it below; `before` is said first."""
    if meetup.date is None:
        sentence = asked.say(_("The date is not confirmed yet."))
    else:
        past = _("It was {when}.") if meetup.is_over(asked.now) else _("It is {when}.")
        sentence = asked.say(past, when=when_text(meetup, asked.language))
    return meetup_answer(asked, meetup, f"{before}\n{sentence}".strip())


def where_answer(asked: Asked, meetup: Meetup) -> Answer:
    """Where a meetup takes place."""
    place = where_text(meetup, asked.language)
    if not place:
        return meetup_answer(asked, meetup, asked.say(_("The post does not say where. Ask the organizers, please.")))
    return meetup_answer(asked, meetup, asked.say(_("Here: {place}."), place=place))


def who_answer(asked: Asked, meetup: Meetup) -> Answer:
    """Who speaks at a meetup."""
    speakers = list(dict.fromkeys(name for talk in meetup.talks for name in talk.speakers))
    if not speakers:
        return meetup_answer(asked, meetup, asked.say(_("The speakers are not announced yet.")))
    names = ", ".join(f"**{plain(name)}**" for name in speakers)
    sentence = tr_n(asked.language, *N_("The speaker: {names}.", "The speakers: {names}."), len(speakers), names=names)
    return meetup_answer(asked, meetup, sentence)


def what_answer(asked: Asked, meetup: Meetup) -> Answer:
    """What the talks of a meetup are about."""
    talks = [talk for talk in meetup.talks if talk.heading]
    if not talks:
        return meetup_answer(asked, meetup, asked.say(_("The talks are not announced yet.")))
    return meetup_answer(asked, meetup, "\n".join(f"- {talk_line(talk)}" for talk in talks))


def register_answer(asked: Asked, meetup: Meetup) -> Answer:
    """How to sign up for a meetup."""
    if meetup.is_over(asked.now):
        return meetup_answer(asked, meetup, asked.say(_("That one is over.")))
    if meetup.rsvp_url is None:
        sentence = asked.say(_("The post names no registration: it seems you can just come."))
        return meetup_answer(asked, meetup, sentence)
    return meetup_answer(asked, meetup, asked.say(_("Sign up here: {url}"), url=f"<{meetup.rsvp_url}>"))


def propose_answer(asked: Asked) -> Answer:
    """How to propose a talk, with a button that opens the form."""
    text = asked.say(
        _("Organizers look forward to talks! Press the button or use {command}: a title and a few sentences will do."),
        command="`/propose`",
    )
    view = discord.ui.View(timeout=None)
    view.add_item(
        discord.ui.Button(
            label=asked.say(_("Propose a talk")),
            emoji="🎤",
            style=discord.ButtonStyle.primary,
            custom_id=custom_id(ButtonName.PROPOSE, asked.guild_id),
        )
    )
    view.stop()
    return Answer(text, view=view)


def talk_line(talk: MeetupTalk) -> str:
    """A talk in one line of Markdown: "**title** – speakers"."""
    speakers = ", ".join(plain(name) for name in talk.speakers)
    heading = plain(talk.title or talk.topic or "")
    if not heading:
        return speakers
    return f"**{heading}** – {speakers}" if speakers else f"**{heading}**"


def meetup_line(meetup: Meetup, asked: Asked) -> str:
    """A meetup in one line of Markdown: its fate, its day, its title linked to the post."""
    sign = "~~" if meetup.cancelled else ""
    when = when_text(meetup, asked.language, short=True) if meetup.date else asked.say(_("date to be confirmed"))
    return f"{sign}{when} · {_title(meetup, asked)}{sign}"


def _title(meetup: Meetup, asked: Asked) -> str:
    name = plain(meetup.title or asked.say(_("Meetup")))
    url = next((post.url for post in meetup.posts if post.url), None)
    return f"[{name}](<{url}>)" if url else name


def _called_off_before(asked: Asked, coming: Meetup) -> str:
    """The lines on meetups called off that would have come before the next one: people still have them in mind."""
    lines = [
        _called_off_line(asked, meetup)
        for meetup in asked.timeline.called_off(asked.now)
        if meetup.date is None or coming.date is None or meetup.date <= coming.date
    ]
    return "\n".join(lines)


def _called_off_line(asked: Asked, meetup: Meetup) -> str:
    postponed = meetup.status is MeetupStatus.POSTPONED
    if meetup.date is None:
        sentence = (
            _("⚠️ {title} was postponed; the new date is not known yet.") if postponed else _("⚠️ {title} was cancelled.")
        )
        return asked.say(sentence, title=_title(meetup, asked))
    sentence = (
        _("⚠️ {title}, planned for {when}, was postponed; the new date is not known yet.")
        if postponed
        else _("⚠️ {title}, planned for {when}, was cancelled.")
    )
    return asked.say(sentence, title=_title(meetup, asked), when=when_text(meetup, asked.language))
