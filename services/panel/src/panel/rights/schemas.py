"""Objections and pauses on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from common.web.schemas import Model

Purpose = Annotated[str, Field(min_length=1, max_length=60)]


class ObjectionChange(Model):
    """An objection made or taken back."""

    purpose: Purpose = Field(
        description="Code of a term of the vocabulary objection_purpose or consent_purpose."
    )
    objects: bool = Field(description="true objects, false takes an objection back.")


class RightsPatch(Model):
    """What a member says by these rights; what is left out stays."""

    objections: list[ObjectionChange] = Field(default=[], max_length=20)
    paused_until: date | None = Field(
        default=None,
        description="Nobody writes before this day, and the person stays a member; null ends a "
        "pause.",
    )


class ObjectionOut(Model):
    """An objection that stands."""

    purpose: str
    objected_at: datetime
