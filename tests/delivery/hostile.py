"""Texts as nobody should send them, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = [
    "@everyone", "@here", "<@123456789012345678>", "<@&1>", "<#1>", "</next:1>", "<t:1:R>", "<:a:1>",
    "```", "```py\n", "`", "**", "*", "__", "_", "~~", "||", "\\", "> ", ">>> ", "# ", "-# ", "- ", "1. ", "\n", "\n\n",
    "[a](https://a.example/b)", "[a](javascript:x)", "](", "[", "](https://", "https://a.example/_b_", "http://", "&amp;",
    "👩‍👩‍👧‍👦", "👍🏽", "🇵🇱", "🇵", "e\u0301", "\u0301" * 90, "שלום", "\u202eabc", "\u2066", "\u200b", "\u200d", "\u2800",
    "\ufe0f", "\u3164", "\ud800", "\udc00", "\ud83c", "\x00", "\x1b", "\x85", "\u2028", "\ufeff", "\uffff", "\U0010ffff",
    " ", "   ", "\t", "\r\n", ". ", "… ", "słowo ", "ul. Młyńska 7. ", "x" * 120, "🎉" * 70, "ZAŻÓŁĆ ",
]  # fmt: skip

texts = st.text(st.characters(codec=None, categories=None), max_size=300) | st.text(max_size=300)
markdown = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=60).map("".join)
long_texts = st.tuples(texts | markdown, st.integers(1, 200)).map(lambda pair: pair[0] * pair[1])
hostile = st.one_of(texts, markdown, long_texts)
