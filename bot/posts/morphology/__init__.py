"""Polish word forms: analyses of a word, the nominative of a person's name and of a noun phrase."""

from bot.posts.morphology.people import PARTICLES, Gender, PersonName, nominative_person
from bot.posts.morphology.phrases import NounPhrase, nominative_phrase
from bot.posts.morphology.verbs import AHEAD, NOW, ORDER, PAST, Verb, verb
from bot.posts.morphology.words import SHORT, Analysis, analyses, is_first_name, is_surname, lemmas, warm_up

__all__ = [
    "AHEAD",
    "NOW",
    "ORDER",
    "PARTICLES",
    "PAST",
    "SHORT",
    "Analysis",
    "Gender",
    "NounPhrase",
    "PersonName",
    "Verb",
    "analyses",
    "is_first_name",
    "is_surname",
    "lemmas",
    "nominative_person",
    "nominative_phrase",
    "verb",
    "warm_up",
]
