"""Puts the services together over one database and one clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.services.guilds import GuildService
from bot.services.organizing import OrganizingService
from bot.services.people import PeopleService
from bot.services.proposals import ProposalService
from bot.services.reminders import ReminderService

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.settings import Settings
    from bot.store.base import Sessions


@dataclass(frozen=True, slots=True)
class Services:
    """What people and the clock may do; one public method of a service is one act and one transaction."""

    guilds: GuildService
    organizing: OrganizingService
    people: PeopleService
    proposals: ProposalService
    reminders: ReminderService


def services_of(sessions: Sessions, clock: Clock, settings: Settings) -> Services:
    """The services, ready to use."""
    return Services(
        guilds=GuildService(sessions, clock),
        organizing=OrganizingService(sessions, clock),
        people=PeopleService(sessions),
        proposals=ProposalService(sessions, clock, settings),
        reminders=ReminderService(sessions, clock),
    )
