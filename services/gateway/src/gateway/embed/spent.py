"""Using a proof of work up: good once, whoever else sends the same at the same moment."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from common.clock import Clock, utc_now
from common.db.engine import Database
from common.db.tenancy import SystemCode
from gateway.embed.models import SpentProof
from gateway.embed.proofs import Proof
from gateway.systems.service import SystemRegister


async def spend(database: Database, ics: SystemCode, proof: Proof) -> bool:
    """Use a proof up; False if it was used before. Of several at once, one is first."""
    statement = insert(SpentProof).values(ics=ics, digest=proof.digest, expires_at=proof.expires_at)
    async with database.transaction(ics) as session:
        first = await session.scalar(
            statement.on_conflict_do_nothing().returning(SpentProof.expires_at)
        )
    return first is not None


async def forget_expired(database: Database, *, clock: Clock = utc_now) -> None:
    """Delete what nobody could use again anyway, in every system."""
    for system in await SystemRegister(database).all():
        async with database.transaction(system.code) as session:
            expired = delete(SpentProof).where(SpentProof.ics == system.code)
            await session.execute(expired.where(SpentProof.expires_at <= clock()))
