"""Interests as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from common.web.schemas import Model
from governance.words import Moment, Reason


class InterestIn(Model):
    """An interest to enter in the register."""

    nature: Reason
    declared_on: date


class InterestEnd(Model):
    """When an interest ended."""

    ended_on: date


class InterestOut(Model):
    """An entry of the register."""

    id: UUID
    post_id: UUID
    nature: str
    declared_on: date
    ended_on: date | None
    version: int


class InterestsOut(Model):
    """The register of a body, or what was declared for it."""

    items: list[InterestOut]


class ItemInterestIn(Model):
    """An interest in an item. Without a ruling the member is out of its quorum and vote."""

    post_id: UUID
    interest_id: UUID | None = Field(default=None, description="The register's entry, if any.")
    takes_part: bool = Field(
        default=False, description="The chair ruled that the member stays; needs the ruling."
    )
    ruling: Reason | None = Field(default=None, description="What the chair ruled, and why.")
    at: Moment

    @model_validator(mode="after")
    def _stays_by_a_ruling(self) -> Self:
        if self.takes_part and self.ruling is None:
            raise ValueError("takes_part needs the chair's ruling")
        return self


class ItemInterestOut(Model):
    """What was declared and ruled on an item."""

    id: UUID
    item_id: UUID
    post_id: UUID
    interest_id: UUID | None
    takes_part: bool
    ruling: str | None
    at: datetime


class ItemInterestsOut(Model):
    """What was declared and ruled on an item, in order; for each post the last stands."""

    items: list[ItemInterestOut]
