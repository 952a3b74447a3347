"""A post file's text becomes a Post, whatever way its author writes dates and titles."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.posts import BrokenPost, Post, Site, decode_post, encoding_of, parse_post

SITE = Site(url="https://jug.example")
WARSAW = ZoneInfo("Europe/Warsaw")
NAME = "2025-05-09-spotkanie-77.markdown"


def post_of(front_matter: str, *, path: str = NAME, site: Site = SITE) -> Post:
    return parse_post(path, f"---\n{front_matter}\n---\nTreść\n", site)


def test_a_post() -> None:
    source = (
        '---\nlayout: post\ntitle: "Spotkanie #77 - Blue/Green"\ndate: 2025-05-09 21:03:25 +0200\n---\nZapraszamy!\n'
    )
    post = parse_post(NAME, source, SITE)
    assert post.title == "Spotkanie #77 - Blue/Green"
    assert post.slug == "spotkanie-77"
    assert post.published_at == datetime(2025, 5, 9, 21, 3, 25, tzinfo=WARSAW)
    assert post.published_at.tzinfo == WARSAW
    assert post.url == "https://jug.example/blog/2025/05/09/spotkanie-77/"
    assert post.body == "Zapraszamy!\n"
    assert post.front_matter["layout"] == "post"
    assert not post.hidden
    assert post.warnings == ()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-05-09 21:03:25 +0200", datetime(2025, 5, 9, 19, 3, 25, tzinfo=UTC)),
        ('"2025-05-09 21:03:25 +0200"', datetime(2025, 5, 9, 19, 3, 25, tzinfo=UTC)),
        ("2025-05-09 21:03:25", datetime(2025, 5, 9, 21, 3, 25, tzinfo=WARSAW)),
        ("2025-01-09 21:03", datetime(2025, 1, 9, 20, 3, tzinfo=UTC)),
        ("2025-05-09 9:00", datetime(2025, 5, 9, 9, 0, tzinfo=WARSAW)),
        ("2025-05-09T21:03:25Z", datetime(2025, 5, 9, 21, 3, 25, tzinfo=UTC)),
        ("2025-05-09T21:03:25.123+02:00", datetime(2025, 5, 9, 21, 3, 25, tzinfo=ZoneInfo("Europe/Warsaw"))),
        ("2025-05-09 21:03:25 UTC", datetime(2025, 5, 9, 21, 3, 25, tzinfo=UTC)),
        ("2025-05-10", datetime(2025, 5, 10, tzinfo=WARSAW)),
        ("2025-5-1", datetime(2025, 5, 1, tzinfo=WARSAW)),
        ("", datetime(2025, 5, 9, tzinfo=WARSAW)),
    ],
)
def test_dates_as_people_write_them(written: str, expected: datetime) -> None:
    assert post_of(f"title: x\ndate: {written}").published_at == expected


def test_without_a_date_the_file_name_counts() -> None:
    assert post_of("title: x").published_at == datetime(2025, 5, 9, tzinfo=WARSAW)


def test_the_sites_zone_counts() -> None:
    post = post_of("title: x\ndate: 2025-05-09 20:00", site=Site(timezone="America/New_York"))
    assert post.published_at == datetime(2025, 5, 10, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("title: 123", "123"),
        ("title: 2019-10-30", "2019-10-30"),
        ("title: yes", "yes"),
        ("title: 1_000", "1_000"),
        ("title: [Java, Kotlin]", "Java, Kotlin"),
        ("title: Spotkanie  \n  kwietniowe", "Spotkanie kwietniowe"),
        ("title: 'Ya!vaConf: 2022'", "Ya!vaConf: 2022"),
        ("title: >\n  Spotkanie\n  majowe", "Spotkanie majowe"),
    ],
)
def test_titles_are_what_was_written(written: str, title: str) -> None:
    post = post_of(written)
    assert post.title == title
    assert post.warnings == ()


@pytest.mark.parametrize("written", ["title:", 'title: ""', "layout: post", "title: {a: 1}"])
def test_the_file_name_stands_in_for_a_title(written: str) -> None:
    post = post_of(written)
    assert post.title == "Spotkanie 77"
    assert [warning.code for warning in post.warnings] == ["no-title"]


@pytest.mark.parametrize(
    ("front_matter", "path", "hidden"),
    [
        ("published: false", NAME, True),
        ("published: 'false'", NAME, True),
        ("published: no", NAME, True),
        ("published: true", NAME, False),
        ("title: x", "_drafts/pomysl.md", True),
        ("title: x", "2025/_drafts/2025-05-09-pomysl.md", True),
        ("date: 2999-01-01", NAME, False),
    ],
)
def test_hidden_posts(front_matter: str, path: str, *, hidden: bool) -> None:
    assert post_of(front_matter, path=path).hidden is hidden


def test_a_twin_key_is_a_warning_with_its_line() -> None:
    post = post_of("title: a\nlayout: post\ntitle: b")
    assert post.title == "b"
    assert [(warning.code, warning.line) for warning in post.warnings] == [("duplicate-key", 4)]


def test_windows_newlines_and_a_byte_order_mark_go() -> None:
    post = parse_post(NAME, "\ufeff---\r\ntitle: x\r\n---\r\nA\r\nB\rC", SITE)
    assert post.title == "x"
    assert post.body == "A\nB\nC"


def test_an_empty_body_and_empty_front_matter() -> None:
    assert parse_post(NAME, "---\n---", SITE).body == ""


def test_a_ruler_in_the_body_is_body() -> None:
    assert parse_post(NAME, "---\ntitle: x\n---\nA\n\n---\n\nB", SITE).body == "A\n\n---\n\nB"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Zażółć gęślą jaźń".encode(), "utf-8-sig"),
        ("Zażółć gęślą jaźń".encode("utf-8-sig"), "utf-8-sig"),
        ("Zażółć gęślą jaźń".encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + "Zażółć gęślą jaźń".encode("utf-16-be"), "utf-16"),
        ("Zażółć gęślą jaźń".encode("cp1250"), "cp1250"),
        ("Zażółć gęślą jaźń".encode("iso-8859-2"), "iso-8859-2"),
    ],
)
def test_bytes_in_the_encodings_that_polish_blogs_have(data: bytes, encoding: str) -> None:
    assert encoding_of(data) == encoding
    assert decode_post(data) == "Zażółć gęślą jaźń"


def test_an_old_code_page_is_a_warning() -> None:
    post = parse_post(NAME, "---\ntitle: x\n---\n", SITE, encoding="cp1250")
    assert [warning.code for warning in post.warnings] == ["legacy-encoding"]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"a\0b", "x".encode("utf-32")])
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenPost, match=r"x\.md: This is not a text file"):
        decode_post(data, path="x.md")


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(BrokenPost, match="101 bytes long; 100 are allowed"):
        decode_post(b"x" * 101, max_bytes=100)
    with pytest.raises(BrokenPost, match="101 bytes long; 100 are allowed"):
        parse_post(NAME, "x" * 101, SITE, max_bytes=100)
