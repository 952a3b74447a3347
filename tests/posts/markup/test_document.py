"""A body's visible text, blocks and marks, through Liquid, Markdown and HTML."""

from __future__ import annotations

import pytest

from bot.posts import document_of, first_image
from bot.posts.document import BlockKind, MarkKind
from tests.posts.markup.bodies import HEAD, SITE, post_of

P, H, L, Q, C, T = (
    BlockKind.PARAGRAPH,
    BlockKind.HEADING,
    BlockKind.LIST_ITEM,
    BlockKind.QUOTE,
    BlockKind.CODE,
    BlockKind.TABLE_ROW,
)


def text_of(body: str) -> str:
    return document_of(post_of(body), SITE).text


def blocks_of(body: str) -> list[tuple[BlockKind, int, str]]:
    document = document_of(post_of(body), SITE)
    return [(block.kind, block.level, document.text[block.start : block.end]) for block in document.blocks]


def marks_of(body: str) -> list[tuple[MarkKind, str, str | None]]:
    document = document_of(post_of(body), SITE)
    return [(mark.kind, document.text[mark.start : mark.end], mark.target) for mark in document.marks]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("Ala  ma\nkota", "Ala ma kota", id="one-paragraph"),
        pytest.param("Ala  \nma<br>kota", "Ala\nma\nkota", id="hard-breaks"),
        pytest.param("Ala<br><br/>ma", "Ala\n\nma", id="two-breaks-part-paragraphs"),
        pytest.param(
            "A &amp; B&nbsp;C &lt; D &copy; &#9200; &nic; R&D", "A & B\xa0C < D © ⏰ &nic; R&D", id="entities"
        ),
        pytest.param("<p>A &amp; B &#x17c; AT&T</p>", "A & B ż AT&T", id="entities-in-html"),
        pytest.param("a <!-- nic --> b", "a b", id="comment"),
        pytest.param("a\n<!-- x\n\ny -->\nb", "a\n\nb", id="comment-of-many-lines"),
        pytest.param("a\n\n<!-- more\n\nb", "a\n\n<!-- more\n\nb", id="comment-never-closed"),
        pytest.param("`<!-- more -->` dzieli wpis", "<!-- more --> dzieli wpis", id="comment-in-code"),
        pytest.param("a<script>alert('x')</script><style>b{}</style> c", "a c", id="scripts-and-styles"),
        pytest.param("->**Uwaga!**<-", "Uwaga!", id="discount-centred"),
        pytest.param("a -> b <- c", "a -> b <- c", id="arrows"),
        pytest.param('[A](http://a.pl){:target="_blank"} b', "A b", id="kramdown-attributes"),
        pytest.param("Akapit\n{: .klasa}\n\nDalej", "Akapit\n\nDalej", id="kramdown-block-attributes"),
        pytest.param("zbiór {:a} i mapa", "zbiór {:a} i mapa", id="braces"),
        pytest.param("{% raw %}{{ x }} {% y %}{% endraw %}!", "{{ x }} {% y %}!", id="raw"),
        pytest.param("a{% comment %} b {% endcomment %}c", "ac", id="liquid-comment"),
        pytest.param("a {% include x.html %}b {{ page.nic }}c {% nic", "a b c {% nic", id="liquid-dropped"),
        pytest.param("{{ site.title }}: {{ page.title | upcase }}", "Nasz JUG: Spotkanie", id="liquid-variables"),
        pytest.param("50{{ '%' }} i {{ \"ok\" }}", "50% i ok", id="liquid-literals"),
        pytest.param("a{%- img /x.png -%}b", "ab", id="image-is-no-text"),
        pytest.param("za\u00adwi\u200bja\u202enie", "zawijanie", id="invisible-characters"),
        pytest.param("a\x01b\U000f0000c", "a b\ufffdc", id="characters-of-our-own"),
        pytest.param("<b>nie\n\nzamknięte", "nie\n\nzamknięte", id="unclosed"),
        pytest.param("<p hidden>a", "a", id="unclosed-paragraph"),
        pytest.param("<textarea>x</textarea><iframe src='//y.pl'>z</iframe>a", "a", id="embedded"),
        pytest.param("~~~\nkod  *x*\n~~~", "kod  *x*", id="fence"),
        pytest.param("\\*nie kursywa\\*", "*nie kursywa*", id="escapes"),
        pytest.param("snake_case_name 2*3*4", "snake_case_name 234", id="flanking"),
        pytest.param("🤔** Jak?**", "🤔** Jak?**", id="loose-stars-stay"),
        pytest.param("a\n\n&nbsp;\n\n<p>&nbsp;</p>b", "a\n\nb", id="empty-paragraphs"),
        pytest.param("", "", id="empty"),
        pytest.param("{% img /x.png %}", "", id="only-an-image"),
    ],
)
def test_visible_text(body: str, text: str) -> None:
    assert text_of(body) == text


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("# Tytuł #\n\nTreść", [(H, 1, "Tytuł"), (P, 0, "Treść")]),
        ("Tytuł\n---\nTreść", [(H, 2, "Tytuł"), (P, 0, "Treść")]),
        ("<h3>Tytuł</h3>Treść", [(H, 3, "Tytuł"), (P, 0, "Treść")]),
        ("- a\n- b\n  - c\n\n  d", [(L, 1, "a"), (L, 1, "b"), (L, 2, "c"), (L, 1, "d")]),
        ("Plan:\n1. a\n2. b", [(P, 0, "Plan:"), (L, 1, "a"), (L, 1, "b")]),
        ("<ul>\n<li>a\n<li>b</li>\n\n    <li>c</li>\n</ul>\nd", [(L, 1, "a"), (L, 1, "b"), (L, 1, "c"), (P, 0, "d")]),
        ("<ol><li>a<ul><li>b</ul></ol>", [(L, 1, "a"), (L, 2, "b")]),
        ("> a\n> b\n\nc", [(Q, 0, "a b"), (P, 0, "c")]),
        ("> - a", [(Q, 0, "a")]),
        ("{% blockquote Ktoś %}\na\n\nb\n{% endblockquote %}\nc", [(Q, 0, "a"), (Q, 0, "b"), (P, 0, "c")]),
        ("a\n\n    kod <b>\n    x\n\nb", [(P, 0, "a"), (C, 0, "kod <b>\nx"), (P, 0, "b")]),
        ("{% highlight java %}\n  int *x;\n{% endhighlight %}", [(C, 0, "  int *x;")]),
        ("<pre>a\n  b</pre>c", [(C, 0, "a\n  b"), (P, 0, "c")]),
        ("|A|B|\n|-|-|\n|*c*|d \\| e|", [(T, 0, "A\tB"), (T, 0, "c\td | e")]),
        ("<table><tr><th>A<td>B<p>C<tr><td>d</table>", [(T, 0, "A\tB\nC"), (T, 0, "d")]),
        ("a\n\n---\n\nb<hr>c", [(P, 0, "a"), (P, 0, "b"), (P, 0, "c")]),
        ("<div>a</div><center>b</center>", [(P, 0, "a"), (P, 0, "b")]),
        ("<i>\na\n\n- b\n</i>", [(P, 0, "a"), (L, 1, "b")]),
    ],
)
def test_blocks(body: str, blocks: list[tuple[BlockKind, int, str]]) -> None:
    assert blocks_of(body) == blocks


@pytest.mark.parametrize(
    ("body", "marks"),
    [
        ("**a** *b* ~~c~~ `d`", [("strong", "a"), ("emphasis", "b"), ("strike", "c"), ("code", "d")]),
        (
            "<strong>a</strong> <em>b</em> <del>c</del> <s>d</s> <strike>e</strike> <kbd>f</kbd>",
            [("strong", "a"), ("emphasis", "b"), ("strike", "c"), ("strike", "d"), ("strike", "e"), ("code", "f")],
        ),
        ("<b>a *b*</b> __c__", [("strong", "a b"), ("emphasis", "b"), ("strong", "c")]),
        ("<i>\na\n\nb **c**</i> d", [("emphasis", "a\n\nb c"), ("strong", "c")]),
        ("<i>\nA **b** c\n</i>", [("emphasis", "A b c"), ("strong", "b")]),
        ("a <b>b c\n\nd", [("strong", "b c")]),
        ("<b>a\n\nb", [("strong", "a\n\nb")]),
        ("<b></b>a<i> </i>", []),
    ],
)
def test_inline_marks(body: str, marks: list[tuple[str, str]]) -> None:
    assert [(kind.value, text) for kind, text, _target in marks_of(body)] == marks


@pytest.mark.parametrize(
    ("body", "text", "target"),
    [
        ("[A](http://a.pl)", "A", "http://a.pl"),
        ("[A](</z spacją> 'tytuł')", "A", "https://jug.example/z spacją"),
        ("[A][1]\n\n[1]: http://a.pl/?x=1&y=2", "A", "http://a.pl/?x=1&y=2"),
        ("<a href='/files/x.pdf'>A</a>", "A", "https://jug.example/files/x.pdf"),
        ("<a href=//a.pl/x>A</a>", "A", "https://a.pl/x"),
        ("<a href='www.a.pl'>A</a>", "A", "https://www.a.pl"),
        ("<a href='x.html'>A</a>", "A", "https://jug.example/blog/2025/05/09/spotkanie/x.html"),
        ("<a href='#dno'>A</a>", "A", "https://jug.example/blog/2025/05/09/spotkanie/#dno"),
        ("<a href='mailto:a@b.pl'>A</a>", "A", "mailto:a@b.pl"),
        ("<a href='http://[zły'>A</a>", "A", "http://[zły"),
        ("<a href='http://a.pl?x=1&copy=2&amp;z'>A</a>", "A", "http://a.pl?x=1&copy=2&z"),
        ("[A]({{ site.url }}/x)", "A", "https://jug.example/x"),
        ("[A]({% post_url 2025-01-02-inny %})", "A", "https://jug.example/blog/2025/01/02/inny/"),
        ("[A]({{ '/x' | prepend: site.baseurl | prepend: site.url }})", "A", "https://jug.example/x"),
        ("[A]({{ '/x' | relative_url }})", "A", "https://jug.example/x"),
        ("<a href='{{ root_url }}/x'>A</a>", "A", "https://jug.example/x"),
        ("<http://a.pl>", "http://a.pl", "http://a.pl"),
        ("na http://a.pl/x.", "http://a.pl/x", "http://a.pl/x"),
        ("(http://pl.wikipedia.org/wiki/Java_(język))", "http://pl.wikipedia.org/wiki/Java_(język)",
         "http://pl.wikipedia.org/wiki/Java_(język)"),
        ("<p>www.a.pl, b</p>", "www.a.pl", "https://www.a.pl"),
        ("[{% img /x.png %}](http://a.pl)", "", "http://a.pl"),
        ("<p>\n[{% img /x.png %}](http://a.pl)\n</p>", "", "http://a.pl"),
    ],
)  # fmt: skip
def test_links(body: str, text: str, target: str) -> None:
    assert [mark[1:] for mark in marks_of(body) if mark[0] is MarkKind.LINK] == [(text, target)]


def test_no_address_is_linked_twice_and_none_in_code() -> None:
    assert marks_of("<a href='http://a.pl'>http://b.pl</a> `http://c.pl`") == [
        (MarkKind.LINK, "http://b.pl", "http://a.pl"),
        (MarkKind.CODE, "http://c.pl", None),
    ]


@pytest.mark.parametrize(
    ("body", "target", "alt"),
    [
        ("{% img center /images/x.jpg 300 145 Leroy Merlin %}", "https://jug.example/images/x.jpg", "Leroy Merlin"),
        ("{% img left http://a.pl/x.jpg 'Tytuł' 'Opis' %}", "http://a.pl/x.jpg", "Opis"),
        ("{% img /x.jpg 50% %}", "https://jug.example/x.jpg", None),
        ("{% img\n/x.jpg\n%}", "https://jug.example/x.jpg", None),
        ("<img class='c' src=\"/x.jpg\" alt='A &amp; B'>", "https://jug.example/x.jpg", "A & B"),
        ("![A *b*](/x.jpg)", "https://jug.example/x.jpg", "A *b*"),
        ("<p><img src='{{ site.url }}/x.jpg'></p>", "https://jug.example/x.jpg", None),
    ],
)
def test_images(body: str, target: str, alt: str | None) -> None:
    document = document_of(post_of(body), SITE)
    assert [(mark.target, mark.alt) for mark in document.marks_of(MarkKind.IMAGE)] == [(target, alt)]
    assert first_image(document) == target


def test_a_post_without_pictures_has_no_first_one() -> None:
    assert first_image(document_of(post_of("a"), SITE)) is None


def test_an_image_stands_where_it_stands() -> None:
    document = document_of(post_of("Ala\n\n![](/1.png)\n\nma ![](/2.png)kota\n\n![](/3.png)Psa"), SITE)
    assert [document.text[: mark.start] for mark in document.marks] == ["Ala", "Ala\n\nma ", "Ala\n\nma kota\n\n"]


@pytest.mark.parametrize(
    ("body", "above"),
    [
        ("Ala\n\n<!-- more -->\n\nma", "Ala"),
        ("Ala\n<!--more-->\nma", "Ala"),
        ("Ala <!-- MORE --> ma", "Ala"),
        ("![](/x.png)\n<!-- more -->\nma", ""),
        ("Ala\n\nma <!-- more -->", "Ala\n\nma"),
        ("Ala", None),
    ],
)
def test_where_the_excerpt_ends(body: str, above: str | None) -> None:
    document = document_of(post_of(body), SITE)
    assert (None if document.excerpt_end is None else document.text[: document.excerpt_end]) == above


def test_origins_quote_the_source() -> None:
    body = "Spotkanie <b>22&nbsp;maja</b> o\n*19:00* w [{{ site.title }}](http://a.pl) {% img /x.png %}\n- **punkt**"
    document = document_of(post_of(body), SITE)
    source = HEAD + body
    assert document.text == "Spotkanie 22\xa0maja o 19:00 w Nasz JUG\n\npunkt"
    for words in ("22\xa0maja", "19:00", "punkt", "Spotkanie"):
        at = document.text.index(words)
        start, end = document.source_span(at, at + len(words))
        assert source[start:end] == words.replace("\xa0", "&nbsp;")
    at = document.text.index("Nasz JUG")
    assert source[document.origins[at] :].startswith("{{ site.title }}")
