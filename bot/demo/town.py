"""The demo's guild: its channels, roles and people, made once at the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

from bot.i18n import Language, _

if TYPE_CHECKING:
    from simcord import ChannelHandle, GuildHandle, MemberActor, RoleHandle, UserHandle
    from simcord.env import Env


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the visitor may act as."""

    key: str
    name: str
    role: str  # a msgid
    organizer: bool
    language: Language
    user: UserHandle
    member: MemberActor


@dataclass(frozen=True, slots=True)
class Room:
    """Something that opens on the page: a channel, or (without a channel) the person's direct messages."""

    key: str
    label: str  # a msgid
    channel: ChannelHandle | None
    for_organizers: bool = False


@dataclass(frozen=True, slots=True)
class Town:
    """The whole guild, and who lives there."""

    guild: GuildHandle
    organizers: RoleHandle
    pinged: RoleHandle
    people: tuple[Person, ...]
    rooms: tuple[Room, ...]

    def person(self, key: str) -> Person:
        """Raises KeyError for somebody who does not live here."""
        return {person.key: person for person in self.people}[key]

    def room(self, key: str) -> Room:
        """Raises KeyError for a room that does not exist."""
        return {room.key: room for room in self.rooms}[key]

    def channel(self, room: Room, person: Person) -> ChannelHandle:
        """What opens when `person` enters `room`."""
        return room.channel if room.channel is not None else person.user.dm_channel

    def visitors(self, room: Room) -> tuple[Person, ...]:
        """Who may enter the room."""
        return tuple(person for person in self.people if person.organizer or not room.for_organizers)


_PEOPLE: Final = (
    # key, shown name, msgid of the role, organizer, language
    ("ola", "Ola Wrzos", _("member, speaks Polish"), False, Language.POLISH),
    ("tom", "Tom Ashby", _("member, speaks English"), False, Language.ENGLISH),
    ("kasia", "Kasia Brzoza", _("organizer, speaks Polish"), True, Language.POLISH),
    ("marek", "Marek Lis", _("organizer, speaks English"), True, Language.ENGLISH),
)
_NOT_PINGED: Final = "tom"
"""Who may still subscribe to announcements."""


def found(env: Env, name: str) -> Town:
    """Makes the guild, its roles, channels and people in `env`, before the real bot joins."""
    guild = env.create_guild(name, owner=env.create_user("guild-owner"), preferred_locale="pl")
    organizers = guild.create_role(
        "organizatorzy",
        permissions=discord.Permissions(manage_events=True, manage_guild=True, manage_messages=True),
        color=0xE0A526,
    )
    pinged = guild.create_role("spotkania", color=0x3BA55D, mentionable=True)
    people = tuple(_settle(env, guild, organizers, pinged, row) for row in _PEOPLE)
    hidden = discord.PermissionOverwrite(view_channel=False)
    seen = discord.PermissionOverwrite(view_channel=True)
    read_only = discord.PermissionOverwrite(send_messages=False)
    bot_role = guild.roles[env.backend.bot_user.name]
    allowed = discord.PermissionOverwrite(view_channel=True, send_messages=True)
    announcements = guild.create_text_channel(
        "ogłoszenia",
        topic="Spotkania, zmiany i zaproszenia · Meetups, changes and invitations",
        overwrites={guild.default_role: read_only, bot_role: allowed},
    )
    general = guild.create_text_channel("ogólny", topic="O wszystkim · Anything goes")
    private = guild.create_text_channel(
        "organizatorzy",
        topic="Tylko dla organizatorów · Organizers only",
        overwrites={guild.default_role: hidden, organizers: seen, bot_role: allowed},
    )
    rooms = (
        Room("announcements", _("Announcements"), announcements),
        Room("general", _("General"), general),
        Room("organizers", _("Organizers"), private, for_organizers=True),
        Room("messages", _("Direct messages"), None),
    )
    return Town(guild, organizers, pinged, people, rooms)


def _settle(
    env: Env,
    guild: GuildHandle,
    organizers: RoleHandle,
    pinged: RoleHandle,
    row: tuple[str, str, str, bool, Language],
) -> Person:
    key, name, role, organizer, language = row
    user = env.create_user(key, global_name=name, avatar=key)
    roles = [organizers] if organizer else []
    roles += [] if key == _NOT_PINGED else [pinged]
    member = guild.add_member(user, roles=roles)
    return Person(key, name, role, organizer, language, user, member)
