"""Telling an outage of the database, which passes, from a fault of the work at hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import asyncpg
from sqlalchemy.exc import DBAPIError

_OUTAGES: tuple[type[BaseException], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    # What asyncpg says where the server ended a connection while it was idle.
    asyncpg.InternalClientError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
)
_CONTENTION: tuple[type[BaseException], ...] = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
)


def is_outage(error: BaseException) -> bool:
    """Say whether the database was out of reach: the same work will succeed once it is back."""
    return any(
        isinstance(cause, _OUTAGES)
        or (isinstance(cause, DBAPIError) and cause.connection_invalidated)
        for cause in _causes(error)
    )


def is_connection_failure(error: BaseException) -> bool:
    """Say whether a connection could not be made or was lost, sockets' own errors included.

    For code that talks with nothing but the database; a handler's OSError may be about anything.
    """
    return is_outage(error) or any(
        isinstance(cause, OSError | asyncio.TimeoutError) for cause in _causes(error)
    )


def is_contention(error: BaseException) -> bool:
    """Say whether another transaction was in the way: the same work may succeed later."""
    return any(isinstance(cause, _CONTENTION) for cause in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        if isinstance(cause, DBAPIError) and isinstance(cause.orig, BaseException):
            yield from _causes(cause.orig)
        cause = cause.__cause__ or cause.__context__
