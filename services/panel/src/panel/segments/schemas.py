"""Segments as staff write and read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from panel.segments.criteria import Criteria

Name = Annotated[str, Field(min_length=1, max_length=120)]
Level = Literal["published", "exact"]


class SegmentIn(Model):
    """A new segment."""

    name: Name
    criteria: Criteria


class SegmentPatch(Model):
    """What is changed of a segment; what is left out stays."""

    name: Name | None = None
    criteria: Criteria | None = Field(default=None, description="All criteria anew.")


class SegmentOut(Model):
    """A segment."""

    id: UUID
    name: str
    criteria: Criteria
    created_at: datetime
    changed_at: datetime
    version: int


class SegmentCountOut(Model):
    """How many members a segment has."""

    members: int | None = Field(
        description="null where it must not be shown: too few members, or so few more or fewer "
        "than another figure that they could be subtracted."
    )
    level: Level
    released_on: date | None = Field(
        default=None, description="The day on which the published figure was made."
    )
