"""Who speaks where a post says it in no usual way: its author, or the only person that its story names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.posts.markup.mail import sender
from bot.posts.morphology import PersonName
from bot.posts.talks.drafts import NOBODY, Draft, SpeakerPart
from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.people import People
    from bot.posts.talks.view import View


def from_story(view: View, people: People, drafts: list[Draft], story: list[Span]) -> None:
    """The only person that the story names by full name gives the only talk that has no speaker."""
    without = [draft for draft in drafts if draft.awaits_speaker or not (draft.speakers or draft.title)]
    without = [draft for draft in without if draft.title or draft.abstract]
    if len(without) != 1 or len(drafts) > _FEW:
        return
    taken = {name for draft in drafts for name in draft.names}
    left: dict[str, Mention] = {}
    for span in story:
        for sentence in view.sentences(*span):
            if any(view.has(name, *sentence) for name in ("talks.not_speaking", "talks.logistics", "sponsors.label")):
                continue
            left.update((m.name, m) for m in people.surely(*sentence) if m.name not in taken | set(left))
    if len(left) == 1:
        without[0].add_speakers(list(left.values()), 0.7, "only-person")


_FEW: Final = 3


def with_author(view: View, people: People, drafts: list[Draft]) -> None:
    """The author gives a talk whose line says "me", and speaks beside whom the post names with "and I", "i ja"."""
    for draft in drafts:
        me = _ME.match(view.text, draft.title.span.end) if draft.title and draft.title.rule == NOBODY else None
        if me and (person := _author(view, people)):
            draft.speakers.append(SpeakerPart(person, Span(*me.span(1)), 0.8, "author"))
    for draft in drafts:
        for speaker in draft.speakers:
            start, end = speaker.span
            after, before = _AND_I.match(view.text, end), _I_AND.search(view.text, max(0, start - 16), start)
            beside = before or (after and (_ENDS.match(view.text, after.end()) or _speaks(view, after.end())))
            if speaker.source is None and beside:
                person = _author(view, people)
                if person and person.last and person.name not in draft.names:
                    draft.speakers.append(SpeakerPart(person, speaker.span, 0.8, "author"))
                return


def _speaks(view: View, at: int) -> bool:
    return any(hit.start <= at + 2 for hit in view.hits("talks.speak", at, min(view.end, at + 40)))


_ENDS: Final = re.compile(r"\s*(?:[.,;:!)]|$|\n)")
_ME: Final = re.compile(
    r"[^\w\n]{1,8}(me|myself|yours truly|ja|ja sam|ja sama|autor|niżej podpisan[ya])\W*(?:\n|$)", re.IGNORECASE
)
_AND_I: Final = re.compile(r"[*\s]+(?:i|oraz|and|&)\s+(?:ja|I|me|myself|yours truly)\b")
_I_AND: Final = re.compile(r"\b(?:[Jj]a|I|[Mm]e)\s+(?:i|oraz|and|&)[*\s]+$")


def from_author(view: View, people: People, drafts: list[Draft], told: list[Span]) -> None:
    """The author speaks where the story says "opowiem o …", "I'll be talking about …"; beside others only as "ja"."""
    if any(draft.speakers for draft in drafts):
        _beside_others(view, people, drafts, told)
        return
    spoken = next((span for span in told if view.has("talks.speak_myself", *span)), None)
    person = _author(view, people) if spoken else None
    if spoken is None or person is None:
        return
    draft = next((d for d in drafts if d.title or d.abstract), None)
    if draft is None:
        sentences = view.sentences(*spoken)
        at = next(n for n, sentence in enumerate(sentences) if view.has("talks.speak_myself", *sentence))
        telling = [s for s in sentences[at:] if not view.has("talks.logistics", *s)] or [sentences[at]]
        draft = Draft(spoken.start, told=True, abstract=[Span(telling[0].start, telling[-1].end)], abstract_rule="told")
        draft.named_in.append(sentences[at])
        drafts.append(draft)
    draft.speakers.append(SpeakerPart(person, spoken, 0.8, "author"))


def _beside_others(view: View, people: People, drafts: list[Draft], told: list[Span]) -> None:
    """The author's talk beside those of others: "Ja pokażę kolejki, a Ola obiecała coś o cache'u"."""
    for span in told:
        quoted = view.text[span.start] in '"„“«'
        for hit in () if quoted else view.hits("talks.speak_myself", *span):
            sentence = next(s for s in view.sentences(*span) if hit.start < s.end)
            explicit = _I.search(view.text, max(sentence.start, hit.start - _I_LONGEST), hit.start + 1)
            person = _author(view, people) if explicit and not view.has("talks.logistics", *sentence) else None
            if person is None:
                continue
            if not any(people.same_first(speaker.person, person) for draft in drafts for speaker in draft.speakers):
                speaker = SpeakerPart(person, Span(hit.start, hit.end), 0.75, "author")
                drafts.append(Draft(hit.start, speakers=[speaker], told=True, named_in=[sentence]))
                drafts.sort(key=lambda draft: draft.at)
            return


_I: Final = re.compile(r"\b(?:[Jj]a(?:\s(?:sama?|osobiście))?\s[^\W\d_]?|[Ii])$")
_I_LONGEST: Final = 16


def _author(view: View, people: People) -> PersonName | None:
    """Whom the post says its author is: "Nazywam się …", "My name is …", else the front matter's author, if a name."""
    for hit in view.hits("talks.my_name", view.start, view.end):
        named = [m for m in people.between(hit.end, min(view.end, hit.end + 40)) if m.start <= hit.end + 2]
        if named:
            return named[0].person
    author = view.post.front_matter.get("author") or sender(view.post.source, view.post.body_start)
    if not isinstance(author, str) or not author.strip()[:1].isupper():
        return _signature(view, people)
    first, _space, last = " ".join(author.split()).partition(" ")
    return PersonName(first, last, None, frozenset(("nom",)), first_known=True, last_known=True)


def _signature(view: View, people: People) -> PersonName | None:
    """Whom the last line names that says no more than a name: "Pete", "💛 Kayla"."""
    end = len(view.text.rstrip())
    start = max(view.text.rfind("\n", 0, end) + 1, view.start)
    if end - start > _SIGNATURE_LONGEST:
        return None
    named = people.between(start, end) or list(people.first_names(start, end))
    alone = len(named) == 1 and not any(
        c.isalnum() for c in view.text[start : named[0].start] + view.text[named[0].end : end]
    )
    return named[0].person if alone else None


_SIGNATURE_LONGEST: Final = 40
