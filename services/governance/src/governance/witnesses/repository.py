"""SQL of witnesses."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from governance.witnesses.models import Cosignature, Witness


async def valid(session: ReadSession, on: date) -> list[Witness]:
    """Give the witnesses of a day, by title."""
    query = select(Witness).where(
        Witness.valid_from <= on, or_(Witness.valid_to.is_(None), Witness.valid_to > on)
    )
    return list(await session.scalars(query.order_by(Witness.title, Witness.verifier_key)))


async def upsert(session: WriteSession, rows: Sequence[Mapping[str, object]]) -> None:
    """Write witnesses over those with their keys; one that is gone from the file stays."""
    if not rows:
        return
    statement = insert(Witness).values(list(rows))
    fresh = ("title", "address", "valid_from", "valid_to")
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["ics", "verifier_key"],
            set_={name: statement.excluded[name] for name in fresh},
        )
    )


async def put(session: WriteSession, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep cosignatures, over older ones of the same witness and checkpoint."""
    statement = insert(Cosignature).values(list(rows))
    later = statement.excluded
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["ics", "tree_size", "verifier_key"],
            set_={"line": later.line, "cosigned_at": later.cosigned_at},
            where=Cosignature.cosigned_at < later.cosigned_at,
        )
    )


async def cosignatures(session: ReadSession, sizes: Collection[int]) -> list[Cosignature]:
    """Give the cosignatures of checkpoints, by witness."""
    query = select(Cosignature).where(Cosignature.tree_size.in_(sizes))
    return list(await session.scalars(query.order_by(Cosignature.verifier_key)))


async def last_cosigned(session: ReadSession) -> dict[str, int]:
    """Give the largest size that each witness has cosigned, by its key."""
    query = select(Cosignature.verifier_key, func.max(Cosignature.tree_size))
    rows = await session.execute(query.group_by(Cosignature.verifier_key))
    return {row[0]: row[1] for row in rows}
