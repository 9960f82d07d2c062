"""A motion with all that was moved to it, and what it has become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from governance.meetings import service as meetings
from governance.motions import repository
from governance.motions.errors import MotionNotFound
from governance.motions.models import Amendment, Motion
from governance.motions.wording import Change, Clause, substantive
from governance.sittings import votes
from governance.sittings.models import Vote


@dataclass(frozen=True)
class Whole:
    """A motion with all that was moved to it."""

    motion: Motion
    amendments: list[repository.Moved]
    votes: Sequence[Vote]
    """One on the whole, or several that each name parts; none while it was not put."""

    @property
    def state(self) -> str:
        """Give open, carried, lost or adopted."""
        if self.motion.decision_id is not None:
            return "adopted"
        if not self.votes:
            return "open"
        return "carried" if any(one.carried for one in self.votes) else "lost"

    @property
    def lost_parts(self) -> frozenset[int]:
        """Give the parts that votes of their own lost, from 1."""
        return frozenset(part for one in self.votes if not one.carried for part in one.parts)

    @property
    def moved(self) -> list[Clause]:
        """Give the motion as it was moved."""
        return [Clause(one["text"], one["marker"]) for one in self.motion.parts]

    @property
    def substantive(self) -> list[Clause]:
        """Give the motion with every amendment that was carried."""
        carried = [one for one, came in self.amendments if came and came.result == "carried"]
        return substantive(self.moved, [change_of(one) for one in carried])

    @property
    def begins(self) -> datetime:
        """Give the moment from which on something more can happen to it."""
        moments = [self.motion.moved_at, *(one.moved_at for one, _ in self.amendments)]
        return max([*moments, *(came.disposed_at for _, came in self.amendments if came)])


async def whole(session: ReadSession, motion_id: UUID) -> Whole:
    """Give a motion with all that was moved to it.

    Raises:
        MotionNotFound: if this system has none with that id.
    """
    motion = await repository.get(session, motion_id)
    if motion is None:
        raise MotionNotFound
    return (await _whole(session, [motion]))[0]


async def whole_for_change(session: WriteSession, motion_id: UUID) -> Whole:
    """Give a motion with all that was moved to it, locked.

    Raises:
        MotionNotFound: if this system has none with that id.
    """
    motion = await repository.get_for_change(session, motion_id)
    if motion is None:
        raise MotionNotFound
    return (await _whole(session, [motion]))[0]


async def of_meeting(session: ReadSession, meeting_id: UUID) -> list[Whole]:
    """List the motions of a meeting in the order in which they were moved."""
    await meetings.get(session, meeting_id)
    return await _whole(session, await repository.of_meeting(session, meeting_id))


def change_of(one: Amendment) -> Change:
    """Give what an amendment would do."""
    return Change(one.part, one.leave_out, one.insert)


async def vote_of(session: ReadSession, meeting_id: UUID, vote_id: UUID) -> Vote | None:
    """Give a vote of a meeting."""
    found = await votes.of_meeting(session, meeting_id)
    return next((one.vote for one in found if one.vote.id == vote_id), None)


async def _whole(session: ReadSession, motions: list[Motion]) -> list[Whole]:
    moved = await repository.amendments(session, [one.id for one in motions])
    found = []
    for one in motions:
        put = [one.vote_id] if one.vote_id is not None else one.part_vote_ids
        taken = [await vote_of(session, one.meeting_id, vote_id) for vote_id in put]
        found.append(Whole(one, moved[one.id], [vote for vote in taken if vote is not None]))
    return found
