"""Decides in every guild what becomes of each post, and queues what is to be said, within somebody's transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bot.i18n import _
from bot.meetups.announcing import Verdict, decide
from bot.posts.model import PostKind
from bot.posts.warn import matters
from bot.services import reminders
from bot.services.guilds import settings_of
from bot.services.queuing import Queue
from bot.services.telling import home_of
from bot.services.visibility import NOT_OUT, PATIENCE
from bot.store import announcements, guilds, outbox
from bot.store.announcements import NewAnnouncement
from bot.store.states import AnnouncementState, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.posts.model import Reading
    from bot.services.guilds import GuildSettings
    from bot.services.intake import Intake
    from bot.services.refolding import Folded, MeetupChange
    from bot.store.tables import AnnouncementRow, PostRow

NO_CHANNEL: Final = _("No announcement channel is chosen yet.")
"""Why a post is held that would be announced if there were a channel; it is released once there is one."""
STILL_WATCHED: Final = timedelta(days=180)
"""For how long after its publish date a recap may bring slides and recordings."""
STILL_NEWS: Final = timedelta(days=30)
"""For how long after its publish date an edit may turn a post that was passed over into one that is announced."""
_OURS: Final = frozenset({PostKind.ANNOUNCEMENT, PostKind.UPDATE, PostKind.RESCHEDULE, PostKind.CANCELLATION})
"""The kinds of post that speak of the group's own meetups ahead."""
_STATES: Final = {
    Verdict.ANNOUNCE: AnnouncementState.QUEUED,
    Verdict.HOLD: AnnouncementState.HELD,
    Verdict.WAIT: AnnouncementState.WAITING,
    Verdict.SKIP: AnnouncementState.SKIPPED,
}
_STEPS: Final = {
    AnnouncementState.HELD: Step.HELD,
    AnnouncementState.WAITING: Step.WAITING,
    AnnouncementState.SKIPPED: Step.SKIPPED,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a post in a guild."""

    state: AnnouncementState
    reason: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class Affairs:
    """All that decisions look at, as it stands in the transaction."""

    session: AsyncSession
    now: datetime
    sure_enough: float
    posts: Sequence[PostRow]
    """Every post of the source, flushed."""
    readings: Mapping[int, Reading]
    folded: Folded
    intake: Intake
    awaited: frozenset[int] = frozenset()
    """The posts that are published, and whose page the site does not show yet."""
    silent: bool = False
    """True at a source's first sync."""

    @cached_property
    def new(self) -> frozenset[int]:
        return frozenset(row.id for row in self.intake.new)

    @cached_property
    def edited(self) -> frozenset[int]:
        return frozenset(row.id for row in self.intake.edited)

    @cached_property
    def reworded(self) -> frozenset[int]:
        """The posts of which something else is to be told now."""
        return self.edited | {row.id for row in self.intake.described}

    @cached_property
    def by_id(self) -> Mapping[int, PostRow]:
        return {row.id: row for row in self.posts}

    @cached_property
    def by_path(self) -> Mapping[str, PostRow]:
        return {row.path: row for row in self.posts}

    @cached_property
    def news(self) -> Sequence[MeetupChange]:
        """The changes of meetups that people should hear of: not of those that were over anyway."""
        return [change for change in self.folded.changes if change.matters and not change.is_history(self.now)]

    def touched(self) -> set[int]:
        """The posts that changed, or speak of a meetup that did."""
        rows = (*self.intake.new, *self.intake.gone)
        return (
            {row.id for row in rows} | self.reworded | {row.id for change in self.news for row in self.telling(change)}
        )

    def has_author(self, change: MeetupChange) -> bool:
        """False when nobody changed anything: the same texts are read otherwise, which is no news by itself."""
        touched = {row.path for row in (*self.intake.new, *self.intake.edited, *self.intake.gone)}
        return not self.intake.described or any(path in touched for path in change.paths)

    def telling(self, change: MeetupChange) -> Iterator[PostRow]:
        """The posts that speak of a changed meetup."""
        return (row for path in change.paths if (row := self.by_path.get(path)) is not None)

    def is_published(self, post: PostRow) -> bool:
        reading = self.readings.get(post.id)
        return reading is not None and post.gone_at is None and reading.post.is_published(self.now)


@dataclass(slots=True)
class Tally:
    """How many announcements were queued and held, in all guilds."""

    queued: int = 0
    held: int = 0


async def decide_all(affairs: Affairs, source_id: int) -> Tally:
    """Decides for every guild that follows the source; guilds that follow another one, or none yet, join silently."""
    session, tally, queue = affairs.session, Tally(), Queue()
    joining = await guilds.astray(session, source_id)
    for row in joining:
        row.source_id = source_id
    await session.flush()
    for change in affairs.folded.changes:
        if change.before is not None and change.after is not None:
            await reminders.rearm(session, change.before, change.after, affairs.now)
    following = await guilds.of_source(session, source_id)
    newcomers = {row.id for row in (following if affairs.silent else joining)}
    known = await announcements.open_or_about(session, source_id, affairs.touched())
    subjects = [f"post:{row.id}" for row in affairs.intake.mended]
    patients = await outbox.queued_for(session, subjects, "post_check")
    missed = await outbox.queued_for(session, [f"post:{row.id}" for row in affairs.intake.gone_or_edited], "gone_card")
    deciding = [
        _Guild(affairs, settings_of(row), known.get(row.id, {}), patients, missed, queue, tally) for row in following
    ]
    first = [new for guild in deciding for new in guild.first_words(joins=guild.settings.guild_id in newcomers)]
    added = await announcements.add(session, first, affairs.now)
    for guild in deciding:
        if guild.settings.guild_id not in newcomers:
            await guild.decide(added)
            guild.follow_meetups()
            guild.follow_recaps()
            guild.warn()
    await queue.put(session, affairs.now)
    return tally


@dataclass(slots=True)
class _Guild:
    """The decisions of one guild."""

    affairs: Affairs
    settings: GuildSettings
    known: Mapping[int, AnnouncementRow]
    """By post: what waits or is held, and what became of every post that was touched."""
    patients: AbstractSet[tuple[int, str]]
    """The guilds whose organizers were told of something in a post, with the post's subject, now that it is mended."""
    missed: AbstractSet[tuple[int, str]]
    """The guilds whose organizers were told that a post went, with the post's subject, now that it changed again."""
    queue: Queue
    tally: Tally
    said: set[int] = field(default_factory=set)
    """The posts whose announcement or edit was queued."""

    def first_words(self, *, joins: bool) -> Iterator[NewAnnouncement]:
        """What becomes of the posts that the guild has no word on: all of them when it joins, else the new ones.

        Silence is for what people could have read already; what is not out yet is announced when it is.
        """
        affairs = self.affairs
        for post in affairs.posts if joins else self._fresh():
            reading = affairs.readings.get(post.id)
            if not joins:
                outcome = self._judge(post)
            elif reading is not None and not reading.post.is_published(affairs.now):
                outcome = self._waiting(post)
            else:
                outcome = Outcome(AnnouncementState.SILENT)
            yield NewAnnouncement(self.settings.guild_id, post.id, outcome.state, outcome.reason, outcome.due_at)

    async def decide(self, added: Mapping[tuple[int, int], int]) -> None:
        """Carries out the first words, and decides on what is edited, waiting or held."""
        for post in self._fresh():
            announcement_id = added.get((self.settings.guild_id, post.id))
            if announcement_id is not None:
                self._carry_out(post, announcement_id, self._judge(post))
        for post_id, row in sorted(self.known.items()):
            post = self.affairs.by_id[post_id]
            if post.gone_at is not None or post_id not in self.affairs.readings:
                continue
            if row.state is AnnouncementState.QUEUED:
                self._edit(post)
            elif row.state is AnnouncementState.RETRACTED and not row.without_event:
                self._edit_events_that_stayed(post)
            elif self._is_open(post, row):
                await self._decide_again(post, row)

    def follow_recaps(self) -> None:
        """Queues what recaps that are new or changed link to; whether they link to anything is seen when it is said."""
        affairs = self.affairs
        if not self.settings.recap_replies:
            return
        waiting = {post_id for post_id, row in self.known.items() if row.state is AnnouncementState.WAITING}
        for post_id in sorted(affairs.new | affairs.edited | waiting):  # what waited may just have come out
            post = affairs.by_id[post_id]
            recent = post.published_at is not None and affairs.now - post.published_at <= STILL_WATCHED
            sure = post.kind is PostKind.RECAP and post.kind_confidence >= affairs.sure_enough
            if sure and recent and affairs.is_published(post) and affairs.folded.of_post(post.path):
                self.queue.recap(self.settings, post)

    def follow_meetups(self) -> None:
        """Queues edits of older announcements, cards and events whose meetups another post or a correction changed."""
        for change in self.affairs.news:
            announced = event_stands = False
            for post in self.affairs.telling(change):
                row = self.known.get(post.id)
                announced |= self._follow(post, row)
                retracted = row is not None and row.state is AnnouncementState.RETRACTED
                event_stands |= retracted and row is not None and not row.without_event
            if change.after is not None and (announced or event_stands):
                self.queue.event(self.settings, change.after)
            if not announced:
                continue
            if change.after is not None:
                self._tell(change)
            if (meetup := change.after or change.before) is not None:
                self.queue.reminders(self.settings, meetup.id, change.after)

    def _follow(self, post: PostRow, row: AnnouncementRow | None) -> bool:
        """Queues the edit of what was said of a post, or of its card; True where it is announced."""
        if post.id in self.said:
            return True
        if row is not None and row.state is AnnouncementState.QUEUED:
            self.said.add(post.id)
            self.queue.announcement(self.settings, post, (), self.affairs.now)
            return True
        if row is not None and row.state is AnnouncementState.HELD:
            self.queue.card(self.settings, row.id)
        return False

    def _tell(self, change: MeetupChange) -> None:
        """Queues the reply that tells what changed; whether it is news to people is seen when it is said."""
        announced = [post.path for post in self.affairs.telling(change) if self._is_announced(post)]
        home = None if change.after is None else home_of(change.after, announced)
        if home is not None and change.before is not None and self.affairs.has_author(change):
            self.queue.change(self.settings, self.affairs.by_path[home], self.affairs.now)

    def _is_announced(self, post: PostRow) -> bool:
        row = self.known.get(post.id)
        return row is not None and row.state is AnnouncementState.QUEUED

    def warn(self) -> None:
        """Queues a word to the organizers about what is broken, and about what went after it was announced."""
        intake = self.affairs.intake
        for post in intake.broken:
            self.queue.warn_of_broken(self.settings, post)
        for post in intake.gone_or_edited:
            has_card = (self.settings.guild_id, f"post:{post.id}") in self.missed
            went = self._is_announced(post) and not self.affairs.is_published(post)
            if went or has_card:  # a card follows its post also where the announcement was taken back
                self.queue.gone_card(self.settings, post)

    def _fresh(self) -> Iterator[PostRow]:
        """The readable posts that are new to the guild."""
        affairs = self.affairs
        return (
            post
            for post_id in sorted((affairs.new | affairs.edited) - self.known.keys())
            if (post := affairs.by_id[post_id]).gone_at is None and post_id in affairs.readings
        )

    def _edit(self, post: PostRow) -> None:
        affairs = self.affairs
        meetups = affairs.folded.of_post(post.path)
        # A reader that learned something edits no announcements of past years; the author's edit does.
        rests = post.id not in affairs.edited and all(meetup.is_over(affairs.now) for meetup in meetups)
        if post.id in affairs.reworded and affairs.is_published(post) and not rests:
            self.queue.announcement(self.settings, post, meetups, affairs.now)
            self.said.add(post.id)
            if post.id in affairs.edited:
                self._check(post)

    def _edit_events_that_stayed(self, post: PostRow) -> None:
        for meetup in self.affairs.folded.of_post(post.path) if post.id in self.affairs.reworded else ():
            if not meetup.is_over(self.affairs.now):
                self.queue.event(self.settings, meetup)

    async def _decide_again(self, post: PostRow, row: AnnouncementRow) -> None:
        outcome = self._judge(post)
        had_card = row.state is AnnouncementState.HELD
        if outcome == Outcome(row.state, row.reason, row.due_at):
            if had_card and post.id in self.affairs.edited:
                self.queue.card(self.settings, row.id)
            return
        moved = await announcements.move(
            self.affairs.session,
            row.id,
            seen=row.state,
            to=outcome.state,
            now=self.affairs.now,
            reason=outcome.reason,
            due_at=outcome.due_at,
        )
        if moved:
            self._carry_out(post, row.id, outcome, had_card=had_card)

    def _carry_out(self, post: PostRow, announcement_id: int, outcome: Outcome, *, had_card: bool = False) -> None:
        """Queues what an outcome asks for."""
        affairs = self.affairs
        if (step := _STEPS.get(outcome.state)) is not None:
            due = {} if outcome.due_at is None else {"due_at": outcome.due_at.isoformat()}
            self.queue.note(self.settings, post, step, reason=str(outcome.reason), **due)
        if outcome.state is AnnouncementState.HELD or had_card:
            self.queue.card(self.settings, announcement_id)
        if outcome.state is AnnouncementState.HELD:
            self.tally.held += 1
        if outcome.state is AnnouncementState.QUEUED:
            self.tally.queued += 1
            self.said.add(post.id)
            meetups = affairs.folded.of_post(post.path)
            self.queue.announcement(self.settings, post, meetups, affairs.now)
            self.queue.tell_waiting(self.settings, post.kind, meetups, affairs.now)
            self._check(post)

    def _check(self, post: PostRow) -> None:
        """Queues a word to the organizers when readers will stumble over a post, or no longer do.

        A held post's card tells it anyway, and nobody mends a post about somebody else's event, or about a past one.
        """
        affairs = self.affairs
        found = any(matters(warning["code"]) for warning in post.warnings)
        found |= (self.settings.guild_id, f"post:{post.id}") in self.patients
        concerns = any(not meetup.is_over(affairs.now) for meetup in affairs.folded.of_post(post.path))
        if self.settings.post_checks and concerns and post.kind in _OURS and found:
            self.queue.post_check(self.settings, post)

    def _is_open(self, post: PostRow, row: AnnouncementRow) -> bool:
        """True when a post that is not announced may be decided upon anew."""
        edited = post.id in self.affairs.edited
        match row.state:
            case AnnouncementState.WAITING:
                return True
            case AnnouncementState.HELD:
                shown = row.reason == NOT_OUT and self.affairs.is_published(post)
                return (
                    edited or shown or (row.reason == NO_CHANNEL and self.settings.announcement_channel_id is not None)
                )
            case AnnouncementState.SKIPPED:
                # What was passed over by mistake comes back with a new text, not with a new setting: a typo mended in
                # a recap of last year is no news in a guild that began to announce recaps this year.
                recent = post.published_at is not None and self.affairs.now - post.published_at <= STILL_NEWS
                return edited and recent
            case _:
                return False

    def _waiting(self, post: PostRow) -> Outcome:
        """What becomes of a post that is not out; one whose page does not come is the organizers' to look after."""
        if post.id in self.affairs.awaited:
            patience_ends = max(post.published_at or post.first_seen_at, post.first_seen_at) + PATIENCE
            if self.affairs.now >= patience_ends:
                return Outcome(AnnouncementState.HELD, NOT_OUT)
            return Outcome(AnnouncementState.WAITING, NOT_OUT, patience_ends)
        return Outcome(AnnouncementState.WAITING, due_at=None if post.hidden else post.published_at)

    def _judge(self, post: PostRow) -> Outcome:
        affairs = self.affairs
        if not affairs.is_published(post):
            return self._waiting(post)
        meetups = affairs.folded.of_post(post.path)
        decision = decide(
            affairs.readings[post.id],
            next((one for one in meetups if not one.is_over(affairs.now)), meetups[-1] if meetups else None),
            kinds=self.settings.kinds,
            now=affairs.now,
            min_confidence=affairs.sure_enough,
        )
        if decision.verdict is Verdict.ANNOUNCE and self.settings.announcement_channel_id is None:
            return Outcome(AnnouncementState.HELD, NO_CHANNEL)
        return Outcome(_STATES[decision.verdict], decision.reason, decision.due_at)
