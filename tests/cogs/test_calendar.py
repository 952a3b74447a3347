"""`/calendar` for members, and the address that organizers may renew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import icalendar

from bot.settings import Settings
from tests.cogs.test_meetups import publish
from tests.world import said

if TYPE_CHECKING:
    from tests.world import World


def serve(world: World) -> None:
    """As if the operator had set a port and an address."""
    world.bot.settings = Settings(
        _env_file=None, blog=world.blog, http_port=8080, public_url="https://herold.example.org"
    )


async def test_the_file_of_all_meetups(world: World) -> None:
    await publish(world)
    [answer] = said(await world.ala.slash(world.general, "calendar"))
    assert answer.content == "Open the file to add all meetups to your calendar. It does not follow later changes."
    assert answer.ephemeral
    [file] = answer.attachments
    assert file.filename == "meetups.ics"
    calendar = icalendar.Calendar.from_ical(await file.read())
    assert str(calendar["X-WR-CALNAME"]) == "Przykładowy JUG"
    [event] = calendar.walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["UID"]).partition("@")[2]) == (
        "Spotkanie #12",
        f"{world.guild.id}.herold",
    )


async def test_the_address_is_told_where_it_is_served(world: World) -> None:
    serve(world)
    first, again = [said(await who.slash(world.general, "calendar"))[0].content for who in (world.ala, world.jan)]
    found = re.findall(r"`(\S+)`", first)
    assert [re.sub(r"[\w-]{43}", "T", one) for one in found] == [
        "webcal://herold.example.org/calendar/T.ics",
        "https://herold.example.org/calendar/T.ics",
    ]
    assert again == first


async def test_organizers_renew_it(world: World) -> None:
    [off] = said(await world.ola.slash(world.general, "organizer calendar"))
    assert off.content == "Calendars can't be subscribed to: whoever runs me has set no address for them."
    serve(world)
    [shown] = said(await world.ola.slash(world.general, "organizer calendar"))
    [renewed] = said(await world.ola.slash(world.general, "organizer calendar", renew=True))
    assert renewed.content.startswith("The calendar has a new address. The old one is void.\n")
    assert re.findall(r"`(\S+)`", shown.content) != re.findall(r"`(\S+)`", renewed.content)
    [log] = said(await world.ola.slash(world.general, "organizer log"))
    assert "gave the calendar a new address" in str(log.embeds[0].description)
