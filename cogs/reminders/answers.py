"""What is said about a person's reminders: one that was noted, the choice of moments, and the list of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord

from bot.delivery.custom_ids import PREFIX, ButtonName, custom_id
from bot.delivery.fitting import fit_content, label, plain
from bot.delivery.meetup_embed import meetup_title, when_text
from bot.i18n import Language, _, tr
from bot.meetups.leads import LEADS, due_at, minutes_of
from cogs.meetups.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime, timedelta

    from bot.meetups.model import Meetup
    from bot.services.reminders import Reminder

BUTTONS_AT_ONCE: Final = 25
"""How many buttons a message holds."""


def noted_answer(reminder: Reminder, leads: Collection[timedelta], language: Language, *, now: datetime) -> Answer:
    """When the person is reminded, the choice of other moments, and the way to take it back."""
    if reminder.due_at is None:
        text = tr(language, _("I will remind you once the date is known, by direct message."))
    else:
        sentence = (
            _("You have a reminder already: {moment}, by direct message.")
            if reminder.again
            else _("I will remind you {moment}, by direct message.")
        )
        text = tr(language, sentence, moment=discord.utils.format_dt(reminder.due_at, "F"))
    return Answer(f"🔔 {text}", view=leads_view(reminder.meetup, leads, language, now=now))


def chosen_answer(meetup: Meetup, reminders: Sequence[Reminder], language: Language, *, now: datetime) -> Answer:
    """The moments that were chosen from the list."""
    if not reminders:
        text = tr(language, _("All right, no reminder."))
    else:
        moments = [_moment(one, language) for one in reminders]
        text = tr(language, _("I will remind you by direct message:")) + "\n" + "\n".join(f"- {m}" for m in moments)
    leads = [one.lead for one in reminders]
    return Answer(f"🔔 {text}", view=leads_view(meetup, leads, language, now=now))


def leads_view(meetup: Meetup, leads: Collection[timedelta], language: Language, *, now: datetime) -> discord.ui.View:
    """The moments still to come to choose from, `leads` being chosen, and "don't remind me"."""
    view = discord.ui.View(timeout=None)
    coming = [lead for lead in LEADS if (due := due_at(meetup, lead)) is None or due > now]
    options = [
        discord.SelectOption(label=tr(language, LEADS[lead]), value=str(minutes_of(lead)), default=lead in leads)
        for lead in coming
    ]
    if options:
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"{PREFIX}:lead:{meetup.id}",
            placeholder=tr(language, _("When should I remind you?")),
            options=options,
            min_values=0,
            max_values=len(options),
        )
        view.add_item(select)
    if leads:
        forget = custom_id(ButtonName.FORGET, meetup.id)
        view.add_item(discord.ui.Button(label=label(tr(language, _("Don't remind me"))), custom_id=forget))
    view.stop()  # answered by custom_id, so discord.py need not keep the view for ever
    return view


def list_answer(reminders: Sequence[Reminder], language: Language) -> Answer:
    """All reminders still to come, each with a button that takes it back."""
    if not reminders:
        sentence = _("You have no reminders. The button {button} under a meetup makes one, and so does {command}.")
        button = tr(language, _("Remind me"))
        text = tr(language, sentence, button=f"**{button}**", command="`/remind`")
        return Answer(text, view=discord.ui.View(timeout=None))
    view = discord.ui.View(timeout=None)
    lines = ["🔔 " + tr(language, _("Your reminders"))]
    for reminder in reminders[:BUTTONS_AT_ONCE]:
        title = meetup_title(reminder.meetup, language)
        lines.append(f"- **{plain(title)}** · {_moment(reminder, language)}")
        name = f"{tr(language, LEADS[reminder.lead])} · {title}" if reminder.lead in LEADS else title
        view.add_item(
            discord.ui.Button(label=label(name), emoji="🗑️", custom_id=custom_id(ButtonName.UNREMIND, reminder.id))
        )
    view.stop()
    return Answer(fit_content("\n".join(lines)), view=view)


def missed_text(meetups: Sequence[Meetup], language: Language) -> str:
    """What no direct message could say, and what to do about it."""
    lines = [tr(language, _("📭 I could not send you a direct message about:"))]
    for meetup in meetups:
        when = when_text(meetup, language)
        title = f"**{plain(meetup_title(meetup, language))}**"
        lines.append(f"- {title} · {when}" if when else f"- {title}")
    advice = _("Allow direct messages in this server's privacy settings, and the next ones reach you.")
    return fit_content("\n".join([*lines, tr(language, advice)]))


def _moment(reminder: Reminder, language: Language) -> str:
    name = tr(language, LEADS[reminder.lead]) if reminder.lead in LEADS else ""
    if reminder.due_at is None:
        when = tr(language, _("once the date is known"))
    else:
        when = discord.utils.format_dt(reminder.due_at, "F")
    return f"{name}: {when}" if name else when
