"""Threads as the API takes and gives them."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.words import Day, Reason

State = Literal["open", "overdue", "answered"]


class ThreadIn(Model):
    """A finding for which a body owes those who spoke an answer."""

    body_id: UUID
    finding_id: UUID
    owner_post_id: UUID | None = Field(default=None, description="Who sees to it: a post of it.")
    due_on: Day | None = Field(
        default=None, description="Last day; by the terms, or the standard, if it is not sent."
    )
    due_reason: Reason | None = Field(default=None, description="Why due_on is another day.")

    @model_validator(mode="after")
    def _another_day_has_a_reason(self) -> Self:
        if (self.due_on is None) != (self.due_reason is None):
            raise ValueError("due_on and due_reason come together")
        return self


class ThreadPatch(Model):
    """What to change of a thread; what is not sent stays."""

    owner_post_id: UUID | None = None
    due_on: Day | None = None
    due_reason: Reason | None = Field(default=None, description="Needed with due_on.")
    answered_by_id: UUID | None = Field(
        default=None,
        description="Of a finding: the published feedback of another body that answers those "
        "behind it, where that body took the decision. Null takes this back.",
    )

    @model_validator(mode="after")
    def _another_day_has_a_reason(self) -> Self:
        if (self.due_on is None) != (self.due_reason is None):
            raise ValueError("due_on and due_reason come together")
        return self


class EscalationOut(Model):
    """A body heard that the answer is overdue."""

    step: int
    body_id: UUID
    plan_item_id: UUID = Field(description="The item of its forward plan.")
    on_day: date


class ThreadOut(Model):
    """An answer that a body owes, or owed, to those who spoke."""

    id: UUID
    body_id: UUID
    decision_id: UUID | None
    finding_id: UUID | None
    reference: str | None = Field(description="Of the decision.")
    title: str | None = Field(description="Null of a finding that not everybody may read any more.")
    opened_on: date
    due_on: date
    due_reason: str | None
    source: str = Field(description="What the day follows from.")
    owner_post_id: UUID | None
    answered_by_id: UUID | None = Field(description="The answer of another body that closed it.")
    state: State
    answered_on: date | None = Field(
        description="When the first answer was published: on the decision, or on one of the body "
        "that relies on the finding."
    )
    days: int | None = Field(description="From opened_on to answered_on.")
    escalations: list[EscalationOut]
    version: int


class WaitingOut(Model):
    """An answer that people wait for."""

    body_id: UUID
    body_name: str
    decision_id: UUID | None
    finding_id: UUID | None
    reference: str | None = Field(description="Of the decision.")
    title: str = Field(description="Of the decision, or of the finding that the body took up.")
    opened_on: date
    due_on: date = Field(description="The last day on which it is in time.")
    state: Literal["open", "overdue"]


class TimesOut(Model):
    """How long those who spoke waited, of the threads opened from one day to another."""

    body_id: UUID
    since: date
    until: date
    on: date = Field(description="The day on which it was worked out.")
    opened: int
    answered: int
    answered_in_time: int
    overdue: int
    median_days: float | None = Field(description="Of those that were answered.")
    ninth_decile_days: int | None = Field(
        description="Nine of ten that were answered were answered within so many days."
    )
    longest_days: int | None
    threads: list[ThreadOut] = Field(description="Every thread that is counted.")
