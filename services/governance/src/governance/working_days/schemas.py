"""Changed days as the API takes and gives them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from common.web.schemas import Model
from governance.words import Day, Reason


class ChangedDayIn(Model):
    """A day that is not as the calendar has it."""

    day: Day
    working: bool = Field(description="false closes a working day; true opens one that is none.")
    reason: Reason = Field(description="Shown beside the deadlines that it changes.")


class ChangedDayOut(Model):
    """An entry; the last of a day stands."""

    day: date
    working: bool
    reason: str
    recorded_at: datetime


class ChangedDaysOut(Model):
    """All entries, in the order of their recording."""

    items: list[ChangedDayOut]
