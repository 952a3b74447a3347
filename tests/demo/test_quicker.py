from __future__ import annotations

import pytest
from simcord.preview import _markdown

from bot.demo.quicker import _make_parser, share_parsers

TEXTS = [
    "**Kiedy** <t:1795000000:F>, ~~wczoraj~~ ||tajne|| `kod` [tutaj](https://jug.example.org/a_b)",
    "<@1> i <@2>, https://jug.example.org oraz @everyone",
    "> cytat\n- lista\n```py\nprint(1)\n```",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("profile", sorted(_markdown._FIELD_POLICIES))
def test_shared_parsers_read_the_same(text: str, profile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    contexts = [{"users": {"1": "Ola"}}, {"users": {"2": "Tom"}}, {}, {"users": {"1": "Ola"}}]
    monkeypatch.setattr(_markdown, "_markdown_parser", _make_parser)
    one_each = [_markdown.markdown_tokens(text, profile, context=context) for context in contexts]
    share_parsers()
    assert [_markdown.markdown_tokens(text, profile, context=context) for context in contexts] == one_each
