from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import frontmatter
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.demo.blog import examples, lay_out, publish_next
from bot.errors import OperatorError

if TYPE_CHECKING:
    from pathlib import Path

WARSAW = ZoneInfo("Europe/Warsaw")
NOW = datetime(2031, 3, 5, 16, 40, tzinfo=UTC)  # a Wednesday
NEWEST = "spotkanie-number-48-zdarzenia-i-granice"
MONTHS = yaml.safe_load((examples() / "demo.yaml").read_text("utf-8"))["months"]
instants = st.integers(min_value=0, max_value=30 * 365 * 24).map(lambda hours: NOW + timedelta(hours=hours - 60_000))


@dataclass(frozen=True)
class Written:
    """A post file, its front matter as YAML reads it."""

    title: str
    published_at: datetime
    text: str

    @classmethod
    def of(cls, path: Path) -> Written:
        meta, text = frontmatter.parse(path.read_text("utf-8"))
        return cls(str(meta["title"]), datetime.strptime(str(meta["date"]), "%Y-%m-%d %H:%M:%S %z"), text)


def posts(blog: Path) -> dict[str, Written]:
    return {path.name: Written.of(path) for path in sorted((blog / "_posts").iterdir())}


def days_spoken_of(text: str, published: date) -> list[date]:
    """The days written as "15 października", in the year that brings them closest to the post."""
    genitives = MONTHS["genitive"]
    found = []
    for day, month in re.findall(rf"\b(\d{{1,2}}) ({'|'.join(genitives)})\b", text):
        years = [
            year
            for year in range(published.year - 1, published.year + 2)
            if month != "lutego" or isleap(year) or day != "29"
        ]
        days = [date(year, genitives.index(month) + 1, int(day)) for year in years]
        found.append(min(days, key=lambda each: abs(each - published)))
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(now=instants)
def test_the_newest_meetup_is_ahead_and_its_posts_are_out(
    tmp_path_factory: pytest.TempPathFactory, now: datetime
) -> None:
    blog = tmp_path_factory.mktemp("blog")
    lay_out(blog, now)
    today = now.astimezone(WARSAW).date()
    for name, post in posts(blog).items():
        published = post.published_at
        assert name.startswith(f"{published.astimezone(WARSAW):%Y-%m-%d}-")
        assert published.utcoffset() == published.astimezone(WARSAW).utcoffset()
        if NEWEST in name:
            meetup = days_spoken_of(post.text, published.date())[0]
            assert 7 <= (meetup - today).days <= 13
            assert meetup.strftime("%A") == "Thursday"
        assert (published > now) == ("jubileusz" in name), "only the post of the future is in the future"


@pytest.mark.parametrize("week", range(53))
def test_all_year_round_prose_and_front_matter_agree(tmp_path: Path, week: int) -> None:
    lay_out(tmp_path, NOW + timedelta(weeks=week))
    for name, post in posts(tmp_path).items():
        published = post.published_at.date()
        for day in days_spoken_of(post.text, published):
            assert -21 <= (day - published).days <= 70, name
            if "czwart" in post.text:
                assert day.weekday() == 3, name
        if "online" in name:
            (day,) = days_spoken_of(post.text, published)
            adjective = MONTHS["adjective"][day.month - 1]
            assert adjective in post.title
            assert adjective.replace("ź", "z").replace("ś", "s") in name


def test_a_post_links_to_another_one_where_it_now_is(tmp_path: Path) -> None:
    lay_out(tmp_path, NOW)
    moved = next(post for name, post in posts(tmp_path).items() if "nowy-termin" in name)
    (link,) = re.findall(r'href="/blog/(\d+)/(\d+)/(\d+)/([^/]+)/"', moved.text)
    assert (tmp_path / "_posts" / f"{'-'.join(link)}.markdown").is_file()


def test_nothing_of_the_reference_dates_is_left(tmp_path: Path) -> None:
    lay_out(tmp_path, NOW)
    everything = "\n".join(path.name + path.read_text("utf-8") for path in tmp_path.rglob("*.markdown"))
    assert not re.findall(r"202[56]", everything)


def test_every_phrase_of_the_plan_stands_in_its_post(tmp_path: Path) -> None:
    plan = yaml.safe_load((examples() / "demo.yaml").read_text("utf-8"))
    stale = []
    for name, entries in plan["prose"].items():
        text = (examples() / "blog" / name).read_text("utf-8")
        for day, form in entries:
            names = {case: of_year[day.month - 1] for case, of_year in plan["months"].items()}
            phrase = form.format(day=day.day, month=day.month, year=day.year, **names)
            stale += [] if phrase in text else [(name, phrase)]
    assert stale == []


def test_pictures_are_there_and_the_address_can_be_the_demos_own(tmp_path: Path) -> None:
    lay_out(tmp_path, NOW, url="http://127.0.0.1:8765")
    assert yaml.safe_load((tmp_path / "_config.yml").read_text("utf-8"))["url"] == "http://127.0.0.1:8765"
    for path in [*(tmp_path / "_posts").iterdir(), *(examples() / "prepared").iterdir()]:
        for picture in re.findall(r"/images/[\w-]+\.\w+", path.read_text("utf-8")):
            assert (tmp_path / picture.lstrip("/")).is_file(), (path.name, picture)


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(OperatorError):
        lay_out(tmp_path, NOW)
    with pytest.raises(OperatorError):
        publish_next(tmp_path, NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_prepared_posts_come_one_by_one(tmp_path: Path) -> None:
    lay_out(tmp_path, NOW)
    before = set(posts(tmp_path))

    announced = publish_next(tmp_path, NOW)
    assert announced is not None
    assert announced == tmp_path / "_posts" / "2031-03-05-spotkanie-number-49-feature-flagi.markdown"
    first = Written.of(announced)
    assert first.published_at == NOW
    assert "<b>19:00</b>, klub Latarnia" in first.text

    edited = publish_next(tmp_path, NOW + timedelta(days=9))  # the dates hold, however late the edit comes
    second = Written.of(announced)
    assert edited == announced
    assert second.published_at == NOW
    assert days_spoken_of(second.text, NOW.date()) == days_spoken_of(first.text, NOW.date())
    assert "<b>18:00</b>" in second.text
    assert "Starej Drukarni" in second.text

    cancelled = publish_next(tmp_path, NOW + timedelta(hours=1))
    assert cancelled is not None
    assert cancelled.name == "2031-03-05-spotkanie-number-49-odwolane.markdown"
    assert days_spoken_of(cancelled.read_text("utf-8"), NOW.date()) == days_spoken_of(first.text, NOW.date())

    assert publish_next(tmp_path, NOW) is None
    assert set(posts(tmp_path)) - before == {announced.name, cancelled.name}
