"""Batches that wait are read by whichever release of the worker takes them up."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import orjson
import pytest

from common.crypto.sealing import Sealer
from common.db.tenancy import SystemCode
from insights.feedback.fitting import COLUMNS
from insights.feedback.importing import Batch
from insights.keys import InsightsKeys
from insights.uploads.packing import COLUMN, packed, unpacked

pytestmark = pytest.mark.rule("insights.11")

QE1 = SystemCode("QE1")
BATCH = UUID(int=7)
KEYS = InsightsKeys(Sealer.parse("one:" + "A" * 43 + "="), b"i" * 32)
ROW = (2, b"key", b"content", date(2026, 3, 1), None, None, 4, "Kind.", ["access"], None, b"raw")


def test_a_row_is_read_back_as_it_was_packed() -> None:
    batch = Batch([ROW], [], blank=0)
    assert unpacked(KEYS, packed(KEYS, batch, QE1, BATCH), QE1, BATCH) == ([ROW], [])


def test_a_row_that_was_packed_before_the_last_column_was_added_lacks_it() -> None:
    before = [2, b"key".hex(), b"content".hex(), "2026-03-01", *ROW[4:-1]]
    sealed = KEYS.seal_bytes(orjson.dumps([[before], []]), QE1, COLUMN, BATCH)
    lacking: Any = (*ROW[:-1], None)
    assert unpacked(KEYS, sealed, QE1, BATCH) == ([lacking], [])
    assert len(ROW) == len(COLUMNS)
