"""What authors, organizers, members and strangers do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, rule

from bot.meetups.leads import DAY, HOUR, THREE_HOURS
from tests.delivery.storm.world import GUILDS, PEOPLE, Post, World, allowed, boss

posts: Final = Bundle("posts")
guilds: Final = st.sampled_from(GUILDS)
people: Final = st.sampled_from(PEOPLE)
hours: Final = st.integers(9, 21)


class Authors(World):
    """What happens to the blog. A post is moved, called off and looked back on once, before and after its day."""

    @rule(target=posts, hour=hours, lead=st.integers(1, 9))
    def publish(self, hour: int, lead: int) -> Post:
        number = len(self.known.posts) + 1
        day = self.free_day(lead)
        post = Post(number, f"{self.room.now:%Y-%m-%d}-post-{number}", day, hour, day)
        self.known.posts.append(post)
        self.save(post)
        return post

    @rule(post=posts, hour=hours)
    def edit(self, post: Post, hour: int) -> None:
        if post.here:
            post.hour = hour
            self.save(post)

    @rule(post=posts, slug=st.integers(0, 9))
    def rename(self, post: Post, slug: int) -> None:
        name = f"{post.name[:10]}-post-{post.number}-{slug}"
        if post.here and post.seen and name != post.name:
            self.room.path(post.name).rename(self.room.path(name))
            post.name, post.seen = name, False

    @rule(post=posts)
    def cancel(self, post: Post) -> None:
        if post.seen and not post.cancelled and self.is_ahead(post):
            post.cancelled = True
            self.room.write(
                f"{self.room.now:%Y-%m-%d}-odwolane-{post.number}",
                f"Niestety spotkanie #{post.number}, planowane na {post.when}, zostało odwołane z powodu choroby.",
                title=f"{post.title} odwołane",
                date=self.second(),
            )

    @rule(post=posts, lead=st.integers(1, 9), hour=hours)
    def reschedule(self, post: Post, lead: int, hour: int) -> None:
        if post.here and post.seen and not post.cancelled and self.is_ahead(post):
            post.moved = post.moved or f"{self.room.now:%Y-%m-%d}-termin-{post.number}"
            post.day, post.hour = self.free_day(lead), hour
            self.save(post)

    @rule(post=posts)
    def delete(self, post: Post) -> None:
        if post.here and post.seen:
            post.here, post.ever_gone = False, True
            path = self.room.path(post.name)
            path.rename(path.with_suffix(".deleted"))

    @rule(post=posts)
    def restore(self, post: Post) -> None:
        if not post.here:
            post.here = True
            path = self.room.path(post.name)
            path.with_suffix(".deleted").rename(path)

    @rule(post=posts, talks=st.integers(1, 3))
    def look_back(self, post: Post, talks: int) -> None:
        """The recap, or another version of it."""
        if post.cancelled or self.is_ahead(post) or not post.seen:
            return
        post.recap = post.recap or f"{self.room.now:%Y-%m-%d}-bylo-{post.number}"
        post.recapped = post.recapped or self.second(self.room.now - timedelta(hours=1))
        links = " ".join(f"[Slajdy {n}](https://speakerdeck.com/kasia/{post.number}-{n})." for n in range(talks))
        self.room.write(
            post.recap,
            f"Za nami {post.number}. spotkanie z {post.when}. Dziękujemy Janowi Kowalskiemu za prezentację, a Wam za "
            f"przybycie! {links}",
            title=f"{post.number}. spotkanie za nami",
            date=post.recapped,  # not before its day: it would be read as a recap of another meetup
        )

    @rule()
    def unmount(self) -> None:
        self.disappear()

    @rule()
    def mount(self) -> None:
        self.come_back()


class People(Authors):
    """What happens in Discord beside Herold."""

    @rule(post=posts, guild=guilds, with_event=st.booleans())
    def retract(self, post: Post, guild: int, with_event: bool) -> None:  # noqa: FBT001 -- drawn by hypothesis
        self.run(self._retract(post, guild, with_event=with_event))

    @rule(post=posts, guild=guilds)
    def undo(self, post: Post, guild: int) -> None:
        self.run(self._undo(post, guild))

    @rule(post=posts, guild=guilds)
    def pick(self, post: Post, guild: int) -> None:
        self.run(self._pick(post, guild))

    @rule(guild=guilds)
    def try_again(self, guild: int) -> None:
        """Organizers have all that failed tried again, also what somebody deleted."""
        self.run(self.room.services.organizing.retry(by=boss(guild)))

    def send_again(self, outbox_id: int, guild: int = GUILDS[0]) -> None:
        """The same for one thing, by its card."""
        self.run(self.room.services.organizing.try_again(outbox_id, by=boss(guild)))

    @rule(post=posts, guild=guilds, person=people, lead=st.sampled_from((None, DAY, THREE_HOURS, HOUR)))
    def remind(self, post: Post, guild: int, person: int, lead: timedelta | None) -> None:
        self.run(self._remind(post, guild, person, lead))

    @rule(post=posts, person=people)
    def forget(self, post: Post, person: int) -> None:
        self.run(self._forget(post, person))

    @rule(guild=guilds, person=people)
    def tell_me(self, guild: int, person: int) -> None:
        self.run(self.room.services.reminders.tell_me(user_id=person, guild_id=guild))

    @rule(post=posts, guild=guilds)
    def delete_message(self, post: Post, guild: int) -> None:
        """Somebody deletes an announcement that Herold knows of."""
        self.run(self._delete_message(post, guild))

    @rule(post=posts, guild=guilds, told=st.booleans(), call_off=st.booleans())
    def delete_event(self, post: Post, guild: int, told: bool, call_off: bool) -> None:  # noqa: FBT001 -- the same
        """Somebody deletes a scheduled event or calls it off; Herold may be down and not hear of it."""
        self.run(self._delete_event(post, guild, told=told, call_off=call_off))

    async def meanwhile(self) -> None:
        """While a request is under way, organizers take the newest announcement back, or bring it back."""
        if self.known.posts:
            post, guild = self.known.posts[-1], GUILDS[0]
            if (guild, post.number) in self.known.retracted:
                await self._undo(post, guild)
            else:
                await self._retract(post, guild, with_event=True)

    async def _retract(self, post: Post, guild: int, *, with_event: bool) -> None:
        row = await self.row_of(post)
        announcing = self.room.services.announcing
        if row is not None and await allowed(announcing.retract(row.id, boss(guild), with_event=with_event)):
            self.known.retracted.add((guild, post.number))
            self.totals["retracted"] += 1

    async def _undo(self, post: Post, guild: int) -> None:
        row = await self.announcement_of(post, guild)
        if row is not None and await allowed(self.room.services.announcing.undo(row.id, boss(guild))):
            self.known.retracted.discard((guild, post.number))

    async def _pick(self, post: Post, guild: int) -> None:
        row = await self.row_of(post)
        if row is not None and await allowed(self.room.services.announcing.pick(guild, row.id, boss(guild))):
            self.known.retracted.discard((guild, post.number))

    async def _remind(self, post: Post, guild: int, person: int, lead: timedelta | None) -> None:
        meetup = await self.meetup_of(post, guild)
        if meetup is not None:
            reminders = self.room.services.reminders
            await allowed(reminders.remind(meetup, user_id=person, guild_id=guild, lead=lead))

    async def _forget(self, post: Post, person: int) -> None:
        meetup = await self.meetup_of(post, GUILDS[0])
        if meetup is not None:
            await self.room.services.reminders.forget(meetup, user_id=person)

    async def _delete_message(self, post: Post, guild: int) -> None:
        row = await self.row_of(post)
        standing = None if row is None else await self.delivery(guild, f"post:{row.id}", "announcement")
        if standing is not None and standing.object_id in self.served.rooms[guild + 10].messages:
            self.served.delete_message(guild + 10, standing.object_id)
            self.known.removed.add(standing.object_id)

    async def _delete_event(self, post: Post, guild: int, *, told: bool, call_off: bool) -> None:
        meetup = await self.meetup_of(post, guild)
        standing = None if meetup is None else await self.delivery(guild, f"meetup:{meetup.id}", "event")
        kept: dict[int, Any] = self.served.guilds[guild].events
        if standing is None or kept.get(standing.object_id, {}).get("status") != 1:
            return
        self.known.removed.add(standing.object_id)
        if call_off:
            self.served.edit_event(guild, standing.object_id, {"status": 4})
        else:
            self.served.delete_event(guild, standing.object_id)
        self.served._telling.clear()
        if told:
            for process in self.processes:
                await process.event_lost(guild, standing.object_id)
