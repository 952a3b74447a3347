"""Brings the rows of posts in line with a scan: new, edited, renamed, broken, gone and come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from bot.posts.model import PostKind
from bot.posts.warn import matters
from bot.services.identity import renamed_from
from bot.services.library import FreshPost, broken_json
from bot.services.turns import PORTION
from bot.store.base import storable
from bot.store.tables import PostRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.posts.model import Reading
    from bot.sources import Scan


@dataclass(slots=True)
class Intake:
    """What a scan changed, as rows. A post is in one of `new` and `edited` at most."""

    new: list[PostRow] = field(default_factory=list)
    """Never seen before, or never readable before."""
    edited: list[PostRow] = field(default_factory=list)
    """Another text, or back after it was gone."""
    described: list[PostRow] = field(default_factory=list)
    """The same text, read otherwise: the site's configuration or the reader changed."""
    broken: list[PostRow] = field(default_factory=list)
    """Cannot be read since this scan; what was good before stays in force."""
    mended: list[PostRow] = field(default_factory=list)
    """Readers would have stumbled over something in the older text, and no longer do."""
    gone: list[PostRow] = field(default_factory=list)
    renamed: int = 0

    @property
    def gone_or_edited(self) -> tuple[PostRow, ...]:
        """Posts that may have left what members see, or come back to it."""
        return (*self.gone, *self.edited)

    def __bool__(self) -> bool:
        return bool(self.new or self.edited or self.broken or self.gone or self.renamed)


async def take_in(
    session: AsyncSession,
    rows: Sequence[PostRow],
    scan: Scan,
    fresh: Mapping[str, FreshPost],
    *,
    source_id: int,
    now: datetime,
) -> Intake:
    """Writes the scan into the rows of the source (all of them; the source is locked). The last rows have no id yet."""
    intake = Intake()
    present = {**scan.seen, **{path: refusal.digest for path, refusal in scan.refused.items()}}
    by_path = {row.path: row for row in rows}
    found = _with_refusals(scan, fresh)
    vanished = [row for row in rows if row.path not in present]
    for number, (path, digest) in enumerate(present.items(), start=1):
        if number % PORTION == 0:
            await session.flush()  # others have their turn meanwhile
        row = by_path.get(path)
        post = found.get(path)
        if row is None and post is not None:
            row = renamed_from(path, post, vanished, scan.renamed, now)
            if row is not None:
                vanished.remove(row)
                row.path = path
                intake.renamed += 1
        if row is None:
            if post is not None:
                row = _new_row(source_id, path, post.digest, now)
                session.add(row)
                _take(row, post, intake)
        elif row.digest != digest or row.gone_at is not None:
            _update(row, digest, post, intake, now)
    for row in vanished:
        if row.gone_at is None:
            row.gone_at = row.changed_at = now
            intake.gone.append(row)
    return intake


def describe(row: PostRow, reading: Reading) -> bool:
    """Copies what a reading says into the row's columns; True when any of it changed but the confidence."""
    post = reading.post
    columns: dict[str, Any] = {
        "slug": storable(post.slug),
        "title": storable(post.title),
        "url": storable(post.url),
        "published_at": post.published_at,
        "hidden": post.hidden,
        "kind": reading.kind.value,
    }
    changed = False
    row.kind_confidence = reading.kind.confidence
    for name, value in columns.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


def _with_refusals(scan: Scan, fresh: Mapping[str, FreshPost]) -> dict[str, FreshPost]:
    refused = {
        path: FreshPost(no.digest, broken=broken_json(path, None, no.cause, no.values))
        for path, no in scan.refused.items()
    }
    return {**fresh, **refused}


def _new_row(source_id: int, path: str, digest: str, now: datetime) -> PostRow:
    return PostRow(
        source_id=source_id,
        path=path,
        slug="",
        title=PurePosixPath(path).name,
        url="",
        hidden=False,
        kind=PostKind.OTHER,
        kind_confidence=0.0,
        content="",
        digest=digest,
        warnings=[],
        first_seen_at=now,
        changed_at=now,
    )


def _update(row: PostRow, digest: str, post: FreshPost | None, intake: Intake, now: datetime) -> None:
    """A known post has another text or is back. Without `post` its text is the one we have."""
    if post is None and row.digest != digest:
        return  # another process stored a third version meanwhile; the next scan sees it
    back = row.gone_at is not None
    row.gone_at = None
    row.changed_at = now
    row.digest = digest
    if post is not None:
        _take(row, post, intake)
    if back and row not in intake.new and row not in intake.edited:
        intake.edited.append(row)


def _take(row: PostRow, post: FreshPost, intake: Intake) -> None:
    if post.reading is None:
        row.broken = storable(dict(post.broken or {}))
        intake.broken.append(row)
        return
    if not row.content:
        intake.new.append(row)
    elif row.content != post.text:
        intake.edited.append(row)
    before = any(matters(warning["code"]) for warning in row.warnings)
    _fill(row, post.text, post.reading)
    if before and not any(matters(warning["code"]) for warning in row.warnings):
        intake.mended.append(row)


def _fill(row: PostRow, text: str, reading: Reading) -> None:
    describe(row, reading)
    row.content = text
    row.broken = None
    warnings = {(one.code, one.line, str(one.values)): one for one in (*reading.post.warnings, *reading.warnings)}
    row.warnings = storable(
        [
            {
                "code": one.code,
                "message": one.message,
                "values": {name: str(value) for name, value in one.values.items()},
                "line": one.line,
            }
            for one in warnings.values()
        ]
    )
