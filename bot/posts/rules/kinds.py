"""What a post is for, weighed from its title, its tense, and whose event it speaks of."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from bot.posts.model import PostKind
from bot.posts.morphology import analyses
from bot.posts.page import Found

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.posts.lexicon import Hit, Word
    from bot.posts.page import Page
    from bot.posts.rules.signup import Signup
    from bot.posts.rules.which_day import Weighed

_WE_DID: Final = ("lismy", "lysmy")
_SEGMENT: Final = re.compile(r"\s[-–—]\s|[:!?.,]\s?")
_NUMBERED: Final = re.compile(r"[A-Z]{2}\w?\s\d{1,3}\b")
"""The group's name and the meetup's number: "MRUG 3"."""
_FEW: Final = 2
_POLISH_PAST: Final = ("l", "la", "li", "ly", "lo")
_PRONOUNS: Final = frozenset(("he", "she", "they", "we"))
_NEAR: Final = 30
_BESIDE: Final = 14
_SHORT: Final = 3
_LOOKED_AT: Final = 20
_HEAD: Final = 3
"""Sentences that say what a post is about."""

A, U, R, C, P, E, O = (  # noqa: E741 -- a table reads better with narrow columns
    PostKind.ANNOUNCEMENT,
    PostKind.UPDATE,
    PostKind.RESCHEDULE,
    PostKind.CANCELLATION,
    PostKind.RECAP,
    PostKind.EXTERNAL,
    PostKind.OTHER,
)
WEIGHTS: Final[Mapping[str, Mapping[PostKind, float]]] = {
    "always": {A: 0.0, U: -1.2, R: -2.0, C: -2.0, P: -0.5, E: 0.0, O: 1.2},
    "title: meeting": {A: 2.2, U: 1.5, R: 1.0, C: 0.5, P: 0.5, E: -2.0, O: -0.5},
    "title: month or season": {A: 0.8, P: 0.3, E: -0.8},
    "title: number": {A: 1.5, U: 0.5, P: 0.3, E: -1.0},
    "title: recap": {P: 6.0, A: -3.0, U: -1.0, E: -2.0},
    "title: recap material": {P: 3.5, A: -2.0},
    "no meeting": {P: -1.5, A: -1.0, U: -1.0},
    "title: cancelled": {C: 5.0, R: 2.5, A: -1.0},
    "title: moved": {R: 5.5, U: 0.5, A: -2.5},
    "title: update": {U: 5.0, A: -3.0},
    "title: more": {U: 1.5, A: 0.3},
    "head: external outright": {E: 3.5, A: -1.8},
    "body: external outright": {E: 1.2, A: -0.3},
    "body: event word": {E: 0.5},
    "title: other": {O: 4.0, A: -3.0, P: -0.5},
    "title: external": {E: 2.5, A: -1.0, P: -0.5},
    "first: past": {P: 1.5, A: -1.0},
    "first: next meeting": {A: 0.8, P: -0.5},
    "body: no meeting": {O: 3.0, A: -2.5, P: -0.3},
    "head: next meeting": {A: 2.0, U: 0.8, R: 0.5, E: -1.0, P: -0.5},
    "head: month's meeting": {A: 1.2, U: 0.3, E: -0.8},
    "head: past": {P: 1.6, A: -1.0},
    "head: external event": {E: 1.8, A: -0.6},
    "head: external sign": {E: 1.5, A: -0.5},
    "head: cancelled": {C: 4.5, R: 2.5, A: -2.5},
    "head: moved": {R: 4.5, U: -0.5},
    "head: update": {U: 2.0},
    "body: recap": {P: 0.8},
    "body: thanks": {P: 1.0, E: -0.3},
    "body: slides": {P: 0.6},
    "body: past": {P: 0.35, A: -0.08, O: 0.05},
    "head: told": {P: 1.3, A: -0.8},
    "body: told": {P: 0.4, A: -0.15},
    "nothing to attend": {A: -2.0, U: -0.5},
    "body: we did": {P: 0.45, A: -0.1},
    "body: future": {A: 0.2, P: -0.1, E: 0.05},
    "body: external event": {E: 0.4},
    "body: external sign": {E: 0.55},
    "body: next meeting": {A: 0.6, E: -0.3},
    "body: other sign": {O: 0.45},
    "body: sponsor": {A: 0.7, P: 0.2, O: -0.2},
    "signup": {A: 1.2, U: 0.4, E: 0.3, P: -0.8, O: -0.3},
    "event link": {A: 1.0, U: 0.4, E: -0.4, P: -0.2},
    "date ahead": {A: 1.2, U: 0.6, R: 0.6, E: 0.5, P: -1.0, O: -0.4},
    "title: day": {A: 1.0, U: 0.3, R: 0.3, C: 0.3, O: -0.8},
    "strong date ahead": {A: 1.0, R: 0.5, U: 0.3, P: -0.8, O: -0.4},
    "new date": {R: 2.0, C: -2.5, U: -0.5},
    "off without a new date": {C: 2.0, R: -2.5},
    "first: our meeting": {A: 2.0, U: 0.5, E: -1.5},
    "not of us": {E: 1.2, A: -0.8},
    "buried": {A: -1.5, U: -1.0},
    "own event link": {A: 1.5, U: 0.5, E: -1.5},
    "range of days": {E: 1.2, A: -0.8},
    "only dates gone": {P: 1.0, A: -0.8},
    "place": {A: 0.8, E: -0.2, O: -0.3},
    "event front matter": {A: 6.0},
}
OWN: Final = frozenset((A, U, R, C))
"""The kinds of post that speak of a meetup of the group's own that lies ahead."""
_MOST: Final = {
    "body: past": 6,
    "body: we did": 5,
    "body: told": 5,
    "body: future": 4,
    "body: external sign": 4,
    "body: external event": 2,
    "body: next meeting": 2,
    "body: other sign": 3,
    "body: recap": 2,
    "body: external outright": 2,
}


def kind_of(
    page: Page, days: list[Weighed], signups: list[Signup], *, placed: bool
) -> tuple[Found[PostKind], float, float]:
    """The kind with the words that say so, its confidence, and how sure it is that its meetup is an own one."""
    counts, places = _features(page, days, signups, placed=placed)
    scores = dict.fromkeys(PostKind, 0.0)
    for feature, count in counts.items():
        for kind, weight in WEIGHTS[feature].items():
            scores[kind] += weight * min(count, _MOST.get(feature, 1))
    best = max(scores, key=lambda kind: scores[kind])
    shares = {kind: math.exp(score - scores[best]) for kind, score in scores.items()}
    total = sum(shares.values())
    own = sum(shares[kind] for kind in OWN) / total
    speaking = {f: WEIGHTS[f].get(best, 0.0) for f in places}
    telling = max(speaking, key=lambda f: speaking[f], default=None)
    if telling is None or speaking[telling] <= 0:
        return Found(best, 0, len(page.post.title), "kind", in_title=True), 1 / total, own
    start, end, in_title = places[telling]
    return Found(best, start, end, f"kind: {telling}", in_title), 1 / total, own


def scores_of(page: Page, days: list[Weighed], signups: list[Signup], *, placed: bool) -> dict[str, int]:
    """The features of a post and how often each was seen, to explain and to calibrate."""
    return _features(page, days, signups, placed=placed)[0]


_Places = dict[str, tuple[int, int, bool]]


def _features(
    page: Page, days: list[Weighed], signups: list[Signup], *, placed: bool
) -> tuple[dict[str, int], _Places]:
    counts: dict[str, int] = {"always": 1}
    places: _Places = {}
    _title_features(page, counts, places)
    _body_features(page, counts, places)
    _date_features(page, days, counts, places)
    _off_features(counts)
    _told_features(page, counts, places)
    _whose_features(page, counts)
    if not counts.keys() & {"date ahead", "signup", "place", "only dates gone", "title: cancelled", "head: cancelled"}:
        counts["nothing to attend"] = 1
    if _buried(page, counts):
        counts["buried"] = 1
    if signups and signups[0].weight >= 3:  # noqa: PLR2004 -- as the signup room weighs
        counts["signup"] = 1
        places["signup"] = (signups[0].found.start, signups[0].found.end, False)
    if any(s.weight >= 4 for s in signups):  # noqa: PLR2004
        counts["event link"] = 1
        if any(s.weight >= 4 and _is_own(page, s.found.value) for s in signups[:3]):  # noqa: PLR2004
            counts["own event link"] = 1
    if placed:
        counts["place"] = 1
    if isinstance(page.post.front_matter.get("event"), dict):
        counts["event front matter"] = 1
    return counts, places


def _title_features(page: Page, counts: dict[str, int], places: _Places) -> None:
    words = page.title_words
    for feature, names in (
        ("title: meeting", ("kinds.meeting_only",)),
        ("title: month or season", ("dates.month_adjective", "dates.month", "kinds.next_meeting")),
        ("title: recap", ("kinds.recap_title",)),
        ("title: recap material", ("kinds.recap_title_weak",)),
        ("title: cancelled", ("kinds.cancel_title",)),
        ("title: moved", ("kinds.move",)),
        ("title: update", ("kinds.update_title",)),
        ("title: more", ("kinds.update_title_weak",)),
        ("title: other", ("kinds.other_title",)),
        ("title: external", ("kinds.external_title", "kinds.external_event")),
    ):
        hits = words.hits(*names)
        if feature in {"title: update", "title: more"}:
            hits = [hit for hit in hits if _is_about_the_meetup(page, hit)]
        if hits:
            counts[feature] = 1
            places[feature] = (hits[0].start, hits[0].end, True)
    if any(words.any(hit.end, hit.end + _NEAR, "kinds.meeting_only") for hit in words.hits("kinds.lacking")):
        counts["title: cancelled"] = 1
    if number := re.search(r"#\s?\d", page.post.title):
        counts["title: number"] = 1
        places["title: number"] = (number.start(), number.end(), True)


def _is_about_the_meetup(page: Page, hit: Hit) -> bool:
    """True for "Spotkanie marcowe - zmiana", "Zmiana sali!", not for "Zmiany w Javie 9" or "What changed in Ruby"."""
    title = page.post.title
    start = max((m.end() for m in _SEGMENT.finditer(title, 0, hit.start)), default=0)
    stop = _SEGMENT.search(title, hit.end)
    end = stop.start() if stop else len(title)
    about = (
        "kinds.meeting_only",
        "dates.month",
        "dates.weekday",
        "dates.month_adjective",
        "dates.today",
        "dates.tomorrow",
        "places.place_word",
    )
    words = page.title_words
    few = hit.start == start and len(title[start:end].split()) <= _FEW
    return few or bool(words.between(start, end, *about))


def _body_features(page: Page, counts: dict[str, int], places: _Places) -> None:
    words = page.words
    head = page.sentences[min(_HEAD, len(page.sentences)) - 1].end if page.sentences else 0
    for feature, name in (
        ("next meeting", "kinds.next_meeting"),
        ("past", "kinds.past"),
        ("external event", "kinds.external_event"),
        ("external sign", "kinds.external_sign"),
        ("no meeting", "kinds.no_meeting"),
        ("external outright", "kinds.external_strong"),
        ("event word", "kinds.event_word"),
        ("cancelled", "kinds.cancel"),
        ("moved", "kinds.move"),
        ("update", "kinds.update"),
        ("recap", "kinds.recap"),
        ("thanks", "kinds.recap_thanks"),
        ("slides", "kinds.slides"),
        ("future", "kinds.future"),
        ("other sign", "kinds.other_sign"),
        ("sponsor", "sponsors.sponsor"),
    ):
        hits = _telling(page, feature, words.hits(name))
        if not hits:
            continue
        if f"body: {feature}" in WEIGHTS:
            counts[f"body: {feature}"] = len({words.words[hit.first].text for hit in hits})
            places[f"body: {feature}"] = (hits[0].start, hits[0].end, False)
        if f"first: {feature}" in WEIGHTS and hits[0].end <= page.sentences[0].end:
            counts[f"first: {feature}"] = 1
            places[f"first: {feature}"] = (hits[0].start, hits[0].end, False)
        if f"head: {feature}" in WEIGHTS and hits[0].end <= head:
            counts[f"head: {feature}"] = 1
            places[f"head: {feature}"] = (hits[0].start, hits[0].end, False)
    if any(
        words.any(hit.end, hit.end + _BESIDE, "kinds.meeting_only")
        for hit in words.between(0, head, "dates.month_adjective")
    ):
        counts["head: month's meeting"] = 1
    if not (words.hits("kinds.meeting_only") or page.title_words.hits("kinds.meeting_only", "kinds.next_meeting")):
        counts["no meeting"] = 1
    we_did = [word for word in words.words if word.text.endswith(_WE_DID)]
    if we_did:
        counts["body: we did"] = len(we_did)
        places["body: we did"] = (we_did[0].start, we_did[0].end, False)


def _telling(page: Page, feature: str, hits: list[Hit]) -> list[Hit]:
    """Those hits that speak of what the feature means."""
    if feature in {"cancelled", "moved", "update"}:
        return [hit for hit in hits[:_LOOKED_AT] if _of_a_meeting(page, hit)]
    if feature == "next meeting":
        return [hit for hit in hits[:_LOOKED_AT] if not _of_others(page, hit)]
    return hits


def _of_a_meeting(page: Page, hit: Hit) -> bool:
    """True where the sentence, or the one before it, speaks of a meeting or a day."""
    start, end = page.sentence_at(hit.start)
    before = page.sentence_at(max(start - 1, 0)).start
    return page.words.any(
        before, end, "kinds.meeting_only", "dates.month", "dates.weekday", "dates.month_adjective", "dates.today"
    )


def _of_others(page: Page, hit: Hit) -> bool:
    """True for "Koledzy z PyPort zapraszają na swoje pierwsze spotkanie": others' next meetup."""
    return page.words.any(*page.sentence_at(hit.start), "kinds.external_strong")


def _buried(page: Page, counts: dict[str, int]) -> bool:
    """True where neither the title nor the first sentences speak of a meeting or a day."""
    if any(
        f in counts
        for f in ("title: meeting", "title: month or season", "title: number", "title: day", "head: next meeting")
    ):
        return False
    head = page.sentences[min(_HEAD, len(page.sentences)) - 1].end if page.sentences else 0
    names = ("kinds.meeting_only", "dates.month", "dates.weekday", "dates.today", "dates.tomorrow")
    return bool(page.sentences) and not page.words.any(0, head, *names)


def _is_own(page: Page, target: str) -> bool:
    """True where the address of an event names the group as the site does."""
    name = page.lexicon.read(f"{page.site.title} {page.site.url.split('//')[-1].split('.')[0]}")
    own = {word.text for word in name.words if len(word.text) > _SHORT}
    return len(own & {word.text for word in page.lexicon.read(target[:300]).words}) > 0


def _whose_features(page: Page, counts: dict[str, int]) -> None:
    """Whose event it is: "Nasze październikowe spotkanie" is ours, a post without "we" tells of others'."""
    words = page.words
    ours = words.hits("kinds.ours")
    start, end = page.sentences[0] if page.sentences else (0, 0)
    first = next((hit for hit in ours if start <= hit.start and hit.end <= end), None)
    if first is not None and words.any(first.end, min(first.end + _NEAR, end), "kinds.meeting_only"):
        counts["first: our meeting"] = 1
    titled = counts.keys() & {"title: meeting", "title: month or season", "title: number", "body: told"}
    numbered = _NUMBERED.search(page.post.title)
    labelled = words.hits("dates.label", "places.label")
    if "no meeting" in counts and not (ours or titled or numbered or labelled or any(map(_is_we, words.words))):
        counts["not of us"] = 1


def _is_we(word: Word) -> bool:
    return word.text.endswith("my") and len(word.text) > _SHORT and any(a.pos == "fin" for a in analyses(word.text))


def _off_features(counts: dict[str, int]) -> None:
    off = "title: cancelled" in counts or "head: cancelled" in counts
    if off and "new date" not in counts:
        counts["off without a new date"] = 1


def _told_features(page: Page, counts: dict[str, int], places: _Places) -> None:
    """Stories are told in the past, after a name or a pronoun: "Jonah introduced", "they went", "Darek przebrnął"."""
    words = page.words.words
    head = page.sentences[min(_HEAD, len(page.sentences)) - 1].end if page.sentences else 0
    found: list[tuple[int, int]] = []
    for at in range(1, len(words)):
        verb, subject = words[at], words[at - 1]
        capital = page.text[subject.start].isupper() and page.text[verb.start].islower()
        if not (capital or subject.text in _PRONOUNS) or page.text[subject.end : verb.start] != " ":
            continue
        if _is_past(page, verb):
            found.append((subject.start, verb.end))
    if found:
        counts["body: told"] = len(found)
        places["body: told"] = (*found[0], False)
        if found[0][1] <= head:
            counts["head: told"] = 1
            places["head: told"] = (*found[0], False)


def _is_past(page: Page, verb: Word) -> bool:
    if verb.text.endswith("ed") and len(verb.text) > _SHORT:
        return True
    if verb.text.endswith(_POLISH_PAST):
        return any(a.pos == "praet" for a in analyses(page.text[verb.start : verb.end]))
    return page.lexicon.matches("kinds.told", verb.text)


def _date_features(page: Page, days: list[Weighed], counts: dict[str, int], places: _Places) -> None:
    ahead = [w for w in days if (w.day - page.published).days >= -1 and not w.instead]
    if ahead:
        found = ahead[0].found
        counts["date ahead"] = 1
        places["date ahead"] = (found.start, found.end, found.in_title)
        if ahead[0].weight >= 5.5:  # noqa: PLR2004 -- as the date room weighs
            counts["strong date ahead"] = 1
        if found.in_title and found.value.until is None:
            counts["title: day"] = 1
        if found.value.until is not None:
            counts["range of days"] = 1
        if any(_is_new(page, one) for one in ahead):
            counts["new date"] = 1
    elif days:
        counts["only dates gone"] = 1


def _is_new(page: Page, one: Weighed) -> bool:
    """True for a date that a post about a move or a cancellation gives instead."""
    words = page.words
    off = words.hits("kinds.cancel", "kinds.move") or page.title_words.hits("kinds.cancel", "kinds.move")
    if not off or one.found.rule in {"weekday_ahead", "near_days"}:
        return False
    sentence = page.sentence_at(one.found.start)
    return one.found.in_title or not words.any(*sentence, "kinds.cancel") or words.any(*sentence, "kinds.move_again")
