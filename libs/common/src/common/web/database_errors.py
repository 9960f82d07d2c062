"""Which refusal a database's error amounts to, and which errors are faults of ours."""

from __future__ import annotations

import re

from asyncpg import DataError, PostgresConnectionError, PostgresError
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from common.errors import Conflict, DomainError, Invalid, Unavailable

_LOST_TO_ANOTHER = "23505"
_NOT_STORABLE = frozenset({"22021", "22P05", "22003"})
_LOCKED = "55P03"
_PASSING_CLASSES = frozenset({"08", "40", "53", "57"})
"""Connection, rollback, resources, operator: the same request may succeed in a moment
(PostgreSQL manual, appendix A)."""

_OUT_OF_RANGE = re.compile(r"out of .*range")


def refusal_of(error: Exception) -> DomainError | None:
    """Give the refusal that an error amounts to; None where it is a fault of ours.

    The database out of reach or too busy is 503; two writers at the same moment, one of which
    lost to a unique constraint, is 409; text or a number that Postgres cannot hold is 422. It is
    the same whether SQLAlchemy passes the driver's error on or a raw connection raises it.
    """
    if isinstance(error, PoolTimeout | PostgresConnectionError | ConnectionError | TimeoutError):
        return _unavailable()
    if not isinstance(error, DBAPIError | PostgresError):
        return None
    told = error.orig if isinstance(error, DBAPIError) else error
    state = str(getattr(told, "sqlstate", None) or "")
    if state == _LOST_TO_ANOTHER:
        return Conflict(
            "Something with the same identity was written before or at the same moment. "
            "Read it, and decide again."
        )
    by_driver = isinstance(told, DataError) or isinstance(
        getattr(told, "__cause__", None), DataError
    )
    if state in _NOT_STORABLE or (by_driver and _OUT_OF_RANGE.search(str(told))):
        return Invalid(
            "A value cannot be stored: a text holds the character NUL, or a number is out of range."
        )
    lost = isinstance(error, DBAPIError) and (
        error.connection_invalidated or (isinstance(error, InterfaceError) and not by_driver)
    )
    if lost or state[:2] in _PASSING_CLASSES or state == _LOCKED:
        return _unavailable()
    return None


def _unavailable() -> Unavailable:
    return Unavailable(
        "A part that this needs does not answer. Try again shortly, with the same Idempotency-Key "
        "where you sent one."
    )
