"""What a panel was asked, in a file: the made-up history of a made-up panel."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from common.web.schemas import Model
from panel.segments.criteria import Criteria
from panel.segments.schemas import Name
from panel.surveys.schemas import Codes, Purpose, Questions, Title


class PastAudience(Model):
    """A segment of members who alone are asked."""

    name: Name
    criteria: Criteria


class PastSurvey(Model):
    """A survey that was opened some days ago, and what is written into its open questions."""

    days_ago: int = Field(ge=0, le=3650)
    open_days: int = Field(ge=1, le=365, description="The last day for answers, after opening.")
    title: Title
    purpose: Purpose
    themes: Codes = []
    audience: PastAudience | None = Field(default=None, description="None means everybody.")
    questions: Questions
    comments: list[Annotated[str, Field(min_length=1, max_length=500)]] = []


class PastAssembly(Model):
    """An assembly that is drawn: sexes, ages and places as in the population."""

    title: Title
    seats: int = Field(ge=1, le=200)
    source: Annotated[str, Field(min_length=10, max_length=500)]
    evidence: Annotated[str, Field(min_length=1, max_length=500)]
    digits: Annotated[str, Field(pattern=r"^[0-9]{3}$")]


class History(Model):
    """Everything that happened, the oldest first."""

    surveys: Annotated[list[PastSurvey], Field(min_length=1)]
    assembly: PastAssembly
