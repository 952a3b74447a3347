"""The report on labelled posts, made from a tiny corpus of our own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from scripts.corpus_report import CORPUS, page_of, report_of

if TYPE_CHECKING:
    from pathlib import Path

POST = """---
title: "Spotkanie #12"
date: 2026-01-05 10:00:00 +0100
---
Zapraszamy na spotkanie 22 stycznia o 19:00 w klubie Kawka. Wystąpi Anna Nowak.
"""
MEETUP = {
    "number": 12,
    "date": "2026-01-22",
    "start_time": "18:00",
    "venue": "Kawka",
    "address": None,
    "online": False,
    "rsvp_url": None,
    "sponsors": [],
    "talks": [{"title": None, "topic": None, "speakers": ["Anna Nowak"]}],
}


@pytest.mark.skipif(not (CORPUS.parent / "score.py").is_file(), reason="the corpus and its score.py are not here")
def test_a_wrong_fact_is_shown_with_its_words(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "_posts").mkdir(parents=True)
    (tmp_path / "score.py").write_bytes((CORPUS.parent / "score.py").read_bytes())
    (corpus / "_posts" / "2026-01-05-a.markdown").write_text(POST, "utf-8")
    labels = [{"file": "2026-01-05-a.markdown", "kind": "announcement", "meetups": [MEETUP], "note": ""}]
    (corpus / "labels.json").write_text(json.dumps(labels), "utf-8")
    report = report_of(corpus)
    assert (report.figures["date"], report.figures["time"]) == (1.0, 0.0)
    [wrong] = [fact for fact in report.judged if not fact.right]
    assert (wrong.field, wrong.wanted, wrong.quotes) == ("time", "18:00", ("19:00",))
    page = page_of(report)
    assert "<td>19:00</td>" in page
    assert "http" not in page.replace("http-equiv", ""), "the page loads nothing from elsewhere"
