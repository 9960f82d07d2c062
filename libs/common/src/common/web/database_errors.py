"""Which refusal a database's error amounts to, and which errors are faults of ours."""

from __future__ import annotations

import re

from asyncpg import DataError, PostgresConnectionError
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
    lost to a unique constraint, is 409; text or a number that Postgres cannot hold is 422.
    """
    if isinstance(error, PoolTimeout | PostgresConnectionError | ConnectionError | TimeoutError):
        return _unavailable()
    if not isinstance(error, DBAPIError):
        return None
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state == _LOST_TO_ANOTHER:
        return Conflict(
            "Something with the same identity was written before or at the same moment. "
            "Read it, and decide again."
        )
    by_driver = error.orig is not None and isinstance(error.orig.__cause__, DataError)
    if state in _NOT_STORABLE or (by_driver and _OUT_OF_RANGE.search(str(error.orig))):
        return Invalid(
            "A value cannot be stored: a text holds the character NUL, or a number is out of range."
        )
    lost = error.connection_invalidated or (isinstance(error, InterfaceError) and not by_driver)
    if lost or state[:2] in _PASSING_CLASSES or state == _LOCKED:
        return _unavailable()
    return None


def _unavailable() -> Unavailable:
    return Unavailable(
        "A part that this needs does not answer. Try again shortly, with the same Idempotency-Key "
        "where you sent one."
    )
