"""Assurance as the API takes and gives it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from governance.duty.schemas import DueOut
from governance.words import Because, Code


class PrincipleIn(Model):
    """One of the ten principles that a decision shows, and how."""

    principle: Code = Field(description="Code of the vocabulary principle.")
    reason: Because


class PrincipleOut(Model):
    """A principle that a decision shows, and how."""

    decision_id: UUID
    principle: str
    reason: str
    recorded_at: datetime


class CountedOut(Model):
    """A decision that a figure counts."""

    id: UUID
    reference: str
    title: str
    decided_on: date


class OverdueOut(CountedOut):
    """A decision of which those who spoke were not told by its day."""

    due_on: date


class FigureOut(Model):
    """How many decisions, out of how many, and which."""

    count: int
    of: int
    percent: float | None = Field(description="Null where there is no decision.")
    decisions: list[CountedOut]


class CodeFigureOut(FigureOut):
    """A figure of one level, community or principle."""

    code: str
    label: str | None = Field(
        default=None,
        description="Of levels and principles, as they were called on the last day of the period.",
    )


class OwedOut(Model):
    """A recommendation of an assembly that was not answered by the promised day."""

    assembly_id: UUID
    title: str
    number: int
    answer_due_on: date


class UnusedOut(Model):
    """A published finding that no decision relies on."""

    finding_id: UUID
    version: int
    reference: str | None
    title: str | None
    published_at: datetime | None


class AssuranceOut(Model):
    """What the record shows of involvement in a body's decisions. It counts decisions, not people.

    Decisions that are withheld are in `withheld` alone.
    """

    body_id: UUID
    body_name: str
    since: date
    until: date
    on: date = Field(description="The day on which it was worked out.")
    feedback_days: int | None = Field(
        description="As it was asked; null where each body's terms say by when people are told."
    )
    decisions: int
    withheld: int
    described: FigureOut
    by_level: list[CodeFigureOut]
    by_community: list[CodeFigureOut]
    by_principle: list[CodeFigureOut]
    not_described: list[CountedOut]
    without_insight: list[CountedOut] = Field(
        description="Decisions that rest on nothing that was heard: on no finding, and on no "
        "activity that took place. One that is only planned, was called off or began after the "
        "decision does not count."
    )
    feedback_overdue: list[OverdueOut]
    recommendations_overdue: list[OwedOut] = Field(
        description="Recommendations that this body had promised to answer by a day that is over."
    )
    unused: list[UnusedOut] = Field(
        description="Findings that everybody may read, published by the last day, that no decision "
        "of any body relies on; at most 100, the newest first."
    )
    unused_in_all: int


AskedKind = Literal["question", "statement", "petition"]


class PublicOverdueOut(Model):
    """A question, statement or petition from the public whose answer is overdue."""

    id: UUID
    kind: AskedKind
    reference: str
    state: str
    due_on: date


class OwedAnswerOut(PublicOverdueOut):
    """How far an answer to the public is, without who asked."""

    body_id: UUID
    asked_on: date
    words: str | None = Field(
        description="As they were cleared for the public; null where that was not done."
    )
    answered_on: date | None
    overdue: bool


class AssuranceDueOut(AssuranceOut):
    """The same, with what is due: under the duty to involve, and to people who asked."""

    public_overdue: list[PublicOverdueOut] = Field(
        description="Questions, statements and petitions of the public without their published "
        "answer on the day that it was due, the longest due first; of each kind at most 200."
    )

    duty_due: list[DueOut] = Field(
        description="Assessments that are unfinished, outdated or to review, changes for a time "
        "that are due, and decisions of the period without an assessment; of each kind at most 200."
    )


class ComparedOut(Model):
    """One body among others."""

    body_id: UUID
    body_name: str
    decisions: int
    withheld: int
    described: int
    percent: float | None
    without_insight: int
    feedback_overdue: int
    recommendations_overdue: int


class ComparisonOut(Model):
    """The bodies of a system beside each other, by name."""

    items: list[ComparedOut]
