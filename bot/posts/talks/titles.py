"""What may be the title of a talk: where it ends, and what is a break, a greeting or somebody's trade instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind
from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from bot.posts.talks.labels import Unit
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View

TITLE_LONGEST: Final = 170
_TITLE_SHORTEST: Final = 2
ROWS: Final = frozenset((BlockKind.LIST_ITEM, BlockKind.TABLE_ROW))
_QUOTES: Final = "\"„“”«»*_'’‘ \u00a0"
_DOUBLE: Final = ('"', "„", "“", "”")
_CLOSING: Final = {'"': '"”', "„": '”"“', "“": '”"“', "«": "»", "‘": "’"}
_TITLE_END: Final = re.compile(r"\.\s+(?=[^\W_a-ząćęłńóśźż])")
_ASKED: Final = re.compile(r"[?!](?=\s[^\W_a-ząćęłńóśźż])")
_LAST_DASH: Final = re.compile(r"\s[–—]\s")
_LENGTH: Final = re.compile(
    r"\s*[(\[](?:[a-z]{2},\s?)?(?:(?:ok\.?|ca\.?|~)\s?)?\d{1,3}\s?(?:'|min\w{0,4}\.?|h|godz\w{0,4}\.?|hours?)[)\]]\s*$"
    r"|\s*,\s\d{1,3}\s?min\w{0,4}\.?\s*$"
    r"|\s*[(\[](?:lightning(?: talk)?|LT|EN|ENG|PL|in English|po angielsku|po polsku|live)(?:,[^()\[\]\n]{1,80})?"
    r"[)\]]\s*$",
    re.IGNORECASE,
)
"""How long a talk takes and in which form or language, behind its title: "(5 min)", "(lightning talk)", ", 5 min"."""
_LENGTH_LONGEST: Final = 100
_WHEN: Final = re.compile(r"\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?\b[.,]?(?:\s|$)|\d{1,2}[:.]\d{2}\W*$")
"""A day or an hour in figures."""
_FEW: Final = 2
_FEW_WORDS: Final = 4


def strip_quotes(view: View, span: Span) -> Span:
    """The stretch without the quotes, stars and dots around it; brackets, "?" and "!" stay."""
    start, end = view.trim(span)
    end = _before_links(view, start, end)
    if length := _LENGTH.search(view.text, max(start, end - _LENGTH_LONGEST), end):
        end = length.start()
    while start < end and view.text[start] in _QUOTES:
        start += 1
    while end > start and (view.text[end - 1] in _QUOTES or (view.text[end - 1] in ",;:-–—" and end - 1 > start)):
        end -= 1
    if end > start + 1 and view.text[end - 1] == "." and view.text[end - 2] not in ".!?":
        end -= 1
    while end > start and view.text[end - 1] in _QUOTES:
        end -= 1
    if (
        view.text[end : end + 1] in _DOUBLE
        and sum(map(view.text[start:end].count, _DOUBLE)) % 2
        and start <= span.start
    ):
        end += 1  # it closes a quotation inside of the title
    if view.text.count("(", start, end) < view.text.count(")", start, end) and view.text[end - 1] == ")":
        end -= 1
    return Span(start, end)


def _before_links(view: View, start: int, end: int) -> int:
    """Where brackets begin that hold but links, or say what becomes of the slides: "(slajdy, kod)"; else the end."""
    end = _before_bare_links(view, start, end)
    opening = view.text.rfind("(", start, end)
    if opening <= start or view.text[end - 1] not in ").":
        return end
    links = [m for m in view.links if opening < m.start and m.end < end]
    slides = any(hit.start == opening + 1 for hit in view.hits("materials.kind", opening + 1, end))
    bare = view.text[opening:end]
    for mark in reversed(links):
        bare = bare[: mark.start - opening] + bare[mark.end - opening :]
    if not (links and not any(c.isalnum() for c in bare)) and not slides:
        return end
    return start + len(view.text[start:opening].rstrip())


def _before_bare_links(view: View, start: int, end: int) -> int:
    """Where links to slides and the like begin that stand behind a title without brackets; the end without any."""
    for mark in reversed(view.marks_in(view.links, start + 1, end)):
        between = view.text[mark.end : end].strip(" ,;|·•.-–—")
        if between or not any(hit.start == mark.start for hit in view.hits("materials.kind", mark.start, mark.end)):
            break
        end = start + len(view.text[start : mark.start].rstrip(" ,;|·•-–—"))
    return end


def title_and_rest(view: View, span: Span) -> tuple[Span | None, Span | None]:
    """Where the title after a name ends: at bold type's end, a quote's end, a full stop, or with the line."""
    span = view.trim(span)
    if length := _LENGTH.search(view.text, max(span.start, span.end - _LENGTH_LONGEST), span.end):
        span = Span(span.start, length.start())
    span = Span(span.start, _before_links(view, *span))
    if span.end <= span.start:
        return None, None
    end = marked_end(view, span) or quote_end(view, span)
    if end is None and view.text[span.end - 1] == ":":
        dash = list(_LAST_DASH.finditer(view.text, *span))
        end = dash[-1].start() if dash else None
    if end is None:
        stop = next((s for s in _TITLE_END.finditer(view.text, *span) if not view.is_abbreviated(s.start())), None)
        end = stop.start() if stop else span.end
        asked = _ASKED.search(view.text, span.start, end)
        if asked and view.text[span.end - 1] in ".!":
            end = asked.end()  # what follows a question is a sentence on it
    title = strip_quotes(view, Span(span.start, end))
    rest = view.trim(Span(end, span.end))
    while rest.start < rest.end and not view.text[rest.start].isalnum() and view.text[rest.start] not in '"„“(':
        rest = Span(rest.start + 1, rest.end)
    rest = view.trim(rest)
    return title, rest if any(c.isalnum() for c in view.text[rest.start : rest.end]) else None


def title_of_line(view: View, span: Span) -> tuple[Span, Span | None]:
    """The title that a line begins with, in bold or italic type or as its first sentence, and the rest of the line."""
    for marks in (view.bold, view.emphasis):
        mark = view.mark_at(marks, span.start)
        if mark and span.start < mark.end < span.end:
            rest = view.trim(Span(mark.end, span.end))
            if rest.end > rest.start and not view.text[rest.start].isalnum():
                rest = view.trim(Span(rest.start + 1, rest.end))
            return strip_quotes(view, Span(span.start, mark.end)), rest if rest.end > rest.start else None
    sentences = view.sentences(*span)
    stops = len(sentences) > 1 and view.text[sentences[0].end - 1] == view.text[span.end - 1] == "."
    if len(sentences) > 1 and (stops or span.end - span.start > _TITLE_WITH_MORE):
        return strip_quotes(view, sentences[0]), Span(sentences[1].start, span.end)
    return strip_quotes(view, span), None


_TITLE_WITH_MORE: Final = 120


def marked_end(view: View, span: Span) -> int | None:
    """Where bold or italic type that the stretch begins in or with ends, if it ends before the stretch does."""
    for marks in (view.bold, view.emphasis):
        mark = view.mark_at(marks, span.start)
        if mark and mark.end > span.start and mark.end - mark.start <= TITLE_LONGEST:
            return min(mark.end, span.end)
    for mark in view.marks_in(view.bold, span.start - TITLE_LONGEST, span.start):
        if mark.end > span.start + 2:
            return min(mark.end, span.end)
    return None


def quote_end(view: View, span: Span) -> int | None:
    """Where the quotation that the stretch begins with ends; None where it begins with none."""
    closing = _CLOSING.get(view.text[span.start])
    if not closing:
        return None
    for at in range(span.start + 1, min(span.end, span.start + TITLE_LONGEST)):
        if view.text[at] in closing:
            return at + 1
    return None


def is_marked(view: View, unit: Unit) -> bool:
    """True for a line in a heading or in bold type."""
    return unit.line.kind is BlockKind.HEADING or view.covered(view.bold, unit.start, unit.end)


def is_quoted(view: View, span: Span) -> bool:
    """True where the quotation that the stretch begins with ends with it."""
    return quote_end(view, span) in {span.end, span.end - 1}


_SIGNS: Final = re.compile("[📅📆🗓⏰⏱🕐-🕧📍🗺🏠🏢🏛🎟🎫🔗🚇🚗🚌🍕🍻🍺🥟🌮🍩☕🍽💰💸💶🎁🙋😷]")
"""Pictures before a line on when, where, how to come and what there is to eat; never before a talk's title."""
_PLACES: Final = frozenset("📍🗺🏠🏢🏛")
_LABEL_WORDS: Final = 2


def is_practical(view: View, people: People, unit: Unit, span: Span) -> bool:
    """True for "📍 **Lantern Works**, 71 Robinson Link" and for "**Ile:** zero zł": lines of the evening, not talks."""
    if sign := _SIGNS.search(view.text, unit.start, span.start):
        return sign[0] in _PLACES or not people.surely(*span)
    mark = view.mark_at(view.bold, span.start)
    if mark is None or unit.line.kind is BlockKind.HEADING or mark.end >= span.end:
        return False
    colon = view.text[mark.end - 1] == ":" or view.text[mark.end] == ":"
    few = len(view.text[span.start : mark.end].split()) <= _LABEL_WORDS
    return colon and few and not people.between(span.start, mark.end, certainty=0.3)


def no_talk(view: View, span: Span, *, beside: bool = False) -> bool:
    """True for agenda items and lines that are no talk: a break, the raffle, a greeting, the sponsor's words.

    `beside` is True where a speaker stands beside the words, so that only the bare item is none: "Welcome - Jane Roe".
    """
    text = view.text[span.start : span.end]
    opening = span.start + len(text) - len(text.lstrip(_QUOTES))
    for hit in view.hits("talks.no_talk", span.start, span.end):
        if hit.start <= opening and (not beside or len(view.quote(Span(hit.end, span.end)).split()) <= _FEW):
            return True
    greets = next((hit for hit in view.hits("talks.welcome", span.start, span.end) if hit.start <= opening), None)
    if greets is not None and _AND_MORE.match(view.text, greets.end, span.end):
        return True
    few = len(text.split()) <= _FEW
    return few and (view.has("talks.no_talk", *span) or view.has("talks.no_talk_alone", *span))


_AND_MORE: Final = re.compile(
    r"\s?[,/&]|\s(?:i|oraz|and)\s(?=(?:spraw|info|słow|wstęp|ogłosz|intro|news|house|announce))"
)


def plausible(view: View, people: People, title: Span, unit: Unit, *, beside: bool = False) -> bool:
    """True for words that may be a title; what stands around them weighs more than which words they are.

    `beside` is True where the line sets the words against a speaker: "Title - Jane Roe".
    """
    text = view.text[title.start : title.end]
    if not _TITLE_SHORTEST <= len(text) <= TITLE_LONGEST or not any(c.isalpha() for c in text) or "://" in text:
        return False
    quoted = view.text[max(0, title.start - 1) : title.start] in set('"„“«')
    if no_talk(view, title, beside=beside) or (not quoted and names_a_moment(view, title)):
        return False
    cell = unit.line.kind is BlockKind.TABLE_ROW and view.text[title.start - 1 : title.start] == "\t"
    marked = quoted or cell or is_marked(view, unit) or view.mark_at(view.bold, title.start) is not None
    marked = marked or (beside and view.mark_at(view.emphasis, title.start) is not None)
    if text[0].islower() and " " not in text and not quoted:
        return False
    opens = text[0].isupper() or text[0].isdigit() or text[0] in '"„“.#@(['
    if not opens and not marked and not (beside and _small(view, title, unit)):
        return False
    if not quoted and (_invites(view, title, beside=beside) or tells_who(view, title, shown=beside or marked)):
        return False
    whole = people.between(*title, certainty=0.6)
    return not (whole and whole[0].start <= title.start + 1 and whole[-1].end >= title.end - 1)


def _small(view: View, title: Span, unit: Unit) -> bool:
    """True for a title in small letters: in a post of no other ones, or a phrase in a row."""
    return view.in_small_letters or (unit.line.kind in ROWS and _is_phrase(view, title))


def _is_phrase(view: View, title: Span) -> bool:
    """True for small letters that name a talk beside a speaker: "vim w 15 minut", not "coś o vimie", "sala i pizza"."""
    something = any(hit.start <= title.start for hit in view.hits("talks.something", *title))
    apart = something or any(view.has(name, *title) for name in _NOT_OF_A_TALK) or view.text.startswith(".", title.end)
    trade = next(iter(view.hits("talks.trade", title.start, min(title.end, title.start + _TRADE_LATEST))), None)
    apart = apart or (trade is not None and len(view.text[title.start : trade.start].split()) <= _FEW)
    return not apart and len(view.quote(title).split()) > _FEW


_NOT_OF_A_TALK: Final = ("talks.practical", "talks.logistics", "talks.not_speaking")


def names_a_moment(view: View, span: Span) -> bool:
    """True for words that say when something is: "7 kwietnia, godz. 19:00", "27.03"."""
    return view.names_a_day(span) or _WHEN.match(view.text, *span) is not None


def reads_as_title(view: View, title: Span) -> bool:
    """True for words after "Name," that are a title, not the name's owner's trade."""
    text = view.text[title.start : title.end]
    return text[:1].isupper() and not view.has("talks.bio", *title) and len(text.split()) > 1


def _invites(view: View, title: Span, *, beside: bool) -> bool:
    """True for a sentence about the evening: a greeting, or somebody who will talk about something."""
    opening = title.start + 1 if beside else title.end
    return any(hit.start < opening for name in ("talks.speak", "talks.greeting") for hit in view.hits(name, *title))


def tells_who(view: View, title: Span, *, shown: bool = True) -> bool:
    """True for words that say who somebody is: "Senior Developer at Acme", "lubi góry i pracuje w Acme".

    `shown` is True where the words stand as a title does: then words that titles use as well count only together.
    """
    bio = view.hits("talks.bio", *title)
    if not shown:
        return bool(bio)
    loose = {hit.start for hit in view.hits("talks.bio_loose", *title)}
    if len(bio) >= _FEW or any(hit.start not in loose for hit in bio):
        return True
    trade = next(iter(view.hits("talks.trade", title.start, min(title.end, title.start + _TRADE_LATEST))), None)
    if trade is None or len(view.text[title.start : trade.start].split()) > _FEW:
        return False
    before = view.text[title.start : trade.start].split()
    if before and not (before[0].istitle() and view.lexicon.matches("talks.rank", before[0])):
        return False
    few = len(view.quote(title).split()) <= _FEW_WORDS and not view.text[title.start : title.end].endswith(("?", "!"))
    return few or bool(bio) or _AT_COMPANY.match(view.text, trade.end, title.end) is not None


_TRADE_LATEST: Final = 40
_AT_COMPANY: Final = re.compile(r"[^.]{0,24}?(?:\s(?:at|in|w|we|z|from|of|for)\s|\s?@|,)")
