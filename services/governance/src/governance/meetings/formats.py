"""The formats of meetings that a body's terms name (LSC ICP terms, clause 9.4)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from common.errors import FieldError, Invalid
from governance.arrangements import rules
from governance.bodies import service as bodies
from governance.meetings.models import Meeting


async def check(session: ReadSession, body_id: UUID, day: date, code: str | None) -> None:
    """Refuse a format that the terms of a day do not name.

    Raises:
        Invalid: if they don't.
    """
    if code is None:
        return
    terms = await bodies.terms_on(session, body_id, day)
    try:
        known = rules.read(terms.content) if terms is not None else rules.Arrangements()
    except ValueError:
        known = rules.Arrangements()
    if known.format(code) is None:
        raise Invalid(
            "The body's terms name the formats of its meetings.",
            fields=(FieldError("body.format", "is none of arrangements.formats of that day"),),
        )


async def in_public(session: ReadSession, meeting: Meeting) -> bool | None:
    """Say whether a meeting is held in public, by its format or else by the body's terms of the
    day; None where they don't say."""
    terms = await bodies.terms_on(session, meeting.body_id, meeting.held_on)
    if terms is None:
        return None
    try:
        found = rules.read(terms.content).format(meeting.format)
    except ValueError:
        found = None
    said = terms.content.get("meets_in_public")
    whole = said if isinstance(said, bool) else None
    return found.in_public if found is not None else whole
