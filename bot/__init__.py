"""Herold: the Discord assistant of programmers' meetup groups."""

from typing import Final

VERSION: Final = "0.1.0"
