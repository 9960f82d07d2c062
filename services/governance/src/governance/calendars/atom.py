"""Meetings as an Atom feed (RFC 4287): an entry a meeting, anew with each publication."""

from __future__ import annotations

from datetime import date

from feedgen.feed import FeedGenerator

from governance.calendars.schemas import Calendar, Entry

MEDIA_TYPE = "application/atom+xml"

_STATUS = {
    "scheduled": "The meeting is to be held",
    "held": "The meeting was held",
    "minutes_approved": "The meeting was held, and its minutes are approved",
    "cancelled": "The meeting is cancelled",
}


def write(calendar: Calendar) -> bytes:
    """Write meetings as a feed, the newest publication first."""
    feed = FeedGenerator()
    feed.id(calendar.address)
    feed.title(calendar.name)
    feed.author(name=calendar.name)
    feed.language("en-GB")
    newest = max((entry.published_at for entry in calendar.entries), default=None)
    feed.updated(newest or "1970-01-01T00:00:00Z")
    feed.link(href=calendar.address, rel="self", type=MEDIA_TYPE)
    for entry in calendar.entries:
        item = feed.add_entry(order="append")
        item.id(entry.meeting_id.urn)
        item.title(f"{entry.body_name}, {_day(entry.told.held_on)}")
        item.summary(_summary(entry))
        item.published(entry.first_published_at)
        item.updated(entry.published_at)
        item.link(href=f"{calendar.pages}/{entry.meeting_id}", rel="alternate", type="text/html")
    written: bytes = feed.atom_str(pretty=True)
    return written


def _day(one: date) -> str:
    return f"{one.day} {one:%B %Y}"


def _summary(entry: Entry) -> str:
    told = entry.told
    when = f" at {told.starts_at:%H:%M}" if told.starts_at else ""
    where = f" in {told.place}" if told.place else ""
    further = "".join(f", and on {_day(one)}" for one in told.also_on)
    return f"{_STATUS[told.status]}: {_day(told.held_on)}{when}{where}{further}."
