"""What a body is called, for those who record much."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common.db.engine import ReadSession
from governance.bodies import repository
from governance.bodies.errors import BodyNotFound


@dataclass(frozen=True)
class Named:
    """What a body is called."""

    code: str
    name: str


async def named(session: ReadSession, body_id: UUID) -> Named:
    """Give what one body is called, for a fraction of what the whole of it takes.

    Raises:
        BodyNotFound: if this system has none with that id.
    """
    found = await repository.named(session, body_id)
    if found is None:
        raise BodyNotFound
    return Named(**found)
