"""Gives what an author should look at, and says it to a terminal, to a program or to GitHub."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.i18n import N_, Language, _, tr, tr_n
from bot.posts.warn import Severity, severity_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from bot.posts.broken import BrokenFile
    from bot.posts.model import Reading

BROKEN_POST: Final = "broken-post"
BROKEN_CONFIG: Final = "broken-config"
_STYLES: Final = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}
_NAMES: Final = {Severity.ERROR: _("error"), Severity.WARNING: _("warning"), Severity.NOTICE: _("notice")}
_COUNTED: Final = {
    Severity.ERROR: N_("{n} error", "{n} errors"),
    Severity.WARNING: N_("{n} warning", "{n} warnings"),
    Severity.NOTICE: N_("{n} notice", "{n} notices"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at in a file: `line` counts from 1, None for the whole file; `message` is in some language."""

    file: str
    line: int | None
    code: str
    severity: Severity
    message: str


def of_reading(reading: Reading, file: str, language: Language) -> list[Finding]:
    """What was found in a post, by line; what is about the whole file comes first."""
    found = [
        Finding(file, one.line, one.code, severity_of(one.code), tr(language, one.message, **one.values))
        for one in reading.warnings
    ]
    return sorted(found, key=lambda finding: finding.line or 0)


def of_refusal(refusal: BrokenFile, file: str, language: Language, code: str = BROKEN_POST) -> Finding:
    """Why a file cannot be read."""
    return Finding(file, refusal.line, code, severity_of(code), refusal.cause_text(language))


def as_json(finding: Finding) -> dict[str, Any]:
    """The finding with the keys that the documentation names."""
    return {
        "file": finding.file,
        "line": finding.line,
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
    }


def as_github_command(finding: Finding) -> str:
    """The workflow command that shows the finding beside the changed line.

    https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    """
    place = f"file={_property(finding.file)}"
    if finding.line is not None:
        place += f",line={finding.line}"
    return f"::{finding.severity.value} {place},title={_property(finding.code)}::{_data(finding.message)}"


def as_text(findings: Sequence[Finding], posts: int, language: Language) -> RenderableType:
    """All findings file by file, and how many there are, for a terminal."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.file, []).append(finding)
    parts: list[RenderableType] = []
    for file, found in by_file.items():
        parts += [Text(file, style="bold"), Padding(_table(found, language), (0, 0, 1, 2))]
    return Group(*parts, _sum(findings, posts, language))


def _table(findings: Iterable[Finding], language: Language) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="dim", min_width=3)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(style="dim", no_wrap=True)
    for finding in findings:
        severity = Text(tr(language, _NAMES[finding.severity]), style=_STYLES[finding.severity])
        table.add_row(str(finding.line or ""), severity, Text(finding.message), finding.code)
    return table


def _sum(findings: Sequence[Finding], posts: int, language: Language) -> Text:
    checked = tr_n(language, *N_("{n} post checked", "{n} posts checked"), n=posts)
    counts = Counter(finding.severity for finding in findings)
    if not counts:
        return Text.assemble(("✓ ", "green"), tr(language, _("{checked}: nothing to mend."), checked=checked))
    told = ", ".join(
        tr_n(language, *_COUNTED[severity], n=counts[severity]) for severity in Severity if counts[severity]
    )
    sign = ("✗ ", "red") if counts[Severity.ERROR] else ("! ", "yellow")
    return Text.assemble(sign, f"{checked}: {told}.")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
