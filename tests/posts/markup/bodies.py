"""Builders for the tests of markup."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from bot.posts import Post, Site, decode_post, parse_post

SITE = Site(url="https://jug.example", title="Nasz JUG")
HEAD = "---\ntitle: Spotkanie\ndate: 2025-05-09 21:00\n---\n"
CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "zielona-gora-jug" / "_posts"


def post_of(body: str) -> Post:
    return parse_post("2025-05-09-spotkanie.md", HEAD + body, SITE)


def corpus_posts() -> list[Post]:
    return [parse_post(path.name, decode_post(path.read_bytes()), SITE) for path in sorted(CORPUS.glob("*"))]


bodies = st.lists(
    st.sampled_from(
        [
            *("Zażółć", "gęślą ", "jaźń. ", "😀", "a", " ", "  \n", "\n", "\n\n", "\t", "    "),
            *(
                "*",
                "**",
                "_",
                "~~",
                "`",
                "```\n",
                "# ",
                "> ",
                "- ",
                "1. ",
                "+ ",
                "|",
                "|-|-|\n",
                "\\",
                "---\n",
                "===\n",
            ),
            *("[", "](", "](http://a.pl)", "![", ")", "<http://a.pl>", "https://b.pl/x_(y)", "www.c.pl", "[a]: /b\n"),
            *(
                "<b>",
                "</b>",
                "<i>",
                "</i>",
                "<a href='/x'>",
                "</a>",
                "<br>",
                "<ul><li>",
                "</ul>",
                "<p>",
                "</p>",
                "<div>",
            ),
            *(
                "<table><tr><td>",
                "</td></tr></table>",
                "<pre>",
                "</pre>",
                "<script>",
                "</script>",
                "<del>",
                "<h2>",
                "</h2>",
            ),
            *("<!-- more -->", "<!--", "-->", "<", ">", "&", "&amp;", "&nbsp;", "&#9200;", "&#0;", "&foo;"),
            *(
                "{% img /a.jpg 3 4 Alt %}",
                "{% raw %}",
                "{% endraw %}",
                "{{ site.url }}",
                "{%",
                "%}",
                "{{",
                "}}",
                "{: .x}",
            ),
            *("{% blockquote %}", "{% endblockquote %}", "{% highlight java %}\n", "{% endhighlight %}", "->", "<-"),
            *("@everyone", "@here", "<@123456789012345678>", "<#1>", "<t:1:R>", "<:x:1>", "\u202e", "\u200b", "\x01"),
            *("\U000f0000\U00100000", "\ufffe"),
        ]
    ),
    max_size=40,
).map("".join)
"""Bodies made of pieces that parsers care about."""
