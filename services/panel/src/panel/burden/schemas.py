"""Draws and the calendar as staff read them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from common.web.schemas import Model


class DrawOut(Model):
    """How the people were found whom a survey asked; null where a figure is not shown."""

    level: Literal["published", "exact"]
    size: int | None = Field(description="How many were to be asked at most; null for all.")
    seed: int = Field(description="The draw is random, and anyone with the data can repeat it.")
    fit: int | None = Field(default=None, description="Members of the segment in these places.")
    unreachable: int | None = Field(
        default=None,
        description="Of those, how many do not agree to surveys or cannot be written to.",
    )
    no_usable_format: int | None = Field(
        default=None,
        description="Of those, how many have communication needs that no format of the survey "
        "meets. null for draws of before this was counted.",
    )
    rested: int | None = Field(
        default=None,
        description="Of those, how many were spared since their budget, or that of a community "
        "they are in, is spent.",
    )
    asked: int | None = Field(
        description="Published with the results, so null before the survey is closed and where "
        "none or few answered, or exact."
    )
    spare: int | None = Field(
        default=None, description="Of those, how many the sample did not need."
    )


class AudienceOut(Model):
    """Who was found for a bulletin or an invitation; exact."""

    fit: int = Field(description="Members of the segment in these places.")
    unreachable: int = Field(
        description="Of those, how many do not agree to it or cannot be written to."
    )
    no_usable_format: int = Field(
        description="Of those, how many have communication needs that no format of it meets."
    )
    rested: int = Field(
        description="Of those, how many were spared since their budget, or that of a community "
        "they are in, is spent."
    )
    asked: int = Field(description="Of those, how many it was sent to.")


class CalendarItem(Model):
    """One thing that is asked."""

    kind: Literal["survey", "bulletin", "gathering", "activity"]
    title: str | None = Field(description="null for a partner's activity that is not public.")
    places: list[str] = Field(description="Empty means the whole system.")
    communities: list[str] = Field(description="Empty means everybody there.")
    starts_on: date = Field(
        description="When a survey was opened, a bulletin sent, people invited to a gathering, or "
        "an activity begins."
    )
    ends_on: date | None = Field(description="Of a gathering, the day on which it is.")


class CalendarOut(Model):
    """What is asked of whom in some days."""

    items: list[CalendarItem]
