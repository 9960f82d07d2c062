"""Findings like one, as the API gives them."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from common.web.schemas import Model


class SimilarFinding(Model):
    """A published finding that comes near to another, and why."""

    id: UUID
    reference: str
    title: str
    score: float = Field(ge=0, le=1, description="1 says the same of the same people.")
    reasons: list[str] = Field(description="What they share, in plain words.")
