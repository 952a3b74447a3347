"""What Discord refuses although its description allows it; each rule says where it is known from."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Json: TypeAlias = Any

_BUTTON, _SELECT, _LINK, _PREMIUM = 2, 3, 5, 6
_COMPONENTS_V2: Final = 1 << 15
_SENDS: Final = re.compile(r"/channels/\d+/messages|/webhooks/\d+/[^/]+")
_EDITS: Final = re.compile(r"/channels/\d+/messages/\d+|/webhooks/\d+/[^/]+/messages/[^/]+")
_CALLBACK: Final = re.compile(r"/interactions/\d+/[^/]+/callback")
_EVENTS: Final = re.compile(r"/guilds/\d+/scheduled-events(/\d+)?")


def faults(method: str, path: str, body: Json) -> Iterator[str]:
    """Yields what is wrong with the request beyond its shape. AttributeError or TypeError if even that is wrong."""
    yield from _texts_that_cannot_be_sent(body, "body")
    if not isinstance(body, dict):
        return
    if _CALLBACK.fullmatch(path):
        yield from _callback_faults(body.get("type"), body.get("data") or {})
    elif method == "POST" and _SENDS.fullmatch(path):
        yield from _message_faults(body, new=True)
    elif method == "PATCH" and _EDITS.fullmatch(path):
        yield from _message_faults(body, new=False)
    elif _EVENTS.fullmatch(path):
        yield from _event_faults(body, new=method == "POST")


def _callback_faults(kind: Json, data: Json) -> Iterator[str]:
    if kind == 4:
        yield from _message_faults(data, new=True)
    elif kind == 7:
        yield from _message_faults(data, new=False)
    elif kind == 8:
        for choice in data.get("choices") or []:
            if not str(choice.get("name", "")).strip():
                yield "choices: a choice without a name"
    elif kind == 9:
        yield from _modal_faults(data)


def _message_faults(message: Json, *, new: bool) -> Iterator[str]:
    content, embeds = message.get("content") or "", message.get("embeds") or []
    components = message.get("components") or []
    # Documentation: "content ... Up to 2000 characters"; the description's 4000 are for people with Nitro.
    if _units(content) > 2000:
        yield f"content: {_units(content)} of 2000 units"
    said = content.strip() or embeds or message.get("attachments") or message.get("sticker_ids") or message.get("poll")
    v2 = bool((message.get("flags") or 0) & _COMPONENTS_V2)
    if new and not said and not (v2 and components):
        yield "an empty message (error 50006)"
    yield from _embed_faults(embeds)
    yield from _component_faults(components, most=40 if v2 else 5)


def _embed_faults(embeds: list[Json]) -> Iterator[str]:
    # Documentation: the combined sum over all embeds of a message "must not exceed 6000 characters".
    total = 0
    for n, embed in enumerate(embeds):
        fields = embed.get("fields") or []
        texts = [embed.get("title"), embed.get("description")]
        texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
        texts += [field.get(key) for field in fields for key in ("name", "value")]
        total += sum(_units(text) for text in texts if text)
        if not (any(texts) or embed.get("image") or embed.get("thumbnail")):
            yield f"embeds/{n}: an empty embed"
        # Discord trims white space first, then misses the text (error BASE_TYPE_REQUIRED).
        for m, field in enumerate(fields):
            for key in ("name", "value"):
                if not str(field.get(key) or "").strip():
                    yield f"embeds/{n}/fields/{m}/{key}: blank"
        places = [(embed, "url"), (embed.get("image") or {}, "url"), (embed.get("thumbnail") or {}, "url")]
        places += [(embed.get("author") or {}, "url"), (embed.get("author") or {}, "icon_url")]
        places += [(embed.get("footer") or {}, "icon_url")]
        for holder, key in places:
            url = holder.get(key)
            if url is not None and not re.match(r"(?:https?|attachment)://[^\s]", url):
                yield f"embeds/{n}: {url[:80]!r} is no http(s) address"
    if total > 6000:
        yield f"embeds: {total} of 6000 units in all"


def _component_faults(components: list[Json], *, most: int) -> Iterator[str]:
    if len(components) > most:
        yield f"components: {len(components)} of {most} at the top"
    inside = list(_all_components(components))
    ids = Counter(component["custom_id"] for component in inside if component.get("custom_id"))
    yield from (f"components: custom_id {one!r} is there {n} times" for one, n in ids.items() if n > 1)
    if len(inside) > 40:
        yield f"components: {len(inside)} of 40 in all"
    for component in inside:
        kind, children = component.get("type"), component.get("components") or []
        if kind == 1 and len(children) > 1 and any(child.get("type") != _BUTTON for child in children):
            yield "components: a select shares its row"
        if kind == _BUTTON:
            yield from _button_faults(component)
        if kind == _SELECT:
            yield from _select_faults(component)


def _button_faults(button: Json) -> Iterator[str]:
    """Documentation: a link button has an address and no custom_id, the others the reverse; a label or an emoji."""
    style, url, custom_id = button.get("style"), button.get("url"), button.get("custom_id")
    name = button.get("label") or custom_id or url
    if style == _LINK:
        if not url or custom_id:
            yield f"button {name!r}: a link needs a url and no custom_id"
        elif not re.match(r"(?:https?|discord)://[^\s]", url):
            yield f"button {name!r}: {url[:80]!r} is no http(s) address"
    elif style != _PREMIUM and (url or not custom_id):
        yield f"button {name!r}: needs a custom_id and no url"
    if style != _PREMIUM and not (str(button.get("label") or "").strip() or button.get("emoji")):
        yield f"button {name!r}: neither label nor emoji"


def _select_faults(select: Json) -> Iterator[str]:
    options = select.get("options") or []
    name, values = select.get("custom_id"), Counter(option.get("value") for option in options)
    low, high = select.get("min_values", 1), select.get("max_values", 1)
    yield from (f"select {name!r}: value {value!r} is there {n} times" for value, n in values.items() if n > 1)
    if not low <= high <= max(1, len(options)):
        yield f"select {name!r}: {low} to {high} of {len(options)} options"
    if sum(bool(option.get("default")) for option in options) > high:
        yield f"select {name!r}: more defaults than may be chosen"
    if any(not str(option.get("label") or "").strip() for option in options):
        yield f"select {name!r}: an option without a label"


def _modal_faults(modal: Json) -> Iterator[str]:
    # Documentation: "components: Between 1 and 5 (inclusive) components that make up the modal".
    yield from _component_faults(modal.get("components") or [], most=5)
    if not str(modal.get("title") or "").strip():
        yield "modal: a blank title"
    for component in _all_components(modal.get("components") or []):
        if component.get("type") == 4:
            low, high = component.get("min_length") or 0, component.get("max_length") or 4000
            value = component.get("value") or ""
            if low > high or _units(value) > high:
                yield f"input {component.get('custom_id')!r}: {low} to {high} characters, {_units(value)} given"


def _event_faults(event: Json, *, new: bool) -> Iterator[str]:
    """Documentation: an EXTERNAL event needs an end after its start and a location, and no channel."""
    if event.get("entity_type") != 3:
        return
    start, end = event.get("scheduled_start_time"), event.get("scheduled_end_time")
    if not end or (start and end <= start):
        yield f"event: ends {end!r}, starts {start!r}"
    if not str((event.get("entity_metadata") or {}).get("location") or "").strip():
        yield "event: no location"
    if event.get("channel_id"):
        yield "event: an external event has no channel"
    if new and not str(event.get("name") or "").strip():
        yield "event: no name"


def _texts_that_cannot_be_sent(value: Json, at: str) -> Iterator[str]:
    if isinstance(value, str):
        if re.search("[\x00\ud800-\udfff]", value):
            yield f"{at}: NUL or half a surrogate pair"
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts_that_cannot_be_sent(inner, f"{at}/{key}")
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _texts_that_cannot_be_sent(inner, f"{at}/{n}")


def _all_components(components: list[Json]) -> Iterator[Json]:
    for component in components:
        yield component
        yield from _all_components(component.get("components") or [])
        one = [component[key] for key in ("component", "accessory") if component.get(key)]
        yield from _all_components(one)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
