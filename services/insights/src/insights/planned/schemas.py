"""Items of forward plans, with the gaps that they touch, as the API gives them."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model
from insights.words import Codes


class ThemeGap(Model):
    """What of one theme was not heard, before a board takes it up."""

    theme: str
    last_heard: date | None = Field(description="Null: nothing that you may see was heard of it.")
    communities_never_heard: list[str] = Field(
        description="Of those that gaps are measured against; not even through narrower ones."
    )


class PlaceGap(Model):
    """Who was not heard in one place, before a board takes it up."""

    place: str
    communities_never_heard: list[str]


class PlannedItemOut(Model):
    """Something that a board means to take up, and the gaps that it touches."""

    id: UUID
    body_id: UUID
    body_name: str
    kind: str
    title: str | None = Field(
        description="Null where it reads like personal data, or the board withholds it."
    )
    state: str
    comes_on: list[date] = Field(description="Days of meetings; empty while it waits for one.")
    themes: list[str]
    themes_by: Literal["person", "words"] = Field(
        description="words: the title has every word of the theme's name. PUT …/themes says better."
    )
    places: list[str] = Field(description="Of a place update; those alone that are known here.")
    touches_a_gap: bool = Field(description="Whether anything stands below.")
    theme_gaps: list[ThemeGap]
    place_gaps: list[PlaceGap] = Field(description="Of a place update.")


class ThemesIn(Model):
    """What an item is about; an empty list says that it is about none of the themes."""

    themes: Codes
