"""One request, one transaction: committed before the answer leaves, or not at all."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import cast

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from common.db.engine import Database, ReadSession, WriteSession
from common.db.tenancy import SystemCode

_UNIT = "golden_thread.unit_of_work"


class UnitOfWork:
    """The session of one request."""

    __slots__ = ("_database", "_read", "_reader", "_written")

    def __init__(self, database: Database) -> None:
        self._database = database
        self._written: WriteSession | None = None
        self._read: ReadSession | None = None
        self._reader: AbstractAsyncContextManager[ReadSession] | None = None

    def writing(self, ics: SystemCode) -> WriteSession:
        """Give the writing session, opened at its first use."""
        if self._written is None:
            self._written = self._database.write_session(ics)
        return self._written

    async def reading(self, ics: SystemCode) -> ReadSession:
        """Give the reading session; it is the writing one where that is open."""
        if self._written is not None:
            return self._written
        if self._read is None:
            self._reader = self._database.reading(ics)
            self._read = await self._reader.__aenter__()
        return self._read

    async def commit(self) -> None:
        """Make what was written last. Raises what the database raises."""
        if self._written is not None:
            await self._written.commit()

    async def close(self) -> None:
        """Give the connection back; whatever isn't committed is rolled back."""
        written, self._written = self._written, None
        reader, self._reader, self._read = self._reader, None, None
        if written is not None:
            await written.close()
        if reader is not None:
            await reader.__aexit__(None, None, None)

    async def close_after(self, request: Request, response: Response) -> None:
        """Close now, or after the last chunk of an answer that streams out of the session."""
        if self._reader is not None and isinstance(response, StreamingResponse):
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
