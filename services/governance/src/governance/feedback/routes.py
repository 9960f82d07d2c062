"""Feedback over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Response

from common.clock import utc_now
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Principal, Reading, System, Writing, requires
from common.web.routing import Router
from governance.decision_log.presentation import log_entry
from governance.decision_log.schemas import LogEntryOut
from governance.decisions import service as decisions
from governance.decisions.clock import require_after_the_log
from governance.feedback import service, statements
from governance.feedback.errors import FeedbackNotFound
from governance.feedback.models import Feedback
from governance.feedback.schemas import FeedbackIn, FeedbackListOut, FeedbackOut, FeedbackPatch

router = Router(prefix="/api/v1/{ics}/governance", tags=["feedback"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/decisions/{decision_id}/feedback", response_model=FeedbackListOut)
async def list_feedback(session: Reading, reader: Reader, decision_id: UUID) -> dict[str, Any]:
    """List the feedback on a decision, oldest first; drafts to those who manage it."""
    answered = await decisions.get(session, decision_id)
    found = await service.of_decision(session, decision_id)
    return {"items": [f for f in found if _may_read(reader, f, answered)]}


@router.post("/decisions/{decision_id}/feedback", response_model=FeedbackOut, status_code=201)
async def draft_feedback(
    *,
    session: Writing, ics: System, _: Manager, decision_id: UUID, data: FeedbackIn,
    response: Response,
) -> Feedback:  # fmt: skip
    """Draft an answer to those who spoke."""
    feedback = await service.draft(session, ics, decision_id, data)
    response.headers["ETag"] = etag(feedback.version)
    return feedback


@router.get("/feedback/{feedback_id}", response_model=FeedbackOut)
async def get_feedback(
    session: Reading, reader: Reader, feedback_id: UUID, response: Response
) -> Feedback:
    """Give an answer."""
    feedback = await service.get(session, feedback_id)
    if not _may_read(reader, feedback, await decisions.get(session, feedback.decision_id)):
        raise FeedbackNotFound
    response.headers["ETag"] = etag(feedback.version)
    return feedback


@router.get("/feedback/{feedback_id}/log-entry", response_model=LogEntryOut)
async def get_log_entry(session: Reading, reader: Reader, feedback_id: UUID) -> LogEntryOut:
    """Give what the decision log says of a published answer, and what opens its commitments.

    Nothing opens an answer on a decision that is withheld.
    """
    feedback = await service.get(session, feedback_id)
    if feedback.status != "published":
        raise FeedbackNotFound
    answered = await decisions.get(session, feedback.decision_id)
    opened = "governance:manage" in reader.scopes or not answered.version.confidential
    return await log_entry(session, statements.of_published(feedback), opened=opened)


@router.patch("/feedback/{feedback_id}", response_model=FeedbackOut)
async def change_feedback(
    *,
    session: Writing, _: Manager, feedback_id: UUID, patch: FeedbackPatch, expected: IfMatch,
    response: Response,
) -> Feedback:  # fmt: skip
    """Change a draft."""
    feedback = await service.get_for_change(session, feedback_id)
    check_version(feedback.version, expected)
    await service.change(session, feedback, patch)
    response.headers["ETag"] = etag(feedback.version)
    return feedback


@router.post("/feedback/{feedback_id}/publish", response_model=FeedbackOut)
async def publish_feedback(
    session: Writing, ics: System, _: Manager, feedback_id: UUID, response: Response
) -> Feedback:
    """Publish an answer, once; those who took part are told."""
    now = await require_after_the_log(session, utc_now())
    feedback = await service.get_for_change(session, feedback_id)
    await service.publish(session, ics, feedback, now=now)
    response.headers["ETag"] = etag(feedback.version)
    return feedback


def _may_read(principal: Principal, feedback: Feedback, answered: decisions.Recorded) -> bool:
    """Say whether somebody may read an answer: published, on a decision that isn't withheld."""
    open_to_all = feedback.status == "published" and not answered.version.confidential
    return open_to_all or "governance:manage" in principal.scopes
