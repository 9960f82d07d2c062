"""Trials of surveys as staff begin and read them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model


class PilotIn(Model):
    """On whom a draft is tried out."""

    sample: int = Field(
        ge=1,
        le=1000,
        description="Ask so many at most, drawn at random, from each place its share.",
    )
    segment_id: UUID | None = Field(
        default=None, description="Ask only the members of a segment, in the draft's places."
    )
    closes_on: date | None = Field(default=None, description="The last day for answers.")


class PilotOut(Model):
    """A trial."""

    id: UUID
    survey_id: UUID = Field(description="The draft that was tried out.")
    started_at: datetime
    started_by: str
    closes_on: date | None
    ended_at: datetime | None
    questions: int = Field(
        description="How many it asks; the last asks what was unclear. The draft may have others "
        "since."
    )
    asked: int | None = Field(description="Exact; null without panel:personal.")
    answered: int | None = Field(description="Exact; null without panel:personal.")


class PilotsOut(Model):
    """The trials of a survey, the latest first."""

    pilots: list[PilotOut]
