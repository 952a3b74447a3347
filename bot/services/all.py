"""Puts the services together over one database and one clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.announcing import AnnouncingService
from bot.services.calendars import CalendarService
from bot.services.guilds import GuildService
from bot.services.history import HistoryService
from bot.services.library import Library
from bot.services.meetups import MeetupService
from bot.services.organizing import OrganizingService
from bot.services.people import PeopleService
from bot.services.proposals import ProposalService
from bot.services.reading import ReaderHere, ReaderProcess
from bot.services.reminders import ReminderService
from bot.services.settling import Settling
from bot.services.sync import SyncService
from bot.services.telling import TellingService
from bot.services.visibility import Visibility
from bot.sources import source_of
from bot.sources.pages import PageLooker

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.settings import Settings
    from bot.sources import Source
    from bot.store.base import Sessions


@dataclass(frozen=True, slots=True)
class Services:
    """What people and the clock may do; one public method of a service is one act and one transaction."""

    announcing: AnnouncingService
    calendars: CalendarService
    guilds: GuildService
    history: HistoryService
    meetups: MeetupService
    organizing: OrganizingService
    people: PeopleService
    proposals: ProposalService
    reminders: ReminderService
    sync: SyncService
    telling: TellingService


def services_of(sessions: Sessions, clock: Clock, settings: Settings, source: Source | None = None) -> Services:
    """The services, ready to use; the source is the one that the settings name, unless one is given."""
    source = source or source_of(settings)
    library = Library(settings.max_post_bytes, ReaderProcess() if settings.reader_process else ReaderHere())
    looker = PageLooker(private=settings.published_private) if settings.published_when == "url" else None
    visibility = Visibility(settings.published_when != "committed", looker)
    settling = Settling(sessions, library, settings.announce_confidence, visibility)
    meetups = MeetupService(sessions, clock, settling, None if source is None else source.location)
    return Services(
        announcing=AnnouncingService(sessions, clock, settling),
        calendars=CalendarService(sessions, clock, meetups),
        guilds=GuildService(sessions, clock),
        history=HistoryService(sessions, clock),
        meetups=meetups,
        organizing=OrganizingService(sessions, clock),
        people=PeopleService(sessions),
        proposals=ProposalService(sessions, clock, settings),
        reminders=ReminderService(sessions, clock),
        sync=SyncService(sessions, source, settling),
        telling=TellingService(sessions, meetups),
    )
