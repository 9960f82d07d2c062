"""Where findings were used: the decisions that cite them, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.events.governance import DecisionRecorded, FeedbackPublished
from insights.citations import repository
from insights.citations.models import Decision, DecisionFeedback
from insights.citations.schemas import CitingDecision, Impact, UseOut
from insights.notices import service as notices


async def keep_decision(
    session: WriteSession, ics: SystemCode, said: DecisionRecorded, *, now: datetime
) -> None:
    """Keep a decision and the findings that it cites, and tell who deposited them; a correction
    replaces what it corrects.

    An older version that arrives late changes nothing.
    """
    newer = await repository.upsert_decision(
        session,
        {
            "ics": ics,
            "id": said.decision_id,
            "version": said.version,
            "reference": said.reference,
            "title": said.title,
            "outcome": said.outcome,
            "body_name": said.body_name,
            "decided_on": said.decided_on,
            "confidential": said.confidential,
        },
    )
    if not newer:
        return
    rows = [
        {
            "ics": ics,
            "decision_id": said.decision_id,
            "finding_id": cited.finding_id,
            "finding_version": cited.version,
        }
        for cited in said.evidence
    ]
    await repository.replace_evidence(session, said.decision_id, rows)
    cited_ids = {cited.finding_id for cited in said.evidence}
    await notices.tell_of_decision(session, ics, said.decision_id, cited_ids, now=now)


async def keep_feedback(
    session: WriteSession, ics: SystemCode, said: FeedbackPublished, *, now: datetime
) -> None:
    """Keep the answer that was published about a decision, mark the one whose place it takes, and
    tell whose findings it rests on.

    Both are told by their decision's key, so the one that is corrected is here first.
    """
    await repository.add_feedback(
        session,
        {
            "ics": ics,
            "id": said.feedback_id,
            "decision_id": said.decision_id,
            "decision_reference": said.decision_reference,
            "decision_title": said.decision_title,
            "you_said": said.you_said,
            "we_did": said.we_did,
            "did_not": said.did_not,
            "finding_ids": said.finding_ids,
            "published_at": said.published_at,
            "corrects_id": said.corrects_id,
        },
    )
    if said.corrects_id is not None:
        await repository.mark_corrected(session, said.corrects_id, said.published_at)
    found = set(said.finding_ids)
    await notices.tell_of_feedback(session, ics, said.feedback_id, found, now=now)


async def use_of(session: ReadSession, finding_id: UUID) -> UseOut:
    """Give the decisions that cite a finding, each with the version it cites, and the impact."""
    return (await uses_of(session, [finding_id]))[0]


async def uses_of(session: ReadSession, finding_ids: Sequence[UUID]) -> list[UseOut]:
    """Give where each of the findings was used, in their order."""
    cited = await repository.citing(session, finding_ids)
    answers = await repository.feedback_on(session, finding_ids)
    return [
        UseOut(
            finding_id=finding_id,
            decisions=[_citing(said, version) for id_, said, version in cited if id_ == finding_id],
            impact=[_impact(said) for said in answers if finding_id in said.finding_ids],
        )
        for finding_id in finding_ids
    ]


def _impact(feedback: DecisionFeedback) -> Impact:
    return Impact(
        feedback_id=feedback.id,
        decision_id=feedback.decision_id,
        decision_reference=feedback.decision_reference,
        decision_title=feedback.decision_title,
        you_said=feedback.you_said,
        we_did=feedback.we_did,
        did_not=feedback.did_not,
        published_at=feedback.published_at,
        corrects_id=feedback.corrects_id,
        corrected_at=feedback.corrected_at,
    )


def _citing(decision: Decision, version: int) -> CitingDecision:
    shown = not decision.confidential
    return CitingDecision(
        decision_id=decision.id,
        version=decision.version,
        reference=decision.reference,
        title=decision.title if shown else None,
        outcome=decision.outcome if shown else None,
        body_name=decision.body_name,
        decided_on=decision.decided_on,
        confidential=decision.confidential,
        finding_version=version,
    )
