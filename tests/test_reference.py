"""Pages that are read off the code are fresh; links of the docs lead somewhere; nothing names a registry."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from scripts.reference import FOLDER, pages

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


async def test_generated_pages_are_fresh() -> None:
    """`make reference` writes them anew."""
    stale = [name for name, text in (await pages()).items() if (FOLDER / name).read_text("utf-8") != text]
    assert stale == []


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md")), ids=lambda page: page.name
)
def test_links_lead_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("name", ["run", "demo", "dev"])
def test_requirements_are_pinned_hashed_and_name_no_host(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    pins = re.findall(
        r"^([\w.-]+)(?:\[[\w,-]+\])?==[^\s\\]+(.*)\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)+)", text, re.MULTILINE
    )
    entries = re.findall(r"^[\w.-]+.*==", text, re.MULTILINE)
    assert len(pins) == len(entries) > 20
    assert "://" not in text


def test_no_file_names_a_package_registry() -> None:
    hosts = ["py" + "pi.org", "files.python" + "hosted", "registry.npm" + "js", "deb.debian" + ".org"]
    found = subprocess.run(
        ["git", "grep", "-nIE", "|".join(hosts).replace(".", r"\."), "--", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode > 1:
        pytest.skip("this is no git checkout")
    assert found.stdout == ""
