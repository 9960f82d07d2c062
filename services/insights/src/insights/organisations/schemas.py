"""Organisations as the API takes and gives them."""

from __future__ import annotations

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from common.web.schemas import Model
from insights.words import Code, Codes, Title


class OrganisationIn(Model):
    """An organisation, from the day that it came into being."""

    name: Title
    kind: Code = Field(description="Code of the vocabulary organisation_kind.")
    places: Codes = Field(default=[], description="Where it works.")
    communities: Codes = Field(default=[], description="Whom it reaches.")
    valid_from: date
    valid_to: date | None = Field(
        default=None, description="The first day on which it is no more; null while it is."
    )

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValueError("valid_to must be after valid_from")
        return self


class OrganisationPatch(Model):
    """What to change of an organisation; a field that isn't sent stays."""

    name: Title | None = None
    kind: Code | None = None
    places: Codes | None = None
    communities: Codes | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    since: date | None = Field(
        default=None,
        description="From which day on name, kind, places and communities are so; today if left "
        "out. What was before stays on record. The day of the last change corrects that change.",
    )


class SpanOut(Model):
    """What an organisation was from a day on, until the day before another."""

    since: date
    until: date | None = Field(description="The first day on which it was so no more; null: still.")
    name: Title
    kind: Code
    places: Codes
    communities: Codes


class OrganisationOut(OrganisationIn):
    """An organisation as it is known."""

    id: UUID
    version: int


class OrganisationRecord(BaseModel):
    """An organisation in a system's file."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    name: str
    kind: str
    places: list[str] = []
    communities: list[str] = []
    valid_from: date
    valid_to: date | None = None
