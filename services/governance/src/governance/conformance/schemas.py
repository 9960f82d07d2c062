"""Keeping to the terms, as the API takes and gives it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from governance.words import Code, Day

Check = Literal[
    "meetings_held",
    "meetings_planned",
    "programme",
    "notice",
    "agenda",
    "papers",
    "publication",
    "quorum_confirmed",
    "minutes",
    "record_presented",
    "votes_presented",
    "attendance",
    "offices",
    "review",
]


class CheckOut(Model):
    """One thing that the terms ask, and whether the body keeps to it."""

    check: Check
    clause: str | None = Field(description="As the terms name it.")
    holds: bool
    asked: str = Field(description="What the terms ask, in words.")
    meeting_ids: list[UUID] = Field(description="The meetings at which it does not hold.")
    post_ids: list[UUID] = Field(description="The posts of which it does not hold.")
    offices: list[str] = Field(description="The offices of which it does not hold.")
    boards: list[str] = Field(description="The boards that are still to have something.")


class ConformanceOut(Model):
    """Whether a body keeps to its terms of reference on a day: what is not asked is not listed."""

    body_id: UUID
    on: date
    terms_from: date
    keeps_to_them: bool
    items: list[CheckOut]


class AttendanceReviewIn(Model):
    """The chair reviewed why a member's attendance is low."""

    post_id: UUID
    until: Day = Field(description="Last day of the months that were looked at.")
    outcome: Code = Field(
        description="A code of arrangements.attendance_outcomes in the terms. The circumstances "
        "are not taken: they are the member's own."
    )


class AttendanceReviewOut(Model):
    """A review of a member's attendance."""

    id: UUID
    body_id: UUID
    post_id: UUID
    until: date
    meetings: int
    attended: int
    outcome: str
    recorded_at: datetime


class AttendanceReviewsOut(Model):
    """Reviews of a body's members' attendance, newest first."""

    items: list[AttendanceReviewOut]
