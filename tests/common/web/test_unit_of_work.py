"""One request, one transaction: an answer means that it is committed."""

from __future__ import annotations

import httpx
from sqlalchemy import text

from common.db.engine import Database
from common.db.tenancy import SystemCode

from .conftest import NOTES

QE1 = SystemCode("QE1")


async def notes(database: Database, ics: SystemCode = QE1) -> list[str]:
    async with database.reading(ics) as session:
        return list(await session.scalars(text("SELECT text FROM notes ORDER BY text")))


class TestCommit:
    async def test_what_is_acknowledged_is_committed(
        self, http: httpx.AsyncClient, edge_database: Database
    ) -> None:
        answer = await http.post(NOTES, json={"text": "kept"})

        assert answer.status_code == 201, answer.text
        assert await notes(edge_database) == ["kept"]
