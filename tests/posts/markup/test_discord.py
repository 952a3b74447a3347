"""Posts as Discord Markdown: what members see, within the limit, nobody mentioned, every link honest."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.posts import discord_length, discord_markdown, escape
from tests.posts.markup.bodies import CORPUS, SITE, bodies, corpus_posts, post_of

LIVE_MENTION = re.compile(
    r"@everyone|@here|<@[!&]?\d|<#\d|<id:|</[\w-]|<a?:\w+:\d|<t:-?\d|<https?:|@[!&]?\d{17}", re.IGNORECASE
)
ESCAPED = re.compile(r"\\.", re.DOTALL)
LITERAL = re.compile(rf"{ESCAPED.pattern}|```.*?```|`[^`]*`", re.DOTALL)
"""What is escaped, and code, whichever begins first: in code a backslash is one."""
LINK = re.compile(r"\[([^\[\]]*)\]\(https?://[^\s()]+\)")
ADDRESS = re.compile(r"https?://[^\s*~]+")


def shown(body: str, limit: int = 1000, *, excerpt: bool = True) -> str:
    return discord_markdown(post_of(body), SITE, limit=limit, excerpt=excerpt)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("**Ala** *ma* ~~psa~~ `kota`", "**Ala** *ma* ~~psa~~ `kota`", id="inline"),
        pytest.param("<b>Ala <i>ma</i></b><i> kota</i>", "**Ala *ma*** *kota*", id="nested"),
        pytest.param("<b> Ala </b>ma", "**Ala** ma", id="blanks-outside"),
        pytest.param("<b>Ala</b><b>ma</b>", "**Alama**", id="side-by-side"),
        pytest.param("<b>Ala</b><i>ma</i>", "**Ala**\u200b*ma*", id="bold-then-italic"),
        pytest.param("<i>Ala <a href='http://a.pl'>ma</a> kota</i>", "*Ala [ma](http://a.pl) kota*", id="link-inside"),
        pytest.param("<a href='http://a.pl'>Ala <b>ma</b></a>", "[Ala **ma**](http://a.pl)", id="bold-inside"),
        pytest.param("<a href='http://a.pl'>http://a.pl</a>i <b>b</b>", "http://a.pl i **b**", id="address-then-word"),
        pytest.param("<a href='http://a.pl'>http://a.pl</a><b>b</b>", "http://a.pl **b**", id="address-then-bold"),
        pytest.param("<b>http://a.pl</b>, b", "http://a.pl, b", id="bold-address"),
        pytest.param("[Ala](http://a.pl)", "[Ala](http://a.pl)", id="link"),
        pytest.param("<b><a href='/x'>Ala</a></b>", "[**Ala**](https://jug.example/x)", id="bold-link"),
        pytest.param(
            "<a href='http://a.pl/x_(y) z'>Ala [1]</a>", "[Ala (1)](http://a.pl/x_%28y%29%20z)", id="link-signs"
        ),
        pytest.param("<a href='mailto:a@b.pl'>Ala</a> <a href='javascript:x()'>ma</a>", "Ala ma", id="not-of-the-web"),
        pytest.param("<a href='http://[zły'>Ala</a>", "Ala", id="malformed"),
        pytest.param("[{% img /x.png %}](http://a.pl) Ala", "Ala", id="image-link"),
        pytest.param("http://a.pl/snake_case_(x).", "http://a.pl/snake_case_(x).", id="bare-address"),
        pytest.param("<a href='http://a.pl/'>http://a.pl</a>", "http://a.pl/", id="address-as-words"),
        pytest.param("# Tytuł\nTreść", "## Tytuł\nTreść", id="heading"),
        pytest.param("#### Tytuł\nTreść", "### Tytuł\nTreść", id="small-heading"),
        pytest.param("- a\n- b\n  - c\n\n  d\n\ne", "- a\n- b\n  - c\n  d\n\ne", id="list"),
        pytest.param("1. a\n2. b", "1. a\n2. b", id="numbered"),
        pytest.param("<ul><li>a<li>b</ul>", "- a\n- b", id="html-list"),
        pytest.param("> a\n> b  \n> c\n\n> d", "> a b\n> c\n> \n> d", id="quote"),
        pytest.param("|A|B|\n|-|-|\n|c|d|", "A | B\nc | d", id="table"),
        pytest.param("```\na*b\n```", "```\na*b\n```", id="code"),
        pytest.param("Ala\n\n<!-- more -->\n\nma", "Ala", id="up-to-the-separator"),
        pytest.param("{% img /x.png %}\n<!-- more -->\nma", "", id="nothing-above-the-separator"),
        pytest.param("", "", id="empty"),
    ],
)
def test_formatting(body: str, expected: str) -> None:
    assert shown(body) == expected


@pytest.mark.parametrize(
    ("words", "target", "expected"),
    [
        ("https://bank.pl", "https://zly.pl", "https://zly.pl"),
        ("www.bank.pl", "https://zly.pl", "https://zly.pl"),
        ("bank.pl", "https://zly.pl", "bank.pl (https://zly.pl )"),
        ("bank.pl", "https://www.bank.pl/x", "[bank.pl](https://www.bank.pl/x)"),
        ("bank.pl", "https://bank.pl.zly.com", "bank.pl (https://bank.pl.zly.com )"),
        ("bank.pl", "https://bank.pl@zly.com", "bank.pl (https://bank.pl@zly.com )"),
        ("Zaloguj: https://bank.pl", "https://zly.pl", "Zaloguj: https://bank.pl (https://zly.pl )"),
        ("Backbone.js", "http://backbonejs.org/", "[Backbone.js](http://backbonejs.org/)"),
    ],
)
def test_links_lead_where_their_words_say(words: str, target: str, expected: str) -> None:
    assert shown(f'<a href="{target}">{words}</a>') == expected


def test_the_whole_body_on_request() -> None:
    assert shown("Ala\n\n<!-- more -->\n\nma", excerpt=False) == "Ala\n\nma"


@pytest.mark.parametrize(
    ("body", "limit", "expected"),
    [
        pytest.param("Ala ma kota. Kot ma Alę.", 24, "Ala ma kota. Kot ma Alę.", id="fits"),
        pytest.param("Ala ma kota. Kot ma Alę.", 23, "Ala ma kota. …", id="sentence"),
        pytest.param(
            "Dziś na ul. Wojska Polskiego. Potem piwo.", 40, "Dziś na ul. Wojska Polskiego. …", id="abbreviation"
        ),
        pytest.param("Widzimy się 29. kwietnia w pubie Haust.", 30, "Widzimy się 29. kwietnia w…", id="day"),
        pytest.param("<b>Ala ma kota. Kot ma Alę.</b>", 23, "**Ala ma kota.** …", id="formatting-closed"),
        pytest.param("Ala ma <a href='http://a.pl'>kota i psa</a>.", 20, "Ala ma…", id="not-inside-a-link"),
        pytest.param("Pierwszy akapit\n\nDrugi akapit", 20, "Pierwszy akapit …", id="paragraph"),
        pytest.param(
            "# Tytuł\n\nZdanie pierwsze. Zdanie drugie.", 30, "## Tytuł\nZdanie pierwsze. …", id="heading-kept"
        ),
        pytest.param("- Punkt pierwszy\n- Punkt drugi", 22, "- Punkt pierwszy …", id="list-item"),
        pytest.param("Najdłuższesłowobezprzerwy", 10, "Najdłuższ…", id="one-word"),
        pytest.param("😀" * 20, 10, "😀😀😀😀…", id="utf-16"),
        pytest.param("Ala ma kota", 1, "…", id="one"),
        pytest.param("Ala ma kota", 0, "", id="zero"),
        pytest.param("Ala ma kota", -5, "", id="negative"),
    ],
)
def test_cutting(body: str, limit: int, expected: str) -> None:
    assert shown(body, limit) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a*b_c~~d`e|f\\g", "a\\*b\\_c\\~\\~d\\`e\\|f\\\\g"),
        ("[x](http://a.pl)", "\\[x\\](http://a.pl)"),
        (
            "# a\n## b\n-# c\n> d\n- e\n+ f\n1. g\n29. maja",
            "\\# a\n\\## b\n\\-# c\n\\> d\n\\- e\n\\+ f\n1\\. g\n29\\. maja",
        ),
        ("#java i C# - tak > nie, 1.5", "#java i C# - tak > nie, 1.5"),
        ("http://a.pl/x_y*z_", "http://a.pl/x_y%2Az\\_"),
        ("@everyone @here @Ala", "@\u200beveryone @\u200bhere @Ala"),
        ("<@123456789012345678> <@&1> <#2> <:a:3> <t:4:R> </x:5>", None),
        (":smile: 19:00:00", "\\:smile: 19:00:00"),
        ("a < b <3", "a < b <3"),
        ("za\u202ewij", "zawij"),
    ],
)
def test_escape(text: str, expected: str | None) -> None:
    assert LIVE_MENTION.search(escape(text)) is None
    if expected is not None:
        assert escape(text) == expected


@given(bodies)
@example("`\\`")  # a backslash as code
def test_no_body_formats_or_mentions_by_accident(body: str) -> None:
    for excerpt in (True, False):
        text = shown(body, 300, excerpt=excerpt)
        assert discord_length(text) <= 300
        assert LIVE_MENTION.search(text) is None
        assert_closed(text)


@given(bodies, st.integers(-1, 120))
def test_any_limit_is_kept(body: str, limit: int) -> None:
    text = shown(body * 3, limit)
    assert discord_length(text) <= max(limit, 0)
    assert_closed(text)


@given(st.text())
@example("\x85>")  # white space that is no blank
def test_escaped_text_is_inert(text: str) -> None:
    escaped = escape(text)
    assert LIVE_MENTION.search(escaped) is None
    rest = ADDRESS.sub("", ESCAPED.sub("", escaped))
    assert not re.search(r"[*_`|\[\]\\]|~~", rest)
    assert not re.search(r"^\s*(#{1,3} |-# |>|[-+] |\d+[.)] )", rest, re.MULTILINE)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("limit", [350, 1000, 4096])
def test_the_corpus(limit: int) -> None:
    for post in corpus_posts():
        text = discord_markdown(post, SITE, limit=limit)
        assert 0 < discord_length(text) <= limit
        assert LIVE_MENTION.search(text) is None
        assert_closed(text)
        assert "{%" not in text
        assert not re.search(r"</?(?:a|b|i|ul|li|p)\b", text)


def assert_closed(text: str) -> None:
    """Every sign of formatting that is left unescaped has its partner, and brackets only make links."""
    bare = ADDRESS.sub("x", LINK.sub(r"\1", LITERAL.sub("x", text)))
    for sign in ("**", "~~"):
        assert bare.count(sign) % 2 == 0, text
    assert bare.replace("**", "").count("*") % 2 == 0, text
    assert "`" not in bare
    assert "[" not in bare
