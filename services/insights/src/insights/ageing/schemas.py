"""The rules of evidence as a system's file and the API give them, and the age of a finding."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from common.web.schemas import Model

State = Literal["fresh", "ageing", "old"]


class HeardThrough(Model):
    """Hearing any term of a vocabulary, or certain ones, is hearing a wider community."""

    community: str = Field(description="The wider community: a code of a vocabulary named next.")
    of: str = Field(description="Vocabulary of the wider community.")
    vocabulary: str = Field(description="Vocabulary of the narrower terms.")
    codes: list[str] = Field(default=[], description="The narrower terms; empty means all.")


class EvidenceRuleIn(BaseModel):
    """How evidence is weighed and ages, in a system's file."""

    model_config = ConfigDict(extra="ignore")

    valid_from: date
    valid_to: date | None = None
    half_life_days: int = Field(ge=1)
    half_lives: dict[str, int] = Field(default={})
    strengths: dict[str, float]
    unrated_strength: float = Field(ge=0)
    measured_against: list[str]
    heard_through: list[HeardThrough] = []


class EvidenceInFile(BaseModel):
    """What the library reads of a system's file about evidence."""

    model_config = ConfigDict(extra="ignore")

    evidence: list[EvidenceRuleIn] = []


class RuleOut(Model):
    """The rule that an answer was made by."""

    valid_from: date
    half_life_days: int = Field(description="Of a theme that none is set for, in days.")
    half_lives: dict[str, int] = Field(description="Theme → days until its evidence counts half.")
    strengths: dict[str, float] = Field(description="Strength → what a finding of it counts.")
    unrated_strength: float = Field(description="What a finding counts whose strength is not told.")
    measured_against: list[str] = Field(description="Vocabularies that gaps are measured against.")


class Ageing(Model):
    """How old what a finding says is, on a day."""

    as_of: date
    heard_on: date = Field(
        description="Last day of hearing; where it isn't told, the day of first publication."
    )
    age_days: int = Field(ge=0)
    half_life_days: int = Field(description="The shortest among the finding's themes.")
    weight: float = Field(description="2 to the power of minus age / half-life: from 1 down to 0.")
    state: State = Field(
        description="fresh: within one half-life. ageing: within two. old: two or more."
    )
