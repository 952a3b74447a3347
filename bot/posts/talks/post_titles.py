"""What a post's own title adds where its body leaves a talk without title, topic or speaker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.document import Block, BlockKind, Document
from bot.posts.lexicon import fold
from bot.posts.talks.drafts import Draft, Part
from bot.posts.talks.headers import header_of
from bot.posts.talks.labels import Unit
from bot.posts.talks.people import People
from bot.posts.talks.titles import strip_quotes
from bot.posts.talks.view import QUOTED, Line, Span, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.model import Post
    from bot.posts.talks.mentions import Mention

_PREFIX_END: Final = re.compile(r"\s+[-–—|]\s+|:\s+|\s*[–—|]\s*")
_AND: Final = re.compile(r"\s+(?:i|oraz|and|plus)\s+|\s*[+&/]\s*|,\s+", re.IGNORECASE)


def from_post_title(view: View, drafts: list[Draft]) -> None:
    """Takes a quoted title, or "Name – Title", from the post's title; else its words for the topics still missing."""
    title_view = _view_of_title(view.post, view)
    if title_view is None:
        return
    people = People(title_view)
    if not drafts and (named := people.surely(0, len(title_view.text))):
        _take_people(title_view, drafts, named)
    for suffix in _suffixes(title_view):
        unit = Unit(suffix.start, suffix.end, Line(*suffix, BlockKind.HEADING, 1, 0, opens=True))
        header = header_of(title_view, people, unit, alone=False)
        if header and header.title and header.people and not title_view.text[header.title.start].islower():
            _take(title_view, drafts, header.title, list(header.people))
            return
    quoted = QUOTED.search(title_view.text)
    if quoted and len(drafts) <= 1 and all(d.title is None for d in drafts):
        _take(title_view, drafts, strip_quotes(title_view, Span(*quoted.span())), [])
        return
    if not _only_title(title_view, view, drafts):
        _topics(title_view, view, drafts)


def _take_people(view: View, drafts: list[Draft], named: list[Mention]) -> None:
    """The people that a post's title names speak where its body names nobody: "An evening with Jane Roe"."""
    draft = Draft(0)
    draft.add_speakers(named, 0.7, "post-title")
    for speaker in draft.speakers:
        speaker.source = view.document.source_span(*speaker.span)
    drafts.append(draft)


def _take(view: View, drafts: list[Draft], title: Span, named: list[Mention]) -> None:
    part = _part(view, title, 0.8)
    target = next((d for d in drafts if d.title is None and (not named or d.names & {m.name for m in named})), None)
    if target is None:
        if drafts and (named == [] or any(d.title for d in drafts)):
            return
        target = drafts[0] if drafts and not drafts[0].speakers else Draft(0)
        if target not in drafts:
            drafts.append(target)
    target.title = part
    target.add_speakers(named, 0.8, "post-title")
    for speaker in target.speakers:
        if speaker.rule == "post-title":
            speaker.source = view.document.source_span(*speaker.span)


def _part(view: View, span: Span, confidence: float) -> Part:
    return Part(span, confidence, "post-title", view.quote(span), view.document.source_span(*span))


def _only_title(title: View, view: View, drafts: list[Draft]) -> bool:
    """Gives a post's only talk the post's title, or what stands behind its dash, where the body speaks of the same."""
    if len(drafts) != 1 or drafts[0].title:
        return False
    suffix = next(_suffixes(title))
    whole = suffix.start == 0
    words = [word for word in _WORD.findall(title.quote(suffix)) if len(word) >= _STEM - 1]
    if len(title.quote(suffix).split()) < _PHRASE or any(title.has(name, *suffix) for name in _OF_THE_EVENING):
        return False
    told = _told(view, drafts[0], alone=True)
    shared = sum(bool(_stems(word) & told) for word in words)
    asks = title.text[suffix.end - 1] == "?"
    workshop = whole and bool(drafts[0].speakers) and any(hit.start == 0 for hit in title.hits("talks.talk", *suffix))
    enough = (
        shared >= 1 or _after_meeting(title, suffix)
        if asks or not whole
        else shared > 1 and len(words) >= _PHRASE and shared * 2 >= len(words)
    )
    if (workshop or enough) and not People(title).surely(*suffix):
        drafts[0].title = _part(title, strip_quotes(title, suffix), 0.6 if whole else 0.7)
    return drafts[0].title is not None


def _after_meeting(title: View, suffix: Span) -> bool:
    """True where nothing but the word for a meetup stands before it: "Spotkanie: …", "Meetup #5 - …"."""
    hits = title.hits("talks.no_talk", 0, suffix.start)
    return bool(hits) and hits[0].start == 0 and len(title.text[: suffix.start].split()) <= _PHRASE


_PHRASE: Final = 3
_OF_THE_EVENING: Final = ("talks.no_talk", "dates.month", "dates.weekday", "dates.season")
"""What a title names that is the meetup's, not a talk's."""


def _topics(title: View, view: View, drafts: list[Draft]) -> None:
    """The words after "Spotkanie marcowe - " are a talk's topic, if the body tells of the same in its sentences."""
    suffix = next(_suffixes(title), None)
    bare = [draft for draft in drafts if not draft.title]
    if suffix is None or not bare or suffix.start == 0:
        return
    pieces = [suffix] if len(drafts) == 1 else [title.trim(Span(*piece)) for piece in _pieces(title.text, suffix)]
    pairs = sorted(
        (
            (_shared(title.quote(piece), _told(view, draft, alone=len(drafts) == 1)), -place, -number)
            for place, draft in enumerate(bare)
            for number, piece in enumerate(pieces)
            if not title.has("talks.no_talk", *piece)
        ),
        reverse=True,
    )
    taken: set[int] = set()
    for shared, place, number in pairs:
        draft = bare[-place]
        if shared and draft.topic is None and number not in taken:
            taken.add(number)
            draft.topic = _part(title, strip_quotes(title, pieces[-number]), 0.7)


def _told(view: View, draft: Draft, *, alone: bool) -> set[str]:
    if alone:
        return _stems_of(view.words.folded[view.start : min(view.end, view.start + 3000)])
    return _stems(" ".join(view.quote(span) for span in (*draft.named_in, *draft.abstract)))


def _shared(piece: str, told: set[str]) -> int:
    """How much of a piece the body says too; names of things weigh twice."""
    return sum(1 + word[:1].isupper() for word in _WORD.findall(piece) if _stems(word) & told)


def _stems(text: str) -> set[str]:
    """The beginnings of the longer words, so that inflected forms meet."""
    return _stems_of(fold(text))


def _stems_of(folded: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(folded) if len(word) >= _STEM - 1}


_STEM: Final = 5
_WORD: Final = re.compile(r"\w+")


def _pieces(text: str, span: Span) -> Iterator[tuple[int, int]]:
    at = span.start
    for match in _AND.finditer(text, *span):
        yield at, match.start()
        at = match.end()
    yield at, span.end


def _suffixes(view: View) -> Iterator[Span]:
    """The post's title without what stands before each of its dashes and colons, longest first; then the whole."""
    for match in list(_PREFIX_END.finditer(view.text))[:3]:
        yield view.trim(Span(match.end(), len(view.text)))
    yield Span(0, len(view.text))


def _view_of_title(post: Post, view: View) -> View | None:
    title = " ".join(post.title.split())
    if not title or len(title) > _TITLE_LONGEST:
        return None
    at = post.source.find(post.title, 0, post.body_start)
    origins = range(at, at + len(title)) if at >= 0 else [0] * len(title)
    document = Document(title, origins, (Block(BlockKind.HEADING, 0, len(title), 1),), ())
    return View(post, document, view.lexicon, 0, len(title))


_TITLE_LONGEST: Final = 300
