"""Gives the mapping that a piece of YAML holds, or the line and likely cause of what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import yaml
from frontmatter.default_handlers import SafeLoader  # libyaml's loader where it is built in, else PyYAML's own

from bot.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_DEPTH: Final = 40
_NESTING: Final = ("[", "{", "-", ":", "?")
"""The signs that a value within a value begins with."""
_KEY_VALUE: Final = re.compile(r"^\s*(?P<key>[\w-]+)\s*:[ \t]+(?P<value>\S.*)$")
_KEY_GLUED: Final = re.compile(r"^(?P<key>[A-Za-z_][\w-]*):(?P<value>[^\s/].*)$")
_TAB_INDENT: Final = re.compile(r"^ *\t")


class YamlTrouble(Exception):
    """What is wrong: `line` counts from 0 in the text given, `cause` is a msgid that `values` fill."""

    def __init__(self, line: int, cause: str, **values: object) -> None:
        super().__init__(cause)
        self.line = line
        self.cause = cause
        self.values = values


@dataclass(frozen=True, slots=True)
class YamlMapping:
    """A mapping with what YAML itself forgets: top-level scalars as they were written, and where keys stand."""

    values: dict[str, Any] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    duplicates: list[tuple[str, int]] = field(default_factory=list)


def load_mapping(text: str) -> YamlMapping:
    """The mapping in `text`, an empty one for empty text. Raises YamlTrouble.

    Anchors are refused: no blog needs them, and a few lines of them can unfold into gigabytes.
    """
    try:
        if not _is_plain(text):
            _check(yaml.parse(text, Loader=SafeLoader))
        loader = SafeLoader(text)
        try:
            node = loader.get_single_node()
            mapping = _survey(node)
            loaded = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise _explained(text, error) from error
    except YamlTrouble:
        raise
    except Exception as error:
        raise _unreadable_value(text, error) from error
    if loaded is None:
        return mapping
    if not isinstance(loaded, dict):
        raise YamlTrouble(0, _("Expected lines such as “title: …”."))
    mapping.values.update({str(key): value for key, value in loaded.items()})
    return mapping


def _is_plain(text: str) -> bool:
    """True where the text is too short of signs to be nested deeply, refers to nothing and holds no second document."""
    return not any(sign in text for sign in ("&", "*", "---")) and sum(map(text.count, _NESTING)) <= _MAX_DEPTH


def _check(events: Iterable[yaml.Event]) -> None:
    """Raises YamlTrouble for what would take the reading of values too deep, or to the same ones again and again."""
    depth = 0
    for event in events:
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise YamlTrouble(
                line, _("Anchors and references (& and *) are not supported here; put the value in quotes.")
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise YamlTrouble(line, _("The values are nested too deeply."))


def _survey(node: yaml.Node | None) -> YamlMapping:
    mapping = YamlMapping()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if not isinstance(key, yaml.ScalarNode):
            continue
        name, line = key.value, key.start_mark.line
        if name in mapping.lines:
            mapping.duplicates.append((name, line))
        mapping.lines[name] = line
        if isinstance(value, yaml.ScalarNode):
            mapping.written[name] = value.value
    return mapping


def _explained(text: str, error: yaml.MarkedYAMLError) -> YamlTrouble:
    lines = text.split("\n")
    marks = [mark.line for mark in (error.context_mark, error.problem_mark) if mark is not None]
    nearby = sorted({at for mark in marks for at in (mark, mark - 1) if 0 <= at < len(lines)})
    for look in (_tab, _quote, _colon, _special, _glued):
        for at in nearby:
            if (trouble := look(at, lines[at])) is not None:
                return trouble
    at = min(marks[-1] if marks else 0, len(lines) - 1)
    return YamlTrouble(at, _("This is not valid YAML near “{text}”."), text=_shortened(lines[at]))


def _tab(at: int, line: str) -> YamlTrouble | None:
    if _TAB_INDENT.match(line):
        return YamlTrouble(at, _("The line is indented with a tab; YAML allows only spaces."))
    return None


def _quote(at: int, line: str) -> YamlTrouble | None:
    hit = _KEY_VALUE.match(line)
    if hit is None or hit["value"][0] not in "\"'":
        return None
    value = hit["value"].rstrip()
    mark = value[0]
    inner = value[1:].replace("\\" + mark, "").replace(mark * 2, "")
    if mark not in inner:
        return YamlTrouble(
            at, _("The quote {quote} that opens the value of “{key}” is never closed."), quote=mark, key=hit["key"]
        )
    if inner.index(mark) < len(inner) - 1:
        return YamlTrouble(
            at,
            _("The value of “{key}” has a quote {quote} inside its quotes; write it as {escaped}."),
            key=hit["key"],
            quote=mark,
            escaped='\\"' if mark == '"' else "''",
        )
    return None


def _colon(at: int, line: str) -> YamlTrouble | None:
    hit = _KEY_VALUE.match(line)
    if hit is None or hit["value"][0] in "\"'[{":
        return None
    if ": " in hit["value"] or hit["value"].rstrip().endswith(":"):
        return YamlTrouble(at, _("The value of “{key}” holds a colon; put the whole value in quotes."), key=hit["key"])
    return None


def _special(at: int, line: str) -> YamlTrouble | None:
    hit = _KEY_VALUE.match(line)
    if hit is None or hit["value"][0] not in "[]{}*&!%@`|>#?,":
        return None
    return YamlTrouble(
        at,
        _("The value of “{key}” begins with {sign}, which means something to YAML; put the whole value in quotes."),
        key=hit["key"],
        sign=hit["value"][0],
    )


def _glued(at: int, line: str) -> YamlTrouble | None:
    hit = _KEY_GLUED.match(line)
    if hit is None:
        return None
    return YamlTrouble(at, _("There is no space after “{key}:”."), key=hit["key"])


def _unreadable_value(text: str, error: Exception) -> YamlTrouble:
    # yaml.reader.ReaderError knows a position, a ValueError from "2025-13-40" knows nothing
    at = getattr(error, "position", None)
    if isinstance(at, int):
        return YamlTrouble(text.count("\n", 0, at), _("There is a character that YAML does not allow."))
    for number, line in enumerate(text.split("\n")):
        if re.match(r"^\s*[\w-]+\s*:\s*['\"]?\d{4}-\d{1,2}-\d{1,2}", line):
            return YamlTrouble(number, _("“{text}” is not a date that exists."), text=_shortened(line.split(":", 1)[1]))
    return YamlTrouble(0, _("One of the values cannot be understood."))


def _shortened(text: str, limit: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
