"""Insight reports as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from insights.ageing.schemas import State
from insights.briefs.schemas import Named
from insights.reports.periods import Step
from insights.words import Code

Visibility = Literal["public", "partners"]
CountStatus = Literal["rounded", "suppressed", "unknown"]


class InsightReportIn(Model):
    """A report to make."""

    since: date
    until: date
    place: Code | None = Field(
        default=None,
        description="Code of a place; null: the whole system. A report on a place leaves out "
        "findings about the whole system, and feedback, which is not told by place.",
    )
    step: Step = "month"
    as_of: date | None = Field(
        default=None, description="The day whose record counts; today if left out, never later."
    )
    visibility: Visibility = Field(
        default="partners",
        description="Whom it is for; it rests on nothing that they may not see.",
    )

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until < self.since:
            raise ValueError("until must not be before since")
        if (self.until - self.since).days > 3 * 366:
            raise ValueError("a report is on three years at most")
        return self


class Missing(Named):
    """A community that gaps are measured against."""

    vocabulary: str


class Shown(Model):
    """A number of people after disclosure control."""

    number: int | None
    status: CountStatus


class Heard(Model):
    """A finding that was heard in the period, in the version that stood on the day."""

    id: UUID
    reference: str
    version: int
    title: str | None = Field(description="Null: it may not be read any more.")
    organisation_name: str | None
    heard_on: date
    ageing: State
    strength: Named | None
    themes: list[Named]
    communities: list[Named]
    places: list[Named]
    people: Shown
    used_in: list[str] = Field(description="References of decisions.")


class OfCommunity(Named):
    """What was heard from one community, for itself: communities overlap."""

    findings: int
    earlier: int = Field(description="In the period before.")
    people: Shown
    last_heard: date | None
    themes: list[Named]
    references: list[str]


class OfTheme(Named):
    """What was heard about one theme."""

    findings: int
    earlier: int
    strongest: Named | None
    fresh: int = Field(description="Findings that are younger than the theme's half-life.")
    references: list[str]


class Bucket(Model):
    """A month or a quarter."""

    label: str
    since: date
    until: date
    findings: int
    within: bool = Field(description="False: it ends before the period of the report begins.")


class Counted(Model):
    """How many findings."""

    code: str | None = Field(description="Null: it is not told.")
    label: str
    findings: int


class Answer(Model):
    """What those who spoke were told."""

    you_said: str
    we_did: str
    did_not: str | None
    published_on: date
    corrected_on: date | None = Field(
        default=None,
        description="When another answer took its place, if that was by the report's day.",
    )


class Done(Model):
    """A decision that relies on findings of the period."""

    id: UUID
    reference: str
    title: str | None = Field(description="Null: it is withheld by now.")
    outcome: str
    body_name: str
    decided_on: date
    findings: list[str] = Field(description="References.")
    answers: list[Answer]


class Volume(Model):
    """How much feedback a source brought, and how it felt."""

    id: UUID
    name: str
    kind: Named
    items: Shown
    earlier: Shown
    scored: Shown
    positive: Shown = Field(description="Scores in the better half of the scale.")
    neutral: Shown
    negative: Shown


class Content(Model):
    """What a report says."""

    system_name: str
    place: Named | None
    since: date
    until: date
    earlier_since: date
    earlier_until: date
    step: Step
    as_of: date
    visibility: Visibility
    findings: list[Heard] = Field(description="Those heard last first.")
    earlier_findings: int
    whole_system: int = Field(
        description="Of a report on a place: findings about the whole system, left out here."
    )
    of_nobody_named: int = Field(description="Findings that don't tell from whom.")
    communities: list[OfCommunity]
    themes: list[OfTheme]
    trend: list[Bucket]
    strengths: list[Counted]
    ages: list[Counted]
    done: list[Done]
    unused: list[str] = Field(description="References of findings that no decision relies on.")
    not_heard: list[Missing]
    heard_through: list[Missing]
    volumes: list[Volume]
    undated: Shown = Field(description="Feedback that does not tell its day, counted nowhere.")


class InsightReportSummary(Model):
    """A report in a list."""

    id: UUID
    organisation_id: UUID | None
    visibility: Visibility
    place: str | None
    since: date
    until: date
    as_of: date
    made_at: datetime
    published_at: datetime | None
    finding_id: UUID | None = Field(description="The item of the library that it is published as.")


class InsightReportOut(InsightReportSummary):
    """A report as it was made, without what may not be read any more."""

    content: Content
    blanked: list[str] = Field(description="References of findings and decisions whose words are "
                               "out.")  # fmt: skip
    digest: str = Field(description="SHA-256 of what it said when it was made, in hexadecimal.")
    as_made: bool
