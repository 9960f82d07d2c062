"""What a route asks for, as annotations: session, system, page, principal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, Path, Query, Request

from common.db.engine import Database, ReadSession, WriteSession
from common.db.pagination import DEFAULT_LIMIT, MAX_LIMIT, Cursor, PageRequest
from common.db.tenancy import SystemCode, system_code
from common.errors import NotFound
from common.observability.tracing import set_system
from common.web.principal import Anonymous, Principal, anonymous, requires
from common.web.unit_of_work import unit_of_work

__all__ = [
    "Anonymous",
    "Paging",
    "Principal",
    "Reading",
    "System",
    "Writing",
    "anonymous",
    "requires",
]

_SAFE = frozenset({"GET", "HEAD"})


async def system(
    ics: Annotated[str, Path(description="ODS code of the system, such as QE1.")],
) -> SystemCode:
    """Read the system out of the address; the route's own proof has compared it by then."""
    return _system(ics)


async def system_of(request: Request) -> SystemCode:
    """Read the system out of a request's address."""
    return _system(request.path_params["ics"])


def _system(ics: str) -> SystemCode:
    try:
        code = system_code(ics)
    except ValueError:
        raise NotFound("There is no such system. Its ODS code is in capitals: QE1.") from None
    set_system(code)
    return code


System = Annotated[SystemCode, Depends(system)]


async def writing(request: Request, ics: System) -> WriteSession:
    """Open the request's one writing session; the route commits it before it answers."""
    return unit_of_work(request).writing(ics)


async def reading(request: Request, ics: System) -> ReadSession:
    """Open the request's one reading session; it closes when the answer is made."""
    return unit_of_work(request).reading(ics)


async def writing_of(request: Request) -> WriteSession:
    """Open the writing session of a request to a system's address."""
    return unit_of_work(request).writing(await system_of(request))


async def reading_of(request: Request) -> ReadSession:
    """Open the reading session of a request to a system's address."""
    return unit_of_work(request).reading(await system_of(request))


@asynccontextmanager
async def early_reading(request: Request) -> AsyncIterator[ReadSession]:
    """Open a session to read in before a route's own is given to it.

    It is the route's own where that only reads, or writes by now. Any other reads in a short
    transaction, over before the route writes: a request that held one connection while it waited
    for the next would, with enough of its like, wait for them and they for it.
    """
    unit, ics = unit_of_work(request), await system_of(request)
    if request.method in _SAFE or unit.is_writing:
        yield unit.reading(ics)
        return
    database: Database = request.app.state.database
    async with database.reading(ics) as session:
        yield session


async def paging(
    limit: Annotated[
        int, Query(ge=1, le=MAX_LIMIT, description="How many items at most.")
    ] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None, Query(max_length=1000, description="The next_cursor of the page before.")
    ] = None,
) -> PageRequest:
    """Read which page is asked for."""
    return PageRequest(limit, Cursor(cursor) if cursor is not None else None)


Writing = Annotated[WriteSession, Depends(writing)]
Reading = Annotated[ReadSession, Depends(reading)]
Paging = Annotated[PageRequest, Depends(paging)]
