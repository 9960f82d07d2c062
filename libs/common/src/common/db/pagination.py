"""Keyset pages: a cursor names the last row seen, never a count of rows.

Cursors are opaque to clients: base64url of a JSON array of the sort keys, the id last. A cursor
that was tampered with gives 422, not another page.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, NewType, TypeVar
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, literal, tuple_

from common.errors import FieldError, Invalid

Cursor = NewType("Cursor", str)
T = TypeVar("T")
R = TypeVar("R")

DEFAULT_LIMIT = 50
MAX_LIMIT = 200


@dataclass(frozen=True)
class PageRequest:
    """How many rows, and after which."""

    limit: int = DEFAULT_LIMIT
    after: Cursor | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows in order, and where to go on; ``next_cursor`` is None on the last page."""

    items: Sequence[T]
    next_cursor: Cursor | None

    def map(self, make: Any) -> Page[Any]:
        """Give the same page with every item made into something else."""
        return Page([make(item) for item in self.items], self.next_cursor)


def encode_cursor(keys: Sequence[Any]) -> Cursor:
    """Make the cursor that names a row by its sort keys (text, numbers, days, datetimes, UUIDs)."""
    plain = [_plain(key) for key in keys]
    return Cursor(base64.urlsafe_b64encode(orjson.dumps(plain)).rstrip(b"=").decode())


def decode_cursor(cursor: Cursor, kinds: Sequence[type]) -> tuple[Any, ...]:
    """Read the sort keys out of a cursor; ``kinds`` gives the type of each.

    Raises:
        Invalid: if it isn't a cursor that this listing gave.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError
        return tuple(_typed(value, kind) for value, kind in zip(values, kinds, strict=True))
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid(
            "The cursor was not given by this listing. Start again without it.",
            fields=(FieldError("query.cursor", "is not a cursor of this listing"),),
        ) from error


def after_cursor(
    query: Select[Any],
    keys: Sequence[ColumnElement[Any]],
    kinds: Sequence[type],
    page: PageRequest,
    *,
    descending: bool = False,
) -> Select[Any]:
    """Order a query by ``keys``, start it after the page's cursor, and ask for one row too many.

    Sort keys must not be NULL, and the last must be unique.
    """
    ordered = query.order_by(*[key.desc() if descending else key.asc() for key in keys])
    if page.after is not None:
        values = tuple_(*[literal(v) for v in decode_cursor(page.after, kinds)])
        row = tuple_(*keys)
        ordered = ordered.where(row < values if descending else row > values)
    return ordered.limit(page.limit + 1)


def page_of(rows: Sequence[T], page: PageRequest, key: Any) -> Page[T]:
    """Cut the extra row off; ``key(row)`` gives the sort keys of a row."""
    if len(rows) <= page.limit:
        return Page(rows, None)
    kept = rows[: page.limit]
    return Page(kept, encode_cursor(key(kept[-1])))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value


def _typed(value: Any, kind: type) -> Any:
    if kind is datetime and isinstance(value, str):
        parsed = datetime.fromisoformat(value)
        if parsed.tzinfo is None:
            raise ValueError
        return parsed
    if kind is date and isinstance(value, str):
        return date.fromisoformat(value)
    if kind is UUID and isinstance(value, str):
        return UUID(value)
    if type(value) is not kind:
        raise ValueError
    return value
