"""Vocabularies as a system's file and the API give them."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from common.web.schemas import Model


class TermIn(BaseModel):
    """A term in a system's file."""

    model_config = ConfigDict(extra="ignore")

    code: str
    label: str
    parent: str | None = None
    uri: str | None = Field(default=None, pattern=r"^https?://[^\s<>\"]+$")
    open: bool = False
    """Of a licence: what is published under it may be used by anybody for anything
    (https://opendefinition.org)."""


class VocabularyIn(BaseModel):
    """One version of a vocabulary in a system's file."""

    model_config = ConfigDict(extra="ignore")

    code: str
    version: str
    valid_from: date
    valid_to: date | None = None
    terms: list[TermIn]


class PlaceIn(BaseModel):
    """A place in a system's file."""

    model_config = ConfigDict(extra="ignore")

    code: str
    name: str


class SettingsIn(BaseModel):
    """How a system publishes counts of people: hidden from 1 to the threshold, rounded above."""

    model_config = ConfigDict(extra="ignore")

    suppression_threshold: int = Field(default=7, ge=1)
    rounding_base: int = Field(default=5, ge=1)
    register_licence: str | None = None
    """Licence under which the system gives its own register of public activities to everybody;
    without one it doesn't."""


class SystemIn(BaseModel):
    """What the insights library reads of a system's file."""

    model_config = ConfigDict(extra="ignore")

    code: str
    slug: str
    name: str
    settings: SettingsIn = SettingsIn()
    places: list[PlaceIn]
    vocabularies: list[VocabularyIn]


class TermOut(Model):
    """A term that can be used today."""

    vocabulary: str
    version: str
    code: str
    label: str
    parent: str | None


class VocabulariesOut(Model):
    """Every term that can be used on a day, in order, and the places."""

    terms: list[TermOut]
    places: list[PlaceIn]
