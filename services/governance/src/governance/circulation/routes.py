"""What goes out around a meeting, over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.circulation import service, wording
from governance.circulation.models import AgendaIssue
from governance.circulation.schemas import (
    DistributionOut,
    IssueIn,
    IssueOut,
    IssuesOut,
    PresentationIn,
    PresentationOut,
    PresentationsOut,
    RecipientOut,
    VoteRecordOut,
    VotingRecordOut,
)
from governance.circulation.service import Due
from governance.meetings import agenda
from governance.meetings import service as meetings
from governance.sittings import votes

router = Router(prefix="/api/v1/{ics}/governance/meetings", tags=["meetings"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/{meeting_id}/distribution", response_model=DistributionOut)
async def get_distribution(session: Reading, _: Reader, meeting_id: UUID) -> DistributionOut:
    """List to whom agenda and papers of a meeting go, and by which day."""
    meeting = await meetings.get(session, meeting_id)
    found = await service.distribution(session, meeting)
    return DistributionOut(
        papers_due_on=await service.due_on(session, meeting_id),
        items=[RecipientOut.model_validate(one, from_attributes=True) for one in found],
    )


@router.get("/{meeting_id}/issues", response_model=IssuesOut)
async def list_issues(session: Reading, _: Reader, meeting_id: UUID) -> IssuesOut:
    """List when agenda and papers were issued, and who has not had them."""
    await meetings.get(session, meeting_id)
    return IssuesOut(items=[_issue(one) for one in await service.issues(session, [meeting_id])])


@router.post("/{meeting_id}/issues", response_model=IssueOut, status_code=201)
async def issue_agenda(
    *, session: Writing, ics: System, manager: Manager, meeting_id: UUID, data: IssueIn
) -> IssueOut:
    """Record that agenda and papers were issued."""
    return _issue(
        await service.issue(
            session, ics, meeting_id, data, recorded_by=manager.subject, now=utc_now()
        )
    )


@router.get("/{meeting_id}/presentations", response_model=PresentationsOut)
async def list_presentations(session: Reading, _: Reader, meeting_id: UUID) -> PresentationsOut:
    """List what boards are to have of a meeting, and when they had it."""
    meeting = await meetings.get(session, meeting_id)
    found = await service.due_to_boards(session, meeting)
    return PresentationsOut(items=[_due(one) for one in found])


@router.post("/{meeting_id}/presentations", response_model=PresentationOut, status_code=201)
async def present_to_board(
    *, session: Writing, ics: System, manager: Manager, meeting_id: UUID, data: PresentationIn
) -> PresentationOut:
    """Record that a board had the record of a meeting, or what came of its votes."""
    return _due(
        await service.present(
            session, ics, meeting_id, data, recorded_by=manager.subject, now=utc_now()
        )
    )


@router.get("/{meeting_id}/voting-record", response_model=VotingRecordOut)
async def get_voting_record(session: Reading, reader: Reader, meeting_id: UUID) -> VotingRecordOut:
    """Give how a meeting decided, for its minutes and for the boards that are to know; on items
    that are withheld for those alone who keep the record."""
    hidden = await agenda.hidden_from(session, meeting_id, reader.scopes)
    items = {one.id: one for one in await meetings.items(session, meeting_id)}
    return VotingRecordOut(
        meeting_id=meeting_id,
        items=[
            VoteRecordOut(
                vote_id=vote.id,
                item_number=items[vote.item_id].number,
                item_title=items[vote.item_id].title,
                decision_id=decision,
                parts=list(parts),
                words=wording.words(vote, parts),
                **{
                    name: getattr(vote, name)
                    for name in ("item_id", "motion", "method", "in_favour", "against",
                                 "abstained", "by_casting_vote", "carried", "at")
                },
            )
            for vote, decision, parts in await votes.of_meeting(session, meeting_id)
            if vote.item_id not in hidden
        ],
    )  # fmt: skip


def _issue(one: AgendaIssue) -> IssueOut:
    names = set(IssueOut.model_fields) - {"in_time"}
    return IssueOut(
        in_time=one.issued_on <= one.due_on, **{name: getattr(one, name) for name in names}
    )


def _due(one: Due) -> PresentationOut:
    return PresentationOut(
        board=one.board.code, label=one.board.label, what=one.what, presented_on=one.presented_on
    )
