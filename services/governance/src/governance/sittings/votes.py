"""Consensus and votes on items, and the decisions that they led to (rule 2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError
from governance.decisions import content
from governance.decisions import service as decisions
from governance.decisions.checks import a_part_says_carried, every_part_says_carried
from governance.meetings import service as meetings
from governance.sittings import outcomes, proceedings, repository, service
from governance.sittings.errors import (
    NotQuorate,
    RuleOutOfDate,
    VoteLinked,
    VoteNotAdmitted,
    VoteNotFound,
)
from governance.sittings.models import DecisionVote, Vote
from governance.sittings.schemas import VoteIn
from governance.voting import counting
from governance.voting.counting import Result, Roll, Tally, VoteRefused, VotingRule

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
        presiding_post_id=chamber.presiding,
        entitled=len(roll.entitled),
        choices=choices,
        at=data.at,
        recorded_by=recorded_by,
        **_counted(result),
    )
    session.add(vote)
    await session.flush()
    return vote


async def of_meeting(session: ReadSession, meeting_id: UUID) -> list[tuple[Vote, UUID | None]]:
    """List the votes of a meeting with the decisions that they led to, in order."""
    await meetings.get(session, meeting_id)
    return await repository.votes(session, meeting_id)


async def of_decision(session: ReadSession, decision_id: UUID) -> list[Vote]:
    """List the votes that led to a decision, in order."""
    return await repository.votes_of_decision(session, decision_id)


async def link(
    session: WriteSession, ics: SystemCode, meeting_id: UUID, vote_id: UUID, decision_id: UUID
) -> Vote:
    """Say which decision a vote led to, once and for good.

    Raises:
        VoteNotFound: if the meeting has no such vote.
        DecisionNotFound: if this system has no such decision.
        VoteLinked: if it led to another one, or the decision is of another meeting or item, or says
            that a motion was carried which the vote lost.
    """
    found = {vote.id: (vote, known) for vote, known in await of_meeting(session, meeting_id)}
    if vote_id not in found:
        raise VoteNotFound
    vote, known = found[vote_id]
    recorded = await decisions.get_for_change(session, decision_id)
    decision = recorded.decision
    if decision.meeting_id != meeting_id or decision.item_id not in (None, vote.item_id):
        raise VoteLinked("The decision was taken at another meeting, or on another item.")
    if known == decision_id:
        return vote
    carried = outcomes.says_carried(recorded.version.outcome, decision.decided_on)
    if carried and not vote.carried:
        raise VoteLinked("The vote was lost, and the decision says that its motion was carried.")
    parts = content.of_version(recorded.version, recorded.evidence).parts
    others = [one for one, of in found.values() if of == decision_id and one.carried]
    if not vote.carried and not others and a_part_says_carried(parts, decision.decided_on):
        raise VoteLinked(
            "The vote was lost, and a part of the decision says that it was carried. Link the vote "
            "that carried that part first."
        )
    if not vote.carried and every_part_says_carried(parts, decision.decided_on):
        raise VoteLinked(
            "The vote was lost, and every part of the decision says that it was carried. Correct "
            "the outcome of the part that was lost first."
        )
    if known is None:
        session.add(DecisionVote(ics=ics, vote_id=vote_id, decision_id=decision_id))
        try:
            await session.flush()
        except IntegrityError:
            known = vote_id
    if known is not None:
        raise VoteLinked("The vote led to another decision already.")
    return vote


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
