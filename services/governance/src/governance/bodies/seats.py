"""What was on record of posts, of who holds them and of who holds an office, at a moment (rules 1
and 2).

A post, a holder's time and a term of an office have days on which they hold; the record learns of
those days at a moment of its own. What a meeting decided stands on what was on record then: what is
entered, ended or corrected afterwards is a correction, is shown as one, and changes no quorum and
no vote that is on record.

What has no entry was on record from the beginning, as its row says. Of what a post is beside its
days (its sector, its organisation, its standing) nobody says since when it is otherwise: it is so
from the day on which that was put on record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from common.clock import NewId, end_of, new_id
from common.db.engine import ReadSession, WriteSession
from governance.bodies import repository
from governance.bodies.models import Holder, Post, SeatEntry
from governance.offices.models import OfficeTerm
from governance.quorum.conditions import Member

Seat = Post | Holder | OfficeTerm
_TICK = timedelta(microseconds=1)


class Said(NamedTuple):
    """What the record says of a post, a holder or a term of an office."""

    valid_from: date
    valid_to: date | None
    """First day on which it is no more."""
    sector: str | None = None
    organisation: str | None = None
    standing: str | None = None
    """Of a post alone, as the two before."""


@dataclass(frozen=True)
class Correction:
    """What the record learned later of a day."""

    post_id: UUID
    holder_id: UUID | None
    office: str | None
    """None, like the holder, where it is about the post itself."""
    held_then: bool
    """Whether it was there on that day, as far as was known."""
    holds: bool
    """Whether it was, as is known now."""
    recorded_at: datetime


@dataclass(frozen=True)
class History:
    """A body's posts, their holders and terms of offices, with what was put on record of each."""

    posts: Sequence[Post]
    holders: Sequence[Holder]
    offices: Sequence[OfficeTerm]
    entries: Mapping[UUID, Sequence[SeatEntry]]

    @property
    def all(self) -> Sequence[Seat]:
        """Give all of them."""
        return [*self.posts, *self.holders, *self.offices]

    def held(self, one: Seat, day: date, known_at: datetime | None) -> bool:
        """Say whether one was there on a day, as was on record at a moment; as is on record now
        where none is given."""
        entries = self.entries.get(one.id, ())
        then = said(one) if known_at is None else _known(one, entries, known_at)
        return then is not None and holds_on(then, day)

    def was(self, post: Post, day: date, known_at: datetime | None) -> Said:
        """Say what a post was on a day beside its days."""
        until = end_of(day) if known_at is None else min(end_of(day), known_at)
        entries = self.entries.get(post.id, ())
        by_then = _until(entries, until) or entries[:1]
        # Services from before migration 0031 do not write what a post is beside its days.
        told = bool(by_then) and by_then[-1].standing is not None
        return _said(by_then[-1]) if told else said(post)


async def moment(session: WriteSession, body_id: UUID, now: datetime) -> datetime:
    """Give the moment at which something is put on record of who is on a body, or of what it
    decides: now, and later than all that is on record. Whatever the clocks of those who record at
    the same time say, what was seen by a vote comes before it, and nothing else does.

    The body must be locked, so that they come one after the other; and it is locked first, then a
    meeting of it, then a post, then a holder, so that none waits for another for ever.
    """
    last = await repository.last_recorded(session, body_id)
    return now if last is None else max(now, last + _TICK)


async def entered(
    session: WriteSession, one: Seat, *, recorded_by: str, now: datetime, ids: NewId = new_id
) -> None:
    """Note that a post, a holder or a term of an office was entered.

    Args:
        now: the moment, as `moment` gives it.
    """
    session.add(_entry(one, said(one), (recorded_by, now), ids))
    await session.flush()


async def changed(
    session: WriteSession, one: Seat, before: Said, *, recorded_by: str, now: datetime,
    ids: NewId = new_id,
) -> None:  # fmt: skip
    """Note that what is said of a post, a holder or a term of an office was changed.

    Args:
        before: what was said until now.
        now: the moment, as `moment` gives it.
    """
    if before == said(one):
        return
    if not (await repository.seat_entries(session, [_post_id(one)])).get(one.id):
        session.add(_entry(one, before, None, ids))
    await entered(session, one, recorded_by=recorded_by, now=now, ids=ids)


async def history(session: ReadSession, body_id: UUID) -> History:
    """Read all that was put on record of a body's posts, holders and offices."""
    posts = await repository.posts(session, body_id)
    ids = [one.id for one in posts]
    holders = await repository.holders(session, ids)
    return await history_of(session, posts, holders, await repository.office_terms(session, ids))


async def history_of(
    session: ReadSession, posts: Sequence[Post], holders: Sequence[Holder],
    offices: Sequence[OfficeTerm] = (),
) -> History:  # fmt: skip
    """Read all that was put on record of some posts, of their holders and offices."""
    entries = await repository.seat_entries(session, [one.id for one in posts])
    return History(posts, holders, offices, entries)


def members(of: History, on: date, known_at: datetime | None = None) -> list[Member]:
    """Give the members' posts that a body has on a day, as its quorum sees them: full and co-opted,
    not those who are in attendance.

    Args:
        known_at: go by what was on record at that moment; by what is on record now if not given.
    """
    filled = {one.post_id for one in of.holders if not one.deputy and of.held(one, on, known_at)}
    there = [(one.id, of.was(one, on, known_at)) for one in of.posts if of.held(one, on, known_at)]
    return [
        Member(post_id, was.sector, was.organisation, vacant=post_id not in filled,
               co_opted=was.standing == "co_opted")
        for post_id, was in there
        if was.standing != "in_attendance"
    ]  # fmt: skip


def corrections(of: History, on: date, known_at: datetime) -> list[Correction]:
    """List what was learned after a moment of who was on a body, and of who held an office, on a
    day, in order."""
    found = []
    for one in of.all:
        later = [
            each.recorded_at
            for each in of.entries.get(one.id, ())
            if each.recorded_at is not None and each.recorded_at > known_at
        ]
        held_then, holds = of.held(one, on, known_at), of.held(one, on, None)
        if later and held_then != holds:
            holder_id = one.id if isinstance(one, Holder) else None
            office = one.office if isinstance(one, OfficeTerm) else None
            found.append(
                Correction(_post_id(one), holder_id, office, held_then, holds, later[-1])
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.recorded_at, one.post_id))


def said(one: Seat) -> Said:
    """Give what the row of one says."""
    if isinstance(one, Post):
        return Said(one.valid_from, one.valid_to, one.sector, one.organisation, one.standing)
    return Said(one.valid_from, one.valid_to)


def holds_on(then: Said, day: date) -> bool:
    """Say whether the days that were said have a day among them."""
    return then.valid_from <= day and (then.valid_to is None or then.valid_to > day)


def _known(one: Seat, entries: Sequence[SeatEntry], at: datetime) -> Said | None:
    if not entries:
        return said(one)
    before = _until(entries, at)
    return _said(before[-1]) if before else None


def _until(entries: Sequence[SeatEntry], at: datetime) -> Sequence[SeatEntry]:
    return [one for one in entries if one.recorded_at is None or one.recorded_at <= at]


def _said(entry: SeatEntry) -> Said:
    return Said(
        entry.valid_from, entry.valid_to, entry.sector, entry.organisation, entry.standing
    )  # fmt: skip


def _post_id(one: Seat) -> UUID:
    return one.id if isinstance(one, Post) else one.post_id


def _entry(one: Seat, said_: Said, by: tuple[str, datetime] | None, ids: NewId) -> SeatEntry:
    recorded_by, recorded_at = by or (None, None)
    return SeatEntry(
        ics=one.ics, id=ids(), post_id=_post_id(one),
        holder_id=one.id if isinstance(one, Holder) else None,
        office_term_id=one.id if isinstance(one, OfficeTerm) else None,
        recorded_at=recorded_at, recorded_by=recorded_by, **said_._asdict(),
    )  # fmt: skip
