"""The library as files: whole, the same in every form, and safe to open."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text.cells import as_written
from insights.exports import parquet, repository
from insights.exports.tables import FINDINGS, Column, Row, Table
from insights.exports.writing import CODES_BETWEEN, as_csv, as_json_lines
from insights_support import HEALTHWATCH, Caller, Library

COLUMNS = (
    Column("text", "text", ""),
    Column("whole", "whole", ""),
    Column("day", "day", ""),
    Column("moment", "moment", ""),
    Column("codes", "codes", ""),
    Column("texts", "texts", ""),
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
ROWS = st.lists(
    st.tuples(
        st.none() | TEXT,
        st.none() | st.integers(-(10**9), 10**9),
        st.none() | st.dates(),
        st.none() | st.datetimes(timezones=st.just(UTC)),
        st.lists(st.from_regex(r"[a-z_0-9.\-]{1,8}", fullmatch=True), max_size=3),
        st.lists(st.text("=+-@' ab", min_size=1, max_size=6), max_size=3),
    ),
    max_size=12,
)


def table(rows: list[Row], size: int = 5) -> Table:
    async def pieces() -> AsyncIterator[list[Row]]:
        for start in range(0, len(rows), size):
            yield rows[start : start + size]

    return Table("things", COLUMNS, pieces())


async def joined(parts: AsyncIterator[bytes]) -> bytes:
    return b"".join([part async for part in parts])


def from_csv(body: bytes) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(body.decode(), newline=""))
    return [{name: as_written(cell) for name, cell in row.items()} for row in reader]


class TestForms:
    @given(ROWS)
    async def test_a_csv_export_read_again_gives_the_same_values(self, rows: list[Row]) -> None:
        read = from_csv(await joined(as_csv(table(rows))))
        back = [
            (
                row["text"] or None,
                int(row["whole"]) if row["whole"] else None,
                date.fromisoformat(row["day"]) if row["day"] else None,
                datetime.fromisoformat(row["moment"]) if row["moment"] else None,
                row["codes"].split(CODES_BETWEEN) if row["codes"] else [],
                row["texts"].split("\n") if row["texts"] else [],
            )
            for row in read
        ]
        assert back == rows

    @given(ROWS)
    async def test_json_lines_give_the_same_values(self, rows: list[Row]) -> None:
        body = await joined(as_json_lines(table(rows)))
        back = [json.loads(line) for line in body.splitlines() if line] if rows else []
        assert [
            tuple(one[name] for name in ("text", "whole", "codes", "texts")) for one in back
        ] == [(row[0], row[1], row[4], row[5]) for row in rows]
        assert [
            (
                date.fromisoformat(one["day"]) if one["day"] else None,
                datetime.fromisoformat(one["moment"]) if one["moment"] else None,
            )
            for one in back
        ] == [(row[2], row[3]) for row in rows]

    @given(ROWS)
    async def test_parquet_gives_the_same_values(self, rows: list[Row]) -> None:
        body = await joined(parquet.as_parquet(table(rows)))
        read = pq.read_table(io.BytesIO(body)).to_pylist()
        assert [tuple(row.values()) for row in read] == rows

    async def test_parquet_is_in_row_groups_and_says_what_columns_mean(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(parquet, "GROUP_ROWS", 10)
        rows: list[Row] = [(f"{n}", n, None, None, [], []) for n in range(23)]
        parts = [part async for part in parquet.as_parquet(table(rows))]
        file = pq.ParquetFile(io.BytesIO(b"".join(parts)))
        assert [file.metadata.row_group(n).num_rows for n in range(3)] == [10, 10, 3]
        assert len(parts) == 3
        schema = parquet.schema_of(FINDINGS)
        assert (schema.field("licence").metadata or {})[b"description"].startswith(
            b"Code of the licence"
        )

    async def test_a_large_row_ends_its_group_early(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(parquet, "GROUP_BYTES", 1_000)
        rows: list[Row] = [("x" * 900, n, None, None, [], []) for n in range(8)]
        body = await joined(parquet.as_parquet(table(rows, size=2)))
        assert pq.ParquetFile(io.BytesIO(body)).num_row_groups == 4


class TestFindings:
    async def test_a_row_says_its_identifier_version_licence_and_whom_to_name(
        self, library: Library
    ) -> None:
        made = await library.published(library.partner, places=["blackpool", "fylde"])
        (row,) = await as_json(library.reader, "/exports/findings.jsonl")
        assert list(row) == [column.name for column in FINDINGS]
        assert row["id"] == made["id"]
        assert row["reference"] == made["reference"]
        assert (row["version"], row["licence"]) == (1, "ogl-uk-3.0")
        assert row["licence_url"].startswith("https://www.nationalarchives.gov.uk/")
        assert row["attribution"] == "Healthwatch of the Coast"
        assert row["places"] == ["blackpool", "fylde"]
        assert (row["people_heard"], row["heard_from"]) == (40, "2026-09-01")
        assert row["recommendations"] == ["Say how long the wait is."]
        assert row["address"].endswith(f"/system-qe1/thread/findings/{made['id']}")

    async def test_what_somebody_said_word_for_word_is_in_no_file(self, library: Library) -> None:
        await library.published()
        for form in ("csv", "jsonl"):
            answer = await library.editor.get(f"/exports/findings.{form}")
            assert "Nobody said how long" not in answer.text

    async def test_says_the_same_in_every_form(self, library: Library) -> None:
        for number in range(3):
            await library.published(title=f"=Title {number}")
        lines = await as_json(library.editor, "/exports/findings.jsonl")
        body = (await library.editor.get("/exports/findings.parquet")).content
        arrow = pq.read_table(io.BytesIO(body)).to_pylist()
        cells = from_csv((await library.editor.get("/exports/findings.csv")).content)
        assert [one["title"] for one in lines] == [f"=Title {n}" for n in range(3)]
        for name in ("id", "title", "summary", "licence", "attribution"):
            told = [one[name] for one in lines]
            assert [one[name] for one in arrow] == told
            assert [one[name] for one in cells] == told

    async def test_is_found_by_the_same_words_and_filters_as_search(self, library: Library) -> None:
        await library.published(title="Parking", themes=["housing"])
        await library.published(title="Waiting", themes=["urgent_care"], places=["fylde"])
        for query in ("q=parking", "theme=housing", "place=fylde", "q=none+such", ""):
            found = (await library.reader.get(f"/search?{query}")).json()["items"]
            rows = await as_json(library.reader, f"/exports/findings.jsonl?{query}")
            assert {row["id"] for row in rows} == {one["id"] for one in found}, query

    async def test_is_the_same_however_many_pieces_it_is_read_in(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(5):
            await library.published(title=f"Title {number}")
        whole = (await library.editor.get("/exports/findings.csv")).content
        monkeypatch.setattr(repository, "PIECE", 2)
        assert (await library.editor.get("/exports/findings.csv")).content == whole
        assert whole.count(b"\r\n") >= 6

    async def test_no_cell_is_a_formula(self, library: Library) -> None:
        await library.published(title="=1+1", summary="@SUM(A1)", recommendations=["-2", "+3"])
        answer = await library.editor.get("/exports/findings.csv")
        (row,) = csv.DictReader(io.StringIO(answer.text, newline=""))
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
        assert row["title"] == "'=1+1"
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["cache-control"] == "private, no-store"

    async def test_csv_may_begin_with_a_mark_for_excel(self, library: Library) -> None:
        plain = (await library.editor.get("/exports/findings.csv")).content
        marked = (await library.editor.get("/exports/findings.csv?bom=true")).content
        assert marked == b"\xef\xbb\xbf" + plain
        refused = await library.editor.get("/exports/findings.parquet?bom=true")
        assert refused.status_code == 422
        assert refused.json()["type"].endswith("no-mark-in-this-form")

    @pytest.mark.parametrize("query", ["?nonsense=1", "?order=recency", "?heard_after=x"])
    async def test_what_cannot_be_asked_is_refused(self, library: Library, query: str) -> None:
        answer = await library.editor.get(f"/exports/findings.csv{query}")
        assert answer.status_code == 422
        assert (await library.editor.get("/exports/findings.xlsx")).status_code == 422

    async def test_breaks_off_rather_than_end_when_reading_fails(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await library.published()

        async def broken(*_: Any) -> AsyncIterator[list[Any]]:
            raise ConnectionError("the database went away")
            yield []

        monkeypatch.setattr(repository, "_pieces", broken)
        for form in ("csv", "jsonl", "parquet"):
            with pytest.raises(ConnectionError):
                await library.editor.get(f"/exports/findings.{form}")


class TestFeedback:
    async def test_has_the_comments_that_the_caller_may_read(self, library: Library) -> None:
        source = {
            "name": "Ward",
            "kind": "complaints_and_compliments",
            "mapping": {"text": "Comment", "said_on": {"column": "Date"}, "service": "Service"},
            "visibility": "organisation",
            "organisation_id": str(HEALTHWATCH),
        }
        made = (await library.editor.post("/feedback-sources", source)).json()
        body = b"Date,Service,Comment\n01/02/2025,A,=cold\n02/02/2025,B,warm\n"
        await library.editor.upload(f"/feedback-sources/{made['id']}/imports", body)
        rows = await as_json(library.partner, "/exports/feedback.jsonl?service=A")
        assert [(r["text"], r["said_on"], r["attribution"]) for r in rows] == [
            ("=cold", "2025-02-01", "Healthwatch of the Coast")
        ]
        assert await as_json(library.other_partner, "/exports/feedback.jsonl") == []
        cells = (await library.partner.get("/exports/feedback.csv")).text
        assert "'=cold" in cells


async def as_json(caller: Caller, path: str) -> list[dict[str, Any]]:
    answer = await caller.get(path)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]
