"""Signs of what a post is for that stand in its verbs: when, who, and in which sentence beside which day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.posts.morphology import AHEAD, ORDER, PAST, verb
from bot.posts.rules.sign import Sign, head_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.posts.lexicon import Words
    from bot.posts.page import Page
    from bot.posts.rules.which_day import Weighed

_PERSONS: Final = {
    (1, True): "we",
    (1, False): "I",
    (2, True): "you",
    (2, False): "you",
    (3, True): "they",
}
_FEW: Final = 3
_MOSTLY: Final = 0.7
_SELDOM: Final = 0.35
_TAIL: Final = 0.6
_LATELY: Final = 35
_WORDS: Final = 1500
"""Words whose verbs are looked at; what a post is for is clear by then."""


class Told(NamedTuple):
    """A verb of a post: its tense, its person (0 where the language does not tell), and its place."""

    tense: str
    person: int
    many: bool
    start: int
    end: int


def verbs(words: Words) -> list[Told]:
    """The verbs of a text in reading order: Polish ones by their form, others by the lexicon."""
    found: dict[int, Told] = {}
    text = words.text
    for _word, start, end in words.words[:_WORDS]:
        if (form := verb(text[start:end])) is not None:
            found[start] = Told(form.tense, form.person, form.many, start, end)
    for name, tense in (("kinds.told", PAST), ("kinds.future", AHEAD)):
        for hit in words.hits(name):
            if hit.start not in found:
                found[hit.start] = Told(tense, 0, False, hit.start, hit.end)
    return [told for _start, told in sorted(found.items())]


def verb_signs(page: Page, told: list[Told], days: Sequence[Weighed]) -> Iterator[Sign]:
    """Every sign of the body's verbs, which are `told`, and of the title's."""
    head = head_of(page)
    yield from _when(told, "verbs")
    yield from _when([one for one in told if one.end <= head], "head verbs")
    yield from _when([one for one in told if one.start > _TAIL * len(page.text)], "tail verbs")
    yield from _who(told)
    for one in verbs(page.title_words)[:1]:
        yield Sign(f"title: verb {one.tense}", 1, one.start, one.end, in_title=True)
    yield from _beside_days(page, told, days)


def _when(told: list[Told], where: str) -> Iterator[Sign]:
    past = [one for one in told if one.tense == PAST]
    ahead = [one for one in told if one.tense in {AHEAD, ORDER}]
    if not past and not ahead:
        yield Sign(f"{where}: none", 1, 0, 0)
        return
    share = len(past) / (len(past) + len(ahead))
    name = "past" if share >= _MOSTLY else "ahead" if share <= _SELDOM else "both"
    first = (past if name == "past" else ahead or past)[0]
    yield Sign(f"{where}: {name}", 1, first.start, first.end)
    if len(past) >= _FEW and name == "past":
        yield Sign(f"{where}: many past", 1, first.start, first.end)


def _who(told: list[Told]) -> Iterator[Sign]:
    """Who acts: "we did", "you do"; a single third person may be anyone."""
    said: dict[str, list[Told]] = {}
    for one in told:
        who = _PERSONS.get((one.person, one.many))
        if who is not None:
            said.setdefault(f"verbs: {who} {'did' if one.tense == PAST else 'do'}", []).append(one)
    for name, found in said.items():
        yield Sign(name, min(len(found), _FEW), found[0].start, found[0].end)


def _beside_days(page: Page, told: list[Told], days: Sequence[Weighed]) -> Iterator[Sign]:
    """What the sentence says of the day that is likeliest the meetup's, and whether the first day is one gone."""
    named = sorted((f.start, w) for w in days for f in w.mentions if not f.in_title)
    ahead = next((w for w in days if (w.day - page.published).days >= 0 and not w.instead), None)
    if named:
        start, first = min(named, key=lambda one: one[0])
        away = (first.day - page.published).days
        name = "gone" if -_LATELY <= away < 0 else "long gone" if away < 0 else "ahead"
        yield Sign(f"first day: {name}", 1, start, start + 1)
    mostly_past = [one for one in told if one.tense == PAST]
    if len(mostly_past) >= _FEW and len(mostly_past) >= _MOSTLY * sum(
        one.tense in {PAST, AHEAD, ORDER} for one in told
    ):
        place = ahead.in_body.start if ahead is not None and not ahead.in_body.in_title else -1
        name = "no day ahead" if place < 0 else "a day late" if place > _TAIL * len(page.text) else "a day early"
        yield Sign(f"told and {name}", 1, mostly_past[0].start, mostly_past[0].end)
    if ahead is None or ahead.in_body.in_title:
        return
    sentence = page.sentence_at(ahead.in_body.start)
    here = [one for one in told if sentence.start <= one.start < sentence.end]
    tenses = {one.tense for one in here}
    name = "will" if tenses & {AHEAD, ORDER} else "did" if PAST in tenses else "does" if tenses else "no verb"
    yield Sign(f"day: {name}", 1, ahead.in_body.start, ahead.in_body.end)
    if any(one.person == 1 and one.many and one.tense != PAST for one in here):
        yield Sign("day: we", 1, ahead.in_body.start, ahead.in_body.end)
    if sentence.start == page.sentences[0].start:
        yield Sign("day: first sentence", 1, ahead.in_body.start, ahead.in_body.end)
    for name in ("run_by_others", "not_ours", "ours", "external_event", "meeting_only", "theirs"):
        if page.words.any(*sentence, f"kinds.{name}"):
            yield Sign(f"day: {name}", 1, ahead.in_body.start, ahead.in_body.end)
