"""Rows that were imported before are known by what all of their cells say."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import text

from feedback_support import MAPPING, source, stored
from insights.feedback.cells import DayCell, number
from insights.feedback.raw_rows import RawRows, said_by
from insights_support import QE1, Caller, Library

pytestmark = pytest.mark.rule("insights.11")

KEY = b"a key"
NAMES = ["Date", "Service", "Score", "Comment", "Unread"]
ROWS = [
    ["03/04/2025", "Ward 1", "5", "Kind", "x"],
    ["04/03/2025", "Ward 1", "5", "Kind", "x"],
    ["", "Ward 2", "4", "Two\nlines", ""],
    ["", "Ward 2", "4", "Two\nlines", ""],
    ["14/05/2025", "Ward 3", "1", "Café – cold", "TRUE"],
]
OTHER: dict[str, Any] = {"said_on": None, "service": None, "question": "Service"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv(rows: list[list[str]], names: list[str] | None = None) -> bytes:
    """Write rows as CSV."""
    lines = [names or NAMES, *rows]
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in lines]
    return "\r\n".join(quoted).encode()


def excel(rows: list[list[str]]) -> bytes:
    """Write rows as Excel holds them: days, numbers and marks as such."""
    book, file = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(NAMES)
    for day, service, score, comment, unread in rows:
        when = datetime.strptime(day, "%d/%m/%Y") if day else None  # noqa: DTZ007
        mark: Any = True if unread == "TRUE" else unread or None
        book.active.append([when, service, float(score), comment, mark])
    book.save(file)
    return file.getvalue()


async def opened(library: Library, **changes: Any) -> str:
    """Register a source without ids."""
    return await source(library.editor, external_id=None, **changes)


async def remap(caller: Caller, path: str, version: int = 1, **changes: Any) -> None:
    """Change the mapping of a source."""
    mapping = {**MAPPING, "external_id": None, **changes}
    own = path.removesuffix("/imports")
    assert (await caller.patch(own, {"mapping": mapping}, version)).status_code == 200


async def taken(library: Library, path: str, body: bytes, kind: str = "text/csv") -> int:
    """Import a file; tell how many rows were accepted."""
    answer = await library.editor.upload(path, body, kind)
    assert answer.status_code == 201, answer.text
    assert answer.json()["rejected"] == []
    return int(answer.json()["accepted"])


class TestAnotherMapping:
    @pytest.mark.parametrize(
        "rows",
        [ROWS, ROWS[2:], ROWS[::-1], [ROWS[4], ROWS[2]]],
        ids=["the same", "a window that moved on", "another order", "some"],
    )
    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    async def test_brings_none_in_twice(
        self, library: Library, rows: list[list[str]], form: str
    ) -> None:
        path = await opened(library)
        assert await taken(library, path, csv(ROWS)) == 5
        await remap(library.editor, path, **OTHER)
        new = ["01/06/2025", "Ward 9", "3", "New", ""]
        body = excel([*rows, new]) if form == "xlsx" else csv([*rows, new])
        kind = XLSX if form == "xlsx" else "text/csv"
        assert await taken(library, f"{path}?dry_run=true", body, kind) == 1
        assert await taken(library, path, body, kind) == 1
        assert await taken(library, path, body, kind) == 0
        assert len(await stored(library)) == 6

    async def test_with_the_columns_in_another_order(self, library: Library) -> None:
        path = await opened(library)
        assert await taken(library, path, csv(ROWS)) == 5
        await remap(library.editor, path, **OTHER)
        turned = csv([row[::-1] for row in ROWS], [f" {name} " for name in NAMES[::-1]])
        assert await taken(library, path, turned) == 0

    async def test_counts_rows_that_are_alike(self, library: Library) -> None:
        path = await opened(library)
        assert await taken(library, path, csv(ROWS[2:3])) == 1
        await remap(library.editor, path, **OTHER)
        assert await taken(library, path, csv([ROWS[2]] * 3)) == 2
        assert await taken(library, path, csv([ROWS[2]] * 3)) == 0

    async def test_by_which_others_read_the_same_loses_none_of_them(self, library: Library) -> None:
        path = await opened(library)
        assert await taken(library, path, csv(ROWS[:1])) == 1
        await remap(library.editor, path, **OTHER)
        both = csv([ROWS[0], ROWS[1]])
        assert await taken(library, path, both) == 1, "their days are not read, and differ"

    async def test_of_ids_that_came_later(self, library: Library) -> None:
        path = await opened(library)
        assert await taken(library, path, csv(ROWS[:2] + ROWS[4:])) == 3
        await remap(library.editor, path, external_id="Comment", **OTHER)
        assert await taken(library, path, csv([ROWS[4]])) == 0

    async def test_in_another_source_is_new(self, library: Library) -> None:
        first, second = await opened(library), await opened(library, name="Second")
        assert await taken(library, first, csv(ROWS)) == 5
        assert await taken(library, second, csv(ROWS)) == 5

    async def test_knows_none_that_is_gone(self, library: Library) -> None:
        path = await opened(library)
        await taken(library, path, csv(ROWS))
        async with library.database.transaction(QE1) as session:
            kept = await session.execute(
                text("SELECT count(DISTINCT raw_hash) FROM feedback_items")
            )
            assert kept.scalar_one() == 4
            await session.execute(text("DELETE FROM feedback_items WHERE service = 'Ward 2'"))
        await remap(library.editor, path, **OTHER)
        assert await taken(library, path, csv(ROWS)) == 2


class TestTheHash:
    def test_is_of_use_with_its_key_only(self) -> None:
        row = ["a"]
        assert RawRows(["A"], b"1").hash_of(row) == RawRows([" A"], b"1").hash_of(row)
        assert RawRows(["A"], b"1").hash_of(row) != RawRows(["A"], b"2").hash_of(row)

    def test_tells_cells_and_columns_apart(self) -> None:
        rows = [
            (["A", "B"], ["x", "y"]), (["A", "B"], ["y", "x"]), (["A", "B"], ["xy", ""]),
            (["A", "B"], ["", "xy"]), (["A", "C"], ["x", "y"]), (["A"], ["x"]),
        ]  # fmt: skip
        assert len({RawRows(names, KEY).hash_of(row) for names, row in rows}) == len(rows)

    def test_an_empty_column_says_nothing(self) -> None:
        plain = RawRows(["A"], KEY).hash_of(["x"])
        assert RawRows(["", "B", "A"], KEY).hash_of(["", " \xa0", "x"]) == plain

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("14/05/2025", DayCell.of(date(2025, 5, 14))),
            ("14-May-25", DayCell.of(date(2025, 5, 14))),
            ("14 Sept 2025", "14.9.2025"),
            ("14/05/2025 9:30", DayCell.of(datetime(2025, 5, 14, 9, 30))),  # noqa: DTZ001
            ("2025-05-14 00:00:00", "14/05/2025"),
            ("5.0", number(5.0)),
            ("0.50", number(0.5)),
            ("007", "7"),
            ("-3", "-3.00"),
            ("True", "1"),
            ("Two\r\nlines", "Two\nlines "),
            ("'-5 words", "-5 words"),
            ("Café".encode().decode("windows-1252"), "Café"),
        ],
    )
    def test_cells_that_say_the_same_are_alike(self, one: str, other: str) -> None:
        assert said_by(one) == said_by(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("03/04/2025", "04/03/2025"),
            ("03/04/2025", "03/04/2024"),
            ("14/05/2025 9:30", "14/05/2025 9:31"),
            ("14/05/2025", "05/14/2025"),
            ("5", "50"),
            ("5", "-5"),
            ("0.5", "0.05"),
            ("1.5", "15"),
            ("Ma", "May"),
            ("99/99/2025", "98/99/2025"),
            ("Kind", "kind"),
        ],
    )
    def test_others_are_not(self, one: str, other: str) -> None:
        assert said_by(one) != said_by(other)

    @given(st.integers(-(10**14), 10**14))
    def test_whole_numbers_are_told_apart(self, whole: int) -> None:
        assert said_by(str(whole)) == said_by(number(float(whole))) == str(whole)
        assert said_by(str(whole)) != said_by(str(whole + 1))

    def test_remembers_a_bounded_number_of_cells(self) -> None:
        rows = RawRows(["A"], KEY)
        for n in range(60_000):
            rows.hash_of([f"Id {n}"])
        assert len(rows._said) <= 20_000
