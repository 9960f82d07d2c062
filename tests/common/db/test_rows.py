"""A new row is written by one statement, in the session's transaction and after what it holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.clock import new_id
from common.db import base, rows
from common.db.base import Identified, service_metadata
from common.db.engine import Database
from common.db.tenancy import SystemCode

QE1 = SystemCode("QE1")


class Base(base.Base):
    __abstract__ = True
    metadata = service_metadata("edge")


class Note(Identified, Base):
    __tablename__ = "notes"

    text: Mapped[str]
    version: Mapped[int]


class Drawer(Identified, Base):
    """Stands for tables with JSON; only its statement is made."""

    __tablename__ = "drawers"

    held: Mapped[dict[str, Any] | None] = mapped_column(JSONB)


async def texts(database: Database) -> list[tuple[UUID, str, int]]:
    async with database.reading(QE1) as session:
        found = await session.execute(text("SELECT id, text, version FROM notes ORDER BY text"))
        return [(row[0], row[1], row[2]) for row in found]


class TestInsert:
    async def test_it_writes_what_is_set_and_leaves_the_rest_to_the_database(
        self, edge_database: Database
    ) -> None:
        note = Note(ics="QE1", id=new_id(), text="a")
        async with edge_database.transaction(QE1) as session:
            await rows.insert(session, note)
            assert not session.in_transaction()
        assert await texts(edge_database) == [(note.id, "a", 1)]

    async def test_it_comes_after_what_the_session_holds(self, edge_database: Database) -> None:
        earlier = Note(ics="QE1", id=new_id(), text="a", version=1)
        async with edge_database.transaction(QE1) as session:
            session.add(earlier)
            with pytest.raises(asyncpg.UniqueViolationError):
                await rows.insert(session, Note(ics="QE1", id=new_id(), text="a", version=1))
            await session.rollback()

    async def test_it_is_undone_with_the_transaction(self, edge_database: Database) -> None:
        with pytest.raises(RuntimeError):
            async with edge_database.transaction(QE1) as session:
                await rows.insert(session, Note(ics="QE1", id=new_id(), text="a", version=1))
                raise RuntimeError
        assert await texts(edge_database) == []

    async def test_another_systems_row_is_refused(self, edge_database: Database) -> None:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with edge_database.transaction(QE1) as session:
                await rows.insert(session, Note(ics="QKK", id=new_id(), text="a", version=1))

    def test_json_is_written_as_the_session_writes_it(self) -> None:
        statement, writers = rows._statement(Drawer, ("id", "held"))
        assert statement == 'INSERT INTO "edge"."drawers" ("id", "held") VALUES ($1, $2)'
        assert writers[0] is None
        assert writers[1] is not None
        assert [writers[1](value) for value in ({"a": 1}, None)] == ['{"a":1}', "null"]
