"""Vocabularies as a system's file and the API give them."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from common.web.schemas import Model


class SettingsRecord(BaseModel):
    """What governance reads of a system's settings: how counts of people are published."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    suppression_threshold: int = Field(default=7, ge=1)
    rounding_base: int = Field(default=5, ge=1)


class TermRecord(BaseModel):
    """A term in a system's file."""

    model_config = ConfigDict(extra="ignore")

    code: str
    label: str
    parent: str | None = None


class VocabularyRecord(BaseModel):
    """One version of a vocabulary in a system's file."""

    model_config = ConfigDict(extra="ignore")

    code: str
    version: str
    valid_from: date
    valid_to: date | None = None
    terms: list[TermRecord]


class TermOut(Model):
    """A term that can be used on the day asked for."""

    vocabulary: str
    version: str
    code: str
    label: str
    parent: str | None


class VocabulariesOut(Model):
    """The terms that governance uses, in order."""

    terms: list[TermOut]
