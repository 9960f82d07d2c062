"""The decision that a vote led to, as a whole or in parts (rules 2 and 7).

A resolution in parts may be voted on part by part. A vote names the parts that it was on by their
numbers from 1, as an amendment names its part; a vote that names none was on the whole. Where a
vote on a decision names parts, the decision tells in its course how it was voted on: in a version
of its own, so that the decision log has a leaf of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from governance.decisions import agreement, content
from governance.decisions import service as decisions
from governance.decisions.checks import a_part_says_carried, every_part_says_carried
from governance.decisions.course import Voted
from governance.decisions.service import Clerk, Recorded
from governance.meetings import agenda
from governance.sittings import outcomes, votes
from governance.sittings.errors import VoteLinked, VoteNotFound
from governance.sittings.models import DecisionVote, Vote
from governance.sittings.schemas import VoteDecision
from governance.sittings.votes import Taken

_TOLD = ("method", "in_favour", "against", "abstained", "tied", "by_casting_vote", "carried")


async def link(
    session: WriteSession, ics: SystemCode, meeting_id: UUID, vote_id: UUID, data: VoteDecision,
    *, clerk: Clerk,
) -> Taken:  # fmt: skip
    """Say which decision a vote led to, once and for good.

    Raises:
        VoteNotFound: if the meeting has no such vote.
        DecisionNotFound: if this system has no such decision.
        VoteLinked: if it led to another one, or the decision is of another meeting or item, has no
            such part, or says that a motion was carried which the vote lost.
        ItemWithheld: if everybody would read of it, and a vote was on an item that is withheld.
        ClockMovedBack: if the decision's last version bears a later time.
    """
    if vote_id not in {one.vote.id for one in await votes.of_meeting(session, meeting_id)}:
        raise VoteNotFound
    recorded = await decisions.get_for_change(session, data.decision_id)
    # Read once the decision is locked: another vote on it may have been linked in between.
    found = {one.vote.id: one for one in await votes.of_meeting(session, meeting_id)}
    one, decision = found[vote_id], recorded.decision
    if decision.meeting_id != meeting_id or decision.item_id not in (None, one.vote.item_id):
        raise VoteLinked("The decision was taken at another meeting, or on another item.")
    parts = _parts(one, recorded, data.parts)
    if one.decision_id == decision.id and parts == one.parts:
        return one
    taken = one._replace(decision_id=decision.id, parts=parts)
    others = [each for each in found.values()
              if each.decision_id == decision.id and each.vote.id != vote_id]  # fmt: skip
    in_order = sorted([*others, taken], key=lambda each: (each.vote.at, each.vote.id))
    _require_agreement(recorded, taken, in_order)
    if one.decision_id is None:
        session.add(
            DecisionVote(ics=ics, vote_id=vote_id, decision_id=decision.id, parts=list(parts))
        )
        try:
            await session.flush()
        except IntegrityError:
            one = taken
    if one.decision_id is not None:
        raise VoteLinked("The vote led to another decision already, or to other parts of it.")
    known = {each.vote_id for each in recorded.course.votes}
    if vote_id not in known and any(each.parts for each in in_order):
        if not recorded.version.confidential:
            for item_id in {each.vote.item_id for each in in_order}:
                await agenda.require_public(session, meeting_id, item_id)
        now_told = [told(each.vote, each.parts) for each in in_order]
        course = recorded.course.model_copy(update={"votes": now_told})
        reason = "How it was voted on was recorded."
        await decisions.move_on(session, recorded, course, clerk, reason)
    return taken


def _parts(one: Taken, recorded: Recorded, sent: Sequence[int] | None) -> Sequence[int]:
    """Give the parts of a decision that a vote was on."""
    named = one.vote.parts
    if sent is not None and named and list(sent) != list(named):
        raise VoteLinked("The vote names its parts. Leave them out, or record them like it.")
    parts = named or (sent if sent is not None else one.parts)
    if parts and max(parts) > len(recorded.version.parts):
        raise VoteLinked(
            "The decision has no part with that number. A part that was lost is among its parts "
            "too, with its own outcome."
        )
    return parts


def _require_agreement(recorded: Recorded, taken: Taken, in_order: Sequence[Taken]) -> None:
    """Refuse a vote that lost what the decision says was carried.

    Args:
        in_order: all the votes that led to it, this one among them.
    """
    said = content.of_version(recorded.version, recorded.evidence)
    on, carried = recorded.decision.decided_on, taken.vote.carried
    together = [agreement.Said(one.parts, one.vote.carried, one.vote.at) for one in in_order]
    fault = agreement.fault(said, on, together)
    if fault is not None:
        raise VoteLinked(fault)
    if carried or taken.parts:
        return
    if outcomes.says_carried(recorded.version.outcome, on):
        raise VoteLinked("The vote was lost, and the decision says that its motion was carried.")
    if not any(one.vote.carried for one in in_order) and a_part_says_carried(said.parts, on):
        raise VoteLinked(
            "The vote was lost, and a part of the decision says that it was carried. Link the vote "
            "that carried that part first."
        )
    if every_part_says_carried(said.parts, on):
        raise VoteLinked(
            "The vote was lost, and every part of the decision says that it was carried. Correct "
            "the outcome of the part that was lost first."
        )


def told(vote: Vote, parts: Sequence[int]) -> Voted:
    """Give a vote as a decision tells of it."""
    numbers = {name: getattr(vote, name) for name in _TOLD}
    return Voted(vote_id=vote.id, parts=list(parts), **numbers)
