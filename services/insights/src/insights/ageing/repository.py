"""SQL of the rules of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from insights.ageing.models import EvidenceRule


async def in_force(session: ReadSession, on: date) -> EvidenceRule | None:
    """Give the rule that is valid on a day; where two are, the younger."""
    query = (
        select(EvidenceRule)
        .where(
            EvidenceRule.valid_from <= on,
            or_(EvidenceRule.valid_to.is_(None), EvidenceRule.valid_to > on),
        )
        .order_by(EvidenceRule.valid_from.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


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
