"""A statement is compiled once, and reads in the session's transaction what the session holds."""

from __future__ import annotations

import pytest
from sqlalchemy import ARRAY, Integer, Text, any_, bindparam, select
from sqlalchemy.orm import Mapped

from common.clock import new_id
from common.db.base import Base as CommonBase
from common.db.base import Identified, service_metadata
from common.db.compiled import Compiled
from common.db.engine import Database
from common.db.tenancy import SystemCode

QE1, QF7 = SystemCode("QE1"), SystemCode("QF7")


class Base(CommonBase):
    __abstract__ = True
    metadata = service_metadata("edge")


class Note(Identified, Base):
    __tablename__ = "notes"

    text: Mapped[str]
    version: Mapped[int]


TABLE = Note.__table__
SAYING = Compiled(
    select(TABLE.c.text, TABLE.c.version)
    .where(
        TABLE.c.text == any_(bindparam("texts", type_=ARRAY(Text))),
        TABLE.c.version < bindparam("below", 10, type_=Integer),
    )
    .order_by(TABLE.c.text)
)


def note(ics: SystemCode, text: str, version: int = 1) -> Note:
    return Note(ics=ics, id=new_id(), text=text, version=version)


class TestReading:
    async def test_values_come_by_name_and_the_rest_as_the_statement_has_them(
        self, edge_database: Database
    ) -> None:
        async with edge_database.transaction(QE1) as session:
            session.add_all([note(QE1, "a"), note(QE1, "b", 9), note(QE1, "c")])
        async with edge_database.reading(QE1) as session:
            found = await SAYING.all(session, {"texts": ["a", "b"], "of nobody's": 1})
            assert [tuple(row) for row in found] == [("a", 1), ("b", 9)]
            found = await SAYING.all(session, {"texts": ["a", "b"], "below": 9})
            assert [tuple(row) for row in found] == [("a", 1)]
            assert not session.in_transaction()

    async def test_one_is_the_first_or_none(self, edge_database: Database) -> None:
        async with edge_database.transaction(QE1) as session:
            session.add_all([note(QE1, "a"), note(QE1, "b")])
        async with edge_database.reading(QE1) as session:
            assert (await SAYING.one(session, {"texts": ["b", "a"]}))["text"] == "a"
            assert await SAYING.one(session, {"texts": ["z"]}) is None

    async def test_what_the_session_has_not_written_yet_is_read_too(
        self, edge_database: Database
    ) -> None:
        async with edge_database.transaction(QE1) as session:
            await session.scalar(select(TABLE.c.id))
            session.add(note(QE1, "a"))
            assert len(await SAYING.all(session, {"texts": ["a"]})) == 1

    async def test_another_systems_rows_are_not_read(self, edge_database: Database) -> None:
        async with edge_database.transaction(QE1) as session:
            session.add(note(QE1, "a"))
        async with edge_database.reading(QF7) as session:
            assert await SAYING.all(session, {"texts": ["a"]}) == []


def test_a_statement_whose_text_depends_on_its_values_is_refused() -> None:
    with pytest.raises(ValueError, match="= ANY"):
        Compiled(select(TABLE.c.text).where(TABLE.c.text.in_(["a", "b"])))
