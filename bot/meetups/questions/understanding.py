"""Understands a member's question: intent, meetup and language, with a confidence."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.i18n import Language
from bot.meetups.questions.lexicon import vocabulary
from bot.meetups.questions.model import Intent, Question, Reference, ReferenceKind
from bot.meetups.words import calendar_words, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.meetups.questions.lexicon import Cue

LONGEST_QUESTION: Final = 500
"""What is longer is cut; nobody asks for a date in more characters."""
SURE_ENOUGH: Final = 0.5
"""From this confidence on a question is answered without asking back."""
_MOST_WORDS: Final = 100
_FULL_SCORE: Final = 2.5
_NOISE: Final = re.compile(r"<[@#:a][^>]{0,80}>|https?://\S+|:[a-z0-9_]{2,32}:")
_NUMBER: Final = re.compile(r"#\s?(\d{1,4})\b|\b(\d{1,3})(?:st|nd|rd|th)\b")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_POLISH_LETTERS: Final = re.compile(r"[ąćęłńóśźż]", re.IGNORECASE)
_SMALL_TALK: Final = frozenset({Intent.THANKS, Intent.GREETING})
_STRAY: Final = 1.15
_STRAY_BESIDE_ANCHOR: Final = 0.3
_SHORTEST_NAME: Final = 3
_ONE_DAY, _TWO_DAYS = 1.5, 3.0
_BACKED: Final = 1.0
"""What a word for a meetup adds to a weak cue: "whom" alone says little, "whom at the meetup" enough."""
_LISTING: Final = 5.0
"""A score that only a request for the list of meetups reaches."""
_SOUGHT: Final = (Intent.REGISTER, Intent.PROPOSE, Intent.ABSTRACTS)


@dataclass(slots=True)
class _Seen:
    """What the words of a text matched."""

    tokens: list[str]
    fits: list[Mapping[int, float]]
    scores: dict[Intent, float] = field(default_factory=dict)
    roles: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Places of words by role."""
    days: set[int] = field(default_factory=set)
    """The weekdays that are named."""
    cues: int = 0
    """How many cues of an intent were found."""

    @property
    def placed(self) -> bool:
        """True if a word shows that a meetup is meant."""
        return bool(self.roles["anchors"] or self.roles["next"] or self.roles["last"])


def understand(text: str) -> Question:
    """What a member's message asks, in any of the lexicons' languages. Linear in the text, which is cut at 500."""
    plain = _NOISE.sub(" ", text[:LONGEST_QUESTION])
    tokens = words(plain)[:_MOST_WORDS]
    known = vocabulary()
    seen = _Seen(tokens, [known.lookup(token) for token in tokens])
    language = _language(plain, seen)
    _match(seen, language)
    about, dated = _reference(plain, seen)
    strays = _strays(seen, dated)
    if about.kind is ReferenceKind.NEXT and strays:
        about = Reference(ReferenceKind.TEXT, weekday=about.weekday, text=" ".join(strays))
    elif strays:
        about = _with_text(about, " ".join(strays))
    _weigh_days(seen)
    ranked = _ranked(seen, about)
    if not ranked:
        return Question(Intent.UNKNOWN, about, language, 0.0)
    intent, score = ranked[0]
    confidence = round(_confidence(ranked, seen, len(strays), len(dated)), 3)
    others = tuple(other for other, value in ranked[1:4] if value >= score / 4)
    if intent in _SMALL_TALK and strays:
        return Question(Intent.UNKNOWN, about, language, confidence, (intent, *others))
    return Question(intent, about, language, confidence, others)


def _match(seen: _Seen, language: Language | None) -> None:
    """Finds every cue, and scores the intents; of cues over the same words the longest counts.

    Languages may be mixed, but a word of the text's own language is not taken for another's ("u was" is no "was"),
    nor is a word that only looks like another's.
    """
    known = vocabulary()
    own = [any(language in known.languages[number] for number in fits) for fits in seen.fits]
    found: dict[Intent, list[tuple[Cue, tuple[int, ...], float]]] = defaultdict(list)
    for place, fits in enumerate(seen.fits):
        for number in fits:
            for cue in known.cues.get(number, ()):
                hit = _hit(cue, place, seen.fits)
                if hit is None or (cue.language != (language or cue.language) and (own[place] or hit[1] < 1)):
                    continue
                places, quality = hit
                if cue.intent is None:
                    seen.roles[cue.role].update(places)
                else:
                    found[cue.intent].append((cue, places, quality))
    for intent, hits in found.items():
        seen.scores[intent] = _score(hits, seen)


def _hit(cue: Cue, place: int, fits: list[Mapping[int, float]]) -> tuple[tuple[int, ...], float] | None:
    """The places of a cue's words from a place on, and how well they are written."""
    places, quality = [place], fits[place][cue.patterns[0]]
    for pattern, gap in zip(cue.patterns[1:], cue.gaps[1:], strict=True):
        window = range(places[-1] + 1, min(places[-1] + 1 + gap, len(fits)))
        at = next((near for near in window if pattern in fits[near]), None)
        if at is None:
            return None
        places.append(at)
        quality = min(quality, fits[at][pattern])
    return tuple(places), quality


def _score(hits: list[tuple[Cue, tuple[int, ...], float]], seen: _Seen) -> float:
    total, covered = 0.0, set[int]()
    hits.sort(key=lambda hit: (-len(hit[1]), -abs(hit[0].weight), hit[1]))
    for cue, places, quality in hits:
        if cue.weight < 0:
            total += cue.weight * quality
        elif not covered.issuperset(places):
            # A second cue for the same intent adds less than the first.
            total += cue.weight * quality * (0.3 if covered else 1.0)
            covered.update(places)
            seen.cues += 1
    return total


def _reference(plain: str, seen: _Seen) -> tuple[Reference, set[int]]:
    """The meetup that is named, and the places of words that name a number, month or day."""
    calendar = calendar_words()
    year = month = weekday = number = None
    dated: set[int] = set()
    if found := _NUMBER.search(plain):
        number = int(found[1] or found[2])
    for place, token in enumerate(seen.tokens):
        if _YEAR.fullmatch(token):
            year = int(token)
            dated.add(place)
        elif token.isdigit():
            if number is None and place - 1 in seen.roles["number"] and len(token) <= len("9999"):
                number = int(token)
            dated.update({place} if number is not None and token == str(number) else ())
        elif (named := _month(seen.tokens, place)) is not None:
            month = named
            dated.add(place)
        elif days := calendar.weekday_names.meanings(token) | calendar.weekday_adjectives.meanings(token):
            weekday = next(iter(days))
            seen.days.add(weekday)
            dated.add(place)
    if number is not None:
        return Reference(ReferenceKind.NUMBER, number=number, year=year, weekday=weekday), dated
    if month is not None or year is not None:
        return Reference(ReferenceKind.MONTH, month=month, year=year, weekday=weekday), dated
    looks_back = bool(seen.roles["last"]) or (
        bool(seen.roles["past_tense"]) and not seen.roles["next"] | seen.roles["future"] | seen.roles["soon"]
    )
    kind = ReferenceKind.LAST if looks_back else ReferenceKind.NEXT
    return Reference(kind, weekday=weekday), dated


def _month(tokens: list[str], place: int) -> int | None:
    calendar, token = calendar_words(), tokens[place]
    months = calendar.month_names.meanings(token) | calendar.month_adjectives.meanings(token)
    if not months and (beside := calendar.month_beside.meanings(token)):
        near = {tokens[at] for at in (place - 1, place + 1) if 0 <= at < len(tokens)}
        if near & {"in", "of", "s"} or any(word in calendar.meeting for word in near):
            months = beside
    return next(iter(months)) if len(months) == 1 else None


def _strays(seen: _Seen, dated: set[int]) -> list[str]:
    """The words that are in no lexicon: a name, a topic, or another subject altogether."""
    calendar = calendar_words()
    return [
        token
        for place, token in enumerate(seen.tokens)
        if not seen.fits[place]
        and place not in dated
        and (len(token) >= _SHORTEST_NAME or token.isdigit())
        and token not in calendar.meeting
    ]


def _with_text(about: Reference, text: str) -> Reference:
    return Reference(about.kind, about.number, about.month, about.year, about.weekday, text)


def _weigh_days(seen: _Seen) -> None:
    """Who only names a day asks whether it is the right one: "is it on Wednesday or Thursday?"."""
    days = len(seen.days) + len(seen.roles["soon"])
    if days > 1 or (seen.days and not any(map(_is_specific, seen.scores))):
        seen.scores[Intent.WHEN] = seen.scores.get(Intent.WHEN, 0.0) + (_TWO_DAYS if days > 1 else _ONE_DAY)


def _ranked(seen: _Seen, about: Reference) -> list[tuple[Intent, float]]:
    scores = {intent: score for intent, score in seen.scores.items() if score > 0}
    if about.kind in {ReferenceKind.LAST, ReferenceKind.NUMBER, ReferenceKind.MONTH} and Intent.NEXT in scores:
        # "The 77th meetup" asks about a meetup in general, but not about the coming one.
        general = Intent.PAST if about.kind is ReferenceKind.LAST else Intent.NEXT
        scores[general] = max(scores.get(general, 0.0), scores.pop(Intent.NEXT))
    if any(scores.get(intent, 0.0) >= _FULL_SCORE for intent in _SOUGHT) and Intent.WHERE in scores:
        # "Where can I sign up", "where are the abstracts": it is not the place that is sought.
        scores[Intent.WHERE] /= 2
    if len(scores) > 1:
        # "Hi, when is it?" is no greeting, and "the next meetup" only says which one is meant.
        for intent in _SMALL_TALK:
            if intent in scores and any(other not in _SMALL_TALK for other in scores):
                scores[intent] /= 4
        for intent in (Intent.NEXT, Intent.PAST):
            if 0 < scores.get(intent, 0.0) < _LISTING and any(
                scores[other] >= 1 for other in scores if _is_specific(other)
            ):
                scores[intent] /= 3
    return sorted(scores.items(), key=lambda entry: (-entry[1], list(Intent).index(entry[0])))


def _is_specific(intent: Intent) -> bool:
    return intent not in _SMALL_TALK | {Intent.NEXT, Intent.PAST}


def _confidence(ranked: list[tuple[Intent, float]], seen: _Seen, strays: int, dated: int) -> float:
    """How sure the best intent is: its strength, its lead, and how much of the text is understood."""
    intent, score = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    backed = _BACKED if seen.placed and _is_specific(intent) else 0.0
    strength = min(1.0, (score + backed) / _FULL_SCORE)
    lead = (score - second) / score
    understood = seen.cues + len(seen.roles["anchors"] | seen.roles["next"] | seen.roles["last"]) + dated
    stray_share = strays / (strays + understood) if strays else 0.0
    clear = 1.0 - (_STRAY_BESIDE_ANCHOR if seen.roles["anchors"] else _STRAY) * stray_share
    return max(0.0, strength * (0.65 + 0.35 * lead) * clear)


def _language(plain: str, seen: _Seen) -> Language | None:
    if _POLISH_LETTERS.search(plain):
        return Language.POLISH
    languages = vocabulary().languages
    votes: dict[str, float] = defaultdict(float)
    for fits in seen.fits:
        told = {language for number in fits for language in languages[number]}
        quality = max(fits.values(), default=0.0)
        for language in told if len(told) == 1 else ():
            votes[language] += quality
    first = max(votes, key=lambda language: (votes[language], language), default=None)
    if first is None or sum(value == votes[first] for value in votes.values()) > 1:
        return None
    return next((language for language in Language if language == first), None)
