"""The system file's part that the panel reads, and what it answers about systems."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from common.web.schemas import Model
from panel.disclosure import Rule


class _FilePart(BaseModel):
    """A part of the file; other services read other parts, so what isn't known is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class SettingsInFile(_FilePart):
    """Settings of a system's panel."""

    suppression_threshold: int = Field(default=7, ge=1)
    rounding_base: int = Field(default=5, ge=1)
    minimum_age: int = Field(default=16, ge=0, le=120)

    @model_validator(mode="after")
    def _are_a_rule(self) -> Self:
        Rule(self.suppression_threshold, self.rounding_base)
        return self


class PlaceInFile(_FilePart):
    """A place."""

    code: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    name: str = Field(min_length=1)
    population: int = Field(ge=0)
    authorities: list[str] = []
    localities: list[dict[str, Any]] = []


class PopulationInFile(_FilePart):
    """A figure of a place's population."""

    place: str
    dimension: str
    category: str
    people: int = Field(ge=0)
    source: str


class TermInFile(_FilePart):
    """A term of a vocabulary."""

    code: str = Field(min_length=1, max_length=60)
    label: str = Field(min_length=1)
    parent: str | None = None


class VocabularyInFile(_FilePart):
    """A version of a vocabulary."""

    code: str = Field(min_length=1, max_length=60)
    version: str = Field(min_length=1, max_length=60)
    valid_from: date
    valid_to: date | None = None
    terms: list[TermInFile]


class BurdenLimitInFile(_FilePart):
    """How many contacts a person, or a community, may have in any so many days."""

    scope: Literal["person", "community"]
    valid_from: date
    valid_to: date | None = None
    contacts: int = Field(ge=1)
    days: int = Field(ge=1, le=3650)


class SystemFile(_FilePart):
    """One system's file; a place that figures name must be one of its places."""

    code: str = Field(pattern=r"^[A-Z0-9]{3,10}$")
    slug: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str = Field(min_length=1)
    gss: str
    settings: SettingsInFile = SettingsInFile()
    places: list[PlaceInFile]
    population: list[PopulationInFile] = []
    vocabularies: list[VocabularyInFile] = []
    burden: list[BurdenLimitInFile] = []

    @model_validator(mode="after")
    def _population_is_of_its_places(self) -> Self:
        places = {place.code for place in self.places}
        unknown = sorted({row.place for row in self.population} - places)
        if unknown:
            raise ValueError(f"population names places that the file does not have: {unknown}")
        return self


class SystemOut(Model):
    """A system and the settings of its panel."""

    ics: str
    slug: str
    name: str
    gss: str
    minimum_age: int
    suppression_threshold: int
    rounding_base: int


class PopulationOut(Model):
    """Usual residents of a place by one category of one dimension."""

    dimension: str
    category: str
    people: int
    source: str


class PlaceOut(Model):
    """A place with its population."""

    code: str
    name: str
    population: int
    authorities: list[str]
    localities: list[dict[str, Any]]
    population_by: list[PopulationOut] = []


class PlacesOut(Model):
    """All places of a system; there are too few to page through."""

    items: list[PlaceOut]
