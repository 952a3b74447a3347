"""The parts of a post that a walk through it finds: drafts of talks, labelled abstracts, and the story that is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.posts.talks.drafts import Draft

if TYPE_CHECKING:
    from bot.posts.talks.labels import Label, Unit
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.view import Span


@dataclass(slots=True)
class LabelledAbstract:
    """An abstract under a label, until it is known whose it is."""

    at: int
    label: Label
    after: Draft | None
    """The talk that was last named before it."""
    quiet: bool = False
    """True for one that no label announces: it is an abstract only where a talk was told before it."""
    spans: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """What the walk through a post's parts found."""

    drafts: list[Draft] = field(default_factory=list)
    abstracts: list[LabelledAbstract] = field(default_factory=list)
    story: list[Unit] = field(default_factory=list)
    introduced: list[Mention] = field(default_factory=list)
    """People whom a part about the speakers introduces."""

    def opened(self, at: int) -> Draft:
        """A new draft of a talk that is told from here on."""
        draft = Draft(at)
        self.drafts.append(draft)
        return draft

    def take_own_words(self, span: Span, label: Label, *, follows: bool) -> None:
        """Takes a paragraph in a speaker's own words for an abstract, or for more of the last, which it `follows`."""
        last = self.abstracts[-1] if self.abstracts else None
        if last and last.quiet and last.spans and follows:
            last.spans.append(span)
        else:
            self.abstracts.append(LabelledAbstract(span.start, label, None, quiet=True, spans=[span]))
