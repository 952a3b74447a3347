"""A site's facts from `_config.yml`, and the addresses of its posts."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import Language
from bot.posts import BrokenConfig, Site, post_url, site_from_config

SITE = Site(url="https://jug.example")


def test_an_octopress_config() -> None:
    site = site_from_config(
        "url: http://jug.example/\n"
        "title: Nasz JUG\n"
        "root: /blog\n"
        "permalink: /:year/:month/:title/\n"
        "timezone: Europe/Berlin\n"
        "source: source\n"
        "excerpt_separator: <!--dalej-->\n"
        "locale: en_GB\n"
    )
    assert site == Site(
        url="http://jug.example",
        root="/blog/",
        permalink="/:year/:month/:title/",
        timezone="Europe/Berlin",
        source="source",
        excerpt_separator="<!--dalej-->",
        language="en",
        title="Nasz JUG",
    )


def test_what_a_config_leaves_out_is_what_jekyll_and_we_assume() -> None:
    assert site_from_config("") == Site(permalink="/:categories/:year/:month/:day/:title:output_ext")


def test_baseurl_counts_as_root() -> None:
    assert site_from_config("baseurl: /jug\n").root == "/jug/"


@pytest.mark.parametrize(
    ("config", "line", "said"),
    [
        pytest.param("title: JUG: Java\n", 1, "holds a colon", id="colon"),
        pytest.param("url: http://a.pl\n\ttitle: x\n", 2, "indented with a tab", id="tab"),
        pytest.param("url: x\ntimezone: Europe/Zielona_Gora\n", 2, "not a time zone", id="zone"),
        pytest.param("- a\n- b\n", 1, "Expected lines", id="list"),
        pytest.param("a: &x [1]\nb: *x\n", 2, "Anchors", id="alias"),
    ],
)
def test_a_broken_config_says_where_and_why(config: str, line: int, said: str) -> None:
    with pytest.raises(BrokenConfig) as caught:
        site_from_config(config)
    assert caught.value.line == line
    assert said in caught.value.text(Language.ENGLISH)
    assert caught.value.text(Language.POLISH) != caught.value.text(Language.ENGLISH)


@given(st.text())
def test_any_config_gives_a_site_or_a_broken_config(text: str) -> None:
    try:
        site = site_from_config(text)
    except BrokenConfig:
        return
    assert site.zone.key == site.timezone


@pytest.mark.parametrize(
    ("permalink", "path"),
    [
        ("/blog/:year/:month/:day/:title/", "/blog/2025/05/09/spotkanie-77/"),
        ("/:i_month/:i_day/:short_year/:slug", "/5/9/25/spotkanie-77"),
        ("/:y_day/:hour:minute:second/:title", "/129/210325/spotkanie-77"),
        ("/:long_month/:short_day/w:week/:title", "/May/Fri/w19/spotkanie-77"),
        ("date", "/java/piwo-i-kod/2025/05/09/spotkanie-77.html"),
        ("pretty", "/java/piwo-i-kod/2025/05/09/spotkanie-77/"),
        ("ordinal", "/java/piwo-i-kod/2025/129/spotkanie-77.html"),
        ("weekdate", "/java/piwo-i-kod/2025/W19/Fri/spotkanie-77.html"),
        ("none", "/java/piwo-i-kod/spotkanie-77.html"),
        ("/:unknown/:title/", "/:unknown/spotkanie-77/"),
        ("/:title_x/", "/spotkanie-77_x/"),
    ],
)
def test_permalink_patterns(permalink: str, path: str) -> None:
    site = site_from_config(f"url: https://jug.example\npermalink: {permalink}\n")
    at = datetime(2025, 5, 9, 21, 3, 25, tzinfo=site.zone)
    front_matter = {"categories": ["Java", "piwo i kod", "Java"]}
    assert post_url(site, "spotkanie-77", at, front_matter) == "https://jug.example" + path


@pytest.mark.parametrize(
    ("url", "root", "expected"),
    [
        ("https://jug.example", "/", "https://jug.example/p/"),
        ("https://jug.example", "/blog", "https://jug.example/blog/p/"),
        ("https://jug.example/blog", "/blog", "https://jug.example/blog/p/"),
        ("", "/", ""),
    ],
)
def test_the_root_folder_stands_once(url: str, root: str, expected: str) -> None:
    site = Site(url=url, root=root, permalink="/:title/")
    assert post_url(site, "p", datetime(2025, 1, 1, tzinfo=site.zone)) == expected


def test_a_posts_own_permalink_wins() -> None:
    at = datetime(2025, 1, 1, tzinfo=SITE.zone)
    assert post_url(SITE, "p", at, {"permalink": "/start/:year/"}) == "https://jug.example/start/2025/"


def test_a_posts_own_slug_wins_and_letters_are_encoded() -> None:
    at = datetime(2025, 1, 1, tzinfo=SITE.zone)
    assert post_url(SITE, "p", at, {"slug": "wieść"}) == "https://jug.example/blog/2025/01/01/wie%C5%9B%C4%87/"
