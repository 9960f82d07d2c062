"""Batches of rows that were read, packed and sealed until all of their file is known to be good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

import orjson

from common.db.tenancy import SystemCode
from insights.feedback.cells import Rejection
from insights.feedback.fitting import COLUMNS, Record
from insights.feedback.importing import Batch
from insights.keys import InsightsKeys

COLUMN = "feedback_staged_batches.sealed"
"""What a batch is sealed for."""
_HASHES = tuple(COLUMNS.index(name) for name in ("row_key", "content_hash", "raw_hash"))
_DAY = COLUMNS.index("said_on")


def packed(keys: InsightsKeys, batch: Batch, ics: SystemCode, batch_id: UUID) -> bytes:
    """Pack a batch."""
    told = [(one.line, one.field, one.reason) for one in batch.rejections]
    content = orjson.dumps([batch.records, told], default=bytes.hex)
    return keys.seal_bytes(content, ics, COLUMN, batch_id)


def unpacked(
    keys: InsightsKeys, sealed: bytes, ics: SystemCode, batch_id: UUID
) -> tuple[Sequence[Record], Sequence[Rejection]]:
    """Give the rows of a batch, and what is wrong with others.

    Raises:
        CannotOpen: if it was altered, or its key isn't known any more.
    """
    records, told = orjson.loads(keys.open_bytes(sealed, ics, COLUMN, batch_id))
    return [_record(row) for row in records], [Rejection(*one) for one in told]


def _record(row: list[Any]) -> Record:
    row += [None] * (len(COLUMNS) - len(row))  # staged before an upgrade that added columns
    for place in _HASHES:
        if row[place] is not None:
            row[place] = bytes.fromhex(row[place])
    if row[_DAY] is not None:
        row[_DAY] = date.fromisoformat(row[_DAY])
    return cast(Record, tuple(row))
