"""Calendars that people subscribe to (iCalendar, RFC 5545; published by RFC 5546, METHOD:PUBLISH).

An event keeps its UID for ever (RFC 7986, 5.3); its SEQUENCE grows with every revision, and one
that is called off stays, with STATUS:CANCELLED, so that calendars take it out. A service that uses
this asks for the extra ``golden-thread-common[calendars]``.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from common.clock import ENGLAND

MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=4)
"""How often subscribers should ask again."""
"""The time that events in England are announced in."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f]")


def plain(said: str) -> str:
    """Give a text without the control characters that no calendar may hold (RFC 5545, 3.3.11),
    such as the line breaks that come along from slides. One of them and readers refuse all of the
    calendar, so each becomes a space."""
    return _CONTROL.sub(" ", said)


def new_calendar(product: str, name: str) -> Calendar:
    """Begin a calendar in the time of England.

    Args:
        product: who writes it, as a formal public identifier (RFC 5545, 3.7.3).
        name: of the calendar, as subscribers see it.
    """
    calendar = Calendar()
    calendar.add("prodid", product)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(_england())
    return calendar


def _england() -> Timezone:
    """Give the time of England: clocks go forward and back at 01:00 UTC on the last Sundays of
    March and October (Summer Time Order 2002, SI 2002/262)."""
    zone = Timezone()
    zone.add("tzid", ENGLAND.key)
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
