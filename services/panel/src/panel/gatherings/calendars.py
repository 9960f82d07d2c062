"""Gatherings as calendars read them; an event's UID is the gathering's id."""

from __future__ import annotations

from collections.abc import Sequence

from icalendar import Event, vUri

from common.calendars import LOCAL, MEDIA_TYPE, new_calendar
from panel.gatherings.models import Gathering

__all__ = ["MEDIA_TYPE", "write_calendar"]

_PRODUCT = "-//Golden Thread//Citizens' panel//EN"


def write_calendar(name: str, pages: str, gatherings: Sequence[Gathering]) -> bytes:
    """Write gatherings as one calendar.

    Args:
        name: of the calendar, as subscribers see it.
        pages: address under which the public page of each gathering is, without the id.
    """
    calendar = new_calendar(_PRODUCT, name)
    for gathering in gatherings:
        calendar.add_component(_event(gathering, f"{pages}/{gathering.id}"))
    written: bytes = calendar.to_ical()
    return written


def _event(gathering: Gathering, page: str) -> Event:
    event = Event()
    event.add("uid", str(gathering.id))
    event.add("dtstamp", gathering.changed_at)
    event.add("last-modified", gathering.changed_at)
    event.add("sequence", gathering.sequence)
    event.add("status", "CANCELLED" if gathering.state == "cancelled" else "CONFIRMED")
    event.add("dtstart", gathering.starts_at.astimezone(LOCAL))
    event.add("dtend", gathering.ends_at.astimezone(LOCAL))
    event.add("summary", gathering.title)
    event.add("description", gathering.summary)
    event.add("url", vUri(page))
    event.add("transp", "TRANSPARENT")
    where = [*([gathering.venue] if gathering.venue else [])]
    if gathering.form != "in_person":
        where.append("Online")
    event.add("location", "; ".join(where))
    return event
