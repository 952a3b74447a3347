"""What holds for talks in any post: evidence, stretches, confidence, robustness; and the customer's own post."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.posts.front_matter import parse_post
from bot.posts.lexicon import lexicon_for
from bot.posts.markup import document_of
from bot.posts.model import Fact, Site, Talk
from bot.posts.talks import find_talks
from tests.posts.talks.test_samples import talks_of

CORPUS = Path(__file__).parents[4] / "shared/corpus/zielona-gora-jug/_posts"
SITE = Site(url="https://example.org")
PIECES = st.sampled_from(
    [
        "Jan Kowalski", "Anny Nowak", "Prelegent:", "Abstrakt 1:", "**", "*", "\n", "\n\n", "- ", "> ", "## ", " - ", "„", "”",
        '"', "(Acme)", "opowie o", "Temat:", "Bio:", "~~", "<del>", "</del>", "<b>", "</b>", "|", "18:00", ":", "…", ".",
        "Oddajmy głos prelegentowi:", "Karol", "Zapraszamy!", "i", "\u00a0", "Speaker:", "dr", "1. ", "->",
    ]
)  # fmt: skip


def facts_of(talk: Talk) -> list[Fact[str]]:
    return [fact for fact in (talk.title, talk.topic, talk.abstract, *talk.speakers) if fact is not None]


@settings(deadline=None)  # the first reading loads the dictionary
@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=60), st.integers(0, 400), st.integers(0, 400))
def test_no_text_breaks_it_and_every_fact_has_evidence(pieces: list[str], low: int, high: int) -> None:
    source = "---\ntitle: Spotkanie\ndate: 2031-02-03\nauthor: Ewa Sowa\n---\n" + " ".join(pieces).replace("\0", "")
    post = parse_post("2031-02-03-spotkanie.markdown", source, SITE)
    document = document_of(post, SITE)
    for talk in find_talks(post, document, lexicon_for("pl"), low, max(low, high)):
        for fact in facts_of(talk):
            assert fact.value.strip()
            assert 0 < fact.confidence <= 1
            assert all(0 <= evidence.start <= evidence.end <= len(post.source) for evidence in fact.evidence)


def test_evidence_quotes_the_source() -> None:
    body = "**Temat:** Koty &amp; psy\n\n**Prelegent:** dr Anna Lisowska (Acme)\n"
    source = f"---\ntitle: Spotkanie\ndate: 2031-02-03\n---\n{body}"
    post = parse_post("2031-02-03-spotkanie.markdown", source, SITE)
    (talk,) = find_talks(post, document_of(post, SITE), lexicon_for("pl"))
    quotes = [source[fact.evidence[0].start : fact.evidence[0].end] for fact in facts_of(talk)]
    assert [fact.value for fact in facts_of(talk)] == ["Koty & psy", "Anna Lisowska"]
    assert quotes == ["Koty &amp; psy", "Anna Lisowska"]


def test_only_the_stretch_is_read() -> None:
    body = "- Jan Sowa: Pierwsza sprawa\n- Ewa Lipka: Druga sprawa\n"
    source = f"---\ntitle: Spotkanie\ndate: 2031-02-03\n---\n{body}"
    post = parse_post("2031-02-03-spotkanie.markdown", source, SITE)
    document = document_of(post, SITE)
    second = document.text.index("Ewa")
    talks = find_talks(post, document, lexicon_for("pl"), second)
    assert [speaker.value for talk in talks for speaker in talk.speakers] == ["Ewa Lipka"]


def test_a_guess_is_less_sure_than_a_label() -> None:
    (labelled,) = talks_of("**Prelegent:** Jan Sowa\n\n**Temat:** Druga sprawa")
    (guessed,) = talks_of("W czwartek Kajetan opowie nam o Sidekiqu.")
    assert labelled.speakers[0].confidence >= 0.9 > guessed.speakers[0].confidence


def test_a_megabyte_gives_no_more_talks_than_a_meetup_has() -> None:
    talks = talks_of("- Jan Sowa: Pierwsza sprawa\n" * 30_000)
    assert len(talks) <= 40


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus lies beside the project")
def test_the_customers_post() -> None:
    (path,) = CORPUS.glob("2025-05-09-spotkanie-number-77-*")
    post = parse_post(path.name, path.read_text("utf-8"), SITE)
    talks = find_talks(post, document_of(post, SITE), lexicon_for("pl"))
    assert [(t.title and t.title.value, [s.value for s in t.speakers]) for t in talks] == [
        (
            "Blue/Green Deployment w zarządzaniu klastrem Kubernetes – mniej ryzyka, mniej przestojów",
            ["Jędrzej Andrykowski"],
        ),
        ("Z pamiętniczka programisty - wolontariusza", ["Marcin Stożek"]),
    ]
    ends = [(t.abstract.value[:30], t.abstract.value[-30:]) for t in talks if t.abstract]
    assert ends == [
        ("Aktualizacja klastra Kubernete", "będzie mowa podczas prezentacji."[-30:]),
        ("Darmowe tworzenie darmowego ko", "manager - twój własny wolny czas."[-30:]),
    ]
