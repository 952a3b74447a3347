"""What a recap leads to, told by words and hosts; and nothing else of what it links to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.posts import document_of, parse_post
from bot.posts.lexicon import lexicon_for
from bot.posts.materials import MOST, Material, MaterialKind, materials_of
from bot.posts.model import Site
from bot.posts.page import Page
from tests.posts.markup.bodies import bodies

SITE = Site(url="https://jug.example.org")
SLIDES, RECORDING, CODE = MaterialKind.SLIDES, MaterialKind.RECORDING, MaterialKind.CODE


def found(body: str) -> list[Material]:
    source = f'---\ntitle: "Po spotkaniu"\ndate: 2026-01-16 10:00\n---\n{body}\n'
    return list(materials_of(parse_post("2026-01-16-po.markdown", source, SITE), SITE))


def short(body: str) -> list[tuple[MaterialKind, str, str]]:
    return [(one.kind, one.url.removeprefix("https://"), one.label) for one in found(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("Są już [slajdy](https://x.example.com/a).", [(SLIDES, "x.example.com/a", "")], id="pl-words"),
        pytest.param("Here are the [slides](https://x.example.com/a).", [(SLIDES, "x.example.com/a", "")], id="en-words"),
        pytest.param(
            "[Nagranie prelekcji Kasi](https://x.example.com/v)",
            [(RECORDING, "x.example.com/v", "Nagranie prelekcji Kasi")],
            id="words-that-name-it",
        ),
        pytest.param("[kod źródłowy](https://x.example.com/k)", [(CODE, "x.example.com/k", "")], id="code"),
        pytest.param("Slajdy można [pobrać stąd](https://x.example.com/a).", [(SLIDES, "x.example.com/a", "")], id="here"),
        pytest.param("Watch the recording [here](https://x.example.com/v).", [(RECORDING, "x.example.com/v", "")], id="en-here"),
        pytest.param("Nagranie: https://x.example.com/v", [(RECORDING, "x.example.com/v", "")], id="bare"),
        pytest.param(
            "Slajdy: [Wątki wirtualne](https://x.example.com/a), [Testy](https://x.example.com/b) i [Kot](https://x.example.com/c)",
            [(SLIDES, "x.example.com/a", "Wątki wirtualne"), (SLIDES, "x.example.com/b", "Testy"), (SLIDES, "x.example.com/c", "Kot")],
            id="a-list-in-a-line",
        ),
        pytest.param(
            "## Prezentacje\n\n- [Wątki](https://x.example.com/a)\n- [Testy](https://x.example.com/b)\n\n## Dalej\n\n- [Blog](https://x.example.com/c)",
            [(SLIDES, "x.example.com/a", "Wątki"), (SLIDES, "x.example.com/b", "Testy")],
            id="below-a-heading",
        ),
        pytest.param(
            "[Wątki](https://www.youtube.com/watch?v=1) i [Testy](https://speakerdeck.com/jan/testy), [demo](https://github.com/jan/demo)",
            [
                (RECORDING, "www.youtube.com/watch?v=1", "Wątki"),
                (SLIDES, "speakerdeck.com/jan/testy", "Testy"),
                (CODE, "github.com/jan/demo", "demo"),
            ],
            id="hosts",
        ),
        pytest.param("[nagranie slajdów](https://youtu.be/1)", [(RECORDING, "youtu.be/1", "")], id="a-film-host-wins"),
        pytest.param("[slajdy](https://github.com/jan/slajdy)", [(SLIDES, "github.com/jan/slajdy", "")], id="words-before-code-host"),
        pytest.param("[Wątki](https://jan.example.com/watki.pdf)", [(SLIDES, "jan.example.com/watki.pdf", "Wątki")], id="file"),
        pytest.param("[slajdy](/files/watki.pdf)", [(SLIDES, "jug.example.org/files/watki.pdf", "")], id="our-own-file"),
        pytest.param("[slajdy](https://x.example.com/a), jeszcze raz [slajdy](https://x.example.com/a)", [(SLIDES, "x.example.com/a", "")], id="once"),
    ],
)  # fmt: skip
def test_materials_are_told_by_words_and_hosts(body: str, expected: list[tuple[MaterialKind, str, str]]) -> None:
    assert short(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("[Jan Kowalski](https://github.com/jan) pokazał slajdy.", id="a-profile"),
        pytest.param("Nasz [kanał](https://www.youtube.com/@jug)", id="a-channel"),
        pytest.param("Prezentację zapowiadaliśmy [tu](https://jug.example.org/blog/2026/01/02/spotkanie-78/).", id="our-post"),
        pytest.param("Slajdy zrobiła [Kasia Nowak](https://kasia.example.com/).", id="somebody"),
        pytest.param("[slajdy](mailto:kasia@example.com)", id="mail"),
        pytest.param("[slajdy](https://http://x)", id="malformed"),
        pytest.param("Zobacz [to](https://youtube.com.evil.example/watch?v=1)", id="a-host-that-looks-so"),
        pytest.param("Zdjęcia są [tutaj](https://photos.example.com/a).", id="photos"),
    ],
)  # fmt: skip
def test_nothing_else_is_one(body: str) -> None:
    assert found(body) == []


@given(bodies)
def test_whatever_the_post_says_only_its_links_are_given_each_once(body: str) -> None:
    materials = found(body)
    source = f'---\ntitle: "Po spotkaniu"\ndate: 2026-01-16 10:00\n---\n{body}\n'
    post = parse_post("2026-01-16-po.markdown", source, SITE)
    page = Page(post, SITE, document_of(post, SITE), lexicon_for("pl"))
    urls = [one.url for one in materials]
    assert len(set(urls)) == len(urls) <= MOST
    assert set(urls) <= {link.target for link in page.links}
    assert all(url.startswith(("http://", "https://")) for url in urls)


@given(
    st.sampled_from([("slajdy", SLIDES), ("nagranie", RECORDING), ("kod źródłowy", CODE), ("recording", RECORDING)]),
    st.text(st.characters(categories=["Ll"]), max_size=30),
    st.text(st.characters(categories=["Ll"]), max_size=30),
)
def test_a_link_by_that_name_is_found_wherever_it_stands(
    named: tuple[str, MaterialKind], before: str, after: str
) -> None:
    words, kind = named
    (material,) = found(f"{before} [{words}](https://x.example.com/a) {after}")
    assert (material.kind, material.url) == (kind, "https://x.example.com/a")
