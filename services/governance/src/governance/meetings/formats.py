"""The formats of meetings that a body's terms name (LSC ICP terms, clause 9.4)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from common.errors import FieldError, Invalid
from governance.arrangements import service as arrangements
from governance.bodies import service as bodies
from governance.meetings.models import Meeting


async def check(session: ReadSession, body_id: UUID, day: date, code: str | None) -> None:
    """Refuse a format that the terms of a day do not name.

    Raises:
        Invalid: if they don't.
    """
    if code is None:
        return
    known = await arrangements.on(session, body_id, day)
    if known.format(code) is None:
        raise Invalid(
            "The body's terms name the formats of its meetings.",
            fields=(FieldError("body.format", "is none of arrangements.formats of that day"),),
        )


async def in_public(session: ReadSession, meeting: Meeting) -> bool | None:
    """Say whether a meeting is held in public, by its format or else by the body's terms of the
    day; None where they don't say."""
    known = await arrangements.on(session, meeting.body_id, meeting.held_on)
    found = known.format(meeting.format)
    if found is not None:
        return found.in_public
    terms = await bodies.terms_on(session, meeting.body_id, meeting.held_on)
    said = terms.content.get("meets_in_public") if terms is not None else None
    return said if isinstance(said, bool) else None
