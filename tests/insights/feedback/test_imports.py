"""Importing files over the API."""

from __future__ import annotations

import asyncio
import gc
import tempfile
from collections.abc import Sequence
from datetime import date

import psutil
import pytest

from feedback_support import HEADER, MAPPING, rows, source, stored
from insights.feedback import importing
from insights.feedback.cells import Rejection
from insights.feedback.fitting import FittedMapping, Record
from insights.feedback.mapping import Mapping
from insights.feedback.progress import Watch
from insights.feedback.reading import Rows, scan
from insights.feedback.staging import Staging
from insights_support import CHARITY, HEALTHWATCH, PARTNER, READER, Library

TODAY = date(2026, 11, 21)


@pytest.mark.rule("insights.11")
class TestImport:
    async def test_good_rows_are_kept_and_bad_ones_reported(self, library: Library) -> None:
        path = await source(library.editor)
        body = HEADER + 'A,01/02/2025,111,5,"two\nlines"\nB,31/02/2025,111,9,x\nC,,,,fine\n'
        answer = await library.editor.upload(path, body.encode())
        assert answer.status_code == 201
        report = answer.json()
        assert (report["rows"], report["accepted"], report["rejected_rows"]) == (3, 2, 1)
        assert [(r["line"], r["field"]) for r in report["rejected"]] == [
            (4, "said_on"),
            (4, "score"),
        ]
        assert await stored(library) == ["fine", "two\nlines"]
        listed = await library.editor.get(answer.headers["Location"].partition("/insights")[2])
        assert listed.json() == report

    async def test_a_dry_run_keeps_its_report_and_nothing_else(self, library: Library) -> None:
        path = await source(library.editor)
        body = (HEADER + "A,,,5,x\nA,,,4,y\nB,,,5,z\n").encode()
        dry = (await library.editor.upload(f"{path}?dry_run=true", body)).json()
        assert await stored(library) == []
        real = (await library.editor.upload(path, body)).json()
        figures = ("rows", "accepted", "blank", "duplicates", "rejected_rows", "rejected")
        assert [dry[name] for name in figures] == [real[name] for name in figures]

    async def test_a_row_is_imported_once_by_its_id(self, library: Library) -> None:
        path = await source(library.editor)
        await library.editor.upload(path, (HEADER + "A,,,5,x\n").encode())
        report = (
            await library.editor.upload(path, (HEADER + "B,,,5,y\nA,,,5,x\nB,,,5,y\n").encode())
        ).json()
        assert (report["accepted"], report["duplicates"]) == (1, 2)
        assert await stored(library) == ["x", "y"]

    async def test_a_known_id_with_other_content_is_reported_and_changes_nothing(
        self, library: Library
    ) -> None:
        path = await source(library.editor)
        await library.editor.upload(path, (HEADER + "A,,,5,first\n").encode())
        report = (await library.editor.upload(path, (HEADER + "A,,,5,second\n").encode())).json()
        assert report["rejected_rows"] == 1
        assert report["rejected"][0]["field"] == "external_id"
        assert await stored(library) == ["first"]

    async def test_without_ids_rows_are_known_by_content_and_how_often_it_comes(
        self, library: Library
    ) -> None:
        path = await source(library.editor, external_id=None)
        body = (HEADER + "1,,,5,Nothing\n2,,,5,Nothing\n3,,,5,More\n").encode()
        first = (await library.editor.upload(path, body)).json()
        again = (await library.editor.upload(path, body)).json()
        longer = (await library.editor.upload(path, body + b"4,,,5,Nothing\n")).json()
        assert [r["accepted"] for r in (first, again, longer)] == [3, 0, 1]
        assert await stored(library) == ["More", "Nothing", "Nothing", "Nothing"]

    @pytest.mark.parametrize(
        "change",
        [{"external_id": "Id"}, {"service": None, "question": "Service"}, {"said_on": None}],
    )
    async def test_a_file_is_not_doubled_by_another_mapping_and_what_was_rejected_comes_in(
        self, library: Library, change: dict[str, str | None]
    ) -> None:
        path = await source(library.editor, external_id=None)
        body = (HEADER + "1,,A,5,Same\n2,14.05.2025,A,5,Same\n3,,A,5,Same\n4,,A,5,x\n").encode()
        assert (await library.editor.upload(path, body)).json()["accepted"] == 3
        dotted = {"column": "Date", "formats": ["%d.%m.%Y"]}
        better = {**MAPPING, "external_id": None, "said_on": dotted, **change}
        own = path.removesuffix("/imports")
        assert (await library.editor.patch(own, {"mapping": better}, 1)).status_code == 200
        reports = [
            (await library.editor.upload(f"{path}{dry}", body)).json()
            for dry in ("?dry_run=true", "", "")
        ]
        assert [(r["accepted"], r["duplicates"]) for r in reports] == [(1, 3), (1, 3), (0, 4)]
        assert await stored(library) == ["Same", "Same", "Same", "x"]

    async def test_two_imports_of_one_file_at_once_keep_each_row_once(
        self, library: Library
    ) -> None:
        path = await source(library.editor)
        body = rows(500)
        reports = await asyncio.gather(*(library.editor.upload(path, body) for _ in range(3)))
        assert sorted(r.json()["accepted"] for r in reports) == [0, 0, 500]

    async def test_the_same_id_in_another_source_is_another_row(self, library: Library) -> None:
        body = (HEADER + "A,,,5,x\n").encode()
        for name in ("one", "two"):
            path = await source(library.editor, name=name)
            assert (await library.editor.upload(path, body)).json()["accepted"] == 1

    async def test_all_rejections_can_be_paged(self, library: Library) -> None:
        path = await source(library.editor)
        body = HEADER + "".join(f"R{n},bad,,1,x\n" for n in range(1_200))
        report = (await library.editor.upload(path, body.encode())).json()
        assert report["rejected_rows"] == 1_200
        assert len(report["rejected"]) == 1_000
        lines: list[int] = []
        cursor = ""
        while True:
            page = (
                await library.editor.get(
                    f"/feedback-imports/{report['import_id']}/rejections?limit=200{cursor}"
                )
            ).json()
            lines += [entry["line"] for entry in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert lines == list(range(2, 1_202))

    async def test_windows_1252_may_be_declared_or_found_out(self, library: Library) -> None:
        path = await source(library.editor)
        for identifier, content_type in (("A", "text/csv"), ("B", "text/csv; charset=cp1252")):
            body = (HEADER + f"{identifier},,,5,£5 – it’s dear {identifier}\n").encode("cp1252")
            report = (await library.editor.upload(path, body, content_type)).json()
            assert (report["encoding"], report["accepted"]) == ("windows-1252", 1)
        assert await stored(library) == ["£5 – it’s dear A", "£5 – it’s dear B"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("body", "code", "field"),
        [
            (b"", "broken-file", "body.line[1]"),
            (b"Id,Date\nA,x\n", "mapping-does-not-fit", "mapping.service"),
            (b",".join(b"c" for _ in range(10_000)), "broken-file", "body.line[1]"),
            (HEADER.encode() + b'A,,,5,fine\nB,,,5,"cut', "broken-file", "body.line[3]"),
        ],
    )
    async def test_of_a_file_that_cannot_be_read_nothing_is_kept(
        self, library: Library, body: bytes, code: str, field: str
    ) -> None:
        path = await source(library.editor)
        answer = await library.editor.upload(path, body)
        assert answer.status_code == 422
        problem = answer.json()
        assert problem["type"].endswith(code)
        assert field in [error["field"] for error in problem["errors"]]
        assert await stored(library) == []
        assert (await library.editor.get(path)).json()["items"] == []

    async def test_a_failure_half_way_keeps_nothing(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = await source(library.editor)
        monkeypatch.setattr(importing, "BATCH", 10)
        body = rows(30) + b'Z,,,5,"cut off'
        assert (await library.editor.upload(path, body)).status_code == 422
        assert await stored(library) == []

    @pytest.mark.parametrize(
        ("content_type", "status"),
        [("application/json", 415), ("text/csv; charset=utf-16", 422), ("", 415)],
    )
    async def test_another_kind_of_body_is_refused(
        self, library: Library, content_type: str, status: int
    ) -> None:
        path = await source(library.editor)
        answer = await library.editor.upload(path, b"x", content_type)
        assert answer.status_code == status

    async def test_a_reader_and_another_organisation_may_not_import(self, library: Library) -> None:
        path = await source(library.partner)
        body = (HEADER + "A,,,5,x\n").encode()
        assert (await library.caller(READER, HEALTHWATCH).upload(path, body)).status_code == 403
        assert (await library.caller(PARTNER, CHARITY).upload(path, body)).status_code == 403
        assert (await library.caller(PARTNER, CHARITY, "QKK").upload(path, body)).status_code == 404
        assert (await library.partner.upload(path, body)).status_code == 201

    async def test_a_mapping_of_unknown_themes_or_name_is_refused(self, library: Library) -> None:
        for mapping in (
            "no such mapping",
            {**MAPPING, "themes": {"columns": {"Parking": "no_such_theme"}}},
        ):
            answer = await library.editor.post(
                "/feedback-sources",
                {"name": "x", "kind": "complaints_and_compliments", "mapping": mapping},
            )
            assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("mapping", "told"),
        [
            ({**MAPPING, "colour": "x"},
             [("body.mapping.colour", "is not known here; leave it out")]),
            ({**MAPPING, "score": {"column": "Score", "best": 5, "worst": 1, "mid": 3}},
             [("body.mapping.score.mid", "is not known here; leave it out")]),
            ({**MAPPING, "themes": {"columns": {"Care": "carers", "Care ": "housing"}}},
             [("body.mapping.themes.columns", "names a column twice; spaces tell none apart")]),
            ([MAPPING], [("body.mapping", "must be a mapping, or the name of a ready one")]),
            ("", [("body.mapping", "must have at least 1 characters")]),
        ],
    )  # fmt: skip
    async def test_of_a_mapping_with_a_wrong_field_that_field_is_named_and_nothing_else(
        self, library: Library, mapping: object, told: list[tuple[str, str]]
    ) -> None:
        path = (await source(library.editor)).removesuffix("/imports")
        new = {"name": "x", "kind": "complaints_and_compliments", "mapping": mapping}
        for answer in (await library.editor.post("/feedback-sources", new),
                       await library.editor.patch(path, {"mapping": mapping}, 1)):  # fmt: skip
            assert answer.status_code == 422
            assert [(e["field"], e["message"]) for e in answer.json()["errors"]] == told

    async def test_two_sources_of_one_name_are_refused(self, library: Library) -> None:
        await source(library.editor)
        answer = await library.editor.post(
            "/feedback-sources",
            {"name": "Comments", "kind": "complaints_and_compliments", "mapping": MAPPING},
        )
        assert answer.status_code == 409


class TestSources:
    async def test_a_mapping_is_changed_by_if_match(self, library: Library) -> None:
        path = (await source(library.editor)).removesuffix("/imports")
        changed = await library.editor.patch(path, {"mapping": {"text": "Remark"}}, 1)
        assert changed.json()["mapping"]["text"] == "Remark"
        assert (await library.editor.patch(path, {"name": "New"}, 1)).status_code == 412

    async def test_the_ready_mappings_are_listed_and_read(self, library: Library) -> None:
        listed = (await library.editor.get("/feedback-mappings")).json()
        assert [entry["name"] for entry in listed] == ["friends_and_family_test"]
        assert len(listed[0]["mapping"]["themes"]["columns"]) == 48


@pytest.mark.slow
class TestMemory:
    async def test_memory_is_the_same_for_ten_times_the_rows(self) -> None:
        await growth(10_000)
        small, large = await growth(10_000), await growth(100_000)
        assert large - small < 8 * 1024 * 1024, (small, large)


class Nowhere(Staging):
    """A staging that only counts, and watches how large the process is."""

    def __init__(self) -> None:
        self.seen = 0
        self.process = psutil.Process()
        self.before = self.most = self.process.memory_info().rss

    async def add(self, records: Sequence[Record], rejections: Sequence[Rejection]) -> None:
        self.seen += len(records) + len(rejections)
        self.most = max(self.most, self.process.memory_info().rss)


class Unwatched(Watch):
    """Nobody watches."""

    def __init__(self) -> None:
        """Need no database."""

    async def read(self, rows: int) -> None:
        """Say nothing."""


async def growth(count: int) -> int:
    """Read so many rows as an import does; give how many bytes the process grew by meanwhile."""
    with tempfile.TemporaryFile() as file:
        file.write(HEADER.encode())
        ten_thousand = rows(10_000).split(b"\n", 1)[1]
        for _ in range(0, count, 10_000):
            file.write(ten_thousand)
        gc.collect()
        staging = Nowhere()
        entries = Rows(file, scan(file, "auto"), ",")
        mapping = FittedMapping(
            Mapping.model_validate(MAPPING), entries.header, today=TODAY, key=b"key"
        )
        tally = await importing.stage(staging, importing.batches(entries, mapping), Unwatched())
    assert tally.rows == staging.seen == count
    return staging.most - staging.before
