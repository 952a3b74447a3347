"""Signs of what a post is for that stand in its words: a list of the lexicon and where it was seen."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from bot.posts.document import BlockKind
from bot.posts.morphology import PAST
from bot.posts.rules.form_signs import form_signs
from bot.posts.rules.sign import Sign, head_of
from bot.posts.rules.times import all_hours
from bot.posts.rules.verb_signs import verb_signs, verbs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.page import Page
    from bot.posts.rules.verb_signs import Told
    from bot.posts.rules.which_day import Weighed


_LISTS: Final = {
    name: f"kinds.{name}"
    for name in (
        "run_by_others",
        "not_ours",
        "wanted",
        "organizational",
        "job",
        "attendance",
        "material",
        "unchanged",
        "delayed",
        "other_place",
        "reason",
        "another",
        "back_again",
        "sorry",
        "call_for_talks",
        "notice",
        "season",
        "series",
        "that_meeting",
        "will_not_be",
        "theirs",
        "own_thing",
        "reminder",
        "places_left",
        "one_more",
        "told_before",
        "stays",
        "no_longer_there",
        "not_a_meetup",
    )
}
"""Lists of the lexicon, each a sign in the title, in the first sentences and in the body."""
_OFF: Final = ("kinds.cancel", "kinds.delayed", "kinds.move", "kinds.no_meeting")
_MOST: Final = 3
_TAIL: Final = 0.6
_EARLY: Final = 0.35
_PRICE: Final = re.compile(
    r"[$€£\d](?:(?<=[$€£])\s?\d{2,5}|(?<=\d)(?<!\w\d)\d{1,4}\s?"
    r"(?:zl|zlotych|pln|eur|euro|usd|czk|kc|netto|brutto|zeta)\b)"
)
_CODE: Final = re.compile(
    r"[A-Z](?<!\w[A-Z])(?:(?=[A-Z]{2}|[A-Z0-9_-]{0,19}[A-Z]{3})[A-Z0-9_-]{4,24}\d{1,4}\b|[A-Z]{3,11}-[A-Z]{3,12}\b)"
)
_GROUP: Final = re.compile(r"(?<![A-Za-z])[A-Za-z]{0,12}(?:JUG|RUG|UG)(?:a|u|iem|owi|em|-a|-u)?\b")
_MATERIAL: Final = re.compile(
    r"speakerdeck|slideshare|slides?\b|youtu\.?be|vimeo|flickr|photos|\.pdf\b|\.pptx?\b|prezi\.com|picasa|noti\.st"
)
_OWN_POST: Final = re.compile(r"/(?:19|20)\d\d/\d\d/(?:\d\d/)?[\w-]")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_GONE_LATELY: Final = 35
_LOOKED_AT: Final = 20
_JUST_BEFORE: Final = 14
_MUCH: Final = 0.35


def signs(page: Page, days: list[Weighed]) -> Iterator[Sign]:
    """Every sign of the post's words, dates and links."""
    told = verbs(page.words)
    return chain(
        _listed(page),
        _of_money(page),
        _of_links(page),
        _of_categories(page),
        _of_tense(page, told),
        verb_signs(page, told, days),
        _of_corrections(page, days),
        _of_days(page, days),
        _of_days_off(page, days),
        _of_hours(page, days),
        _of_shape(page),
        _of_whom(page),
        form_signs(page),
    )


def _listed(page: Page) -> Iterator[Sign]:
    head = head_of(page)
    for name, terms in _LISTS.items():
        title = page.title_words.hits(terms)
        if title:
            yield Sign(f"title: {name}", 1, title[0].start, title[0].end, in_title=True)
        hits = page.words.hits(terms)
        if not hits:
            continue
        if hits[0].end <= head:
            yield Sign(f"head: {name}", 1, hits[0].start, hits[0].end)
        told = len({page.words.words[hit.first].text for hit in hits})
        yield Sign(f"body: {name}", min(told, _MOST), hits[0].start, hits[0].end)
    for name in ("next_meeting", "next_one"):
        late = [hit for hit in page.words.hits(f"kinds.{name}") if hit.start > _TAIL * len(page.text)]
        if late:
            yield Sign(f"tail: {name}", 1, late[0].start, late[0].end)


def _of_money(page: Page) -> Iterator[Sign]:
    price = _PRICE.search(page.words.folded)
    if price:
        yield Sign("price", 1, *price.span())
    code = _CODE.search(page.text)
    if code:
        yield Sign("code", 1, *code.span())


def _of_links(page: Page) -> Iterator[Sign]:
    material = [link for link in page.links if _MATERIAL.search(link.target.casefold())]
    if material:
        yield Sign("link: material", min(len(material), 2), material[0].start, material[0].end)
    own = page.site.url.rstrip("/")
    for link in page.links:
        if (link.target.startswith("/") or (own and link.target.startswith(own))) and _OWN_POST.search(link.target):
            yield Sign("link: own post", 1, link.start, link.end)
            break
    if len(page.images) > 1:
        yield Sign("pictures", 1, page.images[0].start, page.images[0].end)


def _of_categories(page: Page) -> Iterator[Sign]:
    """What front matter files the post under."""
    said = []
    for key in ("categories", "category", "tags", "layout"):
        value = page.post.front_matter.get(key)
        said += [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []
    words = page.lexicon.read(" ".join(said)[:300])
    for name in ("meeting", "recap", "external", "other"):
        if words.hits(f"kinds.category_{name}"):
            yield Sign(f"category: {name}", 1, 0, 0)


def _of_tense(page: Page, told: list[Told]) -> Iterator[Sign]:
    """Whether more verbs tell of what was than of what will be."""
    head = head_of(page)
    past = [one for one in told if one.tense == PAST]
    future = page.words.hits("kinds.future")
    if past:
        yield Sign("tense: past", min(len(past), 6), past[0].start, past[0].end)
        early = [one for one in past if one.end <= head]
        if early:
            yield Sign("tense: past in head", min(len(early), 3), early[0].start, early[0].end)
    if future:
        yield Sign("tense: future", min(len(future), 4), future[0].start, future[0].end)
    if past and len(past) > 2 * len(future) + 1:
        yield Sign("tense: told", 1, past[0].start, past[0].end)
    if future and len(future) > len(past):
        yield Sign("tense: announced", 1, future[0].start, future[0].end)


def _of_days(page: Page, days: list[Weighed]) -> Iterator[Sign]:
    ahead = [w for w in days if (w.day - page.published).days >= 0 and not w.instead]
    gone = [w for w in days if 0 < (page.published - w.day).days <= _GONE_LATELY]
    length = max(len(page.text), 1)
    firsts = [min((f.start for f in w.mentions if not f.in_title), default=0) for w in ahead]
    if ahead and min(firsts) > _TAIL * length:
        yield Sign("days: only late", 1, ahead[0].found.start, ahead[0].found.end, ahead[0].found.in_title)
    if ahead and min(firsts) <= _EARLY * length:
        yield Sign("days: early", 1, ahead[0].found.start, ahead[0].found.end, ahead[0].found.in_title)
    if len(ahead) > 2:  # noqa: PLR2004 -- an update or a call names many
        yield Sign("days: many", 1, ahead[0].found.start, ahead[0].found.end, ahead[0].found.in_title)
    if ahead and ahead[0].day.weekday() >= 5:  # noqa: PLR2004 -- Saturday
        yield Sign("days: weekend", 1, ahead[0].found.start, ahead[0].found.end, ahead[0].found.in_title)
    if ahead and (ahead[0].day - page.published).days <= 3:  # noqa: PLR2004
        yield Sign("days: soon", 1, ahead[0].found.start, ahead[0].found.end, ahead[0].found.in_title)
    if ahead and (ahead[0].day - page.published).days > _GONE_LATELY:
        yield Sign("days: far", 1, ahead[0].found.start, ahead[0].found.end, ahead[0].found.in_title)
    if gone:
        yield Sign("days: gone lately", 1, gone[0].found.start, gone[0].found.end, gone[0].found.in_title)
    head = head_of(page)
    said = page.words.between(0, len(page.text), "dates.gone")
    for hit in said:
        beside = page.words.any(hit.start, hit.end + 20, "dates.weekday", "kinds.gone_unit")
        if beside or page.lexicon.matches("kinds.gone_alone", page.words.words[hit.first].text):
            yield Sign("days: last" + (" in head" if hit.end <= head else ""), 1, hit.start, hit.end)
            break


def _of_days_off(page: Page, days: list[Weighed]) -> Iterator[Sign]:
    """What a post that calls off or moves names: one day, the old and the new one, or a day right after "no meetup"."""
    off = page.words.hits(*_OFF) or page.title_words.hits(*_OFF)
    if not off:
        return
    named = {w.day for w in days if (w.day - page.published).days >= -1 and w.weight > 1}
    if days:
        name = "off: no day ahead" if not named else "off: one day" if len(named) == 1 else "off: two days"
        yield Sign(name, 1, days[0].found.start, days[0].found.end, days[0].found.in_title)
    for hit in page.words.hits("kinds.cancel", "kinds.no_meeting"):
        stop = min(hit.end + 25, page.sentence_at(hit.start).end)
        if any(hit.end <= f.start < stop for w in days[:4] for f in w.mentions if not f.in_title):
            yield Sign("off: on that day", 1, hit.start, hit.end)
            return


def _of_corrections(page: Page, days: list[Weighed]) -> Iterator[Sign]:
    """Says "o 18:00, nie o 19" or "at six rather than at seven"; or that a meetup is off; or repeats others' words."""
    words = page.words
    places = [(h.start, h.end) for h in all_hours(words, page.lexicon)]
    places += [(f.start, f.end) for w in days for f in w.mentions if not f.in_title]
    for start, end in sorted(places)[:_LOOKED_AT]:
        if words.any(start - _JUST_BEFORE, start, "kinds.not_that"):
            yield Sign("not that", 1, start, end)
            break
    about = ("kinds.that_meeting", "kinds.meeting_only", "dates.weekday", "dates.today", "dates.tomorrow")
    for hit in [*words.hits("kinds.will_not_be"), *words.hits("kinds.cancel")][:_LOOKED_AT]:
        if words.any(*page.sentence_at(hit.start), *about):
            yield Sign("off: a meeting", 1, hit.start, hit.end)
            if hit.end <= head_of(page):
                yield Sign("off: a meeting in head", 1, hit.start, hit.end)
            break
    quoted = sum(block.end - block.start for block in page.blocks if block.kind is BlockKind.QUOTE)
    if quoted > _MUCH * max(len(page.text), 1):
        yield Sign("quoted", 1, 0, 0)
    ahead = {w.day for w in days if (w.day - page.published).days >= 0 and not w.instead}
    if len(ahead) > 1 and not all_hours(words, page.lexicon):
        yield Sign("days: several without hours", 1, days[0].found.start, days[0].found.end, days[0].found.in_title)


def _of_hours(page: Page, days: list[Weighed]) -> Iterator[Sign]:
    hours = all_hours(page.words, page.lexicon)
    if not hours:
        yield Sign("hours: none", 1, 0, 0)
        return
    evening = [h for h in hours if 16 <= h.value.value.hour <= 20]  # noqa: PLR2004
    if evening:
        yield Sign("hours: evening", 1, evening[0].start, evening[0].end)
    if hours[0].value.value.hour < 13:  # noqa: PLR2004
        yield Sign("hours: by day", 1, hours[0].start, hours[0].end)
    if any(h.value.end is not None and h.value.end.hour - h.value.value.hour >= 5 for h in hours):  # noqa: PLR2004
        yield Sign("hours: all day", 1, hours[0].start, hours[0].end)
    ahead = [w for w in days if (w.day - page.published).days >= 0 and not w.instead]
    places = [f.start for w in ahead[:3] for f in w.mentions if not f.in_title]
    near = [h for h in evening if any(abs(h.start - p) < 80 for p in places)]  # noqa: PLR2004
    if near:
        yield Sign("hours: beside a day", 1, near[0].start, near[0].end)


def _of_shape(page: Page) -> Iterator[Sign]:
    if len(page.text) < 400:  # noqa: PLR2004 -- characters
        yield Sign("short", 1, 0, 0)
    if len(page.text) > 1500:  # noqa: PLR2004
        yield Sign("long", 1, 0, 0)
    group = _group(page.post.title)
    if group:
        yield Sign("title: group", 1, *group.span(), in_title=True)
    group = _group(page.text)
    if group:
        yield Sign("body: group", 1, *group.span())
    year = _YEAR.search(page.post.title)
    if year:
        yield Sign("title: year", 1, *year.span(), in_title=True)
    if "?" in page.post.title:
        yield Sign("title: question", 1, 0, len(page.post.title), in_title=True)


def _group(text: str) -> re.Match[str] | None:
    return _GROUP.search(text) if "UG" in text else None


def _of_whom(page: Page) -> Iterator[Sign]:
    """Whether the group speaks of itself, and labels its when and where."""
    labels = page.words.hits("dates.label", "places.label")
    if labels:
        yield Sign("labels", 1, labels[0].start, labels[0].end)
    talk = page.words.hits("kinds.talk_label")
    if talk:
        yield Sign("talk label", 1, talk[0].start, talk[0].end)
    ours = page.words.hits("kinds.ours")
    if ours:
        yield Sign("ours", min(len(ours), 3), ours[0].start, ours[0].end)
    else:
        yield Sign("ours: never", 1, 0, 0)
    if ours and ours[0].end <= head_of(page):
        yield Sign("ours: in head", 1, ours[0].start, ours[0].end)
