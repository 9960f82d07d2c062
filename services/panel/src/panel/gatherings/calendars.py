"""Gatherings as calendars read them; an event's UID is the gathering's id."""

from __future__ import annotations

from collections.abc import Sequence

from icalendar import Event, vUri

from common.calendars import MEDIA_TYPE, new_calendar, plain
from common.clock import ENGLAND
from panel.gatherings.models import Gathering

__all__ = ["MEDIA_TYPE", "write_calendar", "write_place"]

_PRODUCT = "-//Golden Thread//Citizens' panel//EN"


def write_calendar(name: str, pages: str, gatherings: Sequence[Gathering]) -> bytes:
    """Write gatherings as one calendar.

    Args:
        name: of the calendar, as subscribers see it.
        pages: address under which the public page of each gathering is, without the id.
    """
    return _written(name, [_event(gathering, pages) for gathering in gatherings])


def write_place(name: str, pages: str, gathering: Gathering, join: str | None) -> bytes:
    """Write one gathering for the calendar of a member who may come, whether or not it is public.
    Their own link is not in it: calendars are shown to others.

    Args:
        name, pages: as for `write_calendar`.
        join: where to join online, of those who have a place.
    """
    return _written(name, [_event(gathering, pages, join)])


def _written(name: str, events: Sequence[Event]) -> bytes:
    calendar = new_calendar(_PRODUCT, name)
    for event in events:
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written


def _event(gathering: Gathering, pages: str, join: str | None = None) -> Event:
    event = Event()
    event.add("uid", str(gathering.id))
    event.add("dtstamp", gathering.changed_at)
    event.add("last-modified", gathering.changed_at)
    event.add("sequence", gathering.sequence)
    event.add("status", "CANCELLED" if gathering.state == "cancelled" else "CONFIRMED")
    event.add("dtstart", gathering.starts_at.astimezone(ENGLAND))
    event.add("dtend", gathering.ends_at.astimezone(ENGLAND))
    event.add("summary", plain(gathering.title))
    joined = f"{gathering.summary}\n\nJoin online: {join}" if join else gathering.summary
    event.add("description", plain(joined))
    if gathering.public:
        event.add("url", vUri(f"{pages}/{gathering.id}"))
    event.add("transp", "TRANSPARENT")
    where = [*([gathering.venue] if gathering.venue else [])]
    if gathering.form != "in_person":
        where.append("Online")
    event.add("location", plain("; ".join(where)))
    return event
