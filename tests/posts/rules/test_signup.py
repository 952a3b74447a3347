"""The link by which people sign up, and the links that are none, read from a whole post."""

from __future__ import annotations

import pytest

from bot.posts.front_matter import parse_post
from bot.posts.model import Site
from bot.posts.reader import read_post

LINK = "https://crate.example/may"
EVENT = "https://www.meetup.com/zarzecze-jug/events/2345/"
POLISH = [
    f"Zapisy: {LINK}",
    f"Zostało 14 miejsc: {LINK}",
    f"Z 60 krzeseł zostało 9 wolnych. Łapcie: {LINK}",
    f"Krzesło rezerwujemy przez <{LINK}>.",
    f"Bilety (za darmo): {LINK}",
    f"🎟 {LINK}",
    f"Kto przyjdzie, niech kliknie: {LINK}",
    f"Prosimy o potwierdzenie obecności na [Evencie]({LINK}).",
    f"Kto nie może, niech zwolni miejsce: zwolnij je [tu]({LINK}).",
    f"## Zapisy\n\n[zarzecze.example]({LINK})",
    f"## Rejestracja\n\nSala jest mała. [Tędy]({LINK}).",
    f"Więcej na [stronie wydarzenia]({LINK}).",
    f"Kto idzie, ten [klika]({LINK}).",
    f"Zaznaczcie obecność w [ankiecie]({LINK}).",
]
POLISH_NONE = [
    "Nasza grupa na [Meetupie](https://www.meetup.com/zarzecze-jug/).",
    f"Transmisja: {LINK}",
    f"Łączymy się na [Zoomie]({LINK}), hasło: kawa.",
    f"Slajdy z lutego są [tutaj]({LINK}).",
    f"Zapiszcie się do [newslettera]({LINK}).",
    "Chcesz wystąpić? Wypełnij [formularz](https://forms.gle/cfp).",
    f"Nie trzeba się zapisywać. Dojazd: {LINK}",
    f"Zapisów nie prowadzimy: {LINK}",
    "Dajcie znać w [ankiecie](https://forms.gle/online), czy wolicie online.",
]
ENGLISH = [
    f"Please put your name in the [pad]({LINK}).",
    f"Places are free but limited: [book here]({LINK}).",
    f"Places: <{LINK}> (40 of them, free)",
    f"Only 12 seats left: {LINK}",
    f"If the evening does not suit you please cancel at {LINK}.",
    f"The porter needs names in advance; add yours [here]({LINK}).",
    f"### RSVP\n\n[crate.example]({LINK})",
    f"🎟 {LINK}",
    f"Event page: {LINK}",
    f"Book here please, not more than thirty people!! -> {LINK}",
    f"It is free but you must put your name and a telephone number: {LINK}",
]
ENGLISH_NONE = [
    f"The stream begins at 19:00 at {LINK} and you don't have to register for it.",
    f"No need to RSVP. Directions: {LINK}",
    f"Slides from last month: {LINK}",
    f"Sign up for our [newsletter]({LINK}).",
    "We are on [meetup.com](https://www.meetup.com/zarzecze-jug/).",
    "Want to speak? Fill in [this form](https://forms.gle/cfp).",
    f"The pub had the nerve to book a wedding, so we moved to [the barn]({LINK}).",
]


@pytest.mark.parametrize("written", POLISH)
def test_a_link_to_sign_up_in_polish(written: str) -> None:
    assert signup(f"Spotykamy się 18 marca o 18:30 w klubie Kotłownia.\n\n{written}", "Spotkanie", "pl") == LINK


@pytest.mark.parametrize("written", POLISH_NONE)
def test_a_link_elsewhere_in_polish(written: str) -> None:
    assert signup(f"Spotykamy się 18 marca o 18:30 w klubie Kotłownia.\n\n{written}", "Spotkanie", "pl") is None


@pytest.mark.parametrize("written", ENGLISH)
def test_a_link_to_sign_up_in_english(written: str) -> None:
    assert signup(f"We meet on March 18 at 18:30 at the Boiler Room.\n\n{written}", "Meetup", "en") == LINK


@pytest.mark.parametrize("written", ENGLISH_NONE)
def test_a_link_elsewhere_in_english(written: str) -> None:
    assert signup(f"We meet on March 18 at 18:30 at the Boiler Room.\n\n{written}", "Meetup", "en") is None


def test_an_event_is_one_though_a_stream_is_told_of_beside_it() -> None:
    told = f"The link to the stream is sent to those who have signed up: [Meetup]({EVENT})."
    assert signup(f"We meet on March 18 at 18:30 online.\n\n{told}", "Meetup", "en") == EVENT


def signup(body: str, title: str, language: str) -> str | None:
    site = Site(url="https://blog.example", title="Zarzecze JUG", language=language)
    source = f"---\ntitle: {title}\ndate: 2026-03-01 10:00\n---\n{body}"
    (meetup,) = read_post(parse_post("2026-03-01-x.md", source, site), site).meetups
    return meetup.rsvp_url.value if meetup.rsvp_url else None
