"""The days on which a meeting sits: its own, and those to which it was adjourned.

A meeting that is adjourned and resumed on a later day is one meeting. Each of its days begins anew
with who is there, and lasts into the night after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from common.clock import ENGLAND, beginning_of, end_of
from common.db.engine import ReadSession
from governance.meetings import repository
from governance.meetings.models import Meeting

_NIGHT = timedelta(hours=6)
"""So long after midnight what happens belongs to the day before."""


@dataclass(frozen=True)
class Days:
    """The days of a meeting, the earliest first; there is always one."""

    all: Sequence[date]

    def of(self, at: datetime) -> date:
        """Give the day on which the meeting sat last at a moment; before its first, that one."""
        return max((day for day in self.all if self.begins(day) <= at), default=self.all[0])

    def to_come(self, today: date) -> Sequence[date]:
        """Give the days that are not over on a day; where all are, every one."""
        return [day for day in self.all if day >= today] or self.all

    def begins(self, day: date) -> datetime:
        """Give the moment from which something belongs to a day of the meeting."""
        midnight = beginning_of(day)
        return midnight if day == self.all[0] else midnight + _NIGHT

    def has(self, at: datetime) -> bool:
        """Say whether a moment lies on one of the days, by the clocks of England, or in the night
        after it."""
        day = self.of(at)
        return self.begins(day) <= at < end_of(day) + _NIGHT


async def of(session: ReadSession, meeting: Meeting) -> Days:
    """Give the days on which a meeting sits, as far as they are known."""
    return Days([meeting.held_on, *await further(session, meeting)])


async def further(session: ReadSession, meeting: Meeting) -> list[date]:
    """Give the days after its own on which a meeting sits: on which it was resumed, and to which it
    stands adjourned. What was said of a day is over once the meeting was resumed on another."""
    steps = await repository.adjournments(session, meeting.id)
    found = {(one.at.astimezone(ENGLAND) - _NIGHT).date() for one in steps if one.kind == "resumed"}
    if steps and steps[-1].resumes_on is not None:
        found.add(steps[-1].resumes_on)
    return sorted(day for day in found if day > meeting.held_on)
