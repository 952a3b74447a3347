"""Understands members' questions in plain words."""

from bot.meetups.questions.model import Intent, Question, Reference, ReferenceKind
from bot.meetups.questions.resolving import resolve, settled
from bot.meetups.questions.understanding import LONGEST_QUESTION, SURE_ENOUGH, understand

__all__ = [
    "LONGEST_QUESTION",
    "SURE_ENOUGH",
    "Intent",
    "Question",
    "Reference",
    "ReferenceKind",
    "resolve",
    "settled",
    "understand",
]
