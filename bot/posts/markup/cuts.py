"""Gives the places where a Document may be cut: behind sentences and words, never inside a link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.document import Block, BlockKind, MarkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.posts.document import Mark

_SENTENCE_END: Final = re.compile(r"[.!?…]+[\"”»)\]]*(?=\s)")
_WORD_END: Final = re.compile(r"(?<=\S)(?=\s)")
_LAST_WORD: Final = re.compile(r"\w+\Z")
_LONGEST_ABBREVIATION: Final = 2
_ABBREVIATIONS: Final = frozenset(
    {"prof", "godz", "inż", "mgr", "hab", "tel", "str", "min", "tzn", "ang", "pok", "bud"}
)
_LOOK_BACK: Final = 12


def sentence_ends(text: str, blocks: Iterable[Block], marks: Sequence[Mark], end: int) -> list[int]:
    """Places up to `end` behind a sentence or a block, in order; a heading alone ends nothing."""
    return _outside(_sentence_ends(text, blocks, end), marks)


def word_ends(text: str, marks: Sequence[Mark], end: int) -> list[int]:
    """Places up to `end` behind a word, in order; in a text without blanks, behind any character."""
    ends = _outside((hit.start() for hit in _WORD_END.finditer(text, 0, end + 1)), marks)
    return ends or _outside(range(1, end + 1), marks)


def _sentence_ends(text: str, blocks: Iterable[Block], end: int) -> Iterator[int]:
    for block in blocks:
        if block.start >= end:
            return
        if block.kind is BlockKind.CODE:
            yield from (hit.start() for hit in re.finditer("\n", text[block.start : min(block.end, end)]))
        elif block.kind is not BlockKind.HEADING:
            for hit in _SENTENCE_END.finditer(text, block.start, min(block.end, end)):
                if _ends_sentence(text, hit, block.end):
                    yield hit.end()
        if block.end <= end and block.kind is not BlockKind.HEADING:
            yield block.end


def _ends_sentence(text: str, hit: re.Match[str], block_end: int) -> bool:
    following = text[hit.end() : min(hit.end() + _LOOK_BACK, block_end)].lstrip()
    if following[:1].islower():
        return False
    if hit[0] != ".":
        return True
    before = _LAST_WORD.search(text[max(0, hit.start() - _LOOK_BACK) : hit.start()])
    if before is None:
        return True
    word = before[0]
    if word.isdecimal():
        return len(word) > _LONGEST_ABBREVIATION and not following[:1].isdecimal()
    return len(word) > _LONGEST_ABBREVIATION and word.lower() not in _ABBREVIATIONS


def _outside(places: Iterable[int], marks: Sequence[Mark]) -> list[int]:
    whole = [(mark.start, mark.end) for mark in marks if mark.kind in {MarkKind.LINK, MarkKind.CODE}]
    kept = []
    at = reach = 0
    for place in places:
        while at < len(whole) and whole[at][0] < place:
            reach = max(reach, whole[at][1])
            at += 1
        if reach <= place:
            kept.append(place)
    return kept
