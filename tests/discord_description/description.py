"""Discord's description of its API (OpenAPI 3.1, so JSON Schema 2020-12), as validators of requests."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import quote

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DESCRIPTION: Final = Path(__file__).resolve().parents[3] / "shared" / "discord" / "openapi.json"
WHY_SKIPPED: Final = f"Discord's description of its API is not at {DESCRIPTION}"

Json: TypeAlias = Any

DEVIATIONS: Final[Mapping[str, str]] = {
    "ids may be numbers": "discord.py writes some ids as integers (attachments, references, mentions); Discord takes both.",
    "unions are anyOf": "Some members of a oneOf differ only in optional keys, so that a fine request matches two.",
    "no unknown keys": "The description forbids none, Discord ignores them: here each is a mistake, but for UNDESCRIBED.",
    "permissions may be text": "discord.py and the documentation write permission sets as strings of digits.",
}
"""Where reality and the description differ, and why; `_adapted` puts them into effect."""

UNDESCRIBED: Final[Mapping[str, frozenset[str]]] = {
    "RichEmbed": frozenset({"flags"}),  # documented for embeds received; discord.py 2.7 writes it into those sent, too
    "MessageEditRequestPartial": frozenset({"tts"}),  # discord.py writes it into edits; it says nothing there
    "IncomingWebhookUpdateRequestPartial": frozenset({"tts"}),
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": frozenset({"tts"}),
    "ApplicationCommandUpdateRequest": frozenset({"nsfw"}),  # documented: "whether the command is age-restricted"
}
"""Keys that Discord documents and takes although its description does not have them."""

_URI: Final = "urn:discord"
_PERMISSIONS: Final = ("default_member_permissions", "allow", "deny", "permissions")


class Description:
    """Finds the operation that a request calls, and says what is wrong with the request."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text("utf-8"))
        for name, schema in document["components"]["schemas"].items():
            document["components"]["schemas"][name] = _adapted(schema, name)
        self._paths: dict[str, Json] = document["paths"]
        self._templates = [template.strip("/").split("/") for template in self._paths]
        self._registry = jsonschema_rs.Registry([(_URI, document)])
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def faults(self, method: str, path: str, params: Mapping[str, Json], body: Json) -> Iterator[str]:
        """Yields what the description has against the request, each with its place in it."""
        template = self._template(path)
        operation = self._paths.get(template or "", {}).get(method.lower())
        if template is None or operation is None:
            yield "Discord knows no such operation"
            return
        parameters = [*self._paths[template].get("parameters", []), *operation.get("parameters", [])]
        yield from self._parameter_faults(parameters, _in_path(template, path), params)
        yield from self._body_faults(template, method.lower(), operation.get("requestBody"), body)

    def _template(self, path: str) -> str | None:
        """The template with the most literal segments: `@original` is no message id."""
        asked = path.strip("/").split("/")
        fitting = [
            template
            for template in self._templates
            if len(template) == len(asked)
            and all(_is_variable(t) or t == a for t, a in zip(template, asked, strict=True))
        ]
        best = min(fitting, key=lambda template: sum(map(_is_variable, template)), default=None)
        return None if best is None else "/" + "/".join(best)

    def _parameter_faults(
        self, parameters: list[Json], in_path: Mapping[str, str], in_query: Mapping[str, Json]
    ) -> Iterator[str]:
        described = {(parameter["in"], parameter["name"]): parameter for parameter in parameters}
        for name in in_query:
            if ("query", name) not in described:
                yield f"?{name}: not a parameter of this operation"
        for (place, name), parameter in described.items():
            given = in_path if place == "path" else in_query
            if name in given:
                yield from self._faults(f"{place} {name}", parameter["schema"], _from_text(given[name], parameter))
            elif parameter.get("required") and place in {"path", "query"}:
                yield f"{place} {name}: missing"

    def _body_faults(self, template: str, method: str, described: Json, body: Json) -> Iterator[str]:
        if described is None:
            if body not in (None, {}):
                yield "this operation takes no body"
            return
        if body is None:
            if described.get("required"):
                yield "the body is missing"
            return
        if "application/json" not in described["content"]:
            return  # a bare upload
        pointer = f"/paths/{_escaped(template)}/{method}/requestBody/content/application~1json/schema"
        yield from self._faults("body", {"$ref": f"{_URI}#{quote(pointer)}"}, body)

    def _faults(self, place: str, schema: Json, value: Json) -> Iterator[str]:
        key = json.dumps(schema)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                _with_full_refs(schema), registry=self._registry, validate_formats=True
            )
        try:
            for error in self._validators[key].iter_errors(value):
                yield from _told(place, error)
        except (UnicodeError, ValueError) as error:
            yield f"{place}: cannot be sent: {error}"


@cache
def description() -> Description | None:
    """Discord's description, read once; None where it is not at hand."""
    return Description(DESCRIPTION) if DESCRIPTION.is_file() else None


def _adapted(schema: Json, name: str | None = None) -> Json:
    if isinstance(schema, list):
        return [_adapted(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if name == "SnowflakeType":
        return {"anyOf": [schema, {"type": "integer", "minimum": 0}]}
    adapted = {key: _adapted(value) for key, value in schema.items()}
    if "oneOf" in adapted:
        adapted["anyOf"] = adapted.pop("oneOf")
    properties = adapted.get("properties")
    if isinstance(properties, dict) and "type" in adapted and not adapted.keys() & {"additionalProperties", "anyOf"}:
        properties |= dict.fromkeys(UNDESCRIBED.get(name or "", ()), True)
        for key in properties.keys() & set(_PERMISSIONS):
            properties[key] = {"anyOf": [properties[key], {"type": "string", "pattern": "^[0-9]+$"}]}
        adapted["additionalProperties"] = False
    return adapted


def _with_full_refs(schema: Json) -> Json:
    return json.loads(json.dumps(schema).replace('"#/', f'"{_URI}#/'))


def _told(place: str, error: jsonschema_rs.ValidationError) -> Iterator[str]:
    """The error in one line; of a union's members only the one that was most likely meant."""
    at = "/".join([place, *map(str, error.instance_path)])
    branches = getattr(error.kind, "context", None)
    if not branches:
        yield f"{at}: {_short(error.message)}"
        return
    here = [*error.instance_path]
    for inner in min(branches, key=lambda branch: _distance(branch, here)):
        yield from _told(place, inner)


def _distance(branch: list[jsonschema_rs.ValidationError], here: list[str | int]) -> tuple[bool, bool, int]:
    """How far a union's member is from what was sent: another JSON type, then another `type` number, then the rest."""
    paths = [(error.kind.name, [*error.instance_path]) for error in branch]
    other_json = any(kind == "type" and path == here for kind, path in paths)
    return other_json, any(path == [*here, "type"] for _kind, path in paths), len(branch)


def _is_variable(segment: str) -> bool:
    return segment.startswith("{")


def _in_path(template: str, path: str) -> dict[str, str]:
    pairs = zip(template.strip("/").split("/"), path.strip("/").split("/"), strict=True)
    return {segment.strip("{}"): given for segment, given in pairs if _is_variable(segment)}


def _from_text(value: Json, parameter: Json) -> Json:
    """A query value is text on the wire; the description speaks of the value that it stands for."""
    kind = parameter["schema"].get("type")
    if kind == "integer" and isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        return int(value)
    if kind == "boolean":  # discord.py writes booleans as 0 and 1
        return {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower(), value)
    return str(value) if kind == "string" else value


def _escaped(template: str) -> str:
    return template.replace("~", "~0").replace("/", "~1")


def _short(message: str, longest: int = 240) -> str:
    return message if len(message) <= longest else f"{message[: longest // 2]} … {message[-longest // 2 :]}"
