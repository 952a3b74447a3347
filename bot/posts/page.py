"""A post laid open for the rules: its words, sentences and links; what a rule finds is a `Found` with its place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property, wraps
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar

from bot.posts.document import BlockKind, MarkKind, may_hold_address
from bot.posts.model import Evidence, Fact

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bot.posts.document import Block, Document, Mark
    from bot.posts.lexicon import Lexicon, Words
    from bot.posts.model import Post, Site

T = TypeVar("T")
Read = TypeVar("Read")

READ_CHARACTERS: Final = 60_000
"""How much of a post the rules read; the longest post of the corpus has 5,000, and facts stand near the top."""
MOST_LINKS: Final = 200
_BARE_LINK: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"'()\[\]]{1,2000}", re.IGNORECASE)
# Patterns that look at a whole text begin with the characters that their hits begin with, and look behind only then:
# that is several times as fast as to look behind at every character.
_STOP: Final = re.compile(r"[.!?…\n](?:(?<=\n)\n*|(?<!\n)(?<![.!?…]{2})[.!?…]*[\"'”’»)\]]*\s+)")
_WORD_BEFORE: Final = re.compile(r"\w+$")
_start_of, _end_of = attrgetter("start"), attrgetter("end")
_BREAKING: Final = re.compile(r"[\n<]")
"""What an author breaks a line with, which the page shows as a blank."""
_CLOSING: Final = ".,;:!?…\"'”’»"


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What one rule read: a value, its half-open place in the page's text (or in the title), and the rule's name."""

    value: T
    start: int
    end: int
    rule: str
    in_title: bool = False


class Span(NamedTuple):
    """A half-open stretch of a page's text."""

    start: int
    end: int


class Link(NamedTuple):
    """A link that readers see: its words' place in the text (or the address itself, where it stands bare)."""

    start: int
    end: int
    target: str
    bare: bool = False


@dataclass(frozen=True)
class Page:
    """A post for the rules to read. `words` are the body's, `title_words` the title's."""

    post: Post
    site: Site
    document: Document
    lexicon: Lexicon

    @cached_property
    def told(self) -> dict[Callable[..., Any], Any]:
        """What rules marked `once` have read from this page, by rule."""
        return {}

    @cached_property
    def text(self) -> str:
        """The visible text, up to READ_CHARACTERS."""
        return self.document.text[:READ_CHARACTERS]

    @cached_property
    def lines(self) -> str:
        r"""The text with "\n" also where the author broke a line that readers see joined; offsets are the text's."""
        text, origins = self.text, self.document.origins
        pieces: list[str] = []
        done = 0
        for broken in _BREAKING.finditer(self.post.source, self.post.body_start):
            place = broken.start()
            at = bisect_left(origins, place, done, len(text))
            while at < len(text) and origins[at] == place:
                if text[at] == " ":
                    pieces += (text[done:at], "\n")
                    done = at + 1
                at += 1
        return "".join((*pieces, text[done:]))

    @cached_property
    def words(self) -> Words:
        return self.lexicon.read(self.text)

    @cached_property
    def title_words(self) -> Words:
        return self.lexicon.read(self.post.title)

    @cached_property
    def published(self) -> date:
        """The day of publishing, in the site's zone."""
        return self.post.published_at.date()

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The body's sentences; a line of its own is one, too."""
        return tuple(_sentences(self.words, self.lexicon))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Links in reading order, bare addresses among them."""
        marked = [Link(m.start, m.end, m.target) for m in self.document.marks_of(MarkKind.LINK) if m.target]
        marked.sort()
        bare: list[Link] = []
        for hit in _BARE_LINK.finditer(self.text) if may_hold_address(self.text) else ():
            near = bisect_left(marked, hit.start() + 1, key=_start_of) - 1
            if near < 0 or marked[near].end <= hit.start():
                address = hit[0].rstrip(_CLOSING)
                target = address if "//" in address else f"https://{address}"
                bare.append(Link(hit.start(), hit.start() + len(address), target, bare=True))
        return tuple(sorted([*marked, *bare])[:MOST_LINKS])

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(block for block in self.document.blocks if block.kind is not BlockKind.CODE)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Links, bold and slanted stretches, by where they begin."""
        kinds = (MarkKind.LINK, MarkKind.STRONG, MarkKind.EMPHASIS)
        return tuple(sorted(self.document.marks_of(*kinds), key=lambda mark: (mark.start, -mark.end)))

    @cached_property
    def images(self) -> tuple[Mark, ...]:
        return tuple(self.document.marks_of(MarkKind.IMAGE))[:MOST_LINKS]

    def marks_near(self, place: int) -> tuple[Mark, ...]:
        """The last marks that begin at or before a place, at most eight: those around it are among them."""
        at = bisect_right(self.marks, place, key=_start_of)
        return self.marks[max(0, at - 8) : at]

    def sentence_at(self, place: int) -> Span:
        """The sentence around a place of the text."""
        at = bisect_right(self.sentences, place, key=_end_of)
        return self.sentences[at] if at < len(self.sentences) else Span(place, place)

    def block_at(self, place: int) -> Span:
        """The block around a place of the text."""
        at = bisect_right(self.document.blocks, place, key=_end_of)
        if at < len(self.document.blocks):
            return Span(self.document.blocks[at].start, self.document.blocks[at].end)
        return Span(place, place)

    def block_kind_at(self, place: int) -> BlockKind | None:
        """What kind of block stands around a place of the text."""
        at = bisect_right(self.document.blocks, place, key=_end_of)
        return self.document.blocks[at].kind if at < len(self.document.blocks) else None

    def evidence(self, found: Found[Any]) -> Evidence:
        """Where in the post's source the finding was read."""
        if not found.in_title:
            return Evidence(*self.document.source_span(found.start, found.end), found.rule)
        at = self.post.source.find(self.post.title, 0, self.post.body_start)
        if at < 0:
            line = self.post.source.find("title:", 0, self.post.body_start)
            end = self.post.source.find("\n", line) if line >= 0 else -1
            return Evidence(max(line, 0), max(end, line, 0), found.rule)
        return Evidence(at + found.start, at + found.end, found.rule)

    def fact(self, found: Found[T], confidence: float, *more: Found[Any]) -> Fact[T]:
        """The finding as a fact, with the evidence of others that say the same."""
        evidence = dict.fromkeys(self.evidence(one) for one in (found, *more))
        return Fact(found.value, round(min(max(confidence, 0.0), 1.0), 3), tuple(evidence))


def once(rule: Callable[[Page], Read]) -> Callable[[Page], Read]:
    """A rule that several others ask: it reads each page once."""

    @wraps(rule)
    def read(page: Page) -> Read:
        if rule not in page.told:
            page.told[rule] = rule(page)
        found: Read = page.told[rule]
        return found

    return read


def _sentences(words: Words, lexicon: Lexicon) -> list[Span]:
    spans: list[Span] = []
    start = 0
    text = words.text
    for stop in _STOP.finditer(text):
        if "\n" not in stop[0] and not _ends(text, stop, lexicon):
            continue
        if text[start : stop.start()].strip():
            spans.append(Span(start, stop.end()))
        start = stop.end()
    if text[start:].strip():
        spans.append(Span(start, len(text)))
    return spans


def _ends(text: str, stop: re.Match[str], lexicon: Lexicon) -> bool:
    """False for "ul. Długa", "27. sierpnia", "m.in. o": the full stop there ends no sentence."""
    following = text[stop.end() : stop.end() + 1]
    if following.islower():
        return False
    if not stop[0].startswith(".") or stop[0].startswith(".."):
        return True
    before = _WORD_BEFORE.search(text, max(0, stop.start() - 20), stop.start())
    if before is None:
        return True
    word = before[0]
    if len(word) == 1 and word.isupper() and word.isalpha():
        return False
    return not lexicon.matches("text.abbreviation", word)
