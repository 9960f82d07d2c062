"""A decision as it travels, with the course that it took."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from common.events import courses, governance

WHEN = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 21)


def _id(number: int) -> UUID:
    return UUID(f"01890000-0000-7000-8000-{number:012d}")


DECIDED = governance.DecisionRecorded(
    decision_id=_id(60),
    version=1,
    reference="QE1-ICP-2026-0001",
    title="Early buses",
    outcome="agreed",
    parts=["That the pilot begin in spring."],
    involvement_statement="120 residents of Blackpool were asked.",
    not_done="Free travel: no budget this year.",
    body_id=_id(51),
    body_name="Integrated Care Partnership",
    meeting_id=_id(50),
    decided_on=DAY,
    standing=[
        courses.StandingTold(since=DAY, code="in_force", words="It is in force."),
    ],
    moved=["That the pilot begin in summer."],
    amendments=[
        courses.AmendmentTold(
            number=1,
            part=1,
            leave_out="summer",
            insert="spring",
            result="carried",
            method="recorded",
            in_favour=9,
            against=2,
            abstained=1,
        ),
    ],
    votes=[
        courses.VoteTold(
            parts=[1], method="secret", in_favour=8, against=4, abstained=0, carried=True
        ),
    ],
    delegations=[
        courses.DelegationTold(to="Director of place", scope="To choose the routes.", until=DAY),
    ],
    evidence=[governance.EvidenceCited(finding_id=_id(30), version=1)],
    activity_ids=[_id(20)],
    papers=[courses.PaperPut(paper_id=_id(55), version=1)],
    confidential=False,
    recorded_at=WHEN,
)
