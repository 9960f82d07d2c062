"""What an organisation's evidence changed, as the API gives it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from insights.citations.schemas import CitingDecision, Impact


class OutcomeCount(Model):
    """How many decisions had one outcome."""

    outcome: str | None = Field(description="Code of the outcome; null where it is confidential.")
    decisions: int


class ImpactSummary(Model):
    """Counts over all findings of the organisation that you may see."""

    findings: int = Field(description="Published, and not withdrawn.")
    findings_used: int = Field(description="Of them, those that a decision cites.")
    decisions: int = Field(description="Decisions that cite any of them, each counted once.")
    outcomes: list[OutcomeCount]
    feedback: int = Field(
        description="Answers to those who spoke that rest on any of them. One that was corrected "
        "counts once, as it stands."
    )
    not_done: int = Field(description="Of the answers, those that tell of something not done.")
    decisions_without_feedback: int = Field(
        description="Decisions that cite a finding, and of which nothing was told yet."
    )
    median_days_to_feedback: float | None = Field(
        description="Days from a finding's first publication to the first answer on it: half of "
        "the answered findings took no longer. Null where none was answered."
    )
    median_days_from_decision_to_feedback: float | None = Field(
        description="Days from a decision to the first answer on it; null where there is none."
    )


class UsedFinding(Model):
    """A finding that was used, with where, and what came of it."""

    id: UUID
    reference: str
    title: str
    first_published_at: datetime
    decisions: list[CitingDecision]
    impact: list[Impact]


class ImpactOut(Model):
    """What an organisation's evidence changed: all of it in counts, and a page of it told."""

    organisation_id: UUID
    organisation_name: str
    as_of: date
    summary: ImpactSummary
    items: list[UsedFinding] = Field(description="Findings that were used, newest deposit first.")
    next_cursor: str | None
