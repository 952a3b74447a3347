"""The place that a post's meetup is at, where a building and its school are both named."""

from __future__ import annotations

import pytest

from bot.posts.front_matter import parse_post
from bot.posts.model import Site
from bot.posts.reader import read_post


@pytest.mark.parametrize(
    ("body", "venue"),
    [
        (
            "Next meeting: Tuesday 21st October, 7pm, Prince Albert Building, University of Selborne, Keats theatre.",
            "Prince Albert Building, University of Selborne",
        ),
        (
            "We meet this Thursday, 16 October, in room 14.31 of the Telford Tower at the University of Kelso, at 7pm.",
            "Telford Tower, University of Kelso",
        ),
        (
            "Thursday, November 13th, 7:00 pm, University of Kelso, Hansen Engineering Building, room 126.",
            "University of Kelso, Hansen Engineering Building",
        ),
        ("Thursday, November 13th, 7:00 pm, University of Kelso, Scotland.", "University of Kelso"),
        ("We meet on Thursday 13 November at 7pm at Hansen Labs, Quay Street.", "Hansen Labs"),
    ],
)
def test_a_building_is_told_with_its_school(body: str, venue: str) -> None:
    site = Site(language="en")
    post = parse_post("2014-10-01-x.md", f"---\ntitle: Our next meetup\ndate: 2014-10-01\n---\n{body}\n", site)
    (meetup,) = read_post(post, site).meetups
    assert meetup.venue is not None
    assert meetup.venue.value == venue
