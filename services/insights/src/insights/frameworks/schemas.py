"""Frameworks of themes as a system's file and the API give them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from common.web.schemas import Model
from insights.vocabularies.schemas import TermIn

Became = Literal["renamed", "merged", "split", "ended"]


class ChangeIn(BaseModel):
    """What became of a code of the version before."""

    model_config = ConfigDict(extra="ignore")

    code: str
    became: Became
    successors: list[str] = []
    note: str = ""


class FrameworkVersionIn(BaseModel):
    """One version of a framework in a file: its tree, and what became of codes that it drops."""

    model_config = ConfigDict(extra="ignore")

    version: str
    valid_from: date
    valid_to: date | None = None
    terms: list[TermIn]
    changes: list[ChangeIn] = []


class FrameworkIn(BaseModel):
    """A framework in a file, its versions in their order."""

    model_config = ConfigDict(extra="ignore")

    code: str
    name: str
    source: str
    licence: str
    versions: list[FrameworkVersionIn] = Field(min_length=1)


class MappingIn(BaseModel):
    """The system's own themes that a code of a framework counts under."""

    model_config = ConfigDict(extra="ignore")

    framework: str
    code: str
    themes: list[str] = Field(min_length=1)
    valid_from: date
    valid_to: date | None = None


class FrameworksInFile(BaseModel):
    """What the library reads of a system's file about frameworks."""

    model_config = ConfigDict(extra="ignore")

    theme_frameworks: list[FrameworkIn] = []
    theme_mappings: list[MappingIn] = []


class FrameworkOut(Model):
    """A framework, with the versions that there have been."""

    code: str
    name: str
    source: str
    licence: str
    versions: list[VersionOut]


class VersionOut(Model):
    """A version of a framework, and when its codes may be used."""

    version: str
    valid_from: date
    valid_to: date | None = Field(description="The first day on which they may not.")


class ThemeOut(Model):
    """A theme of the tree."""

    code: str
    label: str
    parent: str | None = Field(description="The category that it is in.")
    own_themes: list[str] = Field(
        description="The system's own themes that it counts under; empty: under none."
    )


class TreeOut(Model):
    """The tree of a framework as it is on a day, and what became of codes with its version."""

    framework: str
    as_of: date
    version: str
    themes: list[ThemeOut]
    changes: list[ChangeOut]


class ChangeOut(Model):
    """What became of a code with a version."""

    version: str
    code: str
    became: Became
    successors: list[str]
    note: str


class CodeOut(Model):
    """A code, in force or not: what it means, when it was used, and what became of it."""

    framework: str
    code: str
    label: str
    in_force: bool
    versions: list[VersionOut]
    became: list[ChangeOut]
    today: list[str] = Field(
        description="The codes of the day that say the same: itself, or its successors' successors."
    )
    own_themes: list[str]


FrameworkOut.model_rebuild()
TreeOut.model_rebuild()
