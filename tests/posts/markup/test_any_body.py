"""Any text whatever is read, every character keeps its place, and no text takes long."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.posts import Post, document_of
from tests.posts.markup.bodies import CORPUS, HEAD, SITE, bodies, corpus_posts, post_of

if TYPE_CHECKING:
    from bot.posts.document import Document

LARGE = 300_000


def check(post: Post, document: Document) -> None:
    """What holds for every document."""
    text, origins = document.text, document.origins
    assert len(origins) == len(text)
    assert all(before <= after for before, after in pairwise(origins))
    assert all(post.body_start <= at < len(post.source) for at in origins)
    end = 0
    for number, block in enumerate(document.blocks):
        assert block.start == end + 2 * (number > 0)
        assert text[end : block.start] == ("\n\n" if number else "")
        assert text[block.start : block.end].strip()
        end = block.end
    assert end == len(text)
    for mark in document.marks:
        assert 0 <= mark.start <= mark.end <= len(text)
    assert list(document.marks) == sorted(document.marks, key=lambda mark: (mark.start, -mark.end))
    assert document.excerpt_end is None or 0 <= document.excerpt_end <= len(text)


@given(bodies)
@example("<table><tr><td>")
@example("- <pre>\n\n\t")
@example("<a\n\n<b title='>'>x")
def test_any_body_of_markup(body: str) -> None:
    post = post_of(body)
    check(post, document_of(post, SITE))


@given(st.text(st.characters(exclude_characters="\0")))
def test_any_text(body: str) -> None:
    post = post_of(body)
    check(post, document_of(post, SITE))


@given(st.lists(st.text(st.characters(categories=["L", "Nd"]), min_size=1), min_size=1))
def test_plain_words_are_read_as_they_are(words: list[str]) -> None:
    body = "x" + " ".join(words)
    document = document_of(post_of(body), SITE)
    source = HEAD + body
    assert document.text == body
    assert "".join(source[at] for at in document.origins) == body


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "**a",
            "_a",
            "[",
            "[a](",
            "![",
            "` ``",
            "<",
            "<b>",
            "<p><b>",
            '<a href="',
            "<!-- x",
            "<?",
            "<![CDATA[",
            "{% x ",
        ),
        *("{{", "){:x", "{% raw %}", "{% highlight %}x", "> ", "- ", "- a\n", "- a\n  ", "->\n", "->x<-\n", "```\n"),
        *("&amp;", "[a]: b\n", "|a", "|a|b|\n|-|-|\n", "~~a", "\\", "http://a.b/ ", "http://a.b/)))", "<br>"),
        *(
            "{% img /a.jpg %}",
            "<ul><li>",
            "<b>x</i></b>",
            "<i>x\n\n",
            "a  \n",
            "\u200b",
            "Zażółć gęślą jaźń. ",
            "- <div>\n",
        ),
    ],
)
@pytest.mark.timeout(40)  # what is quadratic takes minutes
def test_hostile_repetition_is_read_in_linear_time(unit: str) -> None:
    post = post_of(unit * (LARGE // len(unit)))
    check(post, document_of(post, SITE))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_every_character_of_the_corpus_keeps_its_place() -> None:
    plain = shown = 0
    for post in corpus_posts():
        document = document_of(post, SITE)
        check(post, document)
        assert document.text
        for char, at in zip(document.text, document.origins, strict=True):
            if not char.isspace():
                plain += 1
                shown += post.source[at] == char
    # The others are emoji written as entities.
    assert plain - shown < 10
    assert plain > 100_000
