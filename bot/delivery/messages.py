"""Says a message: sends it once, edits it in place ever after, and finds it again after an unclear end."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import discord

from bot.delivery.asking import answered
from bot.delivery.fitting import fit_content, fit_embed
from bot.delivery.outgoing import REPLY
from bot.delivery.permissions import missing_in
from bot.delivery.problems import TOO_MUCH, DeliveryError, RefusedError, UnreachableError, judged, lacking
from bot.i18n import _
from bot.store import deliveries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.delivery.outgoing import Message
    from bot.store.base import Sessions
    from bot.store.claims import Claimed
    from bot.store.tables import DeliveryRow

HISTORY: Final = 1_000
"""How many of a channel's newest messages are looked through for our own: a request gives a hundred."""
_FIRST_STAMP: Final = 1 << 16
"""Discord itself numbers the components of a message from 1."""
CLOCK_SKEW: Final = timedelta(minutes=5)
SILENT: Final = discord.AllowedMentions.none()


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in Discord now."""

    channel_id: int | None
    object_id: int
    digest: str
    found: bool = False
    """True when an earlier try had said it already, its end unknown until now."""


def nonce_of(row: Claimed) -> str:
    """25 hex digits, Discord's limit, the same at every try: within minutes Discord then sends a message only once.

    Also the same for a newer revision of what may have been said already.
    """
    key = f"{row.guild_id}:{row.subject}:{row.purpose}:{row.first_revision}"
    return hashlib.sha256(key.encode()).hexdigest()[:25]


def stamp_of(row: Claimed, message: Message) -> int:
    """What we know our message by in a channel's history, whatever it says by now: the id of its first button.

    Discord lets a component have any 32-bit id, shows it to nobody, and gives it back with the message.
    """
    key = f"{row.guild_id}:{row.subject}:{row.purpose}" + (f":{row.first_revision}" if message.fresh else "")
    digits = int(hashlib.sha256(key.encode()).hexdigest()[:8], 16)
    return _FIRST_STAMP + digits % ((1 << 31) - _FIRST_STAMP)


def fitted(message: Message) -> Message:
    """The message within all of Discord's limits."""
    return replace(
        message,
        content=fit_content(message.content) if message.content else "",
        embed=None if message.embed is None else fit_embed(message.embed),
    )


class Messages:
    """Messages to channels and to people."""

    def __init__(self, bot: discord.Client, sessions: Sessions) -> None:
        self._bot = bot
        self._sessions = sessions

    async def say(self, row: Claimed, message: Message, standing: DeliveryRow | None) -> Said | None:
        """Brings Discord to what `message` says; None when there is nothing of what is `only_found`.

        `standing` is what was sent before. Raises DeliveryError.
        """
        message = fitted(message)
        _stamp(message, stamp_of(row, message))
        if standing is not None and not (message.fresh and standing.digest != message.digest()):
            return await self._edit(row, message, standing) or await self.say(row, message, None)
        if message.only_found:
            return await self._follow(row, message, standing)
        channel = await self._channel(row, message)
        try:
            if row.tried_before and (found := await self._find(row, message, channel, standing)):
                return await self._adopt(message, channel, found)
            sent = await answered(
                channel.send(
                    _opening(message),
                    embeds=[] if message.embed is None else [message.embed],
                    view=message.view or discord.utils.MISSING,
                    nonce=nonce_of(row),
                    allowed_mentions=_pinging(message),
                    **_below_what(message, row.guild_id),
                )
            )
            if row.tried_before:  # Discord may have known the nonce, and given back what an older try said
                return replace(await self._adopt(message, channel, sent), found=not _reads_as(sent, message))
        except Exception as error:
            raise self._judged(error, row, message, channel.id) from error
        return Said(channel.id, sent.id, message.digest())

    async def erase(self, row: Claimed, message: Message, standing: DeliveryRow | None) -> None:
        """Deletes what was said, also the messages that a fresh one followed. Raises DeliveryError.

        What is not there any more is done.
        """
        channel_id = standing.channel_id if standing is not None else message.channel_id
        channel = self._bot.get_partial_messageable(channel_id or 0, guild_id=row.guild_id)
        places = [] if standing is None else [*(standing.earlier or ()), (channel.id, standing.object_id)]
        try:
            if standing is None or (message.fresh and row.tried_before):
                with contextlib.suppress(discord.NotFound):
                    found = await self._find(row, fitted(message), channel, standing)
                    places += [] if found is None else [(channel.id, found.id)]
            for where, object_id in places:
                with contextlib.suppress(discord.NotFound):
                    there = self._bot.get_partial_messageable(where, guild_id=row.guild_id)
                    await answered(there.get_partial_message(object_id).delete())
        except Exception as error:
            raise self._judged(error, row, message, channel.id) from error

    async def unsay(self, row: Claimed, message: Message, standing: DeliveryRow | None) -> None:
        """Deletes what a try whose end we do not know may have said; `standing` stays. Raises DeliveryError."""
        channel = await self._channel(row, message)
        try:
            found = await self._find(row, message, channel, standing)
            if found is not None:
                with contextlib.suppress(discord.NotFound):
                    await answered(channel.get_partial_message(found.id).delete())
        except Exception as error:
            raise self._judged(error, row, message, channel.id) from error

    async def _follow(self, row: Claimed, message: Message, standing: DeliveryRow | None) -> Said | None:
        """What a try said whose end we do not know, from now on as `message`; None where there is nothing."""
        with contextlib.suppress(RefusedError):  # then nobody reads it there
            channel = await self._channel(row, message)
            try:
                found = await self._find(row, message, channel, standing)
                return None if found is None else await self._adopt(message, channel, found)
            except Exception as error:
                raise self._judged(error, row, message, channel.id) from error
        return None

    async def _edit(self, row: Claimed, message: Message, standing: DeliveryRow) -> Said | None:
        """None for what Herold deleted itself without hearing that it had."""
        digest = message.digest()
        if standing.digest != digest or row.tried_before:  # an edit whose end we do not know may have been made
            channel = self._bot.get_partial_messageable(standing.channel_id or 0)
            try:
                await self._revise(message, channel, standing.object_id)
            except Exception as error:
                if standing.digest != deliveries.LEAVING or not isinstance(error, discord.NotFound):
                    raise self._judged(error, row, message, channel.id) from error
                async with self._sessions.begin() as session:
                    await deliveries.forget(session, row.guild_id, row.subject, row.purpose)
                return None
        return Said(standing.channel_id, standing.object_id, digest)

    async def _revise(self, message: Message, channel: discord.PartialMessageable, message_id: int) -> None:
        # The opening ping stays as it was sent: an edit notifies nobody, so it must not add one either.
        content: dict[str, Any] = {"content": message.content} if message.content else {}
        edit = channel.get_partial_message(message_id).edit(
            embed=message.embed, view=message.view, allowed_mentions=SILENT, **content
        )
        await answered(edit)

    async def _adopt(self, message: Message, channel: discord.PartialMessageable, found: discord.Message) -> Said:
        if not _reads_as(found, message):
            await self._revise(message, channel, found.id)
        return Said(channel.id, found.id, message.digest(), found=True)

    async def _find(
        self, row: Claimed, message: Message, channel: discord.PartialMessageable, standing: DeliveryRow | None
    ) -> discord.Message | None:
        """Our own message among the channel's newest, sent by a try whose end we do not know."""
        since = row.first_created_at - CLOCK_SKEW
        seen = await answered(_newest(channel, since))
        stamp = stamp_of(row, message)
        newer_than = 0 if standing is None else standing.object_id  # only a fresh message has one before it
        mine = [found for found in seen if found.id > newer_than and self._is_ours(found)]
        ours = [found for found in mine if _is_it(found, message, stamp)]
        async with self._sessions() as session:
            ids = [each for found in ours for each in (found.id, _below(found)) if each]
            known = await deliveries.known(session, ids)
        said = (found for found in reversed(ours) if found.id not in known)
        # Replies to people are answers too; only those below a message of ours are not.
        homes = known if message.reply_to is None else known | {message.reply_to.message_id}
        return next((found for found in said if not found.reference or _below(found) in homes), None)

    def _is_ours(self, found: discord.Message) -> bool:
        """Answers to interactions carry the same links and buttons, but are not announcements."""
        me = self._bot.user
        return me is not None and found.author.id == me.id and found.interaction_metadata is None

    async def _channel(self, row: Claimed, message: Message) -> discord.PartialMessageable:
        if message.user_id is not None:
            try:
                direct = await answered(self._bot.create_dm(discord.Object(message.user_id)))
            except Exception as error:
                raise self._judged(error, row, message, None) from error
            return self._bot.get_partial_messageable(direct.id)
        if message.channel_id is None:
            raise RefusedError(_("No channel is chosen for it."))
        self._check_permissions(row.guild_id, message.channel_id, message)
        return self._bot.get_partial_messageable(message.channel_id, guild_id=row.guild_id)

    def _check_permissions(self, guild_id: int, channel_id: int, message: Message) -> None:
        """Asks the cache before it asks Discord: without Embed Links, Discord would silently drop the embed."""
        if missing := self._missing(guild_id, channel_id, embeds=message.embed is not None):
            raise lacking(missing, channel_id)

    def _missing(self, guild_id: int, channel_id: int, *, embeds: bool) -> Sequence[str]:
        guild = self._bot.get_guild(guild_id)
        channel = None if guild is None else guild.get_channel_or_thread(channel_id)
        if guild is None or channel is None:
            return ()  # not cached here; Discord will say
        sending = "send_messages_in_threads" if isinstance(channel, discord.Thread) else "send_messages"
        return missing_in(channel, guild.me, ["view_channel", sending, *(["embed_links"] if embeds else [])])

    def _judged(self, error: Exception, row: Claimed, message: Message, channel_id: int | None) -> DeliveryError:
        if message.user_id is not None and _closed(error):
            return UnreachableError(_("The person takes no direct messages."))
        missing = self._missing(row.guild_id, channel_id, embeds=message.embed is not None) if channel_id else ()
        return judged(error, channel_id=channel_id, missing=missing)


async def _newest(channel: discord.PartialMessageable, since: datetime) -> list[discord.Message]:
    return [found async for found in channel.history(limit=HISTORY, after=since, oldest_first=False)]


def _closed(error: Exception) -> bool:
    """True for closed direct messages (50007, 50278), and for people who deleted their account (10013, 50033)."""
    if isinstance(error, discord.Forbidden):
        return error.code not in TOO_MUCH
    return isinstance(error, discord.HTTPException) and error.code in {10013, 50033}


def _opening(message: Message) -> str | None:
    ping = "" if message.ping_role_id is None else f"<@&{message.ping_role_id}>"
    return " ".join(part for part in (ping, message.content) if part) or None


def _pinging(message: Message) -> discord.AllowedMentions:
    if message.ping_role_id is None:
        return SILENT
    return discord.AllowedMentions(
        everyone=False, users=False, replied_user=False, roles=[discord.Object(message.ping_role_id)]
    )


def _below_what(message: Message, guild_id: int) -> dict[str, Any]:
    """The option that makes it a reply. A message that was deleted meanwhile does not keep it from being sent."""
    if message.reply_to is None:
        return {}
    below = message.reply_to
    reference = discord.MessageReference(
        message_id=below.message_id, channel_id=below.channel_id, guild_id=guild_id, fail_if_not_exists=False
    )
    return {"reference": reference}


def _below(found: discord.Message) -> int | None:
    """The message that `found` replies to."""
    return found.reference.message_id if found.reference else None


def _stamp(message: Message, stamp: int) -> None:
    if message.view is not None and message.view.children:
        message.view.children[0].id = stamp


def _is_it(found: discord.Message, message: Message, stamp: int) -> bool:
    """True for the message that `message` was sent as, perhaps in an older wording."""
    if any(item.id == stamp for item in _buttons(found)):
        return True
    if message.mark == REPLY:
        return message.reply_to is not None and _below(found) == message.reply_to.message_id and not found.embeds
    if message.mark.startswith("http"):
        return any(embed.url == message.mark for embed in found.embeds)
    if message.mark:
        return message.mark in _custom_ids(found)
    return _reads_as(found, message)


def _reads_as(found: discord.Message, message: Message) -> bool:
    shown = found.embeds[0].to_dict() if found.embeds else {}
    meant = message.embed.to_dict() if message.embed is not None else {}
    same_embed = all(shown.get(part) == meant.get(part) for part in ("title", "description", "url"))
    same_fields = [(field["name"], field["value"]) for field in shown.get("fields", [])] == [
        (field["name"], field["value"]) for field in meant.get("fields", [])
    ]
    same_buttons = message.view is None or _custom_ids(found) == [
        item.custom_id for item in message.view.children if isinstance(item, discord.ui.Button) and item.custom_id
    ]
    same_content = found.content in {message.content, _opening(message) or ""}
    return same_content and same_embed and same_fields and same_buttons


def _custom_ids(found: discord.Message) -> list[str]:
    return [item.custom_id for item in _buttons(found) if item.custom_id]


def _buttons(found: discord.Message) -> Iterator[discord.Button]:
    rows = (row for row in found.components if isinstance(row, discord.ActionRow))
    return (item for row in rows for item in row.children if isinstance(item, discord.Button))
