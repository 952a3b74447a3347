"""The answer to a question once it is understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import _
from bot.meetups.questions import Intent, ReferenceKind, resolve
from cogs.meetups import answers
from cogs.meetups.answers import Answer
from cogs.meetups.paging import abstracts_answer, meetups_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.meetups.model import Meetup
    from bot.meetups.questions import Reference
    from cogs.meetups.answers import Asked

_ABOUT_A_MEETUP: Mapping[Intent, Callable[[Asked, Meetup], Answer]] = {
    Intent.WHEN: answers.when_answer,
    Intent.WHERE: answers.where_answer,
    Intent.WHO: answers.who_answer,
    Intent.WHAT: answers.what_answer,
    Intent.ABSTRACTS: abstracts_answer,
    Intent.REGISTER: answers.register_answer,
    Intent.NEXT: answers.meetup_answer,
    Intent.PAST: answers.meetup_answer,
}
"""What tells about one meetup; the same function for a mention, a direct message and a button."""


def reply(asked: Asked, intent: Intent, about: Reference) -> Answer:
    """The answer to an intent about a meetup. Says so when there is no such meetup, or nothing is ahead."""
    if intent is Intent.PROPOSE:
        return answers.propose_answer(asked)
    if intent is Intent.THANKS:
        return Answer(asked.say(_("You're welcome!")))
    if intent not in _ABOUT_A_MEETUP:
        return help_answer(asked)
    meetup = resolve(about, asked.timeline, asked.now)
    return _no_such(asked, about) if meetup is None else _tell(asked, intent, meetup)


def _tell(asked: Asked, intent: Intent, meetup: Meetup) -> Answer:
    if intent in {Intent.WHEN, Intent.NEXT} and meetup == asked.timeline.next(asked.now):
        ahead = answers.next_answer(asked)  # it also says what was called off before
        return ahead if intent is Intent.NEXT else answers.when_answer(asked, meetup, ahead.content)
    return _ABOUT_A_MEETUP[intent](asked, meetup)


def _no_such(asked: Asked, about: Reference) -> Answer:
    if about.kind is ReferenceKind.NEXT or not asked.timeline.meetups:
        return answers.nothing_ahead(asked)
    listed = meetups_answer(asked)
    return Answer(asked.say(_("I know of no such meetup. These I know:")), listed.embed, listed.view)


def help_answer(asked: Asked) -> Answer:
    """What Herold can be asked."""
    from cogs.ask.choices import choices_view  # noqa: PLC0415 -- its button replies through this module

    text = asked.say(
        _(
            "Hi! I know this group's meetups. Ask me when and where the next one is, who speaks about what, how to "
            "sign up or how to propose a talk. Or press a button:"
        )
    )
    return Answer(text, view=choices_view(asked.language))
