"""How the guild is set up: every setting, what is missing, and the kinds of post that are announced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.delivery import permissions
from bot.delivery.crossposts import is_news
from bot.delivery.custom_ids import ButtonName, custom_id, template
from bot.delivery.fitting import fit_embed
from bot.errors import UserError
from bot.i18n import Language, Msgid, _, tr
from bot.posts.model import PostKind
from cogs.acting import actor_of, language_of
from cogs.organizer.reminding import named
from cogs.organizer.subscriptions import subscribing_problem
from cogs.row_button import RowButton
from cogs.row_select import RowSelect, select_template

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from bot.app import Herold
    from bot.services.guilds import GuildSettings

KIND_NAMES: Final = {
    PostKind.ANNOUNCEMENT: _("announcements"),
    PostKind.UPDATE: _("updates"),
    PostKind.RESCHEDULE: _("new dates"),
    PostKind.CANCELLATION: _("cancellations"),
    PostKind.RECAP: _("recaps"),
    PostKind.EXTERNAL: _("other people's events"),
    PostKind.OTHER: _("everything else"),
}
LANGUAGE_NAMES: Final = {Language.POLISH: "polski", Language.ENGLISH: "English"}


def setup_embed(
    guild: discord.Guild, settings: GuildSettings, language: Language, *, default_cap: int
) -> discord.Embed:
    """Every setting with what is missing, permissions named one by one; `default_cap` holds where none is chosen."""
    lines = [
        _channel_line(guild, settings.announcement_channel_id, permissions.ANNOUNCEMENTS, _("Announcements"), language),
        _channel_line(
            guild, settings.organizers_channel_id, permissions.ORGANIZERS, _("Organizers' channel"), language
        ),
        _organizer_line(guild, settings, language),
        _ping_line(guild, settings, language),
        _subscribe_line(guild, settings, language),
        _events_line(guild, settings, language),
        *_publishing_line(guild, settings, language),
        _line("⏰", _("Reminders in the channel"), named(settings, language), language),
        _line("🩺", _("Post doctor"), _on_or_off(language, on=settings.post_checks), language),
        _line(
            "📝", _("Slides and recordings"), tr(language, _("on") if settings.recap_replies else _("off")), language
        ),
        _line("🌍", _("Language of the channels"), LANGUAGE_NAMES[settings.language], language),
        _line("🕗", _("Time zone"), settings.timezone, language),
        _line("📣", _("Announced"), _kinds(settings, language), language),
    ]
    cap = settings.proposals_open_cap or default_cap
    lines.append(_line("🎤", _("Open proposals a member"), tr(language, _("at most {count}"), count=cap), language))
    complete = not any(line.startswith("⚠️") for line in lines)
    closing = (
        _("Everything is in place.") if complete else _("What is marked ⚠️ keeps me from working; the rest is fine.")
    )
    embed = discord.Embed(
        title=tr(language, _("How I am set up here")),
        description="\n".join(lines) + f"\n\n{tr(language, closing)}",
        colour=discord.Colour.green() if complete else discord.Colour.orange(),
    )
    embed.set_footer(text=tr(language, _("Change one thing by its option: /organizer setup")))
    return fit_embed(embed)


def shown_setup(interaction: discord.Interaction[Herold], settings: GuildSettings, language: Language) -> discord.Embed:
    """The settings of the guild that the interaction comes from."""
    assert interaction.guild is not None
    cap = interaction.client.settings.proposals_open_cap
    return setup_embed(interaction.guild, settings, language, default_cap=cap)


def setup_view(settings: GuildSettings, language: Language) -> discord.ui.View:
    """The choice of kinds, and the test message."""
    view = discord.ui.View(timeout=None)
    view.add_item(KindsSelect.showing(settings, language))
    view.add_item(
        discord.ui.Button(
            label=tr(language, _("Post a test message")),
            emoji="🧪",
            custom_id=custom_id(ButtonName.TEST, settings.guild_id),
        )
    )
    view.stop()
    return view


class KindsSelect(RowSelect, template=select_template("kinds")):
    """Chooses which kinds of post are announced. Its row is the guild."""

    name = "kinds"

    @classmethod
    def showing(cls, settings: GuildSettings, language: Language) -> Self:
        options = [
            discord.SelectOption(label=tr(language, name), value=kind, default=kind in settings.kinds)
            for kind, name in KIND_NAMES.items()
        ]
        placeholder = tr(language, _("Which posts are announced by themselves?"))
        return cls.offering(settings.guild_id, options, placeholder, at_least=1)

    async def choose(self, interaction: discord.Interaction[Herold], values: Sequence[str]) -> None:
        kinds = frozenset(PostKind(value) for value in values)
        by = await actor_of(interaction)
        settings = await interaction.client.services.guilds.change(by.guild_id, by=by, kinds=kinds)
        language = await language_of(interaction)
        await interaction.response.edit_message(
            embed=shown_setup(interaction, settings, language), view=setup_view(settings, language)
        )


class TestButton(RowButton, template=template(ButtonName.TEST)):
    """Posts a message into the announcement channel and says how that went."""

    __test__ = False  # pytest: not a test class
    name = ButtonName.TEST

    async def press(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        by = await actor_of(interaction)
        by.require_organizer()
        settings = await interaction.client.services.guilds.settings(by.guild_id)
        await post_test_message(interaction, settings)


async def post_test_message(interaction: discord.Interaction[Herold], settings: GuildSettings) -> None:
    """Sends a test message where announcements go. Raises UserError when it cannot be sent. Pings nobody."""
    language = await language_of(interaction)
    assert interaction.guild is not None
    channel = interaction.guild.get_channel(settings.announcement_channel_id or 0)
    if not isinstance(channel, discord.abc.Messageable):
        raise UserError(_("Choose the announcement channel first."))
    text = tr(settings.language, _("🧪 This is a test: announcements will appear here. Nobody was pinged."))
    try:
        message = await channel.send(text)
    except discord.Forbidden:
        lacking = permissions.missing_in(channel, interaction.guild.me, permissions.ANNOUNCEMENTS)
        raise UserError(
            _("I may not write to {channel}. Missing there: {names}."),
            channel=f"<#{settings.announcement_channel_id}>",
            names=permissions.named(lacking, language) or "?",
        ) from None
    await interaction.followup.send(tr(language, _("Sent: {link}"), link=message.jump_url), ephemeral=True)


COMPONENTS: Final = (KindsSelect, TestButton)


def _line(sign: str, name: Msgid, value: str, language: Language, problem: str = "") -> str:
    line = f"{'⚠️' if problem else sign} **{tr(language, name)}:** {value}"
    return f"{line}\n  ↳ {problem}" if problem else line


def _channel_line(
    guild: discord.Guild, channel_id: int | None, needed: tuple[str, ...], name: Msgid, language: Language
) -> str:
    if channel_id is None:
        return _line("", name, tr(language, _("not chosen")), language, tr(language, _("choose it by its option")))
    channel = guild.get_channel(channel_id)
    if channel is None:
        gone = tr(language, _("the channel is gone or hidden from me: choose another, or let me see it"))
        return _line("", name, f"<#{channel_id}>", language, gone)
    lacking = permissions.missing_in(channel, guild.me, needed)
    problem = tr(language, _("missing there: {names}"), names=permissions.named(lacking, language)) if lacking else ""
    return _line("✅", name, f"<#{channel_id}>", language, problem)


def _organizer_line(guild: discord.Guild, settings: GuildSettings, language: Language) -> str:
    name = _("Organizers")
    if settings.organizer_role_id is None:
        everybody = tr(language, _("only who may manage the guild"))
        return _line("👥", name, everybody, language)
    role = guild.get_role(settings.organizer_role_id)
    if role is None:
        return _line("", name, "?", language, tr(language, _("the role is gone: choose another")))
    hidden = "" if role.permissions.manage_events or role.permissions.administrator else tr(
        language,
        _("they don't see {command} yet: give the role **Manage Events**, or allow it in the guild's integrations"),
        command="`/organizer`",
    )  # fmt: skip
    return _line("✅", name, role.mention, language, hidden)


def _ping_line(guild: discord.Guild, settings: GuildSettings, language: Language) -> str:
    name = _("Pinged with announcements")
    if settings.ping_role_id is None:
        return _line("🔕", name, tr(language, _("nobody")), language)
    role = guild.get_role(settings.ping_role_id)
    channel = guild.get_channel(settings.announcement_channel_id or 0)
    if role is None:
        return _line("", name, "?", language, tr(language, _("the role is gone: choose another")))
    can = channel is None or permissions.can_ping(role, channel, guild.me)
    problem = "" if can else tr(
        language, _("the role can't be mentioned: allow it in the role's settings, or give me **Mention All Roles**")
    )  # fmt: skip
    return _line("🔔", name, role.mention, language, problem)


def _subscribe_line(guild: discord.Guild, settings: GuildSettings, language: Language) -> str:
    name = _("Members may subscribe")
    if not settings.subscriptions:
        return _line("▫️", name, tr(language, _("off")), language)
    problem = subscribing_problem(guild, settings)
    return _line("✅", name, tr(language, _("on")), language, tr(language, problem) if problem else "")


def _events_line(guild: discord.Guild, settings: GuildSettings, language: Language) -> str:
    name = _("Scheduled events")
    if not settings.scheduled_events:
        return _line("▫️", name, tr(language, _("off")), language)
    lacking = permissions.missing_in_guild(guild.me, permissions.EVENTS)
    problem = tr(language, _("missing there: {names}"), names=permissions.named(lacking, language)) if lacking else ""
    return _line("✅", name, tr(language, _("on")), language, problem)


def _publishing_line(guild: discord.Guild, settings: GuildSettings, language: Language) -> list[str]:
    """Nothing where the question does not arise: off, and no announcement channel."""
    name, can = _("Published to followers"), is_news(guild, settings.announcement_channel_id)
    if not settings.crosspost:
        return [_line("▫️", name, tr(language, _("off")), language)] if can else []
    problem = "" if can else tr(language, _("the channel is no announcement channel, so nobody can follow it"))
    return [_line("📡", name, tr(language, _("on")), language, problem)]


def _on_or_off(language: Language, *, on: bool) -> str:
    return tr(language, _("on") if on else _("off"))


def _kinds(settings: GuildSettings, language: Language) -> str:
    return ", ".join(tr(language, name) for kind, name in KIND_NAMES.items() if kind in settings.kinds)
