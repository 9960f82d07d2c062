"""What anyone is told of a finding that is for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from insights.ageing.schemas import Ageing


class PublicAge(Model):
    """How old the evidence of a finding is that is for everybody."""

    finding_id: UUID
    ageing: Ageing
    in_words: str = Field(description="The same as a sentence.")


class Replacement(Model):
    """The finding that stands in for another."""

    finding_id: UUID
    reference: str
    title: str


class PublicStanding(Model):
    """Whether a finding that came before everybody may still be relied on."""

    finding_id: UUID
    reference: str
    state: Literal["published", "superseded", "withdrawn"]
    superseded_by: Replacement | None = Field(
        description="Null where nothing stands in for it, and where what does is not for everybody "
        "or was itself withdrawn."
    )
    withdrawn_at: datetime | None
    withdrawn_reason: str | None
