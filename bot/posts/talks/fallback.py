"""What a post's own title and author add where its body leaves a talk without title, topic or speaker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.document import Block, BlockKind, Document
from bot.posts.morphology import PersonName
from bot.posts.talks.drafts import Draft, Part, SpeakerPart
from bot.posts.talks.headers import header_of, strip_quotes
from bot.posts.talks.labels import Unit
from bot.posts.talks.people import People
from bot.posts.talks.view import QUOTED, Line, Span, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.model import Post
    from bot.posts.talks.people import Mention

_PREFIX_END: Final = re.compile(r"\s+[-–—|]\s+|:\s+|\s*[–—|]\s*")
_AND: Final = re.compile(r"\s+(?:i|oraz|and|plus)\s+|\s*[+&/]\s*|,\s+", re.IGNORECASE)


def from_post_title(view: View, drafts: list[Draft]) -> None:
    """Takes a quoted title, or "Name – Title", from the post's title; else its words for the topics still missing."""
    title_view = _view_of_title(view.post, view)
    if title_view is None:
        return
    people = People(title_view)
    for suffix in _suffixes(title_view):
        unit = Unit(suffix.start, suffix.end, Line(*suffix, BlockKind.HEADING, 1, 0, opens=True))
        header = header_of(title_view, people, unit, alone=False)
        if header and header.title and header.people:
            _take(title_view, drafts, header.title, list(header.people))
            return
    quoted = QUOTED.search(title_view.text)
    if quoted and len(drafts) <= 1 and all(d.title is None for d in drafts):
        _take(title_view, drafts, strip_quotes(title_view, Span(*quoted.span())), [])
        return
    _topics(title_view, drafts)


def from_author(view: View, drafts: list[Draft], told: list[Span]) -> None:
    """The author speaks where no one else is named and the story says "opowiem o …", "I'll be talking about …"."""
    author = view.post.front_matter.get("author")
    if not isinstance(author, str) or not author.strip() or any(draft.speakers for draft in drafts):
        return
    spoken = next((span for span in told if view.has("talks.speak_myself", *span)), None)
    if spoken is None:
        return
    first, _space, last = " ".join(author.split()).partition(" ")
    person = PersonName(first, last, None, frozenset(("nom",)), first_known=True, last_known=True)
    draft = next((d for d in drafts if d.title), None)
    if draft is None:
        draft = Draft(spoken.start, told=True, abstract=[spoken], abstract_rule="told")
        drafts.append(draft)
    draft.speakers.append(SpeakerPart(person, spoken, 0.8, "author"))


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


def _topics(view: View, drafts: list[Draft]) -> None:
    """The words after "Spotkanie marcowe - " are the topic of the only talk, or of as many talks as they name."""
    suffix = next(_suffixes(view), None)
    bare = [draft for draft in drafts if not draft.title]
    if suffix is None or not bare or suffix.start == 0 or len(bare) != len(drafts):
        return
    pieces = [suffix]
    if len(bare) > 1:
        pieces = [view.trim(Span(*piece)) for piece in _pieces(view.text, suffix)]
    if len(pieces) != len(bare):
        return
    for draft, piece in zip(bare, pieces, strict=True):
        if not view.has("talks.no_talk", *piece):
            draft.topic = _part(view, strip_quotes(view, piece), 0.7)


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
