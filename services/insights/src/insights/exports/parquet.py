"""Writing a table as Parquet, a row group at a time (https://parquet.apache.org/docs/file-format/).

The footer that tells of every row group comes last: a file that breaks off has none, and no reader
takes it for a whole one.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from insights.exports.tables import Column, Kind, Row, Table

GROUP_ROWS = 20_000
GROUP_BYTES = 16 * 1024 * 1024
"""A row group is ended by whichever it reaches first; so much is held in memory."""

_KINDS: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "day": pa.date32(),
    "moment": pa.timestamp("us", tz="UTC"),
    "codes": pa.list_(pa.string()),
    "texts": pa.list_(pa.string()),
}


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """Give the schema, in which each field says what it means."""
    return pa.schema(
        [
            pa.field(column.name, _KINDS[column.kind], metadata={"description": column.means})
            for column in columns
        ]
    )


async def as_parquet(table: Table) -> AsyncIterator[bytes]:
    """Write row groups as they fill, then the footer."""
    schema = schema_of(table.columns)
    sink = _Sink()
    writer = pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd")
    group = _Group(schema)
    async for piece in table.pieces:
        group.add(piece)
        if group.is_full:
            await asyncio.to_thread(writer.write_table, group.taken())
            yield sink.taken()
    if group.rows:
        await asyncio.to_thread(writer.write_table, group.taken())
    await asyncio.to_thread(writer.close)
    yield sink.taken()


class _Group:
    """Rows that wait for their row group."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._batches: list[pa.RecordBatch] = []
        self.rows = 0
        self._bytes = 0

    @property
    def is_full(self) -> bool:
        return self.rows >= GROUP_ROWS or self._bytes >= GROUP_BYTES

    def add(self, piece: Sequence[Row]) -> None:
        columns = zip(*piece, strict=True)
        arrays = [
            pa.array(values, field.type)
            for values, field in zip(columns, self._schema, strict=True)
        ]
        batch = pa.RecordBatch.from_arrays(arrays, schema=self._schema)
        self._batches.append(batch)
        self.rows += batch.num_rows
        self._bytes += batch.nbytes

    def taken(self) -> pa.Table:
        batches, self._batches = self._batches, []
        self.rows = self._bytes = 0
        return pa.Table.from_batches(batches, self._schema)


class _Sink(io.RawIOBase):
    """Takes what the writer writes until it is sent."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        data = bytes(part)
        self._parts.append(data)
        self._position += len(data)
        return len(data)

    def tell(self) -> int:
        return self._position

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)
