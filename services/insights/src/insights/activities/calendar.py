"""The calendar of planned engagement: who will be asked, where, when (rule 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from common.db.engine import ReadSession
from common.db.pagination import PageRequest
from common.errors import FieldError, Invalid
from insights.activities import repository
from insights.activities.models import Activity
from insights.activities.schemas import CalendarOut, CodeCount, Planned
from insights.audience import Reader
from insights.organisations import service as organisations

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST = timedelta(days=366)
"""Days that one calendar covers at most."""


@dataclass(frozen=True)
class Window:
    """Which days, where and with whom; no place and no community mean all of them."""

    first: date
    last: date
    places: Sequence[str] = ()
    communities: Sequence[str] = ()
    themes: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse what is no window.

        Raises:
            Invalid: if it ends before it begins, or is longer than a year.
        """
        if not timedelta(0) <= self.last - self.first <= LONGEST:
            raise Invalid(
                "Ask for a year at most, from one day to a later one.",
                fields=(FieldError("query.to", "is before from, or more than 366 days after it"),),
            )


async def planned(
    session: ReadSession, reader: Reader, window: Window, request: PageRequest
) -> CalendarOut:
    """Give the activities of a window that the reader may see, in their order.

    The counts are of all of them, not of the page: an activity with several communities counts in
    each, so they are not to be added up. One for the whole system is in every place.
    """
    found = await repository.calendar(session, reader, window, request)
    first = request.after is None
    counts = await repository.calendar_counts(session, reader, window) if first else {}
    leads = {one.organisation_id for one in found.items if one.organisation_id}
    names = await organisations.names(session, leads)
    return CalendarOut(
        first=window.first,
        last=window.last,
        items=[_planned(one, names) for one in found.items],
        next_cursor=found.next_cursor,
        by_place=_counted(counts, "place"),
        by_community=_counted(counts, "community"),
    )


async def as_icalendar(
    session: ReadSession, reader: Reader, window: Window, request: PageRequest, *, name: str,
    address: str,
) -> bytes:  # fmt: skip
    """Give them as iCalendar (RFC 5545), what was called off as cancelled.

    An event keeps its UID, the activity's id; its SEQUENCE grows with each change. It lasts whole
    days: DTEND is the day after the last.

    Args:
        name: of the calendar, as its reader sees it.
        address: under which each activity is, without the id.
    """
    from insights.activities.icalendar import write  # noqa: PLC0415 (3 MB few requests need)

    found = await repository.calendar(session, reader, window, request, called_off=True)
    return write(found.items, name=name, address=address)


def span(activity: Activity) -> tuple[date, date]:
    """Give the first and the last day of an activity that has a date."""
    begins = activity.starts_on or activity.ends_on
    ends = activity.ends_on or activity.starts_on
    if begins is None or ends is None:
        raise ValueError("an activity in a calendar has a date")
    return begins, ends


def _planned(activity: Activity, names: dict[UUID, str]) -> Planned:
    lead = activity.organisation_id
    return Planned(
        id=activity.id,
        title=activity.title,
        status=activity.status,
        starts_on=activity.starts_on,
        ends_on=activity.ends_on,
        places=activity.places,
        communities=activity.communities,
        themes=activity.themes,
        methods=activity.methods,
        organisation_id=lead,
        organisation_name=names.get(lead) if lead else None,
    )


def _counted(counts: dict[str, list[tuple[str, int]]], name: str) -> list[CodeCount]:
    return [CodeCount(code=code, activities=number) for code, number in counts.get(name, [])]
