"""Excel files as people make them."""

from __future__ import annotations

import gc
import tempfile
from datetime import date, datetime, time

import openpyxl
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.feedback import xlsx
from insights.feedback.cells import DayCell, Rejection
from insights.feedback.xlsx import XlsxRows
from xlsx_support import MAIN, read, shared, sheet_of, workbook

pytestmark = pytest.mark.rule("insights.11")


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

    def test_a_cell_without_a_place_stands_behind_the_one_before(self) -> None:
        xml = (
            f'<worksheet xmlns="{MAIN}"><sheetData>'
            "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>"
            '<row><c r="B2"/><c><v>9</v></c></row></sheetData></worksheet>'
        )
        assert read(sheet_of(xml)) == (["1", "2", "3"], [(2, ["", "", "9"])])

    def test_of_the_places_of_cells_no_more_is_kept_than_tells_a_column(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept: list[str] = []
        column = xlsx._column

        def keeping(place: str) -> int:
            kept.append(place)
            return column(place)

        monkeypatch.setattr(xlsx, "_column", keeping)
        place = "A!" + "z" * 100_000
        xml = (
            f'<worksheet xmlns="{MAIN}"><sheetData><row><c r="{place}"><v>1</v></c></row>'
            '<row><c r="A2"><v>2</v></c></row></sheetData></worksheet>'
        )
        assert read(sheet_of(xml)) == (["1"], [(2, ["2"])])
        assert max(map(len, kept)) <= 4, "what a column was told by stays in memory"

    @given(
        st.lists(
            st.lists(
                st.text(
                    st.characters(
                        min_codepoint=32,
                        exclude_categories=["Cs"],
                        exclude_characters="\ufffe\uffff",
                    ),
                    min_size=1,
                ),
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

        table = [[f"_{cell}" for cell in row] for row in table]
        body = workbook(["a", "b"], *table, also=texts)
        assert [e[1] for e in read(body)[1] if isinstance(e, tuple)] == table

    def test_texts_that_are_kept_apart_are_looked_up(self) -> None:
        body = shared(
            "<t>Comment</t>",
            "<r><t>Very </t></r><r><rPr/><t>good ’£</t></r><rPh><t>said</t></rPh>",
            "<t>It_x2019_s</t>",
            "",
        )
        assert read(body) == (["Comment"], [(2, ["Very good ’£"]), (3, ["It’s"])])


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


@pytest.mark.slow
class TestMemory:
    def test_stays_the_same_for_ten_times_the_rows(self) -> None:
        """Each text is another one: what Excel keeps apart grows with the rows."""
        small, large = growth(10_000), growth(100_000)
        assert large - small < 8 * 1024 * 1024, (small, large)


def growth(count: int) -> int:
    """Read a sheet of so many rows; give how many bytes the process grew by meanwhile."""
    with tempfile.TemporaryFile() as file:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(["Id", "Comment"])
        for number in range(count):
            sheet.append([number, f"Comment {number} about the waiting and the staff"])
        book.save(file)
        del book, sheet
        gc.collect()
        process = psutil.Process()
        before = most = process.memory_info().rss
        seen = 0
        with XlsxRows(file) as rows:
            for seen, _ in enumerate(rows, start=1):
                if seen % 1_000 == 0:
                    most = max(most, process.memory_info().rss)
    assert seen == count
    return most - before
