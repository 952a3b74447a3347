"""A talk in the making: what was found of it so far, each part with its place, its rule and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.posts.talks.view import Span

if TYPE_CHECKING:
    from bot.posts.morphology import PersonName
    from bot.posts.talks.mentions import Mention


NOBODY: Final = "title-nobody"
"""The rule that reads a title whose line says who gives it but names nobody: "**Title** / whoever brings a board"."""


@dataclass(slots=True)
class Part:
    """Words read from a place in the text; `text` stands for them where they are not quoted as they are."""

    span: Span
    confidence: float
    rule: str
    text: str | None = None
    source: tuple[int, int] | None = None
    """Where in the file the words stand, for those not read from the body."""


@dataclass(slots=True)
class SpeakerPart:
    """A speaker and the place that shows it."""

    person: PersonName
    span: Span
    confidence: float
    rule: str
    source: tuple[int, int] | None = None


@dataclass(slots=True)
class Draft:
    """What was found of one talk; `at` is where the text first speaks of it."""

    at: int
    title: Part | None = None
    topic: Part | None = None
    speakers: list[SpeakerPart] = field(default_factory=list)
    abstract: list[Span] = field(default_factory=list)
    abstract_rule: str = ""
    told: bool = False
    """True for a talk told in running text, False for one that stands under a heading or label of its own."""
    number: int | None = None
    level: int = 0
    """The level of the heading that names it; 0 for what no heading names."""
    named_in: list[Span] = field(default_factory=list)
    """The sentences that name it, for one told in running text."""
    absorbed: list[Draft] = field(default_factory=list, compare=False, repr=False)
    """Drafts of the same talk that were put into this one: the row of an agenda and the heading below it."""

    def add_speakers(self, mentions: list[Mention], confidence: float, rule: str) -> None:
        """Adds people not yet named; `confidence` is lessened for what may be no name at all."""
        for mention in mentions:
            if all(mention.name != speaker.person.name for speaker in self.speakers):
                sure = min(confidence, 0.55 + 0.45 * mention.certainty)
                self.speakers.append(SpeakerPart(mention.person, Span(mention.start, mention.end), sure, rule))

    @property
    def awaits_speaker(self) -> bool:
        """True for a title that nobody is named for, unless its own line leaves that open."""
        return self.title is not None and not self.speakers and self.title.rule != NOBODY

    @property
    def names(self) -> set[str]:
        return {speaker.person.name for speaker in self.speakers}
