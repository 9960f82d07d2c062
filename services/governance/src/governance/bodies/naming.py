"""What a body is called, for those who record much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession
from governance.bodies import repository
from governance.bodies.errors import BodyNotFound


@dataclass(frozen=True)
class Named:
    """What a body is called."""

    code: str
    name: str
    call_in: dict[str, Any] | None = None
    """How its decisions are called in, by the terms of the day that was asked about."""


async def named(session: ReadSession, body_id: UUID, on: date | None = None) -> Named:
    """Give what one body is called, for a fraction of what the whole of it takes.

    Args:
        on: the day whose terms say how decisions are called in.

    Raises:
        BodyNotFound: if this system has none with that id.
    """
    found = await repository.named(session, body_id, on)
    if found is None:
        raise BodyNotFound
    return Named(found["code"], found["name"], found["call_in"])
