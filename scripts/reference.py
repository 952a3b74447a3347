"""`make reference`: writes the pages of docs/reference that can be read off the code; a test refuses stale ones."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from discord import Locale
from pydantic import SecretStr

from bot.app import Herold
from bot.delivery.permissions import ANNOUNCEMENTS, EVENTS, INVITE, NAMES, ORGANIZERS, SUBSCRIPTIONS
from bot.proposals.states import EDITABLE, MOVES, OPEN
from bot.proposals.states import NAMES as STATE_NAMES
from bot.settings import Settings
from bot.store.announcements import BEGINNINGS, HEROLD, ORGANIZER
from bot.store.announcements import MOVES as ANNOUNCEMENT_MOVES
from bot.store.outbox import MOVES as OUTBOX_MOVES
from bot.store.states import AnnouncementState
from cogs.organizer.history import STATES as ANNOUNCEMENT_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER: Final = Path(__file__).parents[1] / "docs" / "reference"
_NOTE: Final = "<!-- Written by `make reference`; change the code, not this page. -->\n\n"


def settings_page() -> str:
    """Every setting of the process."""
    lines = [
        "# Settings",
        "",
        "From the environment or `.env`; [`.env.example`](../../.env.example) lists them all.",
        "",
    ]
    lines += ["| name | default | what it is |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in {None, ()} or isinstance(field.default, SecretStr) else f"`{field.default}`"
        lines.append(f"| `HEROLD_{name.upper()}` | {default} | {field.description} |")
    lines += ["", "What organizers choose (channels, roles, language, kinds) is set in Discord by `/organizer setup`."]
    return "\n".join(lines)


def permissions_page() -> str:
    """What the invite link asks for."""
    lines = ["# Permissions", "", "Herold asks for these and no others, and needs no privileged intent.", ""]
    lines += ["| where | permissions |", "| --- | --- |"]
    for place, names in (
        ("announcement channel", ANNOUNCEMENTS),
        ("organizers' channel", ORGANIZERS),
        ("guild, for scheduled events", EVENTS),
        ("guild, only where members may subscribe to a role; not in the invite link", SUBSCRIPTIONS),
    ):
        lines.append(f"| {place} | {', '.join(NAMES[name] for name in names)} |")
    address = f"https://discord.com/oauth2/authorize?client_id=YOUR_ID&scope=bot+applications.commands&permissions={INVITE.value}"
    lines += [
        "",
        "The invite link, with your application's id in place of `YOUR_ID` (`herold doctor` prints it filled in):",
    ]
    lines += ["", f"    {address}"]
    return "\n".join(lines)


def states_page() -> str:
    """The life of a proposal, of an announcement and of an outbox row."""
    lines = ["# States", "", "## A talk proposal", "", "| from | to | who |", "| --- | --- | --- |"]
    lines += [f"| {before} | {after} | {role} |" for (before, after), role in MOVES.items()]
    lines += ["", f"Open, and so counted against a member's cap: {', '.join(sorted(OPEN))}."]
    lines += ["", f"The speaker may edit the text while it is: {', '.join(sorted(EDITABLE))}.", ""]
    lines += ["| state | members read |", "| --- | --- |"]
    lines += [f"| {state} | {name} |" for state, name in STATE_NAMES.items()]
    lines += ["", *_announcement_states()]
    lines += ["", "## An outbox row", "", "| from | to |", "| --- | --- |"]
    lines += [
        f"| {before} | {', '.join(sorted(after)) or 'nothing: it is final'} |" for before, after in OUTBOX_MOVES.items()
    ]
    return "\n".join(lines)


def _announcement_states() -> Iterator[str]:
    """What may become of a post in a guild."""
    yield from (
        "## An announcement",
        "",
        "What becomes of one post in one guild; `/organizer why` tells the steps.",
        "",
    )
    yield from ("| from | to | who |", "| --- | --- | --- |")
    yield f"| *(new post)* | {', '.join(BEGINNINGS)} | {HEROLD} |"
    yield f"| *(new post)* | {AnnouncementState.QUEUED} | {ORGANIZER} |"
    for (before, after), who in ANNOUNCEMENT_MOVES.items():
        if before is not after:
            yield f"| {before} | {after} | {', '.join(who)} |"
    yield from ("", "| state | organizers read |", "| --- | --- |")
    for state, name in ANNOUNCEMENT_NAMES.items():
        yield f"| {state} | {name} |"


async def commands_page() -> str:
    """Every slash command with its Polish name."""
    bot = Herold(Settings(_env_file=None, database_url="sqlite+aiosqlite://"), workers=False, shard_count=1)
    lines = [
        "# Commands",
        "",
        "Discord shows them in Polish to whoever uses Discord in Polish, in English to others.",
        "",
    ]
    try:
        await bot.assemble()
        translator = bot.tree.translator
        assert translator is not None
        for command in sorted(bot.tree.get_commands(), key=lambda command: command.name):
            payload = await command.get_translated_payload(bot.tree, translator)
            lines += list(_command(payload))
    finally:
        await bot.engine.dispose()
    return "\n".join(lines)


def _command(payload: Mapping[str, Any], above: str = "", polish_above: str = "") -> Iterator[str]:
    name = f"{above}{payload['name']}"
    polish = polish_above + _polish(payload, "name")
    options = payload.get("options", [])
    nested = [option for option in options if option["type"] in {1, 2}]
    if nested:
        for option in nested:
            yield from _command(option, f"{name} ", f"{polish} ")
        return
    yield f"## `/{name}` · `/{polish}`"
    yield ""
    yield f"{payload['description']}. *{_polish(payload, 'description')}.*"
    yield ""
    for option in options:
        needed = "" if option.get("required") else " (optional)"
        yield f"- `{option['name']}` · `{_polish(option, 'name')}`{needed}: {option['description']}"
    if options:
        yield ""


def _polish(payload: Mapping[str, Any], key: str) -> str:
    translations = payload.get(f"{key}_localizations") or {}
    return str(translations.get(Locale.polish.value) or payload[key])


async def pages() -> dict[str, str]:
    """All generated pages by file name."""
    written = {
        "settings.md": settings_page(),
        "permissions.md": permissions_page(),
        "states.md": states_page(),
        "commands.md": await commands_page(),
    }
    return {name: _NOTE + text.rstrip() + "\n" for name, text in written.items()}


def main() -> int:
    """Writes the pages that changed; with --check only says which are stale."""
    stale = 0
    for name, text in asyncio.run(pages()).items():
        path = FOLDER / name
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        stale += 1
        if "--check" in sys.argv:
            print(f"stale: {path}")
        else:
            path.write_text(text, "utf-8")
            print(f"written: {path}")
    return stale if "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
