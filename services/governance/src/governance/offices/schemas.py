"""Offices as the API takes and gives them."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from common.web.schemas import Model
from governance.words import Code, Day


class OfficeTermIn(Model):
    """A post takes an office for a time."""

    office: Code = Field(description="As the terms name it: chair.")
    post_id: UUID
    valid_from: Day
    valid_to: Day = Field(description="First day on which the post holds it no more.")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to <= self.valid_from:
            raise ValueError("valid_to must be after valid_from")
        return self


class OfficeTermPatch(Model):
    """When a term ends, earlier than it was to."""

    valid_to: Day


class OfficeTermOut(Model):
    """A post holds an office for a time."""

    id: UUID
    body_id: UUID
    office: str
    post_id: UUID
    valid_from: date
    valid_to: date
    version: int


class OfficeOut(Model):
    """An office on a day: who holds it, until when, and who may be next."""

    office: str
    years: int = Field(description="For so long at most.")
    aligned_with: str | None
    current: OfficeTermOut | None
    overdue: bool = Field(description="Nobody was chosen for that day, so it is to be rotated.")
    out_of_step: bool = Field(
        description="Its term does not begin and end with that of the office it is aligned with."
    )
    may_be_next: list[UUID] = Field(description="Posts to which the rotation may go.")
    terms: list[OfficeTermOut] = Field(description="All terms, the earliest first.")


class OfficesOut(Model):
    """The offices of a body that rotate."""

    items: list[OfficeOut]


class OfficeRecord(BaseModel):
    """A term of an office in a system's file."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    office: Code
    post_id: UUID
    valid_from: Day = Field(alias="from")
    valid_to: Day = Field(alias="to")
