"""Whether members may take the pinged role on themselves: only one that gives nobody any power."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.delivery.roles import out_of_reach, unfit
from bot.errors import UserError
from bot.i18n import Msgid, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    import discord

    from bot.services.guilds import GuildSettings

_MATTERS: Final = {"subscriptions", "ping_role_id", "organizer_role_id"}


def check_subscribing(guild: discord.Guild | None, after: GuildSettings, changes: Mapping[str, Any]) -> None:
    """Raises UserError when `changes` would let members take a role that nobody may take, or none.

    What only keeps Herold from giving the role is shown by `/organizer setup`, and can be mended later.
    """
    if guild is None or not after.subscriptions or not _MATTERS & changes.keys():
        return
    role = guild.get_role(after.ping_role_id or 0)
    problem = _no_role(after) if role is None else unfit(role, after)
    if problem is not None:
        raise UserError(_("Members can't subscribe like that. {problem}"), problem=problem)


def subscribing_problem(guild: discord.Guild, settings: GuildSettings) -> Msgid | None:
    """What keeps `/subscribe` from working; None when nothing does."""
    role = guild.get_role(settings.ping_role_id or 0)
    return _no_role(settings) if role is None else unfit(role, settings) or out_of_reach(role, guild.me)


def _no_role(settings: GuildSettings) -> Msgid:
    if settings.ping_role_id is None:
        return _("Choose the role that announcements ping.")
    return _("The role is gone.")
