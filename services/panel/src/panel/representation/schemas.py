"""How like its places a panel is, as it is answered."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from common.web.schemas import Model

Level = Literal["published", "exact"]
Ages = Literal["minimum_age_and_over", "all_ages"]


class IntervalOut(Model):
    """A 95% interval of a bootstrap: what chance is in a figure, not what self-selection is."""

    least: float
    greatest: float


class GroupOut(Model):
    """A group of a place's members beside the same group of its population."""

    group: str = Field(description="Code of the category of the population.")
    label: str
    members: int | None = Field(description="null where the figure is suppressed.")
    people: int
    member_share: float | None
    population_share: float
    ratio: float | None = Field(
        description="Share of members over share of the population: 1 is in proportion."
    )
    ratio_interval: IntervalOut | None


class ApartOut(Model):
    """Members who are in no group and in no share; null where suppressed."""

    prefer_not_to_say: int | None
    no_answer: int | None
    other_answer: int | None = Field(description="Answers that the population has no figures for.")


class DimensionOut(Model):
    """One dimension of one place."""

    dimension: str
    ages: Ages = Field(
        description="Whom the population's figures are of: those of the least age for members and "
        "over, or, where no figures by age are at hand, everyone."
    )
    sources: list[str] = Field(
        description="Codes; the answer's `sources` say what they are called."
    )
    groups: list[GroupOut]
    groups_withheld: int = Field(
        description="Groups whose figure is suppressed; shares and scores are among the others."
    )
    apart: ApartOut
    answered: int | None = Field(
        description="Members in a group; exact level only, since a total is never added up of "
        "rounded figures."
    )
    score: float | None = Field(
        description="R: the ratio of the group least represented over that of the most. Of the "
        "groups that are shown."
    )
    score_interval: IntervalOut | None
    similarity: float | None = Field(
        description="1 less half the sum of the differences of shares."
    )
    similarity_interval: IntervalOut | None
    effective_size: float | None = Field(
        description="How many people drawn at random would tell as much, once weighted (Kish)."
    )
    recruit_next: list[str] = Field(
        description="Groups that are surely below their share (the whole interval of their ratio "
        "is below 1), the least represented first."
    )


class PlaceMeasured(Model):
    """One place, or the whole system."""

    place: str | None = Field(description="null for the whole system, exact level only.")
    name: str
    members: int | None = Field(description="null where the figure is suppressed.")
    dimensions: list[DimensionOut] = Field(
        description="Empty where the place is too small to show anything of."
    )


class NotMeasured(Model):
    """A dimension that cannot be measured, and why."""

    dimension: str
    reason: str


class RepresentationOut(Model):
    """How like its places the panel is."""

    level: Level
    released_on: date | None = Field(description="The day of published figures.")
    minimum_age: int
    threshold: int
    base: int
    places: list[PlaceMeasured]
    not_measured: list[NotMeasured]
    sources: dict[str, str] = Field(
        description="Code of a source of the population's figures → what it is called."
    )


class TargetOut(Model):
    """A group that is to grow."""

    place: str
    groups: dict[str, str] = Field(
        description="Dimension → group. Of two, who is in both; what is wanted is then an "
        "estimate, since the population has no figures for pairs."
    )
    wanted: int
    members: int
    short: int
    words: str


class TargetsOut(Model):
    """Whom to recruit next."""

    level: Level
    size: int = Field(description="Members that the panel is to have in the whole system.")
    items: list[TargetOut]
