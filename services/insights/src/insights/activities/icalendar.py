"""Activities as calendars read them (iCalendar, RFC 5545; published by RFC 5546)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from icalendar import Calendar, Event, vUri

from common.calendars import plain
from insights.activities.calendar import span
from insights.activities.models import Activity

_PRODUCT = "-//Golden Thread//Insights library//EN"
_STATUS = {"planned": "TENTATIVE", "under_way": "CONFIRMED", "finished": "CONFIRMED",
           "called_off": "CANCELLED"}  # fmt: skip


def write(activities: Sequence[Activity], *, name: str, address: str) -> bytes:
    """Write activities that have a date as one calendar.

    Args:
        name: of the calendar, as its reader sees it.
        address: under which each activity is, without the id.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    for activity in activities:
        calendar.add_component(_event(activity, f"{address}/{activity.id}"))
    written: bytes = calendar.to_ical()
    return written


def _event(activity: Activity, address: str) -> Event:
    begins, ends = span(activity)
    event = Event()
    event.add("uid", str(activity.id))
    event.add("dtstamp", activity.created_at)
    event.add("sequence", activity.version)
    event.add("status", _STATUS[activity.status])
    event.add("dtstart", begins)
    event.add("dtend", ends + timedelta(days=1))
    event.add("summary", plain(activity.title))
    if activity.topic:
        event.add("description", plain(activity.topic))
    event.add("categories", [*activity.themes, *activity.communities])
    event.add("location", ", ".join(activity.places) or "Whole system")
    event.add("url", vUri(address))
    event.add("transp", "TRANSPARENT")
    return event
