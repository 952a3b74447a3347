"""What holds for every group's posts, at every moment."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.meetups.folding import fold, fold_as_of, refold
from bot.meetups.model import MeetupStatus
from bot.meetups.serialize import facts_from_json, facts_to_json, meetup_from_json, meetup_to_json
from bot.meetups.timeline import Timeline
from bot.posts.model import PostKind
from tests.meetups.strategies import blogs, meetups

if TYPE_CHECKING:
    from bot.meetups.model import Meetup
    from bot.posts.model import Reading

_START = datetime(2020, 1, 1, tzinfo=UTC)
moments = st.integers(0, 240 * 24).map(lambda hours: _START + timedelta(hours=hours))


@given(blogs, moments, st.randoms(use_true_random=False))
def test_next_is_never_off_never_over_and_the_same_in_any_order(
    blog: list[Reading], now: datetime, random: object
) -> None:
    known = fold_as_of(blog, now)
    upcoming = Timeline(known).next(now)
    shuffled = blog.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold_as_of(shuffled, now) == known
    assert Timeline(reversed(known)).next(now) == upcoming
    for meetup in Timeline(known).upcoming(now):
        assert meetup.status not in {MeetupStatus.CANCELLED, MeetupStatus.POSTPONED}
        assert not meetup.is_over(now)


@given(blogs, moments)
def test_every_meetup_is_in_one_place(blog: list[Reading], now: datetime) -> None:
    timeline = Timeline(fold_as_of(blog, now))
    places = [*timeline.upcoming(now), *timeline.past(now)]
    off = [m for m in timeline.meetups if m.status in {MeetupStatus.CANCELLED, MeetupStatus.POSTPONED}]
    assert sorted(m.key for m in [*places, *off]) == sorted(m.key for m in timeline.meetups)
    assert all(meetup in off for meetup in timeline.called_off(now))


@given(blogs)
def test_every_meetup_was_founded_by_a_post_that_may_and_has_its_own_key(blog: list[Reading]) -> None:
    folded = fold(blog)
    assert len({meetup.key for meetup in folded}) == len(folded)
    for meetup in folded:
        assert meetup.posts[0].kind not in {PostKind.RECAP, PostKind.EXTERNAL, PostKind.OTHER}
        assert list(meetup.posts) == sorted(meetup.posts, key=lambda post: (post.published_at, post.path))
        assert all(not post.contributed for post in meetup.posts if post.kind is PostKind.RECAP)
        assert meetup.date not in meetup.previous_dates or meetup.status is MeetupStatus.RESCHEDULED


@given(blogs, st.data())
def test_folding_anew_keeps_keys_and_corrections(blog: list[Reading], data: st.DataObject) -> None:
    before = fold(blog)
    assert refold(before, blog) == before
    if before:
        chosen = data.draw(st.sampled_from(before))
        corrections = {chosen.key: {"venue": "Palmiarnia", "number": 99}}
        (after,) = (m for m in refold(before, blog, corrections) if m.corrected)
        assert (after.key, after.venue, after.number) == (chosen.key, "Palmiarnia", 99)
        plain = {chosen.key: {"venue": "Palmiarnia"}}
        assert refold(refold(before, blog, plain), blog, plain) == refold(before, blog, plain)


@given(meetups)
def test_a_meetup_survives_the_database(meetup: Meetup) -> None:
    stored = json.loads(json.dumps(meetup_to_json(meetup)))
    assert meetup_from_json(stored) == meetup


@given(meetups)
def test_corrections_survive_the_database(meetup: Meetup) -> None:
    values = {name: getattr(meetup, name) for name in ("date", "start_time", "status", "talks", "sponsors", "venue")}
    assert facts_from_json(json.loads(json.dumps(facts_to_json(values)))) == values
