"""Gatherings as calendars read them (iCalendar, RFC 5545; published by RFC 5546, METHOD:PUBLISH).

An event keeps its UID, the gathering's id, for ever (RFC 7986, 5.3); its SEQUENCE grows with every
revision, and one that is called off stays, with STATUS:CANCELLED, so that calendars take it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur, vUri

from panel.gatherings.models import Gathering
from panel.gatherings.notices import LOCAL

MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=4)
"""How often subscribers should ask again."""

_PRODUCT = "-//Golden Thread//Citizens' panel//EN"


def write_calendar(name: str, pages: str, gatherings: Sequence[Gathering]) -> bytes:
    """Write gatherings as one calendar.

    Args:
        name: of the calendar, as subscribers see it.
        pages: address under which the public page of each gathering is, without the id.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(_england())
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


def _england() -> Timezone:
    """Give the time of England: clocks go forward and back at 01:00 UTC on the last Sundays of
    March and October (Summer Time Order 2002, SI 2002/262)."""
    zone = Timezone()
    zone.add("tzid", "Europe/London")
    for part, name, month, hour, before, after in (
        (TimezoneDaylight(), "BST", 3, 1, 0, 1),
        (TimezoneStandard(), "GMT", 10, 2, 1, 0),
    ):
        part.add("tzname", name)
        part.add("dtstart", datetime(1996, month, 31 if month == 3 else 27, hour))  # noqa: DTZ001
        part.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"}))
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone
