"""The matrix of what was heard, and whom it is measured against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from common.web.schemas import Model
from insights.ageing.schemas import RuleOut, State

Heard = Literal["directly", "through_others", "never"]
PeopleStatus = Literal["exact", "rounded", "suppressed", "unknown"]


@dataclass(frozen=True)
class GapQuery:
    """The day that is asked about, and filters; several codes of one filter mean any of them."""

    as_of: date
    themes: Sequence[str] = ()
    communities: Sequence[str] = ()
    places: Sequence[str] = ()


@dataclass(frozen=True)
class Cell:
    """What was heard in one cell, before disclosure control. A code is None where none is named."""

    theme: str | None
    community: str | None
    place: str | None
    findings: int
    people: int | None
    without_people: int
    small: int
    """Findings that heard from 1 person up to the threshold."""
    score: float
    strongest: str | None
    last_heard: date


class CellOut(Model):
    """What was heard about one theme, from one community, in one place."""

    theme: str | None = Field(description="Null: findings that name no theme.")
    community: str | None = Field(description="Null: findings that don't tell from whom.")
    place: str | None = Field(description="Null: findings about the whole system.")
    findings: int = Field(description="A finding about several communities counts in each.")
    people: int | None = Field(
        description="Sum of the numbers that depositors gave. Null where none was given or it is "
        "suppressed. Somebody who was heard twice counts twice."
    )
    people_status: PeopleStatus = Field(
        description="rounded, suppressed: for readers who are not editors."
    )
    findings_without_people: int = Field(description="Findings that don't tell how many people.")
    score: float = Field(description="Sum of strength * 2^(-age / half-life of the theme).")
    strongest: str | None = Field(description="The greatest strength among the findings.")
    last_heard: date
    ageing: State = Field(description="How old the latest is, by the theme's half-life.")


class CommunityGap(Model):
    """A community that gaps are measured against: heard or not, and where nothing was heard."""

    vocabulary: str
    version: str
    code: str
    label: str
    heard: Heard = Field(
        description="directly: a finding names it. through_others: findings name a narrower one "
        "only, such as an ethnic group for race. never: nothing that you may see."
    )
    through: list[str] = Field(description="The narrower communities that were heard.")
    last_heard: date | None = Field(description="From itself or a narrower one.")
    themes_never_heard: list[str]
    places_never_heard: list[str]


class PeopleRule(Model):
    """How numbers of people are shown to this reader."""

    controlled: bool = Field(description="False: as depositors gave them.")
    suppression_threshold: int
    rounding_base: int


class CommentsOnTheme(Model):
    """How many comments of imported feedback were about one theme."""

    theme: str
    comments: int | None = Field(description="Null where it is suppressed.")
    status: PeopleStatus
    last_said: date | None = Field(description="Null where it is suppressed, or no file told.")


class CommentsOut(Model):
    """Comments by the system's own themes; codes of a framework count as those they map to.

    A comment on several themes counts in each, so they are never added. Comments do not tell from
    which community they come, so none fills a gap between communities.
    """

    as_of: date
    people: PeopleRule
    themes: list[CommentsOnTheme]


class GapsOut(Model):
    """What was heard and what wasn't, as of a day, among the findings that the reader may see.

    There are no totals over communities: communities overlap and are never added (rule 10).
    """

    as_of: date
    rule: RuleOut
    people: PeopleRule
    cells: list[CellOut] = Field(description="Where anything was heard; the rest are gaps.")
    communities: list[CommunityGap]
