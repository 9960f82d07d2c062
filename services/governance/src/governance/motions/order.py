"""The order of debate: who may move, what comes first, which vote was on what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.db.engine import ReadSession
from common.errors import FieldError
from governance.motions import repository
from governance.motions.errors import (
    AmendmentDoesNotFit,
    AmendmentNotFound,
    MotionState,
    MoverRefused,
    OutOfTurn,
    VoteDoesNotFit,
)
from governance.motions.models import Amendment, Motion
from governance.motions.reading import Whole, vote_of
from governance.motions.wording import Change, DoesNotFit, amended
from governance.sittings import service as sittings
from governance.sittings.errors import NotQuorate, RuleOutOfDate
from governance.sittings.models import Vote
from governance.sittings.service import Chamber
from governance.standing_orders import rules

_FAULTS = {
    "no-such-part": ("body.part", "The resolution has no such part."),
    "not-these-words": ("body.leave_out", "These words do not stand in that part."),
    "words-twice": ("body.leave_out", "These words stand there more than once: send more of them."),
    "nothing-left": ("body", "Nothing would be left: vote the motion down instead."),
}


async def quorate(
    session: ReadSession, meeting_id: UUID, item_id: UUID, at: datetime
) -> Chamber:  # fmt: skip
    """Give who may vote on an item at a moment.

    Raises:
        NotQuorate: if the meeting may not decide on it then.
    """
    chamber = await sittings.chamber(session, meeting_id, item_id, at)
    if not chamber.quorum.quorate:
        raise NotQuorate
    return chamber


def require_movers(chamber: Chamber, mover: UUID, seconder: UUID | None) -> rules.Amendments:
    """Give the standing order, if mover and seconder may vote on the item.

    Raises:
        MoverRefused: naming who may not, or that there is no seconder.
    """
    try:
        order = rules.amendments(chamber.terms)
    except ValueError:
        raise RuleOutOfDate from None
    wrong = []
    for name, post in (("mover_post_id", mover), ("seconder_post_id", seconder)):
        if post in chamber.conflicted:
            wrong.append(FieldError(f"body.{name}", "has an interest in the item"))
        elif post is not None and post not in chamber.entitled:
            wrong.append(FieldError(f"body.{name}", "is not there, or has no vote"))
    if seconder is None and order.seconded:
        wrong.append(FieldError("body.seconder_post_id", "is missing; the terms ask for it"))
    if wrong:
        raise MoverRefused(tuple(wrong))
    return order


def require_open(found: Whole) -> None:
    """Refuse what comes after the motion was put.

    Raises:
        MotionState: if it was.
    """
    if found.votes:
        raise MotionState("The motion was put, and stands as it was decided.")


def require_later(found: Whole, at: datetime) -> None:
    """Refuse what would have happened before what is on record.

    Raises:
        OutOfTurn: if it would.
    """
    if at < found.begins:
        raise OutOfTurn("Something was recorded of this motion that happened later than that.")


def require_fit(found: Whole, change: Change) -> None:
    """Refuse words that do not fit the resolution as it stands.

    Raises:
        AmendmentDoesNotFit: saying why.
    """
    try:
        amended(found.substantive, change)
    except DoesNotFit as fault:
        field, said = _FAULTS[str(fault)]
        raise AmendmentDoesNotFit(said, fields=(FieldError(field, str(fault)),)) from None


def open_amendment(found: Whole, amendment_id: UUID) -> Amendment:
    """Give an amendment that is next to be disposed of.

    Raises:
        AmendmentNotFound, MotionState, OutOfTurn: if there is none, it was disposed of, or one
            before it was not.
    """
    for amendment, came in found.amendments:
        if amendment.id == amendment_id:
            if came is not None:
                raise MotionState("What became of the amendment is recorded already.")
            return amendment
        if came is None and any(one.id == amendment_id for one, _ in found.amendments):
            raise OutOfTurn("An amendment that was moved before it is still open.")
    raise AmendmentNotFound


async def fresh_vote(session: ReadSession, motion: Motion, vote_id: UUID, after: datetime) -> Vote:
    """Give a vote on the item that was taken after a moment and decided on nothing yet.

    Raises:
        VoteDoesNotFit: if it is none.
    """
    vote = await vote_of(session, motion.meeting_id, vote_id)
    if vote is None or vote.item_id != motion.item_id:
        raise VoteDoesNotFit("The meeting took no such vote on this item.")
    if vote.at < after:
        raise VoteDoesNotFit("The vote was taken before this was moved, or before an amendment.")
    if await repository.is_used(session, vote_id):
        raise VoteDoesNotFit("The vote decided on a motion or an amendment already.")
    return vote


def require_every_part(found: Whole, taken: Sequence[Vote]) -> None:
    """Refuse votes that do not decide on the whole motion once.

    Raises:
        VoteDoesNotFit: if a vote among several names no part, a part is named twice, or one is not
            named, or is not there.
    """
    parts = [part for one in taken for part in one.parts]
    if len(taken) == 1 and not parts:
        return
    if not all(one.parts for one in taken):
        raise VoteDoesNotFit("Of several votes each names the parts that it was on.")
    if sorted(parts) != list(range(1, len(found.substantive) + 1)):
        raise VoteDoesNotFit(
            "A motion that is put in parts is put with a vote on each of its parts, and one only."
        )
