"""Files that were imported before and have grown since: their rows are known by their bytes."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from feedback_support import HEADER, MAPPING, source, stored
from insights.feedback import importing
from insights.feedback.forms import Form, form_of
from insights.feedback.staging import Staging
from insights.uploads import running
from insights_support import QE1, Caller, Library
from uploads_support import importer, uploaded

pytestmark = pytest.mark.rule("insights.11")

OLD = b"Id,Date,Service,Score,Comment\n1,,A,5,Same\n2,14.05.2025,A,5,Same\n3,,A,5,Same\n"
DOTTED = {"column": "Date", "formats": ["%d.%m.%Y"]}
SLASHED = {"column": "Date", "formats": ["%d/%m/%Y"]}
EITHER = {"column": "Date", "formats": ["%d/%m/%Y", "%d.%m.%Y"]}


async def change(caller: Caller, imports: str, version: int, **changes: Any) -> None:
    """Change the mapping of the source whose imports have that path."""
    mapping = {**MAPPING, "external_id": None, **changes}
    own = imports.removesuffix("/imports")
    assert (await caller.patch(own, {"mapping": mapping}, version)).status_code == 200


async def taken(caller: Caller, path: str, body: bytes, kind: str = "text/csv") -> tuple[int, int]:
    """Import a file; tell how many rows were accepted, and how many were known."""
    answer = await caller.upload(path, body, kind)
    assert answer.status_code == 201, answer.text
    report = answer.json()
    return report["accepted"], report["duplicates"]


class TestALongerFile:
    @pytest.mark.parametrize(
        "changed",
        [
            {"said_on": EITHER, "service": None, "question": "Service"},
            {"said_on": None, "service": None},
            {"said_on": EITHER, "external_id": "Id"},
            {"said_on": EITHER, "score": {"column": "Score", "best": 1, "worst": 5}},
        ],
    )
    async def test_adds_its_new_rows_alone_whatever_the_mapping_has_become(
        self, library: Library, changed: dict[str, Any]
    ) -> None:
        path = await source(library.editor, external_id=None, said_on=SLASHED)
        assert await taken(library.editor, path, OLD) == (2, 0), "the second row was rejected"
        await change(library.editor, path, 1, **changed)
        longer = OLD + b"4,,A,5,Same\n5,,A,5,New\n"
        assert await taken(library.editor, f"{path}?dry_run=true", longer) == (3, 2)
        assert await taken(library.editor, path, longer) == (3, 2), "with the one rejected before"
        assert await taken(library.editor, path, longer) == (0, 5)
        assert await stored(library) == ["New", *["Same"] * 4]

    async def test_is_known_by_every_file_that_it_begins_with(self, library: Library) -> None:
        path = await source(library.editor, external_id=None)
        rows = [f"{n},,A,5,Words {n}\n".encode() for n in range(4)]
        for n in (1, 2, 3):
            await taken(library.editor, path, HEADER.encode() + b"".join(rows[:n]))
        await change(library.editor, path, 1, service=None)
        assert await taken(library.editor, path, HEADER.encode() + b"".join(rows)) == (1, 3)

    async def test_of_json_lines_as_well(self, library: Library) -> None:
        path = await source(library.editor, external_id=None, said_on=None, score=None)
        old = b"".join(b'{"Service": "A", "Comment": "Words %d"}\n' % n for n in range(3))
        assert await taken(library.editor, path, old, "application/jsonl") == (3, 0)
        await change(library.editor, path, 1, said_on=None, score=None, service=None)
        longer = old + b'{"Service": "A", "Comment": "More", "Extra": 1}'
        assert await taken(library.editor, path, longer, "application/jsonl") == (1, 3)

    async def test_read_in_another_encoding_is_the_same_file(self, library: Library) -> None:
        path = await source(library.editor, external_id=None, encoding="windows-1252")
        old = (HEADER + "1,,A,5,Café\n2,,A,5,Plain\n").encode()
        assert await taken(library.editor, path, old) == (2, 0)
        await change(library.editor, path, 1, encoding="utf-8")
        assert await taken(library.editor, path, old + "3,,A,5,Naïve\n".encode()) == (1, 2)

    @pytest.mark.parametrize("mapping", [{}, {"service": None}])
    async def test_brings_in_the_row_in_whose_middle_the_older_broke_off(
        self, library: Library, mapping: dict[str, Any]
    ) -> None:
        path = await source(library.editor, external_id=None)
        old = (HEADER + "1,,A,5,first\n2,,A,5,short").encode()
        assert await taken(library.editor, path, old) == (2, 0)
        await change(library.editor, path, 1, **mapping)
        assert await taken(library.editor, path, old + b" and whole\n3,,A,5,new\n") == (2, 1)
        assert await stored(library) == ["first", "new", "short", "short and whole"]

    async def test_of_other_bytes_is_another_file(self, library: Library) -> None:
        path = await source(library.editor, external_id=None)
        await taken(library.editor, path, OLD)
        await change(library.editor, path, 1, service=None)
        other = OLD.replace(b"Same", b"Even") + b"4,,A,5,New\n"
        assert await taken(library.editor, path, other) == (3, 0), "the day of one is refused"

    async def test_in_another_source_or_system_is_new(self, library: Library) -> None:
        path = await source(library.editor, external_id=None)
        await taken(library.editor, path, OLD)
        longer = OLD + b"4,,A,5,New\n"
        second = await source(library.editor, name="Second", external_id=None)
        elsewhere = library.caller(["insights:manage", "insights:deposit"], None, "QKK")
        third = await source(elsewhere, external_id=None)
        assert await taken(library.editor, second, longer) == (3, 0)
        assert await taken(elsewhere, third, longer) == (3, 0)

    async def test_after_a_dry_run_of_its_beginning_is_new(self, library: Library) -> None:
        path = await source(library.editor, external_id=None)
        await taken(library.editor, f"{path}?dry_run=true", OLD)
        assert await taken(library.editor, path, OLD + b"4,,A,5,New\n") == (3, 0)

    async def test_brings_in_again_what_is_gone(self, library: Library) -> None:
        path = await source(library.editor, external_id=None)
        await taken(library.editor, path, OLD)
        await change(library.editor, path, 1, service=None)
        async with library.database.transaction(QE1) as session:
            await session.execute(text("DELETE FROM feedback_items WHERE line = 2"))
        assert await taken(library.editor, path, OLD + b"4,,A,5,New\n") == (2, 1)


class TestAnUpload:
    async def test_adds_its_new_rows_alone(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(running, "BATCH", 2)
        path = await source(library.editor, external_id=None, said_on=SLASHED)
        await taken(library.editor, path, OLD)
        await change(library.editor, path, 1, said_on=EITHER, service=None)
        upload = await uploaded(library.editor, path, OLD + b"4,,A,5,New\n")
        await importer(library).import_waiting(library.database)
        report = (await library.editor.get(f"/feedback-imports/{upload}")).json()
        assert (report["accepted"], report["duplicates"]) == (2, 2)

    async def test_knows_what_was_imported_while_it_was_read(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = await source(library.editor, external_id=None)
        upload = await uploaded(library.editor, path, OLD + b"4,,A,5,New\n")
        keep = running._Run._keep

        async def keeping(run: Any, *given: Any) -> None:
            assert run._tally.rows == 4, "its rows are read"
            await change(library.editor, path, 1, service=None)
            await taken(library.editor, path, OLD)
            await keep(run, *given)

        monkeypatch.setattr(running._Run, "_keep", keeping)
        await importer(library).import_waiting(library.database)
        report = (await library.editor.get(f"/feedback-imports/{upload}")).json()
        assert (report["accepted"], report["duplicates"]) == (1, 2)


class TestTime:
    async def test_a_file_may_be_read_for_long_between_two_statements(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[str] = []
        open_ = Staging.open.__func__  # type: ignore[attr-defined]

        async def opening(kind: Any, session: Any, *given: Any) -> Staging:
            staging: Staging = await open_(kind, session, *given)
            shown = await session.execute(text("SHOW idle_in_transaction_session_timeout"))
            told.append(shown.scalar_one())
            return staging

        monkeypatch.setattr(Staging, "open", classmethod(opening))
        order: list[str] = []

        def forming(*given: Any) -> Form:
            order.extend(told)
            return form_of(*given)

        monkeypatch.setattr(importing, "form_of", forming)
        path = await source(library.editor)
        await taken(library.editor, path, OLD)
        assert order == ["15min"], "before the file is looked at"


MAPPINGS: list[dict[str, Any]] = [
    {"said_on": SLASHED},
    {"said_on": DOTTED},
    {"said_on": EITHER, "service": None},
    {"said_on": None, "service": None, "question": "Service"},
    {"said_on": EITHER, "external_id": "Id"},
]
DAYS = ["", "14/05/2025", "15.05.2025"]
NUMBERS = count()


def readable(row: tuple[str, str], mapping: dict[str, Any]) -> bool:
    """Tell whether a mapping makes an item of a row."""
    day, words = row
    if not words:
        return False
    if not day or mapping["said_on"] is None:
        return True
    return any(("/" in day) == ("/" in form) for form in mapping["said_on"]["formats"])


class TestAnySequence:
    @settings(
        max_examples=25,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        deadline=None,
    )
    @given(
        rows=st.lists(
            st.tuples(st.sampled_from(DAYS), st.sampled_from(["Same", "two\nlines", ""])),
            min_size=1, max_size=8,
        ),
        steps=st.lists(
            st.tuples(st.integers(1, 8), st.sampled_from(MAPPINGS), st.booleans(), st.booleans()),
            min_size=2, max_size=6,
        ),
    )  # fmt: skip
    async def test_of_a_growing_file_and_mappings_keeps_each_row_once(
        self,
        library: Library,
        rows: list[tuple[str, str]],
        steps: list[tuple[int, dict[str, Any], bool, bool]],
    ) -> None:
        first = {**MAPPING, "external_id": None, **MAPPINGS[0]}
        path = await source(library.editor, name=f"Source {next(NUMBERS)}", **first)
        lines = [f'{n},{day},A,,"{words}"' for n, (day, words) in enumerate(rows)]
        items: set[int] = set()
        longest, closed = 1, set[int]()
        for version, (length, mapping, dry, ended) in enumerate(steps, 1):
            longest = max(longest, min(length, len(rows)))
            await change(library.editor, path, version, **mapping)
            closed |= {longest} if ended else set()
            body = HEADER + "\n".join(lines[:longest]) + "\n" * (longest in closed)
            new = {n for n, row in enumerate(rows[:longest]) if readable(row, mapping)} - items
            query = "?dry_run=true" if dry else ""
            accepted, _ = await taken(library.editor, path + query, body.encode())
            assert accepted == len(new)
            if not dry:
                items |= new
