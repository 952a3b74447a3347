"""Members take the pinged role on themselves, and no other role ever; whatever is in the way is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from tests.delivery.stories import buttons, publish, write_meetup
from tests.world import said

if TYPE_CHECKING:
    from simcord import MemberActor, RoleHandle

    from tests.world import World


async def tell(world: World, who: MemberActor, command: str, **options: Any) -> str:
    [answer] = said(await who.slash(world.general, command, **options))
    assert answer.ephemeral
    return answer.content


def roles(world: World, who: MemberActor) -> set[int]:
    """The member's roles as Discord keeps them."""
    return {int(role) for role in world.env.backend.get_guild(world.guild.id).members[who.id].role_ids}


async def switched_on(world: World, role: RoleHandle | None = None) -> None:
    await world.set_up(ping_role_id=(role or world.ping_role).id, subscriptions=True)


async def test_members_subscribe_and_leave(world: World) -> None:
    await switched_on(world)
    mention = world.ping_role.mention
    assert await tell(world, world.ala, "subscribe") == (
        f"🔔 From now on you are pinged as {mention} when a meetup is announced. `/unsubscribe` ends that."
    )
    assert world.ping_role.id in roles(world, world.ala)
    assert world.ping_role.id not in roles(world, world.jan)
    assert await tell(world, world.ala, "subscribe") == (
        f"🔔 You are subscribed already, as {mention}. `/unsubscribe` ends that."
    )
    await world.restart()
    assert await tell(world, world.ala, "unsubscribe") == (
        f"🔕 You are no longer pinged as {mention}. `/subscribe` brings it back."
    )
    assert world.ping_role.id not in roles(world, world.ala)
    assert await tell(world, world.ala, "unsubscribe") == (
        f"🔕 You were not subscribed to {mention}. `/subscribe` does that."
    )


async def test_off_unless_organizers_switch_it_on_but_leaving_always_works(world: World) -> None:
    nothing = "There is nothing to subscribe to here: the organizers have not switched it on."
    assert await tell(world, world.ala, "subscribe") == nothing
    assert await tell(world, world.ala, "unsubscribe") == nothing
    await switched_on(world)
    await tell(world, world.ala, "subscribe")
    await world.set_up(subscriptions=False)
    assert await tell(world, world.jan, "subscribe") == nothing
    await tell(world, world.ala, "unsubscribe")
    assert world.ping_role.id not in roles(world, world.ala)


async def test_a_button_under_announcements_does_it_too_after_a_restart(world: World) -> None:
    await switched_on(world)
    write_meetup(world)
    await publish(world)
    (announcement,) = world.announcements.history()
    assert buttons(announcement) == [
        ("Zapisz się", "https://www.meetup.com/przyklad/events/1/"),
        ("Abstrakty", "herold:abstracts:1"),
        ("Przypomnij mi", "herold:remind:1"),
        ("Dodaj do kalendarza", "herold:calendar:1"),
        ("Powiadamiaj mnie", f"herold:subscribe:{world.guild.id}"),
    ]
    await world.restart()
    mention = world.ping_role.mention
    for answer in (
        f"🔔 From now on you are pinged as {mention} when a meetup is announced. `/unsubscribe` ends that.",
        f"🔔 You are subscribed already, as {mention}. `/unsubscribe` ends that.",
    ):
        [answered] = said(await world.ala.click(announcement, label="Powiadamiaj mnie"))
        assert (answered.content, answered.ephemeral) == (answer, True)
    assert world.ping_role.id in roles(world, world.ala)
    await world.set_up(subscriptions=False)
    [off] = said(await world.jan.click(announcement, label="Powiadamiaj mnie"))
    assert off.content == "There is nothing to subscribe to here: the organizers have not switched it on."
    assert world.ping_role.id not in roles(world, world.jan)


async def test_the_button_is_also_under_what_is_no_meetup_and_in_the_preview(world: World) -> None:
    await switched_on(world)
    world.write_post(
        "2026-01-02-konkurs", 'title: "Konkurs na logo"\ndate: 2026-01-02 10:00', "Ogłaszamy konkurs na logo grupy."
    )
    await publish(world)
    await world.bot.services.announcing.pick(world.guild.id, 1, world.actor(world.ola))
    await world.deliver()
    (announcement,) = world.announcements.history()
    assert [name for name, _id in buttons(announcement)] == ["Powiadamiaj mnie"]
    shown = await world.bot.deliverer.preview(world.guild.id, 1)
    assert shown.view is not None
    assert len(shown.view.children) == 1


@pytest.mark.parametrize("changes", [{"subscriptions": False}, {"ping_role_id": None}])
async def test_without_a_role_to_take_there_is_no_button(world: World, changes: dict[str, Any]) -> None:
    await switched_on(world)
    await world.set_up(**changes)
    write_meetup(world)
    await publish(world)
    (announcement,) = world.announcements.history()
    assert "Powiadamiaj mnie" not in [name for name, _id in buttons(announcement)]


async def test_the_button_of_another_guild_gives_nothing(world: World) -> None:
    """A message that an announcement channel passed on keeps its buttons."""
    await switched_on(world)
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Dalej", custom_id="herold:subscribe:1"))
    channel = world.bot.get_partial_messageable(world.general.id, guild_id=world.guild.id)
    message = await channel.send("x", view=view)
    [refused] = said(await world.ala.click(message, label="Dalej"))
    assert refused.content == "This button works only in the guild that announced the meetup."
    assert world.ping_role.id not in roles(world, world.ala)


@pytest.mark.parametrize(
    "permission",
    [
        "administrator",
        "manage_roles",
        "manage_messages",
        "kick_members",
        "mention_everyone",
        "manage_events",
        "moderate_members",
    ],
)
async def test_a_role_with_power_is_refused_by_setup_and_never_given(world: World, permission: str) -> None:
    power = world.guild.create_role("Moc", permissions=discord.Permissions(**{permission: True}))
    await world.env.settle()
    refusal = "That role lets its members do more than others. Choose one without such permissions."
    assert await tell(world, world.ola, "organizer setup", ping=power, subscribe=True) == (
        f"Members can't subscribe like that. {refusal}"
    )
    await switched_on(world, power)  # as if it got its power later
    assert await tell(world, world.ala, "subscribe") == f"{refusal} Please tell the organizers."
    assert power.id not in roles(world, world.ala)


async def test_nobody_becomes_an_organizer(world: World) -> None:
    harmless = world.guild.create_role("Ekipa")
    await world.env.settle()
    await world.set_up(organizer_role_id=harmless.id)
    owner = world.guild.add_member(world.env.create_user("szef"), roles=[harmless, world.organizer_role])
    answer = await tell(world, owner, "organizer setup", ping=harmless, subscribe=True)
    assert answer.endswith("Whoever takes that role would be an organizer. Choose another one.")
    await switched_on(world)
    answer = await tell(world, owner, "organizer setup", role=world.ping_role)
    assert answer.startswith("Members can't subscribe like that.")
    await world.set_up(organizer_role_id=harmless.id, ping_role_id=harmless.id, subscriptions=True)
    await tell(world, world.ala, "subscribe")
    assert harmless.id not in roles(world, world.ala)


async def test_without_a_role_it_cannot_be_switched_on(world: World) -> None:
    answer = await tell(world, world.ola, "organizer setup", subscribe=True)
    assert answer == "Members can't subscribe like that. Choose the role that announcements ping."


async def test_setup_names_what_is_missing_only_while_it_is_used(world: World) -> None:
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    for role in guild.me.roles:
        handle = world.env.backend.get_guild(world.guild.id).roles[role.id]
        handle.permissions = discord.Permissions(handle.permissions).value & ~discord.Permissions.manage_roles.flag
    await world.restart()

    async def shown() -> str:
        [setup] = said(await world.ola.slash(world.general, "organizer setup"))
        return str(setup.embeds[0].description)

    assert "Manage Roles" not in await shown()
    await switched_on(world)
    assert "I may not give roles: I lack **Manage Roles** in this guild." in await shown()
    assert await tell(world, world.ala, "subscribe") == (
        "I may not give roles: I lack **Manage Roles** in this guild. Please tell the organizers."
    )


async def test_a_role_above_herolds_own_is_out_of_reach(world: World) -> None:
    guild = world.bot.get_guild(world.guild.id)
    assert guild is not None
    high = world.guild.create_role("Wysoko", position=guild.me.top_role.position + 5)
    await world.env.settle()
    await switched_on(world, high)
    assert await tell(world, world.ala, "subscribe") == (
        "That role stands above mine in the guild's list of roles. Drag mine above it. Please tell the organizers."
    )


async def test_a_role_that_is_gone(world: World) -> None:
    await world.set_up(ping_role_id=12345, subscriptions=True)
    assert await tell(world, world.ala, "subscribe") == "The role is gone. Please tell the organizers."


@pytest.mark.parametrize(
    ("status", "code", "sentence"),
    [
        (403, 50013, "Discord does not let me give or take that role. Please tell the organizers."),
        (404, 10011, "The role is gone. Please tell the organizers."),
        (400, 0, "Discord does not answer right now. Please try again in a minute."),
    ],
)
async def test_what_discord_refuses_is_said(world: World, status: int, code: int, sentence: str) -> None:
    await switched_on(world)
    world.env.inject_error("PUT", "/guilds/*/members/*/roles/*", status=status, code=code, message="no")
    assert await tell(world, world.ala, "subscribe") == sentence
