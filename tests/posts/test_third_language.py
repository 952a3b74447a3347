"""A third language is one folder of words: with it posts are read and folded, without it they are not, and no code changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.meetups import words
from bot.meetups.folding import fold
from bot.meetups.model import MeetupStatus
from bot.posts import lexicon
from bot.posts.as_json import reading_as_json
from bot.posts.model import Site
from bot.posts.whole import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.posts.model import Reading

CZECH = Path(__file__).parent / "third_language" / "cs"
SITE = Site(url="https://jug.example.org", language="cs")


@pytest.fixture
def czech(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folders = [*lexicon._folders(), CZECH]
    monkeypatch.setattr(lexicon, "_folders", lambda: folders)
    lexicon._everything.cache_clear()
    words.calendar_words.cache_clear()
    yield
    monkeypatch.undo()
    lexicon._everything.cache_clear()
    words.calendar_words.cache_clear()


def read(title: str, body: str, day: str = "2026-03-05") -> Reading:
    return read_text(f"{day}-zprava.md", f'---\ntitle: "{title}"\ndate: {day} 12:00\n---\n{body}\n', SITE)


def facts(reading: Reading) -> dict[str, Any]:
    json = reading_as_json(reading)
    meetup = json["meetups"][0] if json["meetups"] else {}
    return {"kind": json["kind"], **{name: value for name, value in meetup.items() if value}}


BODY = """Zveme vás na další setkání, které se uskuteční ve středu 18. března 2026 v 18:30 v klubu Hrádek.
Registrace: https://www.meetup.com/cz/events/1/

**Jan Novák – Vlákna v Javě**

Anotace: Ukážu, jak fungují virtuální vlákna a kdy se hodí.
"""


@pytest.mark.usefixtures("czech")
def test_posts_in_the_new_language_are_read() -> None:
    told = facts(read("Březnové setkání #12", BODY))
    assert told.pop("venue").endswith("Hrádek")
    assert told == {
        "kind": "announcement",
        "number": 12,
        "title": "Březnové setkání #12",
        "date": "2026-03-18",
        "start_time": "18:30",
        "rsvp_url": "https://www.meetup.com/cz/events/1/",
        "talks": [
            {
                "title": "Vlákna v Javě",
                "topic": None,
                "speakers": ["Jan Novák"],
                "abstract": "Ukážu, jak fungují virtuální vlákna a kdy se hodí.",
            }
        ],
    }
    assert facts(read("Ohlédnutí za setkáním", "18. března proběhlo naše setkání. Děkujeme všem.")) == {"kind": "recap"}


@pytest.mark.usefixtures("czech")
def test_posts_in_the_new_language_fold() -> None:
    march = read(
        "Březnové setkání", "Sejdeme se ve středu 18. března v 18:30 v klubu Hrádek. Registrace: https://lu.ma/x"
    )
    april = read("Dubnový sraz", "Sejdeme se 2. dubna od 18 hodin v kavárně Modrá.", "2026-03-06")
    off = read("Březnové setkání zrušeno", "Bohužel musíme setkání zrušit.", "2026-03-10")
    assert [(meetup.date, meetup.status) for meetup in fold([off, april, march])] == [
        (date(2026, 3, 18), MeetupStatus.CANCELLED),
        (date(2026, 4, 2), MeetupStatus.SCHEDULED),
    ]


def test_without_the_folder_the_words_mean_nothing() -> None:
    assert facts(read("Ohlédnutí za setkáním", "18. března proběhlo naše setkání. Děkujeme všem."))["kind"] != "recap"
