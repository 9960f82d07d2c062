"""Which organisations are partners: as the library tells, and on a day.

Kept as a node that nobody is shown: no step leads to it, and no reader sees what is unknown.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession
from gateway.thread.models import ThreadNode
from gateway.thread.statements import UNKNOWN, Facts, Said, Statement, midnight

_KIND = "organisations"


def organisation_recorded(said: Said, _: datetime) -> Statement:
    """From which day until which it is a partner."""
    days = {name: said.get(name) for name in ("valid_from", "valid_to")}
    version = said["version"]
    facts = Facts(version, "", None, UNKNOWN, midnight(said["valid_from"]), data=days)
    return Statement(_KIND, said["organisation_id"], "recorded", version, facts)


async def is_partner(session: ReadSession, organisation_id: UUID, *, on: date) -> bool:
    """Tell whether an organisation is a partner on a day; one that was never told of is none."""
    query = select(ThreadNode.data).where(
        ThreadNode.kind == _KIND, ThreadNode.id == organisation_id
    )
    days = await session.scalar(query)
    if not days:
        return False
    day, ends = on.isoformat(), days["valid_to"]
    return days["valid_from"] <= day and (ends is None or day < ends)
