"""Addresses that lead nowhere are told from those that do, each at its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.posts.bad_links import is_malformed
from bot.posts.model import Site
from bot.posts.whole import read_text

SITE = Site(url="https://jug.example.org")


def told(body: str) -> list[tuple[int | None, str]]:
    """The line of the body and the address of each malformed link."""
    reading = read_text("2026-03-05-x.md", f"---\ntitle: Wieści\n---\n{body}", SITE)
    return [
        (one.line - 3 if one.line else None, str(one.values["link"]))
        for one in reading.warnings
        if one.code == "malformed-link"
    ]


@pytest.mark.parametrize(
    "address",
    [
        "6https://example.org/a.png",
        "ahttps://example.org",
        "htps://example.org",
        "http:/example.org/a",
        "http:example.org",
        "https//example.org",
        "https://https://example.org",
        "http://https//example.org",
        "https://",
        "https:///example.org",
        "https://example.org:port/",
        "https://example..org/",
        "https://[::1",
    ],
)
@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("Słowa.\n\n[tu]({})", 3),
        ("Słowa.\n\n![obraz]({})", 3),
        ("Słowa.\n\n<img alt='x'\n src=\"{}\">", 4),
        ('Słowa.\n\n\n<a href="{}">tu</a>', 4),
        ("{{% img center {} 300 100 Obraz %}}\n\nSłowa.", 1),
    ],
)
def test_a_malformed_address_is_told_with_its_line(address: str, form: str, line: int) -> None:
    assert told(form.format(address)) == [(line, address)]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://localhost:4000/blog/",
        "//cdn.example.org/a.js",
        "/images/logo.png",
        "images/logo.png",
        "../2026/marzec.html",
        "#program",
        "?strona=2",
        "mailto:jug@example.org",
        "tel:+48123456789",
        "www.example.org",
        "discord://invite/x",
        "https://web.archive.org/web/2020/http://example.org/",
        "https://example.org/login?next=https://example.org/x",
        "https://pl.wikipedia.org/wiki/Zażółć_(gęślą)",
    ],
)
@pytest.mark.parametrize("form", ["[tu]({})", "![obraz]({})", '<a href="{}">tu</a>', "<img src='{}'>"])
def test_a_good_address_is_left_alone(address: str, form: str) -> None:
    assert told(form.format(address)) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("Zapisy: 6https://example.org/x !", [(1, "6https://example.org/x")], id="bare"),
        pytest.param(
            "A\n\n[zapisy] (https://example.org)", [(3, "[zapisy] (https://example.org)")], id="blank-before-bracket"
        ),
        pytest.param("[x](https://exa mple.org)", [(1, "[x](https://exa mple.org)")], id="blank-inside"),
        pytest.param("`[x] (https://example.org)` i `6https://x.org`", [], id="code"),
        pytest.param("```\n[x] (https://example.org)\n```\n", [], id="code-block"),
        pytest.param("Zapisy (https://example.org) i [1] oraz (x)", [], id="brackets-apart"),
        pytest.param("Zapisy:https://example.org", [], id="a-colon-is-no-slip"),
        pytest.param("![a](6https://x.org/a) ![b](6https://x.org/a)\n\n![c](6https://x.org/a)", 2, id="each-line-once"),
    ],
)
def test_what_readers_see_instead_of_a_link(body: str, expected: list[tuple[int, str]] | int) -> None:
    found = told(body)
    assert (len(found) if isinstance(expected, int) else found) == expected


@given(st.text(), st.sampled_from(["", "https://", "http:", "6https://", "https://["]))
def test_any_text_is_judged(text: str, start: str) -> None:
    assert is_malformed(start + text) in {True, False}
