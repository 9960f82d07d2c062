"""What was on record of posts and of who holds them, at a moment (rules 1 and 2).

A post and a holder's time have days on which they hold; the record learns of those days at a moment
of its own. What a meeting decided stands on what was on record then: a post or a holder that is
entered, ended or corrected afterwards is a correction, is shown as one, and changes no quorum and
no vote that is on record.

A post or a holder without an entry was on record from the beginning, as the days in its row say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from governance.bodies import repository
from governance.bodies.models import Holder, Post, SeatEntry

Time = tuple[date, date | None]
"""The first day, and the first day on which it is no more."""


@dataclass(frozen=True)
class Correction:
    """What the record learned later of a day."""

    post_id: UUID
    holder_id: UUID | None
    """None where it is about the post itself."""
    held_then: bool
    """Whether it was there on that day, as far as was known."""
    holds: bool
    """Whether it was, as is known now."""
    recorded_at: datetime


@dataclass(frozen=True)
class History:
    """A body's posts and holders, with what was put on record of each."""

    seats: Sequence[Post | Holder]
    entries: Mapping[UUID, Sequence[SeatEntry]]


async def entered(
    session: WriteSession, one: Post | Holder, *, recorded_by: str, now: datetime,
    ids: NewId = new_id,
) -> None:  # fmt: skip
    """Note that a post or a holder was entered."""
    session.add(_entry(one, _time(one), (recorded_by, now), ids))
    await session.flush()


async def changed(
    session: WriteSession, one: Post | Holder, before: Time, *, recorded_by: str, now: datetime,
    ids: NewId = new_id,
) -> None:  # fmt: skip
    """Note that the days of a post or a holder were changed.

    Args:
        before: its days until now.
    """
    if before == _time(one):
        return
    if not (await repository.seat_entries(session, [_post_id(one)])).get(one.id):
        session.add(_entry(one, before, None, ids))
    await entered(session, one, recorded_by=recorded_by, now=now, ids=ids)


async def times(session: ReadSession, body_id: UUID) -> Mapping[UUID, Time]:
    """Give the days of a body's posts and holders as they are on record now."""
    return {one.id: _time(one) for one in await _all(session, body_id)}


async def loaded(
    session: WriteSession, body_id: UUID, before: Mapping[UUID, Time], *, recorded_by: str,
    now: datetime,
) -> None:  # fmt: skip
    """Note what a system's file changed of a body's posts and holders.

    Args:
        before: their days before it was loaded; of a body that was not there, none.
    """
    if not before:
        return
    for one in await _all(session, body_id):
        if one.id in before:
            await changed(session, one, before[one.id], recorded_by=recorded_by, now=now)
        else:
            await entered(session, one, recorded_by=recorded_by, now=now)


async def known(
    session: ReadSession, posts: Sequence[Post], holders: Sequence[Holder], at: datetime | None
) -> Mapping[UUID, Time]:
    """Give the days of posts and holders as they were on record at a moment, or as they are now
    where none is given; of those that were not on record then, none."""
    if at is None:
        return {one.id: _time(one) for one in posts} | {one.id: _time(one) for one in holders}
    entries = await repository.seat_entries(session, [one.id for one in posts])
    found: dict[UUID, Time] = {}
    seats: list[Post | Holder] = [*posts, *holders]
    for one in seats:
        time = _known(one, entries.get(one.id, ()), at)
        if time is not None:
            found[one.id] = time
    return found


async def history(session: ReadSession, body_id: UUID) -> History:
    """Read all that was put on record of a body's posts and holders."""
    seats = await _all(session, body_id)
    return History(seats, await repository.seat_entries(session, [one.id for one in seats]))


def corrections(of: History, on: date, known_at: datetime) -> list[Correction]:
    """List what was learned after a moment of who was on a body on a day, in order."""
    found = []
    for one in of.seats:
        entries = of.entries.get(one.id, ())
        later = [each for each in entries if each.recorded_at and each.recorded_at > known_at]
        if not later:
            continue
        then = _known(one, entries, known_at)
        held_then, holds = then is not None and holds_on(then, on), holds_on(_time(one), on)
        if held_then != holds:
            holder_id = one.id if isinstance(one, Holder) else None
            at = later[-1].recorded_at or known_at
            found.append(Correction(_post_id(one), holder_id, held_then, holds, at))
    return sorted(found, key=lambda one: (one.recorded_at, one.post_id))


def holds_on(time: Time, day: date) -> bool:
    """Say whether a time has a day."""
    return time[0] <= day and (time[1] is None or time[1] > day)


async def _all(session: ReadSession, body_id: UUID) -> list[Post | Holder]:
    posts = await repository.posts(session, body_id)
    return [*posts, *await repository.holders(session, [post.id for post in posts])]


def _known(one: Post | Holder, entries: Sequence[SeatEntry], at: datetime) -> Time | None:
    if not entries:
        return _time(one)
    before = [each for each in entries if each.recorded_at is None or each.recorded_at <= at]
    return (before[-1].valid_from, before[-1].valid_to) if before else None


def _time(one: Post | Holder) -> Time:
    return one.valid_from, one.valid_to


def _post_id(one: Post | Holder) -> UUID:
    return one.post_id if isinstance(one, Holder) else one.id


def _entry(
    one: Post | Holder, time: Time, by: tuple[str, datetime] | None, ids: NewId
) -> SeatEntry:
    recorded_by, recorded_at = by or (None, None)
    return SeatEntry(
        ics=one.ics, id=ids(), post_id=_post_id(one),
        holder_id=one.id if isinstance(one, Holder) else None, valid_from=time[0],
        valid_to=time[1], recorded_at=recorded_at, recorded_by=recorded_by,
    )  # fmt: skip
