"""Excel files as people make them, and as attackers do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from common.errors import DomainError
from insights.feedback import package
from insights.feedback.cells import DayCell, Rejection
from insights.feedback.errors import BrokenFile, NotWhatItSays
from insights.feedback.xlsx import XlsxRows

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(*rows: list[Any], **changes: Any) -> bytes:
    """Save rows as Excel does, by openpyxl."""
    book = openpyxl.Workbook()
    if changes.get("mac"):
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if change := changes.get("also"):
        change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def repacked(body: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Change the parts of an Excel file."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


def sheet_of(xml: str) -> bytes:
    """Make an Excel file whose sheet is this XML."""

    def change(parts: dict[str, bytes]) -> None:
        parts[SHEET] = xml.encode()

    return repacked(workbook(["a"]), change)


def read(body: bytes, *heeded: int) -> tuple[list[str], list[tuple[int, list[str]] | Rejection]]:
    with XlsxRows(io.BytesIO(body)) as rows:
        rows.heed(heeded or range(len(rows.header)))
        entries = [e if isinstance(e, Rejection) else (e[0], list(e[1])) for e in rows]
        return list(rows.header), entries


class TestValues:
    def test_are_read_as_a_person_sees_them(self) -> None:
        body = workbook(
            ["Id", "Score", "Share", "Said", "Comment"],
            [1, 5, 0.25, True, "Two\nlines"],
            [None, 4.0, None, False, "  £5 – it’s dear "],
        )
        assert read(body) == (
            ["Id", "Score", "Share", "Said", "Comment"],
            [
                (2, ["1", "5", "0.25", "1", "Two\nlines"]),
                (3, ["", "4", "", "0", "  £5 – it’s dear "]),
            ],
        )

    @pytest.mark.parametrize("mac", [False, True])
    def test_dates_are_dates_in_either_calendar(self, mac: bool) -> None:
        moment = datetime(2025, 2, 3, 14, 30)  # noqa: DTZ001
        body = workbook(["a", "b", "c"], [date(2025, 2, 3), moment, time(9, 15)], mac=mac)
        _, (entry,) = read(body)
        assert isinstance(entry, tuple)
        first, second, third = entry[1]
        assert isinstance(first, DayCell)
        assert (first, first.day) == ("2025-02-03", date(2025, 2, 3))
        assert isinstance(second, DayCell)
        assert (second, second.day) == ("2025-02-03T14:30:00", date(2025, 2, 3))
        assert third == "09:15:00"

    def test_blank_rows_and_gaps_keep_the_numbers_of_rows(self) -> None:
        body = workbook(["a", "b"], ["x"], [], [None, "y"])
        assert read(body)[1] == [(2, ["x", ""]), (4, ["", "y"])]

    def test_the_first_sheet_that_is_not_hidden_is_read(self) -> None:
        def also(book: openpyxl.Workbook) -> None:
            book.active.sheet_state = "hidden"  # type: ignore[union-attr]
            shown = book.create_sheet("Shown")
            shown.append(["seen"])
            shown.append(["yes"])

        assert read(workbook(["hidden"], ["no"], also=also)) == (["seen"], [(2, ["yes"])])

    def test_rich_texts_are_their_words(self) -> None:
        xml = (
            f'<worksheet xmlns="{MAIN}"><sheetData>'
            '<row r="1"><c r="A1" t="inlineStr"><is><t>Comment</t></is></c></row>'
            '<row r="2"><c r="A2" t="inlineStr"><is><r><t>Very </t></r><r><t>good_x000D_</t></r>'
            "<rPh><t>said</t></rPh></is></c></row></sheetData></worksheet>"
        )
        assert read(sheet_of(xml)) == (["Comment"], [(2, ["Very good\r"])])

    @given(
        st.lists(
            st.lists(
                st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1),
                min_size=2,
                max_size=2,
            ),
            max_size=5,
        )
    )
    def test_what_openpyxl_wrote_is_read_back(self, table: list[list[str]]) -> None:
        def texts(book: openpyxl.Workbook) -> None:
            for row in book.active.iter_rows(min_row=2):  # type: ignore[union-attr]
                for cell in row:
                    cell.data_type = "s"

        table = [
            [f"_{cell}" for cell in row]
            for row in table
            if not any("￾" in c or "￿" in c for c in row)
        ]
        body = workbook(["a", "b"], *table, also=texts)
        assert [e[1] for e in read(body)[1] if isinstance(e, tuple)] == table


class TestWhatIsNotTaken:
    def test_a_formula_is_never_evaluated_and_its_last_result_never_trusted(self) -> None:
        xml = (
            f'<worksheet xmlns="{MAIN}"><sheetData>'
            '<row r="1"><c r="A1" t="inlineStr"><is><t>Comment</t></is></c>'
            '<c r="B1" t="inlineStr"><is><t>Helper</t></is></c></row>'
            '<row r="2"><c r="A2" t="str"><f>HYPERLINK("http://evil.example")</f><v>fine</v></c>'
            '</row><row r="3"><c r="A3" t="inlineStr"><is><t>good</t></is></c>'
            '<c r="B3"><f>[1]Other!A1</f><v>5</v></c></row></sheetData></worksheet>'
        )
        reason = "holds a formula; paste its value in its place"
        assert read(sheet_of(xml), 0)[1][0] == Rejection(2, "column[1]", reason)
        assert read(sheet_of(xml), 0)[1][1] == (3, ["good", reason])
        assert read(sheet_of(xml), 0, 1)[1][1] == Rejection(3, "column[2]", reason)

    def test_an_error_and_a_number_that_is_no_date_are_rejected(self) -> None:
        xml = (
            f'<worksheet xmlns="{MAIN}"><sheetData>'
            '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
            '<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>'
            '<row r="3"><c r="A3"><v>not a number</v></c></row></sheetData></worksheet>'
        )
        assert [e.reason for e in read(sheet_of(xml))[1] if isinstance(e, Rejection)] == [
            "holds an error, such as #N/A",
            "holds a number that is no date",
        ]


def with_part(name: str, part: bytes) -> bytes:
    return repacked(workbook(["a"], ["b"]), lambda parts: parts.update({name: part}))


def without(name: str) -> bytes:
    return repacked(workbook(["a"], ["b"]), lambda parts: parts.pop(name) and None)


def bomb() -> bytes:
    head = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    return with_part(SHEET, head + b" " * (64 * 1024 * 1024))


def lying(body: bytes) -> bytes:
    """Declare a part to be smaller than it is."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        info = archive.getinfo(SHEET)
    declared = info.file_size.to_bytes(4, "little")
    place = body.rindex(SHEET.encode()) - 46
    assert body[place : place + 4] == b"PK\x01\x02"
    assert body[place + 24 : place + 28] == declared
    return body[: place + 24] + (20).to_bytes(4, "little") + body[place + 28 :]


def overlapping(body: bytes) -> bytes:
    """Let every part of the directory be the largest one's bytes."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        large = max(archive.infolist(), key=lambda part: part.compress_size)
    written = bytearray(body)
    place = 0
    while (place := written.find(b"PK\x01\x02", place)) >= 0:
        written[place + 20 : place + 24] = large.compress_size.to_bytes(4, "little")
        place += 4
    return bytes(written)


def doctype(part: str) -> bytes:
    """A billion laughs, and a file of the machine."""
    entities = (
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "/etc/passwd">]>'
    )

    def change(parts: dict[str, bytes]) -> None:
        xml = parts[part]
        start = xml.index(b"<", 2) if xml.startswith(b"<?xml") else 0
        parts[part] = xml[:start] + entities + xml[start:].replace(b">b<", b">&b;&f;<")

    return repacked(workbook(["a"], ["b"]), change)


def far_row() -> bytes:
    return sheet_of(
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData></worksheet>'
    )


def far_column() -> bytes:
    return sheet_of(
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="2"><c r="ZZZZ2"><v>1</v></c></row></sheetData></worksheet>'
    )


BAD: dict[str, tuple[Callable[[], bytes], type[DomainError], str]] = {
    "a zip bomb": (bomb, BrokenFile, "out of all proportion"),
    "parts on top of each other": (
        lambda: overlapping(workbook(["a"], ["b"])), BrokenFile, "out of all proportion",
    ),
    "a part larger than declared": (lambda: lying(workbook(["a"])), BrokenFile, "damaged"),
    "macros": (lambda: with_part("xl/vbaProject.bin", b"x"), NotWhatItSays, "macros"),
    "macros of Excel 4": (
        lambda: with_part("xl/macrosheets/sheet1.xml", b"<x/>"), NotWhatItSays, "macros",
    ),
    "macros by the content type": (
        lambda: with_part(
            "[Content_Types].xml", b'<Types><Override ContentType="x.macroEnabled.main"/></Types>'
        ),
        NotWhatItSays,
        "macros",
    ),
    "entities in a sheet": (lambda: doctype(SHEET), BrokenFile, "entities"),
    "entities in texts": (lambda: doctype("xl/sharedStrings.xml"), BrokenFile, "entities"),
    "entities in the workbook": (lambda: doctype("xl/workbook.xml"), BrokenFile, "entities"),
    "no sheet": (lambda: without(SHEET), BrokenFile, "no sheet"),
    "no workbook": (lambda: without("xl/workbook.xml"), NotWhatItSays, "no Excel file"),
    "half of one": (lambda: workbook(["a"])[:-40], BrokenFile, "damaged"),
    "XML that breaks off": (
        lambda: sheet_of(f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">'), BrokenFile, "damaged",
    ),
    "a row beyond Excel's": (far_row, BrokenFile, "damaged"),
    "a column beyond Excel's": (far_column, BrokenFile, "damaged"),
    "too many columns": (lambda: workbook(["c"] * 10_000), BrokenFile, "more than 1000 columns"),
    "an empty sheet": (workbook, BrokenFile, "no header"),
    "a text that is not there": (
        lambda: sheet_of(
            f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row>'
            "</sheetData></worksheet>"
        ),
        BrokenFile,
        "does not have",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_is_refused_as_a_whole(name: str) -> None:
    make, error, words = BAD[name]
    with pytest.raises(error) as caught:
        read(make())
    assert words in str(caught.value.detail)


def test_what_unpacks_to_too_much_in_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 1_000)
    with pytest.raises(BrokenFile):
        read(workbook(["a"]))


def test_links_to_other_workbooks_are_harmless() -> None:
    link = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    body = with_part("xl/externalLinks/externalLink1.xml", link)
    assert read(body) == (["a"], [(2, ["b"])])
