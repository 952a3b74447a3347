"""`/organizer`: every door organizers have; behind each the service asks again who is acting."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.delivery.fitting import choice, plain
from bot.delivery.gone_card import retract_view
from bot.delivery.meetup_embed import meetup_title
from bot.errors import UserError
from bot.i18n import Language, _, tr
from bot.store.states import AnnouncementState
from cogs.acting import actor_of, language_of
from cogs.calendar import address_text
from cogs.organizer.announcing import preview_view
from cogs.organizer.correcting import FIELD_NAMES, correct, uncorrect
from cogs.organizer.history import PAGE, history_embed, history_view
from cogs.organizer.reminding import reminders_text, reminders_view
from cogs.organizer.reports import LOG_PAGE, blocks_embed, log_embed, status_embed, status_view
from cogs.organizer.setup_view import post_test_message, setup_view, shown_setup
from cogs.organizer.subscriptions import check_subscribing

if TYPE_CHECKING:
    from bot.app import Herold
    from bot.services.views import PostChoice

CHOICES = 25
"""How many choices Discord shows."""


@app_commands.guild_only()
@app_commands.default_permissions(manage_events=True)
class Organizer(
    commands.GroupCog,
    group_name=locale_str("organizer"),
    group_description=locale_str("For organizers: set up, look after, announce, correct"),
):
    """What organizers do. `default_permissions` is only a default that a guild may change."""

    @app_commands.command(
        name=locale_str("setup"), description=locale_str("Show and change how I am set up; says what is missing")
    )
    @app_commands.rename(
        announcements=locale_str("announcements"),
        organizers=locale_str("organizers"),
        role=locale_str("role"),
        ping=locale_str("ping"),
        no_ping=locale_str("no_ping"),
        subscribe=locale_str("subscribe"),
        language=locale_str("language"),
        timezone=locale_str("timezone"),
        events=locale_str("events"),
        checks=locale_str("checks"),
        publish=locale_str("publish"),
        recaps=locale_str("recaps"),
        cap=locale_str("cap"),
    )
    @app_commands.describe(
        announcements=locale_str("The channel where posts are announced"),
        organizers=locale_str("The channel for organizers: proposals and questions land there"),
        role=locale_str("The role whose members are organizers"),
        ping=locale_str("The role that is pinged with an announcement"),
        no_ping=locale_str("Ping nobody any more"),
        subscribe=locale_str("May members take the pinged role on themselves?"),
        language=locale_str("The language of the channels"),
        timezone=locale_str("The group's time zone, such as Europe/Warsaw"),
        events=locale_str("Create a scheduled event for each meetup?"),
        checks=locale_str("Tell organizers what readers of a new post will stumble over?"),
        publish=locale_str("Publish announcements to the channels that follow an announcement channel?"),
        recaps=locale_str("Tell a recap's slides and recordings below the announcement?"),
        cap=locale_str("How many open proposals a member may have"),
        test=locale_str("Post a test message to the announcement channel"),
    )
    @app_commands.choices(
        language=[app_commands.Choice(name="Polski", value="pl"), app_commands.Choice(name="English", value="en")]
    )
    async def setup(
        self,
        interaction: discord.Interaction[Herold],
        announcements: discord.TextChannel | None = None,
        organizers: discord.TextChannel | None = None,
        role: discord.Role | None = None,
        ping: discord.Role | None = None,
        no_ping: bool = False,
        subscribe: bool | None = None,
        language: str | None = None,
        timezone: str | None = None,
        events: bool | None = None,
        checks: bool | None = None,
        publish: bool | None = None,
        recaps: bool | None = None,
        cap: app_commands.Range[int, 1, 50] | None = None,
        test: bool = False,
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        by = await actor_of(interaction)
        by.require_organizer()
        changes: dict[str, Any] = {
            "announcement_channel_id": announcements and announcements.id,
            "organizers_channel_id": organizers and organizers.id,
            "organizer_role_id": role and role.id,
            "ping_role_id": ping and _pingable(ping),
            "subscriptions": subscribe,
            "language": language and Language(language),
            "timezone": timezone and _zone(timezone),
            "scheduled_events": events,
            "post_checks": checks,
            "crosspost": publish,
            "recap_replies": recaps,
            "proposals_open_cap": cap,
        }
        changes = {name: value for name, value in changes.items() if value is not None}
        if no_ping:
            changes["ping_role_id"] = None
        guilds = interaction.client.services.guilds
        settings = await guilds.settings(by.guild_id)
        if changes:
            check_subscribing(interaction.guild, replace(settings, **changes), changes)
            settings = await guilds.change(by.guild_id, by=by, **changes)
        reader = await language_of(interaction)
        await interaction.followup.send(
            embed=shown_setup(interaction, settings, reader), view=setup_view(settings, reader), ephemeral=True
        )
        if test:
            await post_test_message(interaction, settings)

    @setup.autocomplete("timezone")
    async def _zones(self, _interaction: discord.Interaction[Herold], typed: str) -> list[app_commands.Choice[str]]:
        wanted = typed.casefold().replace(" ", "_")
        found = sorted(name for name in available_timezones() if wanted in name.casefold())
        found.sort(key=lambda name: not name.startswith("Europe/"))
        return [app_commands.Choice(name=name, value=name) for name in found[:CHOICES]]

    @app_commands.command(
        name=locale_str("reminders"), description=locale_str("How long before a meetup its channel is reminded of it")
    )
    @app_commands.rename(ping=locale_str("ping"))
    @app_commands.describe(ping=locale_str("Do reminders ping the role that announcements ping?"))
    async def reminders(self, interaction: discord.Interaction[Herold], ping: bool | None = None) -> None:
        await interaction.response.defer(ephemeral=True)
        by = await actor_of(interaction)
        by.require_organizer()
        guilds = interaction.client.services.guilds
        changed = ping is not None
        settings = await (
            guilds.change(by.guild_id, by=by, reminder_ping=ping) if changed else guilds.settings(by.guild_id)
        )
        language = await language_of(interaction)
        await interaction.followup.send(
            reminders_text(settings, language), view=reminders_view(settings, language), ephemeral=True
        )

    @app_commands.command(
        name=locale_str("calendar"), description=locale_str("The address of the guild's calendar; give it a new one")
    )
    @app_commands.rename(renew=locale_str("renew"))
    @app_commands.describe(renew=locale_str("A new secret address: who has the old one gets nothing any more"))
    async def calendar(self, interaction: discord.Interaction[Herold], renew: bool = False) -> None:
        await interaction.response.defer(ephemeral=True)
        by = await actor_of(interaction)
        by.require_organizer()
        language = await language_of(interaction)
        base = interaction.client.settings.calendar_base
        if base is None:
            text = _("Calendars can't be subscribed to: whoever runs me has set no address for them.")
            await interaction.followup.send(tr(language, text), ephemeral=True)
            return
        calendars = interaction.client.services.calendars
        token = await (calendars.renew(by) if renew else calendars.token(by.guild_id))
        done = tr(language, _("The calendar has a new address. The old one is void.")) + "\n" if renew else ""
        await interaction.followup.send(done + address_text(base, token, language), ephemeral=True)

    @app_commands.command(
        name=locale_str("status"), description=locale_str("Source, last sync, last announcement, queue, errors")
    )
    async def status(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        status = await interaction.client.services.organizing.status(by=await actor_of(interaction))
        embed = status_embed(status, interaction.client, language)
        view = status_view(interaction.guild_id or 0, language, troubled=bool(status.troubles))
        await interaction.followup.send(embed=embed, view=view, ephemeral=True)

    @app_commands.command(
        name=locale_str("announce"), description=locale_str("Pick a post, look at the announcement, send it")
    )
    @app_commands.rename(post=locale_str("post"))
    @app_commands.describe(post=locale_str("The post; type a word of its title"))
    async def announce(self, interaction: discord.Interaction[Herold], post: str) -> None:
        await interaction.response.defer(ephemeral=True)
        by = await actor_of(interaction)
        by.require_organizer()
        language = await language_of(interaction)
        post_id = await self._post(interaction, by.guild_id, post)
        message = await interaction.client.deliverer.preview(by.guild_id, post_id)
        await interaction.followup.send(
            tr(language, _("This is how it will look. Nothing is sent yet.")),
            embed=message.embed or discord.utils.MISSING,
            view=preview_view(post_id, language),
            ephemeral=True,
        )

    @app_commands.command(
        name=locale_str("retract"), description=locale_str("Take an announcement back; for ten minutes you can undo it")
    )
    @app_commands.rename(post=locale_str("post"))
    @app_commands.describe(post=locale_str("The announced post; type a word of its title"))
    async def retract(self, interaction: discord.Interaction[Herold], post: str) -> None:
        await interaction.response.defer(ephemeral=True)
        by = await actor_of(interaction)
        by.require_organizer()
        language = await language_of(interaction)
        post_id = await self._post(interaction, by.guild_id, post)
        found = await interaction.client.services.announcing.retractable(post_id, by)
        await interaction.followup.send(
            tr(
                language,
                _("Take the announcement of **{title}** back? Its message is deleted."),
                title=plain(found.title),
            ),
            view=retract_view(post_id, language, has_event=found.has_event),
            ephemeral=True,
        )

    @retract.autocomplete("post")
    async def _announced(self, interaction: discord.Interaction[Herold], typed: str) -> list[app_commands.Choice[str]]:
        if not (await actor_of(interaction)).is_organizer:
            return []
        found = await interaction.client.services.meetups.posts(interaction.guild_id or 0, None, typed)
        announced = [post for post in found if post.state is AnnouncementState.QUEUED][:CHOICES]
        return [app_commands.Choice(name=choice(_post_name(post)), value=str(post.id)) for post in announced]

    @app_commands.command(
        name=locale_str("why"), description=locale_str("The history of a post: seen, read as, held, sent, changed")
    )
    @app_commands.rename(post=locale_str("post"))
    @app_commands.describe(post=locale_str("The post; type a word of its title"))
    async def why(self, interaction: discord.Interaction[Herold], post: str) -> None:
        await interaction.response.defer(ephemeral=True)
        by = await actor_of(interaction)
        by.require_organizer()
        post_id = int(post) if post.isdecimal() else await self._post(interaction, by.guild_id, post)
        history = await interaction.client.services.history.why(post_id, by=by, page_size=PAGE)
        embed = history_embed(history, await language_of(interaction))
        await interaction.followup.send(embed=embed, view=history_view(history), ephemeral=True)

    @announce.autocomplete("post")
    @why.autocomplete("post")
    async def _posts(self, interaction: discord.Interaction[Herold], typed: str) -> list[app_commands.Choice[str]]:
        if not (await actor_of(interaction)).is_organizer:
            return []  # drafts are nobody else's business
        found = await interaction.client.services.meetups.posts(interaction.guild_id or 0, CHOICES, typed)
        return [app_commands.Choice(name=choice(_post_name(post)), value=str(post.id)) for post in found]

    async def _post(self, interaction: discord.Interaction[Herold], guild_id: int, value: str) -> int:
        """The id of the chosen post, or of the newest one whose title holds what was typed without choosing."""
        meetups = interaction.client.services.meetups
        if value.isdecimal():
            post = await meetups.post(int(value))
            settings = await interaction.client.services.guilds.settings(guild_id)
            if post.source_id == settings.source_id:
                return post.id
        found = await meetups.posts(guild_id, 1, value)
        if not found:
            raise UserError(_("I know of no post like “{value}”."), value=value[:100])
        return found[0].id

    @app_commands.command(name=locale_str("correct"), description=locale_str("Set a fact of a meetup right, for good"))
    @app_commands.rename(
        meetup=locale_str("meetup"), field=locale_str("field"), value=locale_str("value"), undo=locale_str("undo")
    )
    @app_commands.describe(
        meetup=locale_str("Which meetup"),
        field=locale_str("Which fact is wrong"),
        value=locale_str("What is right; - for nothing"),
        undo=locale_str("Take the correction back: what the posts say holds again"),
    )
    @app_commands.choices(
        field=[app_commands.Choice(name=locale_str(str(name)), value=field) for field, name in FIELD_NAMES.items()]
    )
    async def correct(
        self,
        interaction: discord.Interaction[Herold],
        meetup: str,
        field: str,
        value: str | None = None,
        undo: bool = False,
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        by = await actor_of(interaction)
        by.require_organizer()
        timeline = await interaction.client.services.meetups.timeline(by.guild_id)
        known = timeline.by_id(int(meetup)) if meetup.isdecimal() else None
        found = known or next(iter(timeline.search(meetup, interaction.client.clock(), 1)), None)
        if found is None:
            raise UserError(_("I know of no meetup like “{value}”."), value=meetup[:100])
        if undo:
            await uncorrect(interaction, found.id, field)
        elif value is None:
            raise UserError(_("Say what is right in {option}; - for nothing."), option="`value`")
        else:
            await correct(interaction, found.id, field, value.replace("\\n", "\n"))

    @correct.autocomplete("meetup")
    async def _meetups(self, interaction: discord.Interaction[Herold], typed: str) -> list[app_commands.Choice[str]]:
        language = await language_of(interaction)
        timeline = await interaction.client.services.meetups.timeline(interaction.guild_id or 0)
        found = timeline.search(typed, interaction.client.clock(), CHOICES)
        names = [f"{meetup.date:%d.%m.%Y} · " if meetup.date else "" for meetup in found]
        return [
            app_commands.Choice(name=choice(day + meetup_title(meetup, language)), value=str(meetup.id))
            for day, meetup in zip(names, found, strict=True)
        ]

    @app_commands.command(name=locale_str("block"), description=locale_str("Keep a member from proposing talks"))
    @app_commands.rename(member=locale_str("member"), reason=locale_str("reason"))
    @app_commands.describe(member=locale_str("Whom"), reason=locale_str("Why; only organizers see it"))
    async def block(
        self,
        interaction: discord.Interaction[Herold],
        member: discord.User,
        reason: app_commands.Range[str, 0, 500] = "",
    ) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        await interaction.client.services.organizing.block(member.id, reason, by=await actor_of(interaction))
        text = tr(language, _("{member} can't propose talks here any more."), member=member.mention)
        await interaction.followup.send(text, ephemeral=True)

    @app_commands.command(name=locale_str("unblock"), description=locale_str("Let a member propose talks again"))
    @app_commands.rename(member=locale_str("member"))
    @app_commands.describe(member=locale_str("Whom"))
    async def unblock(self, interaction: discord.Interaction[Herold], member: discord.User) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        await interaction.client.services.organizing.unblock(member.id, by=await actor_of(interaction))
        text = tr(language, _("{member} can propose talks again."), member=member.mention)
        await interaction.followup.send(text, ephemeral=True)

    @app_commands.command(name=locale_str("blocked"), description=locale_str("Who can't propose talks"))
    async def blocked(self, interaction: discord.Interaction[Herold]) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        blocks = await interaction.client.services.organizing.blocks(by=await actor_of(interaction))
        await interaction.followup.send(embed=blocks_embed(blocks, language), ephemeral=True)

    @app_commands.command(name=locale_str("log"), description=locale_str("Who did what, newest first"))
    @app_commands.rename(page=locale_str("page"))
    @app_commands.describe(page=locale_str("Which page; the newest is 1"))
    async def log(self, interaction: discord.Interaction[Herold], page: app_commands.Range[int, 1, 1000] = 1) -> None:
        await interaction.response.defer(ephemeral=True)
        language = await language_of(interaction)
        entries = await interaction.client.services.organizing.log(
            by=await actor_of(interaction), limit=LOG_PAGE, offset=(page - 1) * LOG_PAGE
        )
        await interaction.followup.send(embed=log_embed(entries, page, language), ephemeral=True)


def _pingable(role: discord.Role) -> int:
    if role.is_default():
        raise UserError(_("I never ping everyone. Choose a role that members take on themselves."))
    return role.id


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name.strip().replace(" ", "_")).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UserError(_("“{name}” is no time zone. Such as Europe/Warsaw."), name=name[:60]) from None


def _post_name(post: PostChoice) -> str:
    day = f"{post.published_at:%d.%m.%Y} · " if post.published_at else ""
    return f"{day}{post.title}"
