from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.delivery.cutting import BLANK, units
from bot.delivery.fitting import (
    Limit,
    choice,
    event_description,
    fit_content,
    fit_embed,
    fit_embeds,
    input_value,
    label,
    line,
    pages,
    plain,
    safe_url,
)
from tests.delivery.hostile import hostile
from tests.discord_description import check_request

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

addresses = st.one_of(
    st.none(),
    hostile,
    st.sampled_from(
        ["https://a.example/b", "attachment://logo.png", "javascript:x", "https://a.example/" + "b" * 2100]
    ),
    st.text(max_size=80).map("https://a.example/{}".format),
)


@st.composite
def embeds(draw: st.DrawFn) -> discord.Embed:
    embed = discord.Embed(
        title=draw(st.none() | hostile),
        description=draw(st.none() | hostile),
        url=draw(addresses),
        colour=draw(st.none() | st.integers(0, 0xFFFFFF)),
        timestamp=draw(st.none() | st.just(datetime(2031, 3, 5, tzinfo=UTC))),
    )
    embed.set_author(name=draw(hostile), url=draw(addresses), icon_url=draw(addresses))
    embed.set_footer(text=draw(st.none() | hostile), icon_url=draw(addresses))
    embed.set_image(url=draw(addresses)).set_thumbnail(url=draw(addresses))
    few = draw(st.lists(st.tuples(hostile, hostile), max_size=5))
    for name, value in few * draw(st.integers(1, 8)):
        embed.add_field(name=name, value=value, inline=draw(st.booleans()))
    return embed


def refused(message: dict[str, Any]) -> list[str]:
    return check_request("POST", "/channels/1/messages", json=message)


@settings(patient, max_examples=30)
@given(st.lists(embeds(), min_size=1, max_size=12))
def test_no_embeds_are_refused(many: list[discord.Embed]) -> None:
    fitted = fit_embeds(many)
    assert fitted
    assert refused({"embeds": [embed.to_dict() for embed in fitted]}) == []
    for embed in many:
        assert refused({"embeds": [fit_embed(embed).to_dict()]}) == []
        assert fit_embed(fit_embed(embed)).to_dict() == fit_embed(embed).to_dict()


@patient
@given(text=hostile)
def test_no_content_is_refused(text: str) -> None:
    assert refused({"content": fit_content(text)}) == []
    assert refused({"content": fit_content(plain(text))}) == []
    for page in pages(text, Limit.CONTENT):
        assert refused({"content": page}) == []


@patient
@given(text=hostile, url=addresses)
def test_no_components_are_refused(text: str, url: str | None) -> None:
    address = safe_url(url)
    buttons: list[dict[str, Any]] = [{"type": 2, "style": 1, "label": label(text), "custom_id": "herold:x:1"}]
    buttons += [{"type": 2, "style": 5, "label": label(text), "url": address}] if address else []
    options = [{"label": choice(f"{n} {text}"), "value": f"{n}", "description": choice(text)} for n in range(25)]
    select = {"type": 3, "custom_id": "s", "placeholder": line(text, Limit.SELECT_PLACEHOLDER), "options": options}
    rows = [{"type": 1, "components": buttons}, {"type": 1, "components": [select]}]
    assert refused({"content": "x", "components": rows}) == []


@patient
@given(text=hostile)
def test_no_modal_choice_event_or_thread_is_refused(text: str) -> None:
    field = {
        "type": 18,
        "label": line(text, Limit.INPUT_LABEL),
        "description": line(text, Limit.INPUT_DESCRIPTION),
        "component": {
            "type": 4,
            "custom_id": "abstract",
            "style": 2,
            "value": input_value(text),
            "placeholder": line(text, Limit.INPUT_PLACEHOLDER),
        },
    }
    modal = {"custom_id": "x", "title": line(text, Limit.MODAL_TITLE), "components": [field]}
    callback = "/interactions/1/token/callback"
    assert check_request("POST", callback, json={"type": 9, "data": modal}) == []
    choices = {"type": 8, "data": {"choices": [{"name": choice(text), "value": "1"}]}}
    assert check_request("POST", callback, json=choices) == []
    event = {
        "name": line(text, Limit.EVENT_NAME),
        "description": event_description(text),
        "entity_metadata": {"location": line(text, Limit.EVENT_LOCATION)},
        "entity_type": 3,
        "privacy_level": 2,
        "scheduled_start_time": "2031-03-05T18:00:00+00:00",
        "scheduled_end_time": "2031-03-05T21:00:00+00:00",
    }
    assert check_request("POST", "/guilds/1/scheduled-events", json=event) == []
    thread = {"name": line(text, Limit.THREAD_NAME)}
    assert check_request("POST", "/channels/1/messages/1/threads", json=thread) == []


def test_an_embed_that_is_too_long_in_all_keeps_its_facts_and_first_fields() -> None:
    embed = discord.Embed(title="Spotkanie #48", description="Opis. " * 600)
    embed.set_footer(text="stopka")
    for n in range(6):
        embed.add_field(name=f"Temat {n}", value=("słowo " * 170).strip())
    fitted = fit_embed(embed)
    assert fitted.title == "Spotkanie #48"
    assert fitted.footer.text == "stopka"
    assert fitted.description is not None
    assert len(fitted.description) in range(990, 1001)
    assert fitted.description.endswith("Opis. …")
    assert [field.name for field in fitted.fields] == [f"Temat {n}" for n in range(5)]
    assert [str(field.value)[-2:] for field in fitted.fields] == ["wo"] * 4 + ["o…"]
    assert embed.description == "Opis. " * 600, "the embed that came in is untouched"


def test_a_small_embed_stays_as_it_is() -> None:
    embed = discord.Embed(title="**t**", description="d", url="https://a.example/b", colour=5)
    embed.set_author(name="a", icon_url="https://a.example/i.png").set_footer(text="f")
    embed.set_image(url="attachment://logo.png").add_field(name="n", value="v", inline=False)
    assert fit_embed(embed).to_dict() == embed.to_dict()


def test_ten_embeds_share_six_thousand() -> None:
    many = [discord.Embed(title=f"{n}", description="Zdanie. " * 200) for n in range(12)]
    fitted = fit_embeds(many)
    assert [embed.title for embed in fitted] == ["0", "1", "2"]
    assert len(fit_embeds([discord.Embed(title="x")] * 12)) == 10
    assert fit_embeds([]) == []


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u200b", "\u2800 \ufe0f", "\x00", "\u3164"])
def test_a_blank_text_is_still_something_to_discord(blank: str) -> None:
    assert fit_content(blank) == BLANK
    assert label(blank) == "…"
    field = fit_embed(discord.Embed().add_field(name=blank, value=blank)).fields[0]
    assert (field.name, field.value) == (BLANK, BLANK)
    assert fit_embed(discord.Embed(colour=1)).description == BLANK


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**b** _i_ ~~s~~ ||x|| `c`", r"\*\*b\*\* \_i\_ \~\~s\~\~ \|\|x\|\| \`c\`"),
        ("# a\n-# b\n> c\n- d\n+ e\n1. f\n2) g", "\\# a\n\\-# b\n\\> c\n\\- d\n\\+ e\n1\\. f\n2\\) g"),
        ("@everyone i @here", "@\u200beveryone i @\u200bhere"),
        ("<@1> </a:4> <t:5:R>", "<\u200b@1> <\u200b/a:4> <\u200bt:5:R>"),
        ("[a](https://b.example)", r"\[a\](https://b.example)"),
        ("https://a.example/snake_case", "https://a.example/snake_case"),
        ("https://a.example/@everyone", "https://a.example/%40everyone"),
        ("C:\\temp\\*", r"C:\\temp\\\*"),
        ("Java 21 - wstęp, C# i 3 < 4", "Java 21 - wstęp, C# i 3 < 4"),
        ("19.03.2026, ul. Młyńska 7", "19.03.2026, ul. Młyńska 7"),
    ],
)
def test_plain(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(text=hostile)
def test_plain_text_mentions_nobody_and_formats_nothing(text: str) -> None:
    unescaped = re.sub(r"\\[^a-zA-Z0-9\s]", "", re.sub(r"https?://\S+", "", plain(text)))
    assert not re.search(r"[*_|`\[\]\\]|~~", unescaped)
    assert not re.search(r"@(everyone|here)|<[@#:/]|<a?:|<t:", plain(text))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
        (" https://a.example/b c\n", "https://a.example/b%20c"),
        ("HTTPS://A.Example/B", "https://a.example/B"),
        ("http://127.0.0.1:8765/x", "http://127.0.0.1:8765/x"),
        ("https://żółw.example/ą?ś=ć", "https://xn--w-uga1v8h.example/%C4%85?%C5%9B=%C4%87"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/%C4%85(b)", "https://a.example/%C4%85(b)"),
        ("https://a.example/[x]", "https://a.example/%5Bx%5D"),
        ("https://a.example/\ud800", None),
        ("https://a.example/" + "b" * 512, None),
        ("https://localhost/", None),
        ("https://1.2.3", None),
        ("https://a.example:99999", None),
        ("https://good.example@evil.example/", None),
        ("https://" + "a" * 64 + ".example", None),
        ("https://a..example", None),
        ("https://", None),
        ("//a.example/b", None),
        ("/blog/a", None),
        ("javascript:alert(1)", None),
        ("ftp://a.example", None),
        ("https://[::1]/", None),
        ("https://[", None),
        ("", None),
        (None, None),
    ],
)
def test_safe_url(url: str | None, expected: str | None) -> None:
    assert safe_url(url) == expected


@given(url=addresses)
def test_a_safe_url_stays_the_same_when_made_safe_again(url: str | None) -> None:
    safe = safe_url(url)
    assert safe is None or (safe_url(safe) == safe and units(safe) <= Limit.BUTTON_URL)
