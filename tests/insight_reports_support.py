"""Insight reports in tests, and what governance says of findings."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from common.db.tenancy import SystemCode
from common.events.governance import DecisionRecorded, EvidenceCited, FeedbackPublished
from insights.citations import service as citations
from insights_support import Caller, Library

QE1 = SystemCode("QE1")
ASKED = {"since": "2026-07-01", "until": "2026-09-30", "visibility": "public"}


async def report(caller: Caller, **fields: Any) -> dict[str, Any]:
    """Make a report on the third quarter of 2026."""
    answer = await caller.post("/insight-reports", {**ASKED, **fields})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def published(caller: Caller, **fields: Any) -> dict[str, Any]:
    """Make a report and publish it."""
    made = await report(caller, **fields)
    answer = await caller.post(f"/insight-reports/{made['id']}/publish")
    assert answer.status_code == 200, answer.text
    out: dict[str, Any] = answer.json()
    return out


def said(made: dict[str, Any], field: str) -> dict[str, dict[str, Any]]:
    """Give a list of a report's content by code."""
    return {one["code"]: one for one in made["content"][field]}


async def decides(library: Library, *finding_ids: str, **fields: Any) -> UUID:
    """Let governance say that a decision relies on findings."""
    values = {
        "decision_id": uuid4(), "version": 1, "reference": "QE1-ICP-2026-0001",
        "title": "Keep the night service", "outcome": "approved", "body_id": uuid4(),
        "body_name": "Partnership", "decided_on": date(2026, 10, 5),
        "recorded_at": datetime(2026, 10, 5, tzinfo=UTC),
        "evidence": [EvidenceCited(finding_id=UUID(one), version=1) for one in finding_ids],
    }  # fmt: skip
    decision = DecisionRecorded(**(values | fields))
    async with library.database.transaction(QE1) as session:
        await citations.keep_decision(session, QE1, decision, now=library.now)
    return decision.decision_id


async def answers(
    library: Library,
    decision_id: UUID,
    *finding_ids: str,
    on: date = date(2026, 10, 20),
    at: datetime | None = None,
    corrects: UUID | None = None,
) -> UUID:
    """Let governance say what those who spoke were told, at a moment or on a day; give its id."""
    told = FeedbackPublished(
        feedback_id=uuid4(), decision_id=decision_id, decision_reference="QE1-ICP-2026-0001",
        decision_title="Keep the night service", you_said="You wait long.",
        we_did="We show the wait.", did_not=None,
        finding_ids=[UUID(one) for one in finding_ids], corrects_id=corrects,
        published_at=at or datetime(on.year, on.month, on.day, tzinfo=UTC),
    )  # fmt: skip
    async with library.database.transaction(QE1) as session:
        await citations.keep_feedback(session, QE1, told, now=library.now)
    return told.feedback_id
