from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.posts.front_matter import parse_post
from bot.posts.model import MeetupFacts, Post, PostKind, Reading, Site
from bot.posts.reader import read_post
from tests.posts.sampled import Sample, read, samples, wanted

SITE = Site(url="https://blog.example", title="Zarzecze JUG")
_IGNORED = frozenset(("the", "klub", "pub", "bar", "klubu"))


def post_of(body: str, *, title: str = "Spotkanie", published: str = "2016-03-01 10:00", head: str = "") -> Post:
    return parse_post("2016-03-01-spotkanie.md", f'---\ntitle: "{title}"\ndate: {published}\n{head}---\n{body}', SITE)


def reading_of(body: str, *, title: str = "Spotkanie", published: str = "2016-03-01 10:00", head: str = "") -> Reading:
    return read_post(post_of(body, title=title, published=published, head=head), SITE)


def when(facts: MeetupFacts) -> tuple[date | None, time | None]:
    return (facts.date.value if facts.date else None, facts.start_time.value if facts.start_time else None)


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_sample_is_read_as_a_member_reads_it(sample: Sample) -> None:
    got, want = read(sample), wanted(sample)
    if want.get("venue") and got.get("venue"):
        got["venue"], want["venue"] = _same_place(got["venue"], want["venue"])
    assert got == want


def _same_place(got: str, want: str) -> tuple[str, str]:
    """As score.py compares: words for a pub say nothing, and a longer name of the same place is as good."""
    a = {w for w in got.casefold().split() if w not in _IGNORED}
    b = {w for w in want.casefold().split() if w not in _IGNORED}
    return (want, want) if a <= b or b <= a else (got, want)


def test_front_matter_wins_over_prose() -> None:
    head = """event:
  starts_at: 2016-03-24 19:30
  venue: Stara Mleczarnia
  rsvp: https://zapisy.example/1
  number: 7
  sponsors: [Borsuk]
  talks:
    - {title: Kotlin, speakers: [Ala Lis], abstract: Krótko o Kotlinie.}
"""
    reading = reading_of("Spotykamy się 17 marca o 18:00 w pubie Haust.", head=head)
    facts = reading.meetups[0]
    assert when(facts) == (date(2016, 3, 24), time(19, 30))
    assert [f.value for f in (facts.venue, facts.rsvp_url, facts.number) if f] == [
        "Stara Mleczarnia",
        "https://zapisy.example/1",
        7,
    ]
    assert [s.value for s in facts.sponsors] == ["Borsuk"]
    assert [(t.title and t.title.value, [s.value for s in t.speakers]) for t in facts.talks] == [
        ("Kotlin", ["Ala Lis"])
    ]
    assert facts.date is not None
    assert facts.date.confidence == 1.0
    evidence = facts.date.evidence[0]
    assert reading.post.source[evidence.start : evidence.end] == "  starts_at: 2016-03-24 19:30"


def test_every_fact_quotes_words_of_the_source() -> None:
    reading = reading_of("Spotykamy się **17 marca** o 18:00 w pubie <b>Haust</b>, zapisy [tu](https://lu.ma/x).")
    facts = reading.meetups[0]
    quoted = {
        name: reading.post.source[fact.evidence[0].start : fact.evidence[0].end]
        for name, fact in (
            ("date", facts.date),
            ("start", facts.start_time),
            ("venue", facts.venue),
            ("rsvp", facts.rsvp_url),
        )
        if fact
    }
    assert quoted == {"date": "17 marca", "start": "18:00", "venue": "Haust", "rsvp": "tu"}


@pytest.mark.parametrize(
    ("title", "body", "codes"),
    [
        ("Spotkanie #9", "O Javie opowie Jan Rak.", {"no-date", "no-rsvp", "no-venue"}),
        ("Spotkanie", "Spotykamy się we wtorek 17 marca o 18:00.", {"weekday-disagrees", "no-rsvp", "no-venue"}),
        (
            "Spotkanie",
            "Spotykamy się 17 lutego 2016 o 18:00 w pubie Haust, zapisy: https://lu.ma/x",
            {"date-in-the-past"},
        ),
        (
            "Spotkanie kwietniowe",
            "Spotykamy się 17 marca o 18:00 w pubie Haust, zapisy: https://lu.ma/x",
            {"title-month-disagrees"},
        ),
        ("Spotkanie", "Spotykamy się 17 listopada o 18:00 w pubie Haust, zapisy: https://lu.ma/x", {"ambiguous-year"}),
        (
            "Spotkanie",
            "Spotykamy się 17 marca o 18:00 w pubie Haust, zapisy: https://lu.ma/x. [x](6https://zle.example)",
            {"malformed-link"},
        ),
    ],
)
def test_warnings(title: str, body: str, codes: set[str]) -> None:
    assert {w.code for w in reading_of(body, title=title).warnings} - {"talk-without-abstract"} == codes


def test_a_warning_points_at_its_line() -> None:
    reading = reading_of("Witajcie!\n\nSpotykamy się we wtorek 17 marca o 18:00 w pubie Haust. Zapisy: https://lu.ma/x")
    assert [(w.code, w.line) for w in reading.warnings] == [("weekday-disagrees", 7)]


def test_of_what_is_called_off_the_talks_are_read_that_the_post_still_names() -> None:
    facts = reading_of(
        "Odwołujemy spotkanie, które miało się odbyć 17 marca. Tomasz Gil z dziekanatu zamknął uczelnię. "
        'Alicja Brona pokaże swoją prezentację „Zig od kuchni" w innym terminie.',
        title="Marcowe spotkanie odwołane",
    )
    told = [(t.title and t.title.value, [s.value for s in t.speakers]) for t in facts.meetups[0].talks]
    assert (facts.kind.value, told) == (PostKind.CANCELLATION, [("Zig od kuchni", ["Alicja Brona"])])


def test_a_recap_has_no_meetup_of_its_own() -> None:
    reading = reading_of("Dziękujemy za przybycie! Następne spotkanie 17 marca.", title="Podsumowanie spotkania")
    assert (reading.kind.value, reading.meetups) == (PostKind.RECAP, ())


WORDS = st.sampled_from(
    [
        "spotkanie",
        "17",
        "marca",
        "w",
        "pubie",
        "„Haust”",
        "o",
        "19:00",
        "sponsor",
        "[x](http://x.pl)",
        "**",
        "#",
        "-",
        "godz.",
        "31",
        "lutego",
        "środę",
        "Miejsce:",
        "Kiedy:",
        "ul.",
        "📍",
        "<b>",
        "</b>",
        "{%",
        "img",
        "a.png",
        "%}",
        "odwołane",
        "V",
        "12.03.2016",
        "za",
        "dwa",
        "tygodnie",
        "zapisy:",
        "https://",
        "przez",
        "firmę",
        "&",
        "\n",
        "\n\n",
        "0",
        "99:99",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join)))
def test_no_text_makes_reading_raise(body: str) -> None:
    reading = read_post(post_of("x"), SITE) if "\0" in body else reading_of(body)
    assert 0 <= reading.kind.confidence <= 1
    for meetup in reading.meetups:
        for fact in (meetup.date, meetup.start_time, meetup.venue, meetup.rsvp_url):
            assert fact is None or all(0 <= e.start <= e.end <= len(reading.post.source) for e in fact.evidence)


@pytest.mark.parametrize(
    "unit", ["W środę 12 marca o 19:00 w pubie Haust. ", "a", "…", "📍 Aaa ", '"Aaa" ', "sponsor [X](http://x.pl) "]
)
def test_a_long_post_is_read_in_time(unit: str) -> None:
    reading = reading_of(unit * (300_000 // len(unit)))
    assert reading.kind.confidence > 0


def test_event_fields_on_the_top_level_of_front_matter_are_read() -> None:
    head = """layout: event
event_date: 2016-03-24
event_time: "6:30 PM"
location: "Stara Mleczarnia, ul. Długa 3"
rsvp: https://zapisy.example/1
speakers: [Ala Lis, Nurul Izzati binte Rahman]
"""
    body = "Some words on the evening.\n\n## Kotlin in anger\n\n**Nurul Izzati binte Rahman**\n\nA year of it, told in slides."
    facts = reading_of(body, title="Kotlin", head=head).meetups[0]
    assert when(facts) == (date(2016, 3, 24), time(18, 30))
    assert [f.value for f in (facts.venue, facts.address, facts.rsvp_url) if f] == [
        "Stara Mleczarnia",
        "ul. Długa 3",
        "https://zapisy.example/1",
    ]
    assert [(t.title and t.title.value, [s.value for s in t.speakers]) for t in facts.talks] == [
        ("Kotlin in anger", ["Nurul Izzati binte Rahman"])
    ]


@pytest.mark.parametrize(
    ("written", "hour"),
    [("18:30", time(18, 30)), ('"17.00"', time(17)), ("19", time(19)), ('"6 p.m."', time(18)), ('"soon"', None)],
)
def test_an_hour_of_front_matter_is_read_as_it_is_written(written: str, hour: time | None) -> None:
    facts = reading_of("Spotkanie w klubie Haust.", head=f"event_date: 2016-03-24\nevent_time: {written}\n").meetups[0]
    assert (facts.start_time and facts.start_time.value) == hour


def test_a_place_on_the_net_is_no_venue() -> None:
    facts = reading_of("Zapraszamy na spotkanie.", head="event_date: 2016-03-24\nlocation: online, YouTube\n").meetups[
        0
    ]
    assert (facts.venue, facts.online and facts.online.value) == (None, True)
