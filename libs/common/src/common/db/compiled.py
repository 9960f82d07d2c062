"""Statements of Core that are compiled once, and run straight on the driver's connection.

Making a statement out of its parts, finding its compiled form again and awaiting by a greenlet took
two thirds of the library's search in Python (docs/benchmarks.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql import ClauseElement

from common.db.engine import ReadSession, raw_connection
from common.db.rows import flush

_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


class Compiled:
    """A statement whose values come by the names of its bound parameters.

    Values go to the driver as they are, and come from it so: JSON goes as text, and comes read.

    Raises:
        ValueError: if the statement is not the same text for all values, as with ``in_``.
    """

    def __init__(self, statement: ClauseElement) -> None:
        compiled: Any = statement.compile(dialect=_DIALECT)
        self.sql = str(compiled)
        if "POSTCOMPILE" in self.sql:
            raise ValueError("the statement's text depends on its values: use = ANY")
        self._names: tuple[str, ...] = tuple(compiled.positiontup or ())
        self._own = {name: compiled.params[name] for name in self._names}

    async def all(
        self, session: ReadSession, values: Mapping[str, Any] | None = None
    ) -> Sequence[Any]:
        """Run it in the session's transaction, and give every row."""
        connection = await self._connection(session)
        rows: Sequence[Any] = await connection.fetch(self.sql, *self._bound(values))
        return rows

    async def one(self, session: ReadSession, values: Mapping[str, Any] | None = None) -> Any:
        """Run it in the session's transaction, and give the first row, or None."""
        connection = await self._connection(session)
        return await connection.fetchrow(self.sql, *self._bound(values))

    async def _connection(self, session: ReadSession) -> Any:
        # What the session holds unwritten is read too, as by the session's own statements.
        await flush(session)
        return await raw_connection(session)

    def _bound(self, values: Mapping[str, Any] | None) -> list[Any]:
        bound = {**self._own, **values} if values else self._own
        return [bound[name] for name in self._names]
