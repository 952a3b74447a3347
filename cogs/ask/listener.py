"""Listens for messages that address Herold, and answers those."""

from __future__ import annotations

import logging
import re
import secrets
from typing import TYPE_CHECKING, Final

import discord
from discord.ext import commands

from bot.errors import UserError
from bot.i18n import Language, _, tr
from bot.meetups.questions import SURE_ENOUGH, Intent, Question, settled, understand
from cogs.ask.choices import choices_view
from cogs.ask.replies import help_answer, reply
from cogs.meetups.answers import Answer, Asked
from cogs.meetups.asking import asked_in, guild_in_mind

if TYPE_CHECKING:
    from bot.app import Herold

log = logging.getLogger(__name__)

QUESTIONS: Final = 5
PER_SECONDS: Final = 30.0
"""How many questions a person may ask in how many seconds; the rest of a flood is passed over in silence."""
_MENTION: Final = re.compile(r"<[@#][!&]?\d+>")


class Ask(commands.Cog):
    """Answers in the channel it was asked in, as a reply that pings nobody."""

    def __init__(self, bot: Herold) -> None:
        self._bot = bot
        self._floods = commands.CooldownMapping.from_cooldown(QUESTIONS, PER_SECONDS, commands.BucketType.user)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        if not self._is_for_us(message) or self._floods.update_rate_limit(message):
            return
        try:
            answer = await self._answer(message)
            await message.reply(**answer.as_kwargs(), mention_author=False)
        except UserError as refusal:
            await self._say(message, refusal.text(await self._language(message, None)))
        except discord.HTTPException as error:
            # Not allowed to write there, or the message is gone: nobody can be told, and nothing is lost.
            log.info("a question in channel %s could not be answered: %s", message.channel.id, error)
        except Exception:
            incident = secrets.token_hex(3)
            log.exception("a question could not be answered, incident %s", incident)
            text = _("Something broke on my side. Whoever runs me will find it as incident {incident}.")
            await self._say(message, tr(await self._language(message, None), text, incident=incident))

    def _is_for_us(self, message: discord.Message) -> bool:
        if message.author.bot or message.webhook_id is not None or message.type not in _TALK:
            return False
        if message.guild is None:
            return True
        # `message.mentions` also holds who is pinged by a reply, so replying to Herold addresses it too.
        return self._bot.user is not None and any(user.id == self._bot.user.id for user in message.mentions)

    async def _answer(self, message: discord.Message) -> Answer:
        text = _MENTION.sub(" ", message.content)
        question = understand(text)
        guild_id = await self._guild_id(message)
        asked = await asked_in(self._bot, guild_id, await self._language(message, question.language))
        if not text.strip():
            return help_answer(asked)
        question = settled(question, asked.timeline, asked.now)
        if question.intent in {Intent.HELP, Intent.GREETING}:
            return help_answer(asked)
        if question.intent is Intent.UNKNOWN or question.confidence < SURE_ENOUGH:
            return _unsure(asked, question)
        return reply(asked, question.intent, question.about)

    async def _guild_id(self, message: discord.Message) -> int:
        if message.guild is None:
            return await guild_in_mind(self._bot, message.author.id)
        await self._bot.services.people.talked_in(message.author.id, message.guild.id)
        return message.guild.id

    async def _language(self, message: discord.Message, written: Language | None) -> Language:
        """The person's own choice, else the language they wrote in, else the guild's: messages carry no locale."""
        chosen = await self._bot.services.people.language(message.author.id)
        if chosen is not None or written is not None:
            return chosen or written or Language.ENGLISH
        guild_id = None if message.guild is None else message.guild.id
        if guild_id is None:
            guild_id = await self._bot.services.people.guild(message.author.id)
        return (await self._bot.services.guilds.settings(guild_id or 0)).language

    async def _say(self, message: discord.Message, text: str) -> None:
        try:
            await message.reply(text, mention_author=False, allowed_mentions=discord.AllowedMentions.none())
        except discord.HTTPException as error:
            log.info("a question in channel %s could not be answered: %s", message.channel.id, error)


_TALK: Final = frozenset({discord.MessageType.default, discord.MessageType.reply})


def _unsure(asked: Asked, question: Question) -> Answer:
    likely = (question.intent, *question.runners_up)
    text = asked.say(_("I am not sure what you mean. Is it one of these?"))
    return Answer(text, view=choices_view(asked.language, first=likely))
