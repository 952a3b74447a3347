"""Polish word forms: analyses of a word, the nominative of a person's name and of a noun phrase."""

from bot.posts.morphology.people import PARTICLES, Gender, PersonName, nominative_person
from bot.posts.morphology.phrases import NounPhrase, nominative_phrase
from bot.posts.morphology.words import SHORT, Analysis, analyses, is_first_name, is_surname, lemmas, warm_up

__all__ = [
    "PARTICLES",
    "SHORT",
    "Analysis",
    "Gender",
    "NounPhrase",
    "PersonName",
    "analyses",
    "is_first_name",
    "is_surname",
    "lemmas",
    "nominative_person",
    "nominative_phrase",
    "warm_up",
]
