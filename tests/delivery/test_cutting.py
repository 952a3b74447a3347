from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.cutting import BLANK, clean, cut, is_blank, pages, units
from tests.delivery.hostile import markdown, texts

STORY = "Zapraszamy w czwartek. Spotykamy się przy ul. Młyńskiej 7, o godz. 19:00. Będzie pizza!"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        pytest.param(STORY, 200, STORY, id="fits"),
        pytest.param(STORY, 40, "Zapraszamy w czwartek. …", id="sentence"),
        pytest.param(
            STORY, 80, "Zapraszamy w czwartek. Spotykamy się przy ul. Młyńskiej 7, o godz. 19:00. …", id="no-ul"
        ),
        pytest.param("Ala ma kota i psa, a pies ma Alę", 20, "Ala ma kota i psa…", id="word"),
        pytest.param("Konstantynopolitańczykowianeczka", 12, "Konstantyno…", id="in-a-word"),
        pytest.param("Pierwszy akapit\n\nDrugi akapit jest dłuższy", 24, "Pierwszy akapit…", id="paragraph"),
        pytest.param("Czekajcie… na więcej słów", 14, "Czekajcie…", id="one-ellipsis"),
        pytest.param("Zobacz [tu i teraz](https://a.example/b) już", 30, "Zobacz…", id="link"),
        pytest.param(
            "[Słowa odsyłacza bez końca](https://a.example/bbbbbb)", 20, "Słowa odsyłacza bez…", id="long-link"
        ),
        pytest.param("Zapisy: https://zapisy.example/zalesin-jug/48 lub tu", 30, "Zapisy…", id="address"),
        pytest.param(
            "Zapisy https://zapisy.example/48 albo tu", 36, "Zapisy https://zapisy.example/48 …", id="after-address"
        ),
        pytest.param("Już <t:1900000000:F> w Latarni", 14, "Już…", id="timestamp"),
        pytest.param(r"a\*\*\*\*b", 6, r"a\* …", id="escape"),
        pytest.param("ala &amp; kot", 8, "ala…", id="entity"),
        pytest.param("**Bardzo gruby tekst** dalej", 18, "**Bardzo gruby…**", id="bold"),
        pytest.param("||Zabił to ogrodnik, kamerdyner||", 24, "||Zabił to ogrodnik…||", id="spoiler"),
        pytest.param("```py\nraise SystemExit\nprint(1)\n```", 30, "```py\nraise SystemExit…\n```", id="fence"),
        pytest.param("Wynik 2 * 3 to sześć, a 4 * 5 nie", 24, "Wynik 2 * 3 to sześć, a…", id="no-emphasis"),
        pytest.param("pole snake_case_name oraz inne_pole_tutaj", 28, "pole snake_case_name oraz…", id="no-underline"),
        pytest.param("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 14, "👩‍👩‍👧‍👦…", id="family"),
        pytest.param("🇵🇱🇵🇱🇵🇱", 11, "🇵🇱🇵🇱…", id="flags"),
        pytest.param("👍🏽👍🏽👍🏽", 7, "👍🏽…", id="skin"),
        pytest.param("zażółć" + "e\u0301" * 9, 10, "zażółće\u0301…", id="combining"),
        pytest.param("x\ud800y", 9, "x\ufffdy", id="half-a-pair"),
        pytest.param("\ud83c\udf89", 9, "🎉", id="a-pair-in-two-halves"),
        pytest.param("a\x00b\u202ec\r\nd", 9, "abc\nd", id="controls"),
        pytest.param("abc", 1, "…", id="one"),
        pytest.param("abc", 0, "", id="none"),
    ],
)
def test_cut(text: str, limit: int, expected: str) -> None:
    assert cut(text, limit) == expected


@given(text=texts | markdown, limit=st.integers(1, 300), as_markdown=st.booleans())
def test_a_cut_fits_whatever_the_text(text: str, limit: int, *, as_markdown: bool) -> None:
    short = cut(text, limit, markdown=as_markdown)
    assert units(short) <= limit
    assert short == clean(short)
    if units(clean(text)) <= limit:
        assert short == clean(text)


@given(
    words=st.lists(
        st.sampled_from(["[a b](https://a.example/b)", "<@123>", "<t:1:R>", "https://b.example/x", r"\*", "słowo"])
    ),
    limit=st.integers(8, 200),
)
def test_nothing_is_torn(words: list[str], limit: int) -> None:
    whole = ["Oto", *words]
    kept = cut(" ".join(whole), limit).removesuffix("…").strip()
    assert kept in {" ".join(whole[:n]) for n in range(1, len(whole) + 1)}


@given(text=texts | markdown, limit=st.integers(64, 400))
def test_pages_fit_and_lose_nothing(text: str, limit: int) -> None:
    found = pages(text, limit)
    assert found
    assert all(units(page) <= limit and not (is_blank(page) and page != BLANK) for page in found)
    if not re.search(r"[*_~|`]", text) and not is_blank(clean(text)):
        spoken = re.sub(r"\s", "", "".join(found))
        assert (
            spoken == re.sub(r"\s", "", clean(text)) or is_blank(clean(text)[-limit:]) or is_blank(clean(text)[:limit])
        )


def test_pages_break_between_paragraphs_and_carry_formatting_over() -> None:
    paragraph = "Ala ma kota, a kot ma Alę, i tak to się kręci. " * 4
    first, second = pages(f"{paragraph}\n\n**{paragraph.strip()}**", 220)
    assert first == paragraph.strip()
    assert second == f"**{paragraph.strip()}**"
    long = "grubo " * 60
    assert [(page[:2], page[-2:]) for page in pages(f"**{long.strip()}**", 150)] == [("**", "**")] * 3


def test_a_page_has_a_least_size() -> None:
    with pytest.raises(ValueError, match="64"):
        pages("x", 63)
    assert pages(" \n\u200b", 64) == [BLANK]


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "](",
        "[a](b",
        "**",
        "_a",
        "```",
        "`a",
        "<",
        "\\",
        "e\u0301",
        "🇵🇱",
        "||a ",
        "http://",
        "&a",
        "(",
        "\n\n",
        ". ",
        "\u200d",
    ],
)
def test_a_million_hostile_characters_are_cut_quickly(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    began = time.process_time()
    assert units(cut(text, 4096)) <= 4096
    assert units(cut(text, 100, markdown=False)) <= 100
    assert time.process_time() - began < 5  # a tenth of a second on a slow machine; a quadratic cut takes minutes


@settings(max_examples=30)
@given(text=texts)
def test_clean_text_is_what_json_and_discord_take(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", cleaned)
    assert len(cleaned) <= units(cleaned)
