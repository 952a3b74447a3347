"""What a post is for, weighed from its title, its tense, and whose event it speaks of."""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from bot.posts.lexicon import lexicon_for
from bot.posts.markup import document_of
from bot.posts.model import PostKind
from bot.posts.morphology import AHEAD, NOW, PAST, verb
from bot.posts.page import Found, Page
from bot.posts.rules.kind_signs import signs
from bot.posts.rules.signup import signups
from bot.posts.rules.stated import event_of
from bot.posts.rules.venues import venues
from bot.posts.rules.which_day import all_days, by_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.posts.lexicon import Hit, Word
    from bot.posts.model import Post, Site
    from bot.posts.rules.signup import Signup
    from bot.posts.rules.which_day import Weighed

_WE_DID: Final = re.compile(r"l[iy]s\u0301?my(?![^\W_])")
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
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HEAD: Final = 3
"""Sentences that say what a post is about."""

WEIGHTS_FILE: Final = Path(__file__).with_name("kind_weights.yaml")
OWN: Final = frozenset((PostKind.ANNOUNCEMENT, PostKind.UPDATE, PostKind.RESCHEDULE, PostKind.CANCELLATION))
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


@cache
def weights() -> Mapping[str, Mapping[PostKind, float]]:
    """How much each sign says for each kind, as `scripts/learn_kinds.py` learned it from labelled posts."""
    read = yaml.load(WEIGHTS_FILE.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 -- safe
    return {sign: {PostKind(kind): weight for kind, weight in said.items()} for sign, said in read.items()}


def kind_of(
    page: Page, days: list[Weighed], signups: list[Signup], *, placed: bool
) -> tuple[Found[PostKind], float, float]:
    """The kind with the words that say so, its confidence, and how sure it is that its meetup is an own one."""
    counts, places = _features(page, days, signups, placed=placed)
    said = weights()
    scores = dict.fromkeys(PostKind, 0.0)
    for feature, count in counts.items():
        if feature in said:
            for kind, weight in said[feature].items():
                scores[kind] += weight * count
    best = max(scores, key=scores.__getitem__)
    shares = {kind: math.exp(score - scores[best]) for kind, score in scores.items()}
    total = sum(shares.values())
    own = sum(shares[kind] for kind in OWN) / total
    shown = [feature for feature, place in places.items() if place[1] > place[0]]
    speaking = {f: said[f].get(best, 0.0) * counts[f] if f in said else 0.0 for f in shown}
    telling = max(speaking, key=speaking.__getitem__, default=None)
    if telling is None or speaking[telling] <= 0:
        return Found(best, 0, len(page.post.title), "kind", in_title=True), 1 / total, own
    start, end, in_title = places[telling]
    return Found(best, start, end, f"kind: {telling}", in_title), 1 / total, own


def features(post: Post, site: Site) -> Mapping[str, int]:
    """The signs of a post and how often each was seen, to learn from."""
    page = Page(post, site, document_of(post, site), lexicon_for(site.language))
    return _features(page, by_day(all_days(page)), signups(page), placed=bool(venues(page)))[0]


_LOOKED_FOR: Final = frozenset(
    (
        "head: external outright",
        "body: external outright",
        "body: event word",
        "first: past",
        "first: next meeting",
        "body: no meeting",
        "head: next meeting",
        "head: past",
        "head: external event",
        "head: external sign",
        "head: cancelled",
        "head: moved",
        "head: update",
        "body: recap",
        "body: thanks",
        "body: slides",
        "body: past",
        "body: future",
        "body: external event",
        "body: external sign",
        "body: next meeting",
        "body: other sign",
        "body: sponsor",
    )
)
_Places = dict[str, tuple[int, int, bool]]


def _features(page: Page, days: list[Weighed], links: list[Signup], *, placed: bool) -> tuple[dict[str, int], _Places]:
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
    if links and links[0].weight >= 3:  # noqa: PLR2004 -- as the signup room weighs
        counts["signup"] = 1
        places["signup"] = (links[0].found.start, links[0].found.end, False)
    if any(s.weight >= 4 for s in links):  # noqa: PLR2004
        counts["event link"] = 1
        if any(s.weight >= 4 and _is_own(page, s.found.value) for s in links[:3]):  # noqa: PLR2004
            counts["own event link"] = 1
    if placed:
        counts["place"] = 1
    for sign in signs(page, days):
        counts[sign.name] = sign.times
        places[sign.name] = (sign.start, sign.end, sign.in_title)
    if event_of(page.post.front_matter).get("starts_at") is not None:
        counts["event front matter"] = 1
    return counts | {f: min(counts[f], most) for f, most in _MOST.items() if f in counts}, places


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
        if f"body: {feature}" in _LOOKED_FOR:
            counts[f"body: {feature}"] = min(
                len({words.words[hit.first].text for hit in hits}), _MOST.get(f"body: {feature}", 1)
            )
            places[f"body: {feature}"] = (hits[0].start, hits[0].end, False)
        if f"first: {feature}" in _LOOKED_FOR and hits[0].end <= page.sentences[0].end:
            counts[f"first: {feature}"] = 1
            places[f"first: {feature}"] = (hits[0].start, hits[0].end, False)
        if f"head: {feature}" in _LOOKED_FOR and hits[0].end <= head:
            counts[f"head: {feature}"] = 1
            places[f"head: {feature}"] = (hits[0].start, hits[0].end, False)
    if any(
        words.any(hit.end, hit.end + _BESIDE, "kinds.meeting_only")
        for hit in words.between(0, head, "dates.month_adjective")
    ):
        counts["head: month's meeting"] = 1
    if not (words.hits("kinds.meeting_only") or page.title_words.hits("kinds.meeting_only", "kinds.next_meeting")):
        counts["no meeting"] = 1
    we_did = [words.words[words.at(hit.end()) - 1] for hit in _WE_DID.finditer(words.folded)]
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
    if not word.text.endswith("my") or len(word.text) <= _SHORT:
        return False
    form = verb(word.text)
    return form is not None and form.tense in {NOW, AHEAD}


def _off_features(counts: dict[str, int]) -> None:
    off = "title: cancelled" in counts or "head: cancelled" in counts
    if off and "new date" not in counts:
        counts["off without a new date"] = 1


def _told_features(page: Page, counts: dict[str, int], places: _Places) -> None:
    """Stories are told in the past, after a name or a pronoun: "Jonah introduced", "they went", "Darek przebrnął"."""
    text = page.text
    head = page.sentences[min(_HEAD, len(page.sentences)) - 1].end if page.sentences else 0
    found: list[tuple[int, int]] = []
    for subject, word in pairwise(page.words.words):
        if word.start != subject.end + 1 or text[subject.end] != " ":
            continue
        if subject.text not in _PRONOUNS and not (text[subject.start].isupper() and text[word.start].islower()):
            continue
        if _is_past(page, word):
            found.append((subject.start, word.end))
    if found:
        counts["body: told"] = len(found)
        places["body: told"] = (*found[0], False)
        if found[0][1] <= head:
            counts["head: told"] = 1
            places["head: told"] = (*found[0], False)


def _is_past(page: Page, word: Word) -> bool:
    if word.text.endswith("ed") and len(word.text) > _SHORT:
        return True
    if word.text.endswith(_POLISH_PAST):
        form = verb(page.text[word.start : word.end])
        return form is not None and form.tense == PAST
    return page.lexicon.matches("kinds.told", word.text)


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
