"""Who will not speak though a sentence names them: who fell ill or is replaced; and verbs that say it of nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.posts.lexicon import Hit
    from bot.posts.talks.mentions import Mention
    from bot.posts.talks.view import Span, View


def replaced(view: View, sentence: Span, at: int) -> bool:
    """True right behind "zamiast", "instead of": what is named there will not be heard."""
    hits = view.hits("talks.instead", max(sentence.start, at - _INSTEAD), at)
    if not hits or view.has("talks.in_their_place", hits[-1].start, at) or view.has("talks.speak", hits[-1].end, at):
        return False  # "w zastępstwie wystąpi Jan Sowa" names who speaks
    return len(view.text[hits[-1].end : at].split()) <= _FEW


_INSTEAD: Final = 50
_FEW: Final = 2


def gives_way(view: View, mention: Mention, span: Span) -> bool:
    """True for who fell ill or will not speak, and for who is named behind "zamiast" where somebody speaks instead."""
    if replaced(view, span, mention.start):
        return True
    close = min(span.end, mention.end + _CLOSE)
    after = view.hits("talks.replaced_by", mention.end, close)
    if after and len(view.text[mention.end : after[0].start].split()) <= 1:
        return True
    if "nom" not in mention.person.cases and any(
        not view.text[low:high].strip(" ,*_")
        for hit in view.hits("talks.replaces", max(span.start, mention.start - _CLOSE), close)
        for low, high in ((mention.end, hit.start), (hit.end, mention.start))
        if low <= high
    ):
        return True
    speaks = next(iter(view.hits("talks.speak", mention.end, span.end)), None)
    if speaks is not None and view.text.endswith(_NOT, mention.end, speaks.start):
        return True
    after = view.hits("talks.absent", mention.end, close)
    return bool(after) and view.has("talks.instead", after[0].end, span.end)


_CLOSE: Final = 30
_NOT: Final = (" nie ", " not ", " won't ")


def is_told(view: View, verb: Hit) -> bool:
    """False for "kto przejmie listę", "kto opowie o …", which say of nobody that they speak."""
    return not view.text.endswith(_WHOEVER, max(0, verb.start - _NEAR), verb.start)


_WHOEVER: Final = ("kto ", "Kto ", "ktoś ", "whoever ", "Whoever ")
_NEAR: Final = 8
