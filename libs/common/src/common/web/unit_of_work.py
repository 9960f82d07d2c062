"""One request, one transaction: committed before the answer leaves, or not at all."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import cast

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from common.db.engine import Database, ReadSession, WriteSession
from common.db.tenancy import SystemCode

_UNIT = "golden_thread.unit_of_work"


class UnitOfWork:
    """The session of one request."""

    __slots__ = ("_database", "_read", "_written")

    def __init__(self, database: Database) -> None:
        self._database = database
        self._written: WriteSession | None = None
        self._read: ReadSession | None = None

    def writing(self, ics: SystemCode) -> WriteSession:
        """Give the writing session, opened at its first use."""
        if self._written is None:
            self._written = self._database.write_session(ics)
        return self._written

    def reading(self, ics: SystemCode) -> ReadSession:
        """Give the reading session, made at its first use; the writing one where that is open."""
        if self._written is not None:
            return self._written
        if self._read is None:
            self._read = self._database.read_session(ics)
        return self._read

    @property
    def is_writing(self) -> bool:
        """Tell whether the writing session was given to somebody."""
        return self._written is not None

    async def commit(self) -> None:
        """Make what was written last. Raises what the database raises."""
        if self._written is not None:
            await self._written.commit()

    async def close(self) -> None:
        """Give the connection back; whatever isn't committed is rolled back."""
        written, self._written = self._written, None
        read, self._read = self._read, None
        if written is not None:
            await written.close()
        if read is not None:
            await read.close()

    async def close_after(self, request: Request, response: Response) -> None:
        """Close now, or after the last chunk of an answer that streams out of the session."""
        if self._read is not None and isinstance(response, StreamingResponse):
            stack = cast(AsyncExitStack, request.scope["fastapi_inner_astack"])
            stack.push_async_callback(self.close)
        else:
            await self.close()


def open_unit(request: Request) -> UnitOfWork:
    """Begin the unit of work of a request."""
    unit = UnitOfWork(request.app.state.database)
    request.scope[_UNIT] = unit
    return unit


def unit_of_work(request: Request) -> UnitOfWork:
    """Give the unit of work of a request.

    Raises:
        RuntimeError: if the route was not made by `common.web.routing.Router`.
    """
    unit = request.scope.get(_UNIT)
    if not isinstance(unit, UnitOfWork):
        raise RuntimeError("sessions are given to routes of common.web.routing.Router only")
    return unit
