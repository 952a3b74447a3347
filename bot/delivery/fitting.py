"""Makes any text fit Discord: the one place that knows its limits. Whatever comes in, what goes out is accepted."""

from __future__ import annotations

import re
from enum import IntEnum
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Final, TypeGuard
from urllib.parse import SplitResult, quote, urlsplit

import discord

from bot.delivery.cutting import BLANK, ELLIPSIS, clean, cut, is_blank, pages, units
from bot.posts.markup.discord import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Limit",
    "choice",
    "cut",
    "event_description",
    "fit_content",
    "fit_embed",
    "fit_embeds",
    "input_value",
    "is_blank",
    "label",
    "line",
    "pages",
    "plain",
    "safe_url",
    "units",
]


class Limit(IntEnum):
    """Discord's limits in characters unless said otherwise; we count UTF-16 units, which are never fewer.

    Source: https://docs.discord.com/developers (messages, components, application commands, scheduled events).
    """

    CONTENT = 2000
    EMBEDS = 10  # a message
    EMBED_TOTAL = 6000  # all texts of all embeds of a message together
    EMBED_TITLE = 256
    EMBED_DESCRIPTION = 4096
    EMBED_FIELDS = 25  # an embed
    EMBED_FIELD_NAME = 256
    EMBED_FIELD_VALUE = 1024
    EMBED_FOOTER = 2048
    EMBED_AUTHOR = 256
    EMBED_URL = 2048
    BUTTON_LABEL = 80
    BUTTON_URL = 512
    CUSTOM_ID = 100
    SELECT_OPTIONS = 25  # a select
    OPTION = 100  # label, value and description alike
    SELECT_PLACEHOLDER = 150
    MODAL_TITLE = 45
    INPUT_LABEL = 45
    INPUT_DESCRIPTION = 100
    INPUT_PLACEHOLDER = 100
    INPUT_VALUE = 4000
    EVENT_NAME = 100
    EVENT_DESCRIPTION = 1000
    EVENT_LOCATION = 100
    CHOICE = 100  # an autocomplete choice's name, and its value
    CHOICES = 25  # an autocomplete answer
    THREAD_NAME = 100
    COMMAND_DESCRIPTION = 100


_SHORT_DESCRIPTION: Final = 1_000
"""An embed that is too long in all keeps this much of its description before a field gives way."""
_WORTH_A_FIELD: Final = 40
_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST: Final = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}")
_STRAY_PERCENT: Final = re.compile("%(?![0-9a-fA-F]{2})")


def plain(text: str) -> str:
    """Text from outside as Markdown that shows exactly that text: nothing in it is formatted, linked or mentioned.

    Bare addresses stay as they are, so that they can be followed.
    """
    return escape(clean(text))


def line(text: str, limit: int) -> str:
    """One line for a place without Markdown (a label, a name), at most `limit` UTF-16 units; "…" for a blank text."""
    short = cut(" ".join(clean(text).split()), limit, markdown=False)
    return ELLIPSIS if is_blank(short) else short


def label(text: str) -> str:
    """A button's label."""
    return line(text, Limit.BUTTON_LABEL)


def choice(text: str) -> str:
    """What an autocomplete choice or a select's option is called. Not for values: a cut value would be another one."""
    return line(text, Limit.CHOICE)


def input_value(text: str) -> str:
    """The text that a modal's input begins with."""
    return cut(text, Limit.INPUT_VALUE, markdown=False)


def event_description(text: str) -> str:
    """A scheduled event's description, from Markdown."""
    return cut(text, Limit.EVENT_DESCRIPTION).strip()


def fit_content(text: str) -> str:
    """A message's content, from Markdown; never empty in Discord's eyes."""
    return _visible(text, Limit.CONTENT)


def safe_url(url: str | None, limit: int = Limit.BUTTON_URL) -> str | None:
    """The address as Discord takes it, None when it would not: it must be http(s), name a full host, and be short.

    Addresses that hide their host behind a user name ("https://good.example@evil.example") are refused too.
    """
    try:
        parts = urlsplit((url or "").strip())
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = f":{parts.port}" if parts.port is not None else ""
        if host.rpartition(".")[2].isdigit():
            IPv4Address(host)
        whole = f"{parts.scheme}://{host}{port}{_percent_encoded(parts)}"
    except (ValueError, UnicodeError):
        return None
    reachable = parts.scheme in {"http", "https"} and "@" not in parts.netloc and _HOST.fullmatch(host)
    return whole if reachable and len(whole) <= limit else None


def fit_embed(embed: discord.Embed) -> discord.Embed:
    """A copy within every limit. What is too long in all loses the end of its description, then its last fields."""
    return _fitted(embed, Limit.EMBED_TOTAL)


def fit_embeds(embeds: Sequence[discord.Embed]) -> list[discord.Embed]:
    """Copies that one message can carry: ten at most, and 6000 units in all of them together. The last give way."""
    left = int(Limit.EMBED_TOTAL)
    fitted: list[discord.Embed] = []
    for embed in embeds[: Limit.EMBEDS]:
        if left < Limit.EMBED_TITLE + _SHORT_DESCRIPTION and fitted and _total(_within_limits(embed)) > left:
            break
        fitted.append(_fitted(embed, left))
        left -= _total(fitted[-1])
    return fitted


def _fitted(embed: discord.Embed, room: int) -> discord.Embed:
    fitted = _within_limits(embed)
    _shorten_description(fitted, room)
    _shorten_fields(fitted, room)
    if _total(fitted) > room:
        fitted.remove_footer().remove_author()
    _shorten_description(fitted, room, least=1)
    if not (_total(fitted) or fitted.image.url or fitted.thumbnail.url):
        fitted.description = BLANK
    return fitted


def _within_limits(embed: discord.Embed) -> discord.Embed:
    """A copy in which each part by itself is short enough, and each address one that Discord takes."""
    fitted = discord.Embed(colour=embed.colour, timestamp=embed.timestamp, url=_embed_url(embed.url))
    if _is_shown(embed.title):
        fitted.title = _visible(embed.title, Limit.EMBED_TITLE)
    if _is_shown(embed.description):
        fitted.description = _visible(embed.description, Limit.EMBED_DESCRIPTION)
    if _is_shown(embed.author.name):
        fitted.set_author(
            name=line(embed.author.name, Limit.EMBED_AUTHOR),
            url=_embed_url(embed.author.url),
            icon_url=_embed_url(embed.author.icon_url, attached=True),
        )
    if _is_shown(embed.footer.text):
        text = cut(embed.footer.text, Limit.EMBED_FOOTER, markdown=False)
        fitted.set_footer(text=text, icon_url=_embed_url(embed.footer.icon_url, attached=True))
    fitted.set_image(url=_embed_url(embed.image.url, attached=True))
    fitted.set_thumbnail(url=_embed_url(embed.thumbnail.url, attached=True))
    for field in embed.fields[: Limit.EMBED_FIELDS]:
        fitted.add_field(
            name=_visible(field.name or "", Limit.EMBED_FIELD_NAME),
            value=_visible(field.value or "", Limit.EMBED_FIELD_VALUE),
            inline=field.inline,
        )
    return fitted


def _shorten_description(embed: discord.Embed, room: int, least: int = _SHORT_DESCRIPTION) -> None:
    over = _total(embed) - room
    if over > 0 and embed.description:
        embed.description = _visible(embed.description, max(least, units(embed.description) - over))


def _shorten_fields(embed: discord.Embed, room: int) -> None:
    """Drops fields from the end; the one that stands on the edge is cut if something worth reading remains of it."""
    while embed.fields and (over := _total(embed) - room) > 0:
        last = len(embed.fields) - 1
        name, value = embed.fields[last].name or BLANK, embed.fields[last].value or BLANK
        inline = embed.fields[last].inline
        embed.remove_field(last)
        keep = units(value) - over
        if keep >= _WORTH_A_FIELD:
            embed.add_field(name=name, value=_visible(value, keep), inline=inline)


def _total(embed: discord.Embed) -> int:
    """What Discord counts towards the 6000: title, description, fields, footer text and author name."""
    texts = [embed.title, embed.description, embed.footer.text, embed.author.name]
    texts += [text for field in embed.fields for text in (field.name, field.value)]
    return sum(units(text) for text in texts if text)


def _is_shown(text: str | None) -> TypeGuard[str]:
    return text is not None and not is_blank(clean(text))


def _visible(text: str, limit: int) -> str:
    short = cut(text, limit)
    return BLANK if is_blank(short) else short


def _embed_url(url: str | None, *, attached: bool = False) -> str | None:
    """`attached` also allows "attachment://name", which shows a file sent with the message."""
    if attached and url is not None and re.fullmatch(r"attachment://[\w.-]{1,200}", url, re.ASCII):
        return url
    return safe_url(url, Limit.EMBED_URL)


def _percent_encoded(parts: SplitResult) -> str:
    """Path, query and fragment in ASCII; what is encoded already stays as it is."""
    path, query, fragment = (
        quote(_STRAY_PERCENT.sub("%25", part).encode("utf-8", "strict"), safe="%/:=&?~+!$,;'@()*")
        for part in (parts.path, parts.query, parts.fragment)
    )
    return path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
