"""Tables of people in PDF, Word and web pages: what stands in a column stays in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from governance.minutes.documents import rulings
from governance.minutes.documents.kinds import read
from governance.minutes.documents.layout import Glyph, lines_of

Placed = Sequence[tuple[float, float, str]]
"""Words, by how far from the left and below the top they stand."""
_WIDE = (72, 400, "Words of a paragraph that goes from one side of the page to the other.")


def drawn(placed: Placed, *, more: Callable[[Canvas], None] | None = None) -> list[str]:
    """Give the lines that are read from words put on a page in letters of 11 points."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("Helvetica", 11)
    for left, below, text in placed:
        canvas.drawString(left, 800 - below, text)
    if more is not None:
        more(canvas)
    canvas.save()
    return [line for line in read(out.getvalue())[1].lines if line]


def web(table: str) -> list[str]:
    made = f"<html><body><p>Minutes</p><table>{table}</table></body></html>"
    return [line for line in read(made.encode())[1].lines if line][1:]


@pytest.mark.rule("governance.14")
class TestRows:
    def test_a_row_of_which_every_cell_wraps_is_one(self) -> None:
        lines = drawn([
            (72, 0, "Councillor Bartholomew"), (210, 0, "Director of Publishing and of"),
            (72, 14, "Featherstonehaugh"), (210, 14, "Engagement"),
            (72, 28, "Ann Low"), (210, 28, "Chair"), _WIDE,
        ])  # fmt: skip
        assert lines[:2] == [
            "Councillor Bartholomew Featherstonehaugh\tDirector of Publishing and of Engagement",
            "Ann Low\tChair",
        ]

    def test_names_that_leave_no_room_are_still_two(self) -> None:
        lines = drawn([
            (72, 0, "Present:"), (140, 0, "Councillor Bartholomew Low"), (300, 0, "Fen Ward"),
            (140, 14, "Councillor Wilhelmina Hay"), (300, 14, "Moor Ward"),
            (140, 28, "Councillor Ann Moss"),
            (140, 42, "Councillor Persephone Reed"), (300, 42, "Fen Ward"), _WIDE,
        ])  # fmt: skip
        assert lines[:4] == [
            "Present:\tCouncillor Bartholomew Low\tFen Ward",
            "\tCouncillor Wilhelmina Hay\tMoor Ward", "\tCouncillor Ann Moss",
            "\tCouncillor Persephone Reed\tFen Ward",
        ]  # fmt: skip

    def test_an_entry_beside_a_heading_goes_on_where_a_word_had_no_room(self) -> None:
        lines = drawn([
            (72, 0, "Apologies:"),
            (150, 0, "Ann Low, Director of Strategy and of Estates, Fen Mental Health"),
            (150, 14, "Trust"), (150, 28, "Bo Hay, Chief Nurse"), _WIDE,
        ])  # fmt: skip
        assert lines[:2] == [
            "Apologies:\tAnn Low, Director of Strategy and of Estates, Fen Mental Health Trust",
            "\tBo Hay, Chief Nurse",
        ]

    def test_a_heading_that_wraps_has_its_list_beside_it_too(self) -> None:
        lines = drawn([
            (72, 0, "In"),
            (140, 0, "Ann Low, Director of Strategy and of Estates, Fen Mental Health"),
            (72, 14, "attendance:"), (140, 14, "Trust"), (140, 28, "Bo Hay, Chief Nurse"), _WIDE,
        ])  # fmt: skip
        assert lines[1] == "\tBo Hay, Chief Nurse"

    def test_a_line_without_a_name_goes_on_with_the_row_above(self) -> None:
        lines = drawn([
            (72, 0, "Ann Low"), (140, 0, "Director of Adult"), (300, 0, "Fen Hospitals Care"),
            (140, 14, "Care"), (300, 14, "Trust"),
            (72, 28, "Bo Hay"), (140, 28, "Director of Strategy"), (300, 28, "Moor Council"),
        ])  # fmt: skip
        assert lines[:2] == ["Ann Low\tDirector of Adult Care\tFen Hospitals Care Trust",
                             "Bo Hay\tDirector of Strategy\tMoor Council"]  # fmt: skip

    def test_rows_between_drawn_lines_are_what_stands_between_them(self) -> None:
        def borders(canvas: Canvas) -> None:
            for below in (-12, 18, 32, 46):
                canvas.line(66, 800 - below, 400, 800 - below)

        lines = drawn([
            (72, 0, "Ann Low"), (200, 0, "Chief Nurse"),
            (72, 14, "Remote"),
            (72, 28, "Bo Hay"), (200, 28, "Clerk"), (72, 42, "Cy Moss"), (200, 42, "Editor"), _WIDE,
        ], more=borders)  # fmt: skip
        assert lines[1:3] == ["Bo Hay\tClerk", "Cy Moss\tEditor"]
        assert lines[0] == "Ann Low Remote\tChief Nurse"

    def test_a_line_drawn_down_parts_cells_that_stand_close(self) -> None:
        def borders(canvas: Canvas) -> None:
            for left in (66, 139, 300):
                canvas.line(left, 812, left, 760)

        lines = drawn([
            (72, 0, "Ann Low-Hay"), (144, 0, "Chair"), (72, 14, "Bo Hay"), (144, 14, "Clerk"),
            (72, 28, "Cy Moss"), (144, 28, "Editor"), _WIDE,
        ], more=borders)  # fmt: skip
        assert lines[:3] == ["Ann Low-Hay\tChair", "Bo Hay\tClerk", "Cy Moss\tEditor"]

    def test_a_word_that_is_parted_within_a_cell_is_put_together(self) -> None:
        lines = drawn([
            (72, 0, "Ann Low"), (200, 0, "Director of Communi-"), (200, 14, "cations"),
            (72, 28, "Bo Hay"), (200, 28, "Head of Communications"), _WIDE,
        ])  # fmt: skip
        assert lines[0] == "Ann Low\tDirector of Communications"

    def test_a_drawing_has_no_borders(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rulings, "_MOST_RULES", 3)
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4)
        for below in range(5):
            canvas.line(66, 700 - 20 * below, 400, 700 - 20 * below)
        canvas.save()
        page = pdfium.PdfDocument(out.getvalue())[0]
        assert rulings.rules_of(page.raw) == ((), ())
        monkeypatch.setattr(rulings, "_MOST_RULES", 5)
        assert len(rulings.rules_of(page.raw)[0]) == 5

    def test_a_hyphen_at_the_end_of_a_line_in_a_cell(self) -> None:
        lines = drawn([
            (72, 0, "Ann Low"), (200, 0, "Chair of the Board and of the Vice-"),
            (200, 14, "Chairs"), (72, 28, "Bo Hay"), (200, 28, "Clerk"),
        ])  # fmt: skip
        assert lines[:2] == ["Ann Low\tChair of the Board and of the Vice-Chairs", "Bo Hay\tClerk"]


@pytest.mark.rule("governance.14")
class TestListsBesideOneAnother:
    def test_in_a_pdf_each_is_read_below_its_heading(self) -> None:
        lines = drawn([
            (72, 0, "Present"), (300, 0, "In attendance"),
            (72, 14, "Ann Low, Chair of the Board and of"), (300, 14, "Di Reed, Clerk"),
            (72, 28, "Governors"), (300, 28, "Ed Finch, Editor"),
            (72, 42, "Bo Hay"), (300, 42, "Flo Marsh"), (300, 56, "Gus Pike"), _WIDE,
        ])  # fmt: skip
        assert lines[:7] == [
            "Present", "Ann Low, Chair of the Board and of Governors", "Bo Hay",
            "In attendance", "Di Reed, Clerk", "Ed Finch, Editor", "Flo Marsh",
        ]  # fmt: skip

    def test_long_lists_are_no_columns_of_prose(self) -> None:
        entries = [f"Ann Low{'abcdefghi'[n]}, Director of Public Health" for n in range(9)]
        placed = [(72, 0, "Present"), (300, 0, "In attendance")]
        placed += [(72, 14 * n, entry) for n, entry in enumerate(entries, 1)]
        placed += [(300, 14 * n, entry) for n, entry in enumerate(entries, 1)]
        wrapped = [(72, 140, "Bo Hay, Director of Housing and"), (72, 154, "Estates")]
        assert "Bo Hay, Director of Housing and Estates" in drawn([*placed, *wrapped, _WIDE])

    def test_on_a_web_page_a_longer_list_on_the_right_stays_there(self) -> None:
        rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in [
            ("Present", "Apologies"), ("Ann Low", "Bo Hay"), ("", "Cy Moss")])  # fmt: skip
        assert web(rows) == ["Present\tApologies", "Ann Low\tBo Hay", "\tCy Moss"]

    def test_a_heading_and_ticks_are_no_lists(self) -> None:
        lines = drawn([
            (72, 0, "Name"), (200, 0, "Present"), (300, 0, "Apologies"),
            (72, 14, "Ann Low"), (200, 14, "x"), (72, 28, "Bo Hay"), (300, 28, "x"), _WIDE,
        ])  # fmt: skip
        assert lines[0] == "Name\tPresent\tApologies"


@pytest.mark.rule("governance.14")
class TestCells:
    def test_people_in_cards_are_rows_of_names_and_of_offices(self) -> None:
        cards = "<tr><td><p>Ann Low</p><p>Chair</p></td><td><p>Bo Hay</p><p>Clerk</p></td></tr>"
        assert web(cards) == ["Ann Low\tBo Hay", "Chair\tClerk"]

    def test_two_people_beside_a_heading_are_two_lines(self) -> None:
        document = Document()
        label, people = document.add_table(rows=1, cols=2).rows[0].cells
        label.text = "Apologies:"
        people.text = "Ann Low, Chair"
        people.add_paragraph("Bo Hay, Clerk")
        out = io.BytesIO()
        document.save(out)
        lines = [line for line in read(out.getvalue())[1].lines if line]
        assert lines == ["Apologies:", "Ann Low, Chair", "Bo Hay, Clerk"]

    def test_a_space_that_is_not_written_parts_slanted_letters(self) -> None:
        signs = [Glyph("f", 0, 5, 0, 10, bold=False),
                 Glyph("P", 6, 12, 0, 10, bold=False, spaced=True),
                 Glyph("u", 13, 18, 0, 10, bold=False)]  # fmt: skip
        assert [line.text for line in lines_of(signs)] == ["f Pu"]

    def test_a_title_that_goes_on_is_one_line(self) -> None:
        def large(canvas: Canvas) -> None:
            canvas.setFont("Helvetica-Bold", 16)
            canvas.drawString(72, 780, "Fen Community Trust Board of")
            canvas.drawString(72, 761, "Directors")

        words = [(72, 100 + 14 * n, "Words of the text below the title.") for n in range(5)]
        assert drawn(words, more=large)[0] == "**Fen Community Trust Board of Directors**"
