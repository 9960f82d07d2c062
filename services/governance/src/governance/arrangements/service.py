"""Finding what a body's terms arrange on a day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from governance.arrangements import rules
from governance.arrangements.rules import Arrangements
from governance.bodies import service as bodies


async def on(session: ReadSession, body_id: UUID, day: date) -> Arrangements:
    """Give what the terms of a body arrange on a day; nothing where it has no terms, or they are
    older than the form of today."""
    terms = await bodies.terms_on(session, body_id, day)
    try:
        return Arrangements() if terms is None else rules.read(terms.content)
    except ValueError:
        return Arrangements()
