"""Consensus and votes on items (rule 2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError
from governance.bodies import service as bodies
from governance.meetings import service as meetings
from governance.sittings import proceedings, repository, service
from governance.sittings.errors import NotQuorate, RuleOutOfDate, VoteNotAdmitted
from governance.sittings.models import Vote
from governance.sittings.repository import Taken
from governance.sittings.schemas import VoteIn
from governance.voting import counting
from governance.voting.counting import Result, Roll, Tally, VoteRefused, VotingRule

__all__ = ["Taken", "in_words", "of_decision", "of_meeting", "take"]

_REFUSALS = {
    "no-consensus": "There is no consensus: a vote has to be taken.",
    "consensus-stands": "Consensus comes first: a vote needs the chair's ruling or a dispute.",
    "conflict-of-interest": "A member with an interest in the item has no vote on it.",
    "not-entitled": "Only members who are present and count have a vote.",
    "more-votes-than-voters": "There are more votes than members who may vote.",
    "method-not-allowed": "The terms do not allow this way of voting.",
    "casting-vote-needed": "The votes are equal: the chair has a casting vote to give.",
    "casting-vote-not-due": "A casting vote is given by the chair where votes are equal.",
}


async def take(
    session: WriteSession,
    ics: SystemCode,
    meeting_id: UUID,
    data: VoteIn,
    *,
    recorded_by: str,
    now: datetime,
    ids: NewId = new_id,
) -> Vote:
    """Record consensus or a vote on an item.

    Raises:
        NotThatMoment: if the meeting did not sit then.
        MeetingState: if it was cancelled, or its minutes are approved.
        MeetingAdjourned: if it stood adjourned then.
        RuleOutOfDate: if its terms have no voting rule that can be read.
        NotQuorate: if the meeting may not decide on the item at that moment.
        VoteNotAdmitted: if the terms do not admit it, or somebody voted who may not.
    """
    recorded_at = await bodies.hold_of_meeting(session, meeting_id, now)
    meeting = await meetings.get_for_change(session, meeting_id)
    await service.require_moment(session, meeting, data.at, now)
    await proceedings.require_sitting(session, meeting_id, data.at)
    chamber = await service.chamber(session, meeting_id, data.item_id, data.at)
    if not chamber.quorum.quorate:
        raise NotQuorate
    try:
        rule = counting.read(chamber.terms)
    except ValueError:
        raise RuleOutOfDate from None
    roll = Roll(chamber.entitled, chamber.presiding, chamber.quorum.members, chamber.conflicted)
    try:
        result = _result(rule, roll, data)
    except VoteRefused as refused:
        raise VoteNotAdmitted(
            _REFUSALS[refused.reason],
            fields=(FieldError("body", refused.reason),),
        ) from None
    choices = {str(b.post_id): b.choice for b in data.ballots} if data.ballots is not None else None
    vote = Vote(
        ics=ics,
        id=ids(),
        meeting_id=meeting_id,
        item_id=data.item_id,
        method=data.method,
        motion=data.motion,
        parts=data.parts,
        presiding_post_id=chamber.presiding,
        entitled=len(roll.entitled),
        choices=choices,
        at=data.at,
        recorded_at=recorded_at,
        recorded_by=recorded_by,
        **_counted(result),
    )
    session.add(vote)
    await session.flush()
    return vote


async def of_meeting(session: ReadSession, meeting_id: UUID) -> list[Taken]:
    """List the votes of a meeting with the decisions that they led to, in order."""
    await meetings.get(session, meeting_id)
    return await repository.votes(session, meeting_id)


async def of_decision(session: ReadSession, decision_id: UUID) -> list[Taken]:
    """List the votes that led to a decision, in order."""
    return await repository.votes_of_decision(session, decision_id)


def in_words(parts: Sequence[int]) -> str:
    """Name parts of a resolution: part 2, or parts 1, 2 and 4."""
    *first, last = [str(one) for one in parts]
    return f"parts {', '.join(first)} and {last}" if first else f"part {last}"


def _result(rule: VotingRule, roll: Roll, data: VoteIn) -> Result | None:
    disputed_by = frozenset(data.disputed_by)
    ruled = data.chair_rules_no_consensus
    if data.method == "consensus":
        counting.agree(rule, roll, chair_rules_none=ruled, disputed_by=disputed_by)
        return None
    counting.require_dispute(rule, roll, chair_rules_none=ruled, disputed_by=disputed_by)
    if data.ballots is not None:
        choices = {one.post_id: one.choice for one in data.ballots}
        return counting.count_by_name(rule, roll, choices, data.casting_vote)
    given = data.tally
    if given is None:
        raise VoteRefused("method-not-allowed")
    tally = Tally(given.in_favour, given.against, given.abstained)
    return counting.count(rule, roll, tally, data.method, data.casting_vote)


def _counted(result: Result | None) -> dict[str, Any]:
    if result is None:
        return {"tied": False, "by_casting_vote": False, "carried": True}
    return {
        "in_favour": result.tally.in_favour,
        "against": result.tally.against,
        "abstained": result.tally.abstained,
        "tied": result.tied,
        "by_casting_vote": result.by_casting_vote,
        "carried": result.carried,
    }
