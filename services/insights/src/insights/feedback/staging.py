"""Where the rows of one import wait, inside its transaction, until all of them are known.

The rows go in by COPY, then into the items by one statement. Either all of it happens or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from common.db.engine import WriteSession, raw_connection
from common.db.tenancy import SystemCode
from insights.audience import Reader
from insights.feedback.cells import Rejection
from insights.feedback.fitting import COLUMNS, Record
from insights.feedback.forms import Form
from insights.feedback.mapping import Mapping
from insights.feedback.reading import Scan

CHANGED = "was imported before, or stands in the file before, with other content"
STATEMENT_TIMEOUT = 900.0
"""Seconds that one statement of an import may take, and that a file may be read between two."""

_CREATE = f"""
SET LOCAL idle_in_transaction_session_timeout = '{STATEMENT_TIMEOUT:.0f}s';
CREATE TEMPORARY TABLE staged_items (
    line integer, row_key bytea, content_hash bytea, said_on date, service text, question text,
    score smallint, text text, themes text[], file_sentiment smallint, raw_hash bytea
) ON COMMIT DROP;
CREATE TEMPORARY TABLE staged_rejections (line integer, field text, reason text) ON COMMIT DROP;
"""

# Without an id of its own a row is known by its content and by how often the file has said it so
# far: two people who said the same on one day stay two, and the same file again adds none. A line
# may hold several answers, of which like ones are alike: which of them comes first is no matter.
# What is known already comes first, since it has the first numbers.
_OWN_KEY = "row_key"
_KEY_BY_CONTENT = (
    "content_hash || int4send("
    "(row_number() OVER (PARTITION BY content_hash ORDER BY known DESC, line))::integer)"
)

_KEEP = """
INSERT INTO insights.feedback_items
    (ics, source_id, import_id, row_key, content_hash, line, said_on, service, question, score,
     text, themes, file_sentiment, raw_hash)
SELECT $1, $2, $3, known_by, content_hash, line, said_on, service, question, score, text, themes,
    file_sentiment, raw_hash
FROM (SELECT *, {key} AS known_by FROM ({rows}) AS staged) AS keyed
WHERE NOT known
ON CONFLICT (ics, source_id, row_key) DO NOTHING
"""
_ROWS = "SELECT *, false AS known FROM staged_items"

# A row that said the same before any mapping read it is the same row, as often as it was kept. The
# hash has a key of the source, so that it is equal to no other source's.
_KNOWN_ROWS = """
SELECT staged.*, staged.nth <= coalesce(kept.times, 0) AS known
FROM (
    SELECT *, row_number() OVER (PARTITION BY raw_hash ORDER BY line) AS nth FROM staged_items
) AS staged
LEFT JOIN (
    SELECT raw_hash, count(*) AS times FROM insights.feedback_items
    WHERE raw_hash IN (SELECT raw_hash FROM staged_items) GROUP BY raw_hash
) AS kept ON kept.raw_hash = staged.raw_hash
"""
_ANY_KNOWN = """
SELECT EXISTS (
    SELECT FROM insights.feedback_items AS item JOIN staged_items USING (raw_hash)
)
"""

# What wasn't kept is there already: the same content is a duplicate, another content under the
# same id is a change, and nothing that was imported is silently changed.
_CHANGED = """
SELECT staged.line
FROM staged_items AS staged
JOIN insights.feedback_items AS item
  ON item.ics = $1 AND item.source_id = $2 AND item.row_key = staged.row_key
WHERE item.content_hash <> staged.content_hash
"""

_REJECTIONS = """
INSERT INTO insights.feedback_rejections (ics, import_id, line, field, reason)
SELECT $1, $2, line, field, min(reason) FROM staged_rejections GROUP BY line, field
"""

_REPORT = """
INSERT INTO insights.feedback_imports
    (ics, id, source_id, dry_run, file_sha256, file_bytes, encoding, rows, accepted, blank,
     duplicates, rejected, missing_columns, same_file_as, imported_at, imported_by, form)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
"""

_SAME_FILE = """
SELECT id FROM insights.feedback_imports
WHERE source_id = $1 AND file_sha256 = $2 AND NOT dry_run ORDER BY id LIMIT 1
"""


@dataclass(frozen=True)
class Act:
    """Who imports, in which system, when."""

    ics: SystemCode
    reader: Reader
    now: datetime


@dataclass
class Tally:
    """What became of the rows: rows = accepted + blank + duplicates + rejected."""

    rows: int = 0
    staged: int = 0
    blank: int = 0
    rejected: int = 0
    accepted: int = 0

    def count(self, staged: int, *, blank: int, rejected: int) -> None:
        """Count some more rows."""
        self.rows += staged + blank + rejected
        self.staged += staged
        self.blank += blank
        self.rejected += rejected

    @property
    def duplicates(self) -> int:
        """Count the rows that were there already."""
        return self.rows - self.accepted - self.blank - self.rejected


@dataclass(frozen=True)
class Outcome:
    """What became of the staged rows."""

    accepted: int
    changed: int


@dataclass(frozen=True)
class Result:
    """What else there is to tell of an import."""

    form: Form
    dry_run: bool
    missing: list[str]
    """Theme columns that the file leaves out."""


class Staging:
    """The staged rows of one import."""

    def __init__(self, connection: Any, ics: SystemCode, source_id: UUID, import_id: UUID) -> None:
        self._connection = connection
        self._ics = ics
        self._source_id = source_id
        self._import_id = import_id

    @classmethod
    async def open(
        cls, session: WriteSession, ics: SystemCode, source_id: UUID, import_id: UUID
    ) -> Staging:
        """Make room for the rows, until the session's transaction ends."""
        connection = await raw_connection(session)
        await connection.execute(_CREATE)
        return cls(connection, ics, source_id, import_id)

    async def add(self, records: Sequence[Record], rejections: Sequence[Rejection]) -> None:
        """Stage some rows, and the reasons why others aren't taken."""
        if records:
            await self._connection.copy_records_to_table(
                "staged_items", records=records, columns=COLUMNS, timeout=STATEMENT_TIMEOUT
            )
        if rejections:
            await self._connection.copy_records_to_table(
                "staged_rejections",
                records=[(r.line, r.field, r.reason) for r in rejections],
                columns=("line", "field", "reason"),
                timeout=STATEMENT_TIMEOUT,
            )

    async def keep(self, staged: int, mapping: Mapping, *, dry_run: bool) -> Outcome:
        """Turn staged rows into items, and tell how many were new and how many are changes.

        A dry run does the very same and takes it back.

        Args:
            staged: how many rows were staged.
            mapping: by which the rows were read.
        """
        with_ids = mapping.external_id is not None
        trial = self._connection.transaction()
        await trial.start()
        values: list[object] = [self._ics, self._source_id, self._import_id]
        key = _OWN_KEY if with_ids else _KEY_BY_CONTENT
        any_known = await self._connection.fetchval(_ANY_KNOWN, timeout=STATEMENT_TIMEOUT)
        rows = _KNOWN_ROWS if any_known else _ROWS
        done: str = await self._run(_KEEP.format(key=key, rows=rows), *values)
        accepted = int(done.rpartition(" ")[2])
        changed: list[Rejection] = []
        if accepted < staged and with_ids:
            rows = await self._connection.fetch(
                _CHANGED, self._ics, self._source_id, timeout=STATEMENT_TIMEOUT
            )
            changed = [Rejection(row["line"], "external_id", CHANGED) for row in rows]
        if dry_run:
            await trial.rollback()
        else:
            await trial.commit()
        await self.add([], changed)
        return Outcome(accepted, len(changed))

    async def report(self, scan: Scan, tally: Tally, by: Act, result: Result) -> None:
        """Keep what became of the file and of its rows."""
        same = await self._same_file(scan)
        await self._run(
            _REPORT,
            self._ics,
            self._import_id,
            self._source_id,
            result.dry_run,
            scan.sha256,
            scan.size,
            scan.encoding,
            tally.rows,
            tally.accepted,
            tally.blank,
            tally.duplicates,
            tally.rejected,
            result.missing,
            same,
            by.now,
            by.reader.subject,
            result.form,
        )
        await self._run(_REJECTIONS, self._ics, self._import_id)

    async def _same_file(self, scan: Scan) -> Any:
        """Give the first import of the same file into the source; None if there was none."""
        return await self._connection.fetchval(_SAME_FILE, self._source_id, scan.sha256)

    async def _run(self, statement: str, *values: object) -> Any:
        return await self._connection.execute(statement, *values, timeout=STATEMENT_TIMEOUT)
