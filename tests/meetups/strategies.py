"""Any meetup and any group's posts, for property tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.meetups.model import Meetup, MeetupStatus, MeetupTalk, PostRef
from bot.posts.model import Fact, MeetupFacts, Post, PostKind, Reading, Talk

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

WARSAW = ZoneInfo("Europe/Warsaw")
_FIRST = date(2020, 1, 1)
_FIELDS = ["date", "start_time", "venue", "talks", "number", "title", "sponsors", "rsvp_url"]

text = st.text(min_size=1, max_size=20)
names = st.sampled_from(["Ala Kot", "Jan Nowak", "Marcin Stożek", "Zoë Šimková"])
hours = st.times(min_value=time(8), max_value=time(22)).map(lambda t: t.replace(second=0, microsecond=0))
meetup_talks = st.builds(
    MeetupTalk,
    title=st.none() | text,
    topic=st.none() | text,
    speakers=st.lists(names, max_size=2, unique=True).map(tuple),
    abstract=st.none() | st.text(max_size=200),
)
instants = st.datetimes(datetime(2019, 1, 1), datetime(2024, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds are naive
post_refs = st.builds(
    PostRef,
    path=text,
    title=text,
    url=text,
    kind=st.sampled_from(PostKind),
    published_at=instants,
    contributed=st.lists(st.sampled_from(_FIELDS), unique=True).map(tuple),
)
meetups: SearchStrategy[Meetup] = st.builds(
    Meetup,
    key=text,
    id=st.integers(0, 10_000),
    number=st.none() | st.integers(1, 200),
    title=st.none() | text,
    status=st.sampled_from(MeetupStatus),
    date=st.none() | st.dates(date(2014, 1, 1), date(2030, 1, 1)),
    start_time=st.none() | hours,
    end_time=st.none() | hours,
    timezone=st.sampled_from(["Europe/Warsaw", "UTC", "America/New_York"]),
    venue=st.none() | text,
    address=st.none() | text,
    online=st.booleans(),
    rsvp_url=st.none() | st.just("https://www.meetup.com/jug/events/307000001/"),
    sponsors=st.lists(text, max_size=2).map(tuple),
    talks=st.lists(meetup_talks, max_size=3).map(tuple),
    logo_url=st.none() | text,
    previous_dates=st.lists(st.dates(), max_size=2).map(tuple),
    posts=st.lists(post_refs, max_size=3).map(tuple),
    confidence=st.dictionaries(st.sampled_from(_FIELDS), st.floats(0, 1)),
    corrected=st.frozensets(st.sampled_from(_FIELDS)),
)

_TITLES = st.sampled_from(
    [
        "Spotkanie lutowe",
        "Spotkanie marcowe",
        "Spotkanie kwietniowe",
        "Odwołane!",
        "Zmiana terminu",
        "Zapraszamy",
        "May meetup",
    ]
)
_BODIES = st.sampled_from(
    [
        "",
        "Musimy odwołać środowe spotkanie.",
        "Odwołane spotkanie lutowe odbędzie się 30 marca.",
        "Spotkanie marcowe przełożone.",
    ]
)
_sure = st.floats(0, 1)


@st.composite
def post_readings(draw: st.DrawFn) -> Reading:
    """A post of the year 2020 that speaks of a meetup near it, of any kind and with any facts."""
    day = _FIRST + timedelta(days=draw(st.integers(0, 180)))
    published = datetime.combine(day, draw(hours), WARSAW)
    slug = draw(st.sampled_from(["spotkanie", "zmiana", "a", "b"]))
    title, body = draw(_TITLES), draw(_BODIES)
    post = Post(
        path=f"{day}-{slug}-{draw(st.integers(0, 99))}.markdown",
        source=body,
        body_start=0,
        front_matter={},
        title=title,
        slug=slug,
        published_at=published,
        url=f"https://example.org/blog/{day:%Y/%m/%d}/{slug}/",
        hidden=draw(st.integers(0, 9)) == 0,
    )
    told = draw(st.lists(_facts(day), max_size=2))
    return Reading(post, Fact(draw(st.sampled_from(PostKind)), draw(_sure)), tuple(told))


@st.composite
def _facts(draw: st.DrawFn, day: date) -> MeetupFacts:
    def fact(values: SearchStrategy[object]) -> Fact[object] | None:
        return draw(st.none() | st.builds(Fact, values, _sure))

    near = st.integers(-10, 45).map(lambda ahead: day + timedelta(days=ahead))
    return MeetupFacts(
        number=fact(st.integers(1, 5)),  # type: ignore[arg-type]
        date=fact(near),  # type: ignore[arg-type]
        start_time=fact(st.sampled_from([time(18), time(19)])),  # type: ignore[arg-type]
        online=fact(st.booleans()),  # type: ignore[arg-type]
        venue=fact(st.sampled_from(["Haust", "WySPa"])),  # type: ignore[arg-type]
        previous_date=fact(near),  # type: ignore[arg-type]
        talks=tuple(Talk(speakers=(Fact(name, 0.9),)) for name in draw(st.lists(names, max_size=2))),
    )


blogs: SearchStrategy[list[Reading]] = st.lists(
    post_readings(), max_size=8, unique_by=lambda reading: reading.post.path
)
