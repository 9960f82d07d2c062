"""Writing one new row without the session's unit of work, which costs several times the statement.

For the rows of hot paths. The row stays outside of the session: it is not refreshed, nor written
when it is changed later.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import JSON, Table
from sqlalchemy.orm import DeclarativeBase

from common.db.engine import ReadSession, WriteSession, raw_connection


async def flush(session: ReadSession) -> None:
    """Flush a session, if it holds anything: one that has begun nothing does not."""
    if session.in_transaction():
        await session.flush()


async def insert(session: WriteSession, row: DeclarativeBase) -> None:
    """Insert a new row in the session's transaction, after all that the session holds so far.

    Columns that were not set get the database's own values, which the row is not told. The
    attributes of its class are named as their columns are.
    """
    await flush(session)
    values = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    statement, writers = _statement(type(row), tuple(values))
    written = (
        value if write is None else write(value)
        for value, write in zip(values.values(), writers, strict=True)
    )
    await (await raw_connection(session)).execute(statement, *written)


@lru_cache(maxsize=256)
def _statement(
    table_class: type[DeclarativeBase], names: tuple[str, ...]
) -> tuple[str, tuple[Callable[[Any], Any] | None, ...]]:
    table = table_class.__table__
    if not isinstance(table, Table):
        raise TypeError("only rows of tables are inserted")
    columns = [table.columns[name] for name in names]
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    named = ", ".join(f'"{column.name}"' for column in columns)
    statement = f'INSERT INTO "{table.schema}"."{table.name}" ({named}) VALUES ({places})'  # noqa: S608 names of our own tables
    return statement, tuple(_json if isinstance(c.type, JSON) else None for c in columns)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
