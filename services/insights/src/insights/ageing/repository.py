"""SQL of the rules of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, bindparam, or_, select
from sqlalchemy.dialects.postgresql import insert

from common.db.compiled import Compiled
from common.db.engine import ReadSession, WriteSession
from insights.ageing.models import EvidenceRule

_VALID_ON = bindparam("on", type_=Date)
_TABLE: Any = EvidenceRule.__table__
_IN_FORCE = Compiled(
    select(_TABLE)
    .where(
        _TABLE.c.valid_from <= _VALID_ON,
        or_(_TABLE.c.valid_to.is_(None), _TABLE.c.valid_to > _VALID_ON),
    )
    .order_by(_TABLE.c.valid_from.desc())
    .limit(1)
)


async def in_force(session: ReadSession, on: date) -> EvidenceRule | None:
    """Give the rule that is valid on a day, outside of the session; where two are, the younger."""
    row = await _IN_FORCE.one(session, {"on": on})
    return None if row is None else EvidenceRule(**row)


async def upsert(session: WriteSession, rows: Sequence[dict[str, object]]) -> None:
    """Write rules by their first day."""
    if rows:
        statement = insert(EvidenceRule).values(list(rows))
        fresh = [name for name in rows[0] if name not in {"ics", "valid_from"}]
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=["ics", "valid_from"],
                set_={name: statement.excluded[name] for name in fresh},
            )
        )
