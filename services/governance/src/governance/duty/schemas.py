"""Assessments of the duty to involve as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from common.web.schemas import Model
from governance.duty.law import Duty, Ground
from governance.words import Because, Code, Reason, Title, without_nul

ProposalText = Annotated[
    str, StringConstraints(min_length=1, max_length=100_000), AfterValidator(without_nul)
]
Due = Literal["without_assessment", "unfinished", "outdated", "review", "temporary_change"]


class AssessmentIn(Model):
    """An activity to assess."""

    body_id: UUID
    title: Title
    proposal: ProposalText = Field(description="What is proposed; its SHA-256 is recorded.")
    acting_for: Code | None = Field(
        default=None,
        description="Kind of body whose duty it is; that of the body, or of its parent, if none.",
    )
    meeting_id: UUID | None = None
    item_id: UUID | None = Field(default=None, description="Item of that meeting's agenda.")

    @model_validator(mode="after")
    def _item_of_a_meeting(self) -> Self:
        if self.item_id is not None and self.meeting_id is None:
            raise ValueError("item_id needs its meeting_id")
        return self


class ProposalIn(Model):
    """What is proposed now."""

    proposal: ProposalText


class RoundIn(Model):
    """Why the steps are gone through again."""

    reason: Because


class _Answered(Model):
    reason: Because
    post_id: UUID | None = Field(default=None, description="The post that answers, of the body.")


class ServicesAnswer(_Answered):
    """Step 1: whether the activity relates to health services that the body arranges."""

    question: Literal["health_services"]
    related: bool


class KindsAnswer(_Answered):
    """Step 2: of which kinds it is."""

    question: Literal["kinds"]
    codes: list[Code] = Field(min_length=1, max_length=10)

    @field_validator("codes")
    @classmethod
    def _each_once(cls, codes: list[str]) -> list[str]:
        if len(set(codes)) != len(codes):
            raise ValueError("must name each kind once")
        return codes


class ImpactAnswer(_Answered):
    """Step 3: what would change, from the patient's side."""

    question: Literal["impact"]
    manner: bool = Field(description="The manner in which services are delivered.")
    range: bool = Field(description="The range of services available.")


AnswerIn = Annotated[ServicesAnswer | KindsAnswer | ImpactAnswer, Field(discriminator="question")]


class LimitIn(Model):
    """Urgency limits involvement."""

    ground: Code = Field(description="Code of a ground; GET /duties?on= lists them.")
    reason: Because
    review_on: date


class TemporaryChangeIn(Model):
    """A change for a time."""

    what: Reason
    back_on: date = Field(description="The day on which it comes back.")


class ReturnIn(Model):
    """What becomes of a temporary change that came back."""

    how: Literal["ended", "extended", "made_permanent"]
    reason: Because
    back_on: date | None = Field(default=None, description="If extended: until when.")

    @model_validator(mode="after")
    def _extended_until(self) -> Self:
        if (self.back_on is not None) != (self.how == "extended"):
            raise ValueError("back_on goes with extended, and only with it")
        return self


class AssessmentOfDecision(Model):
    """The assessment that a decision rests on."""

    assessment_id: UUID


class QuestionOut(Model):
    """What is to be answered now."""

    question: str
    words: str
    codes: list[str] = Field(description="What can be chosen from, where it is a choice.")


class ProposalOut(Model):
    """A text of the proposal."""

    number: int
    sha256: str
    text: str | None = Field(description="null for a committee that gives assurance.")
    recorded_at: datetime


class StepOut(Model):
    """The answer to a step."""

    step: int
    question: str
    answer: dict[str, Any]
    reason: str | None = Field(description="null where the decision is withheld.")
    post_id: UUID | None
    answered_at: datetime
    answered_by: str | None = Field(description="Reference of the account; null for readers.")


class RoundOut(Model):
    """One going through the steps; outcome and explanation are derived from the answers."""

    round: int
    proposal: int
    sha256: str
    law: Duty
    reason: str | None
    begun_at: datetime
    answers: list[StepOut]
    engaged: bool | None
    explanation: str | None


class LimitOut(Model):
    """Urgency limits involvement."""

    id: UUID
    round: int
    ground: str
    reason: str
    review_on: date
    recorded_at: datetime


class TemporaryChangeOut(Model):
    """A change for a time, and what became of it."""

    id: UUID
    round: int
    what: str
    back_on: date
    recorded_at: datetime
    how: str | None
    returned_reason: str | None
    returned_at: datetime | None


class AssessmentOut(Model):
    """An assessment with all of its rounds, newest first."""

    id: UUID
    body_id: UUID
    title: str
    acting_for: str
    meeting_id: UUID | None
    item_id: UUID | None
    state: Literal["open", "complete", "outdated"]
    engaged: bool | None = Field(description="Outcome of the newest round; derived.")
    explanation: str | None
    next_question: QuestionOut | None
    law: Duty
    rounds: list[RoundOut]
    proposals: list[ProposalOut]
    limits: list[LimitOut]
    temporary_changes: list[TemporaryChangeOut]
    decision_ids: list[UUID]
    version: int
    created_at: datetime


class DecisionDutyOut(Model):
    """The assessment that a decision rests on, as it was when the decision was linked to it."""

    decision_id: UUID
    assessment_id: UUID
    linked_at: datetime
    outdated: bool = Field(description="The proposal has changed since that round.")
    round: RoundOut


class DueOut(Model):
    """An assessment, or what is due of one."""

    kind: Literal["assessment"] | Due
    assessment_id: UUID | None
    decision_id: UUID | None
    subject_id: UUID = Field(description="Id of the assessment, decision, limit or change.")
    body_id: UUID
    title: str
    reference: str | None
    kind_of_activity: str | None
    engaged: bool | None
    due_on: date | None


class DutiesOut(Model):
    """The law of a day."""

    duties: list[Duty]
    urgency_grounds: list[Ground]
