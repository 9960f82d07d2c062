"""Counting what was kept, and which connections are in use."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from common.db.engine import Database
from common.db.tenancy import SystemCode

QE1 = SystemCode("QE1")
INSERT = "INSERT INTO notes (ics, text) VALUES ('QE1', uuidv7()::text)"
COUNT = "SELECT count(*) FROM notes"


async def kept(database: Database) -> int:
    async with database.reading(QE1) as session:
        count: int = await session.scalar(text(COUNT)) or 0
        return count


def in_use(database: Database) -> int:
    pool: Any = database.engine.pool
    in_use: int = pool.checkedout()
    return in_use
