"""Finding the scheme of a body on a day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from common.errors import Conflict
from governance.bodies import service as bodies
from governance.schemes import rules
from governance.schemes.rules import Scheme


class NotTaken(Conflict):
    """The body does not take this from the public, by the terms of the day."""

    code = "not-taken"
    title = "The body does not take this"

    def __init__(self) -> None:
        super().__init__(
            "Its terms of reference of today do not provide for it. GET /public-questions/offer "
            "lists the bodies that take questions, statements or petitions."
        )


async def on(session: ReadSession, body_id: UUID, day: date) -> Scheme | None:
    """Give the scheme of a body on a day; None where it takes nothing, or its terms of that day
    have an entry that is older than the form of today."""
    terms = await bodies.terms_on(session, body_id, day)
    if terms is None:
        return None
    try:
        return rules.read(terms.content)
    except ValueError:
        return None


async def require(session: ReadSession, body_id: UUID, day: date) -> Scheme:
    """Give the scheme of a body on a day.

    Raises:
        NotTaken: if it has none.
    """
    found = await on(session, body_id, day)
    if found is None:
        raise NotTaken
    return found
