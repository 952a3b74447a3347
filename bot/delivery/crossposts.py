"""Publishes our messages in an announcement channel to the channels that follow it.

Discord allows ten an hour in a channel: a crosspost may wait for long, and does so beside everything else. Doing it
twice does no harm, and edits of what was published reach the followers by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.delivery.asking import answered
from bot.delivery.messages import Said
from bot.delivery.outgoing import Crosspost, Drop
from bot.delivery.permissions import CROSSPOSTS, missing_in
from bot.delivery.problems import UNKNOWN_MESSAGE, PointlessError, judged, lacking
from bot.errors import UserError
from bot.i18n import _, tr
from bot.services.telling import Place
from bot.store import deliveries

if TYPE_CHECKING:
    from bot.delivery.outgoing import Context, Outgoing
    from bot.store.claims import Claimed

CROSSPOST: Final = "crosspost"
_DONE: Final = 40033
"""The message was published already."""
_POINTLESS: Final = frozenset({UNKNOWN_MESSAGE, 50024, 50068})
"""The message is gone, the channel is no announcement channel, the message is of a kind that is not published."""
_DIGEST: Final = "crossposted"


def is_news(guild: discord.Guild | None, channel_id: int | None) -> bool:
    """True for an announcement channel: other guilds can follow it."""
    channel = None if guild is None else guild.get_channel(channel_id or 0)
    return isinstance(channel, discord.TextChannel) and channel.is_news()


async def render_crosspost(context: Context, row: Claimed) -> Outgoing:
    """The post's announcement as it stands in the guild's channel."""
    async with context.sessions() as session:
        standing = await deliveries.get(session, row.guild_id, row.subject, "announcement")
    if standing is None or standing.channel_id is None or standing.digest == deliveries.GONE:
        return Drop("the announcement does not stand any more")
    if not context.settings.crosspost:
        return Drop("the guild does not publish its announcements any more")
    if context.guild is not None and not is_news(context.guild, standing.channel_id):
        return Drop("the channel is no announcement channel any more")
    try:
        title = (await context.services.meetups.post(row.subject_id)).title
    except UserError:
        return Drop("the post is not known any more")
    about = tr(context.language, _("Publishing to followers: {title}"), title=title)
    return Crosspost(Place(standing.channel_id, standing.object_id), about)


class Crossposts:
    """Messages in announcement channels, published."""

    def __init__(self, bot: discord.Client) -> None:
        self._bot = bot

    async def say(self, row: Claimed, crosspost: Crosspost) -> Said:
        """Publishes the message; one that is published already is left so. Raises DeliveryError."""
        place = crosspost.place
        missing = self._missing(row.guild_id, place.channel_id)
        if missing:
            raise lacking(missing, place.channel_id)
        channel = self._bot.get_partial_messageable(place.channel_id, guild_id=row.guild_id)
        try:
            await answered(channel.get_partial_message(place.message_id).publish())
        except Exception as error:
            code = error.code if isinstance(error, discord.HTTPException) else None
            if code in _POINTLESS:
                raise PointlessError(_("There is nothing to publish any more.")) from error
            if code != _DONE:
                now_missing = self._missing(row.guild_id, place.channel_id)
                raise judged(error, channel_id=place.channel_id, missing=now_missing) from error
            return Said(place.channel_id, place.message_id, _DIGEST, found=row.tried_before)
        return Said(place.channel_id, place.message_id, _DIGEST)

    def _missing(self, guild_id: int, channel_id: int) -> list[str]:
        guild = self._bot.get_guild(guild_id)
        channel = None if guild is None else guild.get_channel(channel_id)
        return [] if guild is None or channel is None else missing_in(channel, guild.me, CROSSPOSTS)
