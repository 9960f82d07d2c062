"""Meetings as calendars read them (iCalendar, RFC 5545; published by RFC 5546, METHOD:PUBLISH)."""

from __future__ import annotations

from datetime import date, datetime

from icalendar import Event, vUri

from common.calendars import MEDIA_TYPE, new_calendar, plain
from common.clock import ENGLAND
from governance.calendars.schemas import Calendar, Entry

__all__ = ["MEDIA_TYPE", "write"]

_PRODUCT = "-//Golden Thread//Governance//EN"


def write(calendar: Calendar) -> bytes:
    """Write meetings as one calendar. One without a time is an event of the whole day."""
    written = new_calendar(_PRODUCT, calendar.name)
    for entry in calendar.entries:
        page = f"{calendar.pages}/{entry.meeting_id}"
        written.add_component(_event(entry, page))
        for day in entry.told.also_on:
            written.add_component(_further(entry, page, day))
    content: bytes = written.to_ical()
    return content


def _event(entry: Entry, page: str) -> Event:
    told = entry.told
    event = _any(entry, page, str(entry.meeting_id))
    if told.starts_at is None:
        event.add("dtstart", told.held_on)
    else:
        event.add("dtstart", datetime.combine(told.held_on, told.starts_at, ENGLAND))
        if told.ends_at is not None and told.ends_at > told.starts_at:
            event.add("dtend", datetime.combine(told.held_on, told.ends_at, ENGLAND))
    return event


def _further(entry: Entry, page: str, day: date) -> Event:
    """Write a day to which a meeting was adjourned; the hour of it is on no record."""
    event = _any(entry, page, f"{entry.meeting_id}-{day.isoformat()}")
    event.add("dtstart", day)
    return event


def _any(entry: Entry, page: str, uid: str) -> Event:
    told = entry.told
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", entry.published_at)
    event.add("last-modified", entry.published_at)
    event.add("created", entry.first_published_at)
    event.add("sequence", entry.version)
    event.add("status", "CANCELLED" if told.status == "cancelled" else "CONFIRMED")
    event.add("summary", plain(entry.body_name))
    event.add("url", vUri(page))
    event.add("transp", "TRANSPARENT")
    if told.place:
        event.add("location", plain(told.place))
    return event
