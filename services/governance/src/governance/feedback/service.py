"""'You said, we did' (rule 11): drafted, published once, sent back to those who took part."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.events.governance import FeedbackPublished
from common.messaging import outbox
from governance.decision_log import service as decision_log
from governance.decisions import service as decisions
from governance.evidence import service as library
from governance.feedback import repository, statements
from governance.feedback.errors import (
    CorrectedAlready,
    DecisionWithheld,
    FeedbackNotFound,
    FeedbackPublishedAlready,
)
from governance.feedback.models import Feedback
from governance.feedback.schemas import FeedbackIn, FeedbackPatch
from governance.meetings import service as meetings
from governance.redaction import without_names


async def get(session: ReadSession, feedback_id: UUID) -> Feedback:
    """Give one answer.

    Raises:
        FeedbackNotFound: if this system has none with that id.
    """
    found = await repository.get(session, feedback_id)
    if found is None:
        raise FeedbackNotFound
    return found


async def get_for_change(session: WriteSession, feedback_id: UUID) -> Feedback:
    """Give one answer, locked.

    Raises:
        FeedbackNotFound: if this system has none with that id.
    """
    found = await repository.get_for_change(session, feedback_id)
    if found is None:
        raise FeedbackNotFound
    return found


async def of_decision(session: ReadSession, decision_id: UUID) -> list[Feedback]:
    """List the feedback on a decision, oldest first."""
    await decisions.get(session, decision_id)
    return await repository.of_decision(session, decision_id)


async def draft(
    session: WriteSession,
    ics: SystemCode,
    decision_id: UUID,
    data: FeedbackIn,
    *,
    ids: NewId = new_id,
) -> Feedback:
    """Draft an answer, or a correction of one that was published.

    Raises:
        Invalid: if what it corrects is not a published answer on the same decision.
        CorrectedAlready: if another answer took the place of the one that it corrects.
    """
    await decisions.get(session, decision_id)
    if data.corrects_id is not None:
        corrected = await repository.get(session, data.corrects_id)
        if (
            corrected is None
            or corrected.decision_id != decision_id
            or corrected.status != "published"
        ):
            raise Invalid(
                "Only published feedback on the same decision can be corrected.",
                fields=(FieldError("body.corrects_id", "is no published feedback on it"),),
            )
        if await repository.is_corrected(session, data.corrects_id):
            raise CorrectedAlready
    feedback = Feedback(
        ics=ics,
        id=ids(),
        decision_id=decision_id,
        status="draft",
        finding_ids=[],
        activity_ids=[],
        version=1,
        **data.model_dump(),
    )
    session.add(feedback)
    await session.flush()
    await session.refresh(feedback)
    return feedback


async def change(session: WriteSession, feedback: Feedback, patch: FeedbackPatch) -> Feedback:
    """Change a draft.

    Raises:
        FeedbackPublishedAlready: if it is no draft any more.
    """
    if feedback.status == "published":
        raise FeedbackPublishedAlready
    sent = patch.model_dump(exclude_unset=True)
    empty = [name for name in ("you_said", "we_did") if name in sent and sent[name] is None]
    if empty:
        raise Invalid(
            "These fields cannot be empty.",
            fields=tuple(FieldError(f"body.{name}", "cannot be null") for name in empty),
        )
    for name, value in sent.items():
        setattr(feedback, name, value)
    feedback.version += 1
    await session.flush()
    return feedback


async def publish(
    session: WriteSession, ics: SystemCode, feedback: Feedback, *, now: datetime
) -> Feedback:
    """Publish an answer, once, to those whose words the decision relied on.

    Publishing again changes nothing and tells nothing. The answer must be locked.

    Raises:
        DecisionWithheld: if the decision is confidential.
        CorrectedAlready: if another answer took the place of the one that it corrects.
    """
    if feedback.status == "published":
        return feedback
    recorded = await decisions.get_for_change(session, feedback.decision_id)
    if await repository.is_corrected(session, feedback.corrects_id):
        raise CorrectedAlready
    if recorded.version.confidential:
        raise DecisionWithheld
    decision, cited = recorded.decision, recorded.evidence
    behind = await library.activities_behind(session, cited)
    feedback.finding_ids = sorted({citation.finding_id for citation in cited})
    feedback.activity_ids = sorted({*behind, *recorded.version.activity_ids})
    feedback.status = "published"
    feedback.published_at = now
    feedback.version += 1
    await session.flush()
    await decision_log.append(session, ics, statements.of_published(feedback))
    names = await meetings.names_at(session, decision.meeting_id, decision.body_id)
    event = FeedbackPublished(
        feedback_id=feedback.id,
        decision_id=decision.id,
        decision_reference=decision.reference,
        decision_title=without_names(recorded.version.title, names),
        you_said=without_names(feedback.you_said, names),
        we_did=without_names(feedback.we_did, names),
        did_not=None if feedback.did_not is None else without_names(feedback.did_not, names),
        finding_ids=feedback.finding_ids,
        activity_ids=feedback.activity_ids,
        corrects_id=feedback.corrects_id,
        published_at=now,
    )
    await outbox.record(session, ics, event, now=now)
    return feedback


async def log_earlier(session: WriteSession, ics: SystemCode) -> None:
    """Log the answers that were published before there was a log."""
    logged = await decision_log.logged_versions(session)
    for feedback in await repository.published(session):
        if (feedback.id, feedback.version) not in logged:
            await decision_log.append(session, ics, statements.of_published(feedback))
