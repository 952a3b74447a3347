"""Links to slides, recordings and code are told from the others."""

from __future__ import annotations

import pytest

from bot.posts import Site, parse_post
from bot.posts.materials import Material, MaterialKind, materials_of

SITE = Site(url="https://jug.example.org")


def found(body: str) -> list[Material]:
    post = parse_post("2026-01-23-relacja.markdown", f"---\ntitle: Relacja\ndate: 2026-01-23\n---\n{body}\n", SITE)
    return list(materials_of(post, SITE))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("[nagranie](https://example.org/1)", "recording"),
        ("[Obejrzyj tutaj](https://www.youtube.com/watch?v=abc)", "recording"),
        ("https://youtu.be/abc", "recording"),
        ("[wideo](https://vimeo.com/123)", "recording"),
        ("[Slajdy](https://example.org/2)", "slides"),
        ("[tu](https://www.slideshare.net/ala/kafka)", "slides"),
        ("[tu](https://speakerdeck.com/ala/kafka)", "slides"),
        ("[Kafka](/files/kafka.pdf)", "slides"),
        ("[slides](https://example.org/3)", "slides"),
        ("[kod](https://example.org/4)", "code"),
        ("[demo](https://github.com/ala/kafka-demo)", "code"),
        ("[Ala](https://github.com/ala)", None),
        ("[nasz kanał](https://www.youtube.com/channel/UC1)", None),
        ("[nasz kanał](https://www.youtube.com/@jug)", None),
        ("[zapisy](https://www.meetup.com/x/events/1/)", None),
        ("[nagranie](mailto:a@example.org)", None),
    ],
)
def test_what_a_link_leads_to(body: str, kind: str | None) -> None:
    assert [one.kind for one in found(body)] == ([] if kind is None else [MaterialKind(kind)])


def test_each_link_once_under_its_name() -> None:
    body = "[Slajdy Ali](https://example.org/a) i [jeszcze raz](https://example.org/a), https://youtu.be/abc"
    assert found(body) == [
        Material(MaterialKind.SLIDES, "https://example.org/a", "Slajdy Ali"),
        Material(MaterialKind.RECORDING, "https://youtu.be/abc", ""),
    ]
