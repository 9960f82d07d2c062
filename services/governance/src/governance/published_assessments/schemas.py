"""Assessments as everybody reads them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from common.web.schemas import Model


class LawShown(Model):
    """The law, or the guidance, that asks for the assessment."""

    words: str
    source: str
    on: date
    """The day whose law it is: on which these steps were begun, or the decision was taken."""
    valid_from: date
    valid_to: date | None


class Judged(Model):
    """What was asked, what was answered, and on what ground."""

    asked: str
    answer: str
    reason: str


class LimitShown(Model):
    """Urgency limits involvement."""

    ground: str
    reason: str
    review_on: date


class ChangeShown(Model):
    """A change for a time, and what became of it."""

    what: str
    back_on: date
    how: str | None
    reason: str | None


class Content(Model):
    """What was published of an assessment."""

    name: str
    title: str
    number: int
    """Of the round of an assessment of the duty, or the version of a further one."""
    judged_on: date
    again_because: str | None
    law: LawShown
    judged: list[Judged]
    engaged: bool | None
    """Whether the duty is engaged; None of a further assessment, which has no outcome."""
    explanation: str | None
    proposal_sha256: str | None
    limits: list[LimitShown]
    temporary_changes: list[ChangeShown]


class EarlierOut(Model):
    """What was published of it before."""

    number: int
    judged_on: date
    engaged: bool | None
    published_at: datetime


class RestingOut(Model):
    """A decision that rests on the assessment, or is what was assessed."""

    decision_id: UUID
    reference: str
    title: str
    decided_on: date
    number: int
    """Of the round, or the version, that was current for it."""


class PaperNamed(Model):
    """A published paper of the item that was assessed."""

    paper_id: UUID
    title: str


class MeetingNamed(Model):
    """The published meeting that the assessment is for."""

    meeting_id: UUID
    held_on: date


class PublishedAssessmentOut(Model):
    """An assessment for everybody, and what it belongs to."""

    kind: str
    subject_id: UUID
    body_id: UUID
    body_name: str
    published_at: datetime
    content: Content
    outdated: bool
    """What is proposed has changed since, or it was assessed again and not published again."""
    meeting: MeetingNamed | None
    papers: list[PaperNamed]
    decisions: list[RestingOut]
    earlier: list[EarlierOut]


class AssessmentNamed(Model):
    """An assessment that everybody may read."""

    kind: str
    subject_id: UUID
    name: str
    title: str
    judged_on: date


class PublishedAssessmentsOut(Model):
    """The assessments of a decision or a paper that everybody may read."""

    items: list[AssessmentNamed]
