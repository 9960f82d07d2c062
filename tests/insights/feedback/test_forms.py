"""Files in every form, over the API: what they are, whatever they are called."""

from __future__ import annotations

import gzip
import json
from datetime import date
from typing import Any

import pytest

from feedback_support import MAPPING, source, stored
from insights.feedback.forms import XLSX
from insights_support import Library
from xlsx_support import bomb, workbook

pytestmark = pytest.mark.rule("insights.11")

HEADER = ["Id", "Date", "Service", "Score", "Comment"]
JSONL = "application/jsonl"


def jsonl(*told: Any) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in told)


class TestExcel:
    async def test_good_rows_are_kept_and_bad_ones_reported(self, library: Library) -> None:
        path = await source(library.editor)
        body = workbook(
            HEADER,
            ["A", date(2025, 2, 1), "Ward", 5, "fine"],
            ["B", "31/02/2025", "Ward", 9, "x"],
            ["C", None, None, 4, '=HYPERLINK("http://evil.example")'],
            ["D", date(2031, 1, 1), None, 4, "from the future"],
        )
        report = (await library.editor.upload(path, body, XLSX)).json()
        assert (report["form"], report["rows"], report["accepted"]) == ("xlsx", 4, 1)
        assert [(r["line"], r["field"]) for r in report["rejected"]] == [
            (3, "said_on"),
            (3, "score"),
            (4, "column[5]"),
            (5, "said_on"),
        ]
        assert await stored(library) == ["fine"]
        (item,) = (await library.editor.get("/feedback")).json()["items"]
        assert (item["said_on"], item["score"]) == ("2025-02-01", 5)

    async def test_the_same_rows_as_csv_are_there_already(self, library: Library) -> None:
        path = await source(library.editor)
        body = workbook(HEADER, ["A", "01/02/2025", "Ward", 5, "fine"])
        await library.editor.upload(path, body, XLSX)
        again = b"Id,Date,Service,Score,Comment\nA,01/02/2025,Ward,5,fine\n"
        report = (await library.editor.upload(path, again)).json()
        assert (report["accepted"], report["duplicates"]) == (0, 1)

    async def test_of_a_bomb_nothing_is_kept(self, library: Library) -> None:
        path = await source(library.editor)
        answer = await library.editor.upload(path, bomb(), XLSX)
        assert answer.status_code == 422
        assert answer.json()["type"].endswith("broken-file")
        assert (await library.editor.get(path)).json()["items"] == []


class TestJsonLines:
    async def test_good_lines_are_kept_and_bad_ones_reported(self, library: Library) -> None:
        path = await source(library.editor, text="answer.text")
        body = jsonl(
            {"Id": "A", "Date": "2025-02-01", "Service": None, "Score": 5, "answer": {"text": "x"}},
            {"Id": "B", "answer": {"text": "y", "more": [{"deep": 1}]}},
            {"Id": "C", "answer": {"text": [[1]]}},
            {"Id": "D", "answer": {"text": "a\x00b"}},
        )
        body += b"not json\n[1]\n\n" + jsonl({"Id": "E", "answer": {"text": "z"}})
        report = (await library.editor.upload(path, body, JSONL)).json()
        assert (report["form"], report["rows"], report["accepted"]) == ("jsonl", 7, 3)
        assert [(r["line"], r["field"], r["reason"]) for r in report["rejected"]] == [
            (3, "column[5]", "holds an object or a list of lists"),
            (4, "column[5]", "holds a NUL character"),
            (5, "row", "is no JSON object"),
            (6, "row", "is no JSON object"),
        ]
        assert await stored(library) == ["x", "y", "z"]

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (b'{"Id": "A"}\n{"Id": "B", "ans', "Line 2: the line is cut off"),
            (b'{"Id"\n', "Line 1: no line is a JSON object"),
            (json.dumps({f"c{n}": n for n in range(10_000)}).encode() + b"\n", "1000 names"),
            (b'{"a": "' + b"x" * 1_100_000 + b'"}\n', "longer than"),
        ],
    )
    async def test_of_a_file_that_cannot_be_read_nothing_is_kept(
        self, library: Library, body: bytes, words: str
    ) -> None:
        path = await source(library.editor)
        answer = await library.editor.upload(path, body, JSONL)
        assert answer.status_code == 422
        assert words in answer.json()["detail"]
        assert (await library.editor.get(path)).json()["items"] == []

    async def test_bytes_that_are_no_text_reject_their_line_alone(self, library: Library) -> None:
        path = await source(library.editor)
        line = b'{"Id":"A","Date":"","Service":"","Score":5,"Comment":"%s"}\n'
        body = line % b"fine" + (line % b"bro\xffken").replace(b'"A"', b'"B"')
        report = (await library.editor.upload(path, body, JSONL)).json()
        assert (report["accepted"], report["rejected_rows"]) == (1, 1)


class TestWhatItSays:
    @pytest.mark.parametrize(
        ("body", "content_type", "words"),
        [
            (workbook(HEADER), "text/csv", "reads like an Excel file"),
            (workbook(HEADER), JSONL, "reads like an Excel file"),
            (b"Id,Date\nA,x\n", XLSX, "reads like CSV"),
            (b"Id,Date\nA,x\n", JSONL, "reads like CSV"),
            (b'{"Id": "A"}\n', "text/csv", "reads like JSON Lines"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", XLSX, "an old Excel file"),
            (b"%PDF-1.7", "application/octet-stream", "a PDF"),
            (gzip.compress(b"Id,Date\n", mtime=0), "text/csv", "gzip"),
            (b"PK\x03\x04nonsense", "application/octet-stream", "damaged"),
        ],
    )
    async def test_another_content_than_it_says_is_told_plainly(
        self, library: Library, body: bytes, content_type: str, words: str
    ) -> None:
        path = await source(library.editor)
        answer = await library.editor.upload(path, body, content_type)
        assert answer.status_code == 422
        assert words in answer.json()["detail"]
        assert (await library.editor.get(path)).json()["items"] == []

    @pytest.mark.parametrize("content_type", ["application/octet-stream", "text/plain"])
    async def test_what_says_nothing_is_read_by_its_content(
        self, library: Library, content_type: str
    ) -> None:
        path = await source(library.editor)
        for form, body in (
            ("xlsx", workbook(HEADER, ["A", None, None, 5, "x"])),
            ("jsonl", jsonl(dict.fromkeys(HEADER, "") | {"Id": "B", "Comment": "y"})),
            ("csv", b"Id,Date,Service,Score,Comment\nC,,,5,z\n"),
        ):
            report = (await library.editor.upload(path, body, content_type)).json()
            assert (report["form"], report["accepted"]) == (form, 1)

    async def test_a_mapping_to_a_field_that_does_not_exist_is_refused(
        self, library: Library
    ) -> None:
        for mapping, field in (
            ({**MAPPING, "mood": "Mood"}, "mood"),
            ({key: value for key, value in MAPPING.items() if key != "text"}, "mapping"),
            ({**MAPPING, "answers": [{"column": "q1", "question": "Why?"}]}, "mapping"),
        ):
            answer = await library.editor.post(
                "/feedback-sources",
                {"name": "x", "kind": "complaints_and_compliments", "mapping": mapping},
            )
            assert answer.status_code == 422
            assert any(field in error["field"] for error in answer.json()["errors"])
