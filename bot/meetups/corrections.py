"""What an organizer types to correct a meetup, read into the value of a field, and the other way round."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bot.errors import UserError
from bot.i18n import _
from bot.meetups.model import MeetupStatus, MeetupTalk
from bot.meetups.talks import titles_alike
from bot.meetups.words import LANGUAGES, calendar_words, fold, lexicon, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from zoneinfo import ZoneInfo

CORRECTABLE: Final[tuple[str, ...]] = (
    "number",
    "title",
    "date",
    "start_time",
    "end_time",
    "venue",
    "address",
    "online",
    "rsvp_url",
    "sponsors",
    "talks",
    "logo_url",
    "status",
)
"""The fields of a meetup that organizers may correct, in the order in which they are offered."""

LONGEST_URL: Final = 512
"""Discord refuses a longer address on a link button."""
_LONGEST_TEXT: Final = 200
_MOST_TALKS: Final = 20
_LARGEST_NUMBER: Final = 100_000
_EVENING: Final = range(1, 12)
_ROMAN_MONTHS: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ISO: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_NUMERIC: Final = re.compile(r"(\d{1,2})[-./]\s?(\d{1,2})(?:[-./]\s?(\d{4}))?\.?")
_HOUR: Final = re.compile(r"(?:o\s+|at\s+|godz\.?\s*|g\.\s*)?(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|h)?")
_DASHES: Final = (" — ", " – ", " - ")


def parse_correction(
    field: str, text: str, *, zone: ZoneInfo, now: datetime, known_talks: Sequence[MeetupTalk] = ()
) -> object:
    """The value of a field as an organizer typed it; an empty text or "-" says that there is none.

    `zone` is the group's, `now` an aware instant: a date without a year is the one nearest to it. Talks are one a
    line ("Title — Speaker, Speaker") and keep the abstracts of `known_talks`. Raises UserError with what to type.
    """
    text = text.strip()
    read = _READERS.get(field)
    if read is None:
        raise UserError(_("I cannot correct “{field}”."), field=field)
    if fold(text) in _CLEARING | {"", "-", "—", "–"}:
        return _nothing(field)
    if field == "date":
        return _read_date(text, now.astimezone(zone).date())
    if field == "talks":
        return _read_talks(text, known_talks)
    return read(text)


def correction_text(field: str, value: object) -> str:
    """A field's value as an organizer would type it; what `parse_correction` reads back."""
    if isinstance(value, tuple):
        return "\n".join(map(_talk_line, value)) if field == "talks" else ", ".join(value)
    if isinstance(value, bool):
        return "tak / yes" if value else "nie / no"
    if isinstance(value, MeetupStatus):
        return _STATUS_TEXT[value]
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)


def _nothing(field: str) -> object:
    if field in {"sponsors", "talks"}:
        return ()
    if field == "online":
        return False
    if field == "status":
        raise UserError(_("Write one of: scheduled, rescheduled, postponed, cancelled, online."))
    return None


def _read_number(text: str) -> int:
    digits = text.lstrip("#").strip()
    if not (digits.isascii() and digits.isdigit()) or not 0 < int(digits[:9]) <= _LARGEST_NUMBER:
        raise UserError(_("“{text}” is no number of a meetup. Write it like 77."), text=_quoted(text))
    return int(digits)


def _read_line(text: str) -> str:
    line = " ".join(text.split())
    if len(line) > _LONGEST_TEXT:
        raise UserError(_("That is too long: at most {limit} characters, please."), limit=_LONGEST_TEXT)
    return line


def _read_date(text: str, today: date) -> date:
    day = _numeric_date(text, today) or _written_date(text, today)
    if day is None:
        raise UserError(
            _("I cannot read “{text}” as a date. Write it like 2025-05-22, 22.05.2025 or 22 May."), text=_quoted(text)
        )
    return day


def _numeric_date(text: str, today: date) -> date | None:
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(text):
        return _nearest(today, int(found[3]) if found[3] else None, int(found[2]), int(found[1]))
    return None


def _written_date(text: str, today: date) -> date | None:
    """A date such as "22 maja", "22 May 2025", "May 22nd, 2025" or "18 V"; a weekday beside it is passed over."""
    calendar = calendar_words()
    day = year = month = None
    for word in words(text):
        months = calendar.month_names.meanings(word) or calendar.month_beside.meanings(word)
        number = re.fullmatch(r"(\d+)(?:st|nd|rd|th|ego|go)?", word)
        if len(months) == 1 and month is None:
            month = next(iter(months))
        elif word in _ROMAN_MONTHS and month is None:
            month = _ROMAN_MONTHS.index(word) + 1
        elif number and len(number[1]) == len("2025") and year is None:
            year = int(number[1])
        elif number and len(number[1]) <= len("31") and day is None:
            day = int(number[1])
        elif not (word in calendar.weekday_names or word in {"ego", "go", "r", "roku", "of", "the"}):
            return None
    return _nearest(today, year, month, day) if month and day else None


def _nearest(today: date, year: int | None, month: int, day: int) -> date | None:
    years = [year] if year else [today.year + n for n in (-1, 0, 1)]
    found = [exact for one in years if (exact := _day(one, month, day))]
    return min(found, key=lambda one: abs(one - today), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_time(text: str) -> time:
    found = _HOUR.fullmatch(text.casefold())
    if found:
        hour, minute = int(found[1]), int(found[2] or 0)
        if found[3] == "pm" and hour in _EVENING:
            hour += 12
        if hour <= 23 and minute <= 59:  # noqa: PLR2004 -- a clock's own limits
            return time(hour, minute)
    raise UserError(_("I cannot read “{text}” as an hour. Write it like 19:00."), text=_quoted(text))


def _read_flag(text: str) -> bool:
    word = fold(text.split("/", maxsplit=1)[0].strip())
    if word in _YES or word in _NO:
        return word in _YES
    raise UserError(_("Write yes or no."))


def _read_url(text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or "." not in host.strip(".") or re.search(r"[\s<>\"]", address):
        raise UserError(_("“{text}” is no web address. It begins with https://."), text=_quoted(text))
    if len(address) > LONGEST_URL:
        raise UserError(_("That is too long: at most {limit} characters, please."), limit=LONGEST_URL)
    return address


def _read_list(text: str) -> tuple[str, ...]:
    names = [_read_line(name) for name in re.split(r"[,;\n]", text)]
    return tuple(dict.fromkeys(name for name in names if name))


def _read_status(text: str) -> MeetupStatus:
    wanted = fold(text)
    for status, names in _STATUSES.items():
        if wanted in names or wanted == fold(status.value):
            return status
    raise UserError(_("Write one of: scheduled, rescheduled, postponed, cancelled, online."))


def _read_talks(text: str, known: Sequence[MeetupTalk]) -> tuple[MeetupTalk, ...]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_TALKS:
        raise UserError(_("That is too long: at most {limit} talks, please."), limit=_MOST_TALKS)
    return tuple(_read_talk(line, known) for line in lines)


def _read_talk(line: str, known: Sequence[MeetupTalk]) -> MeetupTalk:
    title, speakers = line, ""
    for dash in _DASHES:
        # Titles hold dashes of their own, so the speakers stand behind the last one.
        if dash in line:
            title, speakers = line.rsplit(dash, 1)
            break
    abstract = next((talk.abstract for talk in known if talk.heading and titles_alike(talk.heading, title)), None)
    return MeetupTalk(title=_read_line(title) or None, speakers=_read_list(speakers), abstract=abstract)


def _talk_line(talk: MeetupTalk) -> str:
    title = talk.title or talk.topic or ""
    return f"{title} — {', '.join(talk.speakers)}" if talk.speakers else title


def _quoted(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"  # noqa: PLR2004 -- enough to recognize it by


def _typed(name: str) -> frozenset[str]:
    return frozenset(fold(word) for language in LANGUAGES for word in lexicon(language)["corrections"][name])


def _statuses() -> dict[MeetupStatus, frozenset[str]]:
    told: dict[str, Any] = {
        status.value: [name for language in LANGUAGES for name in lexicon(language)["corrections"]["status"][status]]
        for status in MeetupStatus
    }
    return {MeetupStatus(value): frozenset(map(fold, names)) for value, names in told.items()}


_YES: Final = _typed("yes")
_NO: Final = _typed("no")
_CLEARING: Final = _typed("clear")
_STATUSES: Final = _statuses()
_STATUS_TEXT: Final[Mapping[MeetupStatus, str]] = MappingProxyType(
    {
        MeetupStatus.SCHEDULED: "scheduled",
        MeetupStatus.RESCHEDULED: "rescheduled",
        MeetupStatus.POSTPONED: "postponed",
        MeetupStatus.CANCELLED: "cancelled",
        MeetupStatus.MOVED_ONLINE: "online",
    }
)
_READERS: Final[Mapping[str, Callable[[str], object]]] = MappingProxyType(
    {
        "number": _read_number,
        "title": _read_line,
        "date": str,
        "start_time": _read_time,
        "end_time": _read_time,
        "venue": _read_line,
        "address": _read_line,
        "online": _read_flag,
        "rsvp_url": _read_url,
        "sponsors": _read_list,
        "talks": str,
        "logo_url": _read_url,
        "status": _read_status,
    }
)
