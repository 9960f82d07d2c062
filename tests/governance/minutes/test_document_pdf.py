"""The reader of PDF: lines, cells, columns, hyphens, running headers, and what is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from governance.minutes.documents import pdf
from governance.minutes.documents.form import Unreadable
from governance.minutes.documents.kinds import read
from minutes_documents import as_pdf


def drawn(draw: Callable[[Canvas], None], **options: Any) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def column(canvas: Canvas, x: float, y: float, lines: list[str]) -> None:
    for index, line in enumerate(lines):
        canvas.drawString(x, y - 14 * index, line)


def pages(count: int, *, header: str = "", body: str = "Line of text that is long enough") -> bytes:
    def draw(canvas: Canvas) -> None:
        for number in range(1, count + 1):
            canvas.drawString(72, 800, header)
            canvas.drawString(290, 30, f"Page {number} of {count}")
            column(canvas, 72, 700, [f"{body} {number}.{line}" for line in range(25)])
            canvas.showPage()

    return drawn(draw)


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        read(data)
    return error.value.code


class TestPdf:
    def test_running_headers_stay_once_and_page_numbers_not_at_all(self) -> None:
        script = pdf.read_pdf(pages(4, header="Thornebridge Board, 14 May 2024"))
        assert script.text.count("Thornebridge Board, 14 May 2024") == 1
        assert "Page " not in script.text
        assert [(one.text, one.why, one.page) for one in script.left_out] == [
            ("Thornebridge Board, 14 May 2024", "header", 1)
        ]

    def test_each_page_says_where_it_begins(self) -> None:
        script = pdf.read_pdf(pages(3))
        assert len(script.page_starts) == 3
        for number, start in enumerate(script.page_starts, 1):
            assert script.lines[start - 1] == f"Line of text that is long enough {number}.0"

    def test_two_columns_of_prose_are_read_one_after_the_other(self) -> None:
        left = [f"the left column says {n} and goes on and on" for n in range(12)]
        right = [f"the right column says {n} and goes on and on" for n in range(12)]

        def draw(canvas: Canvas) -> None:
            canvas.drawString(72, 760, "Minutes of a meeting that is set in columns over the page")
            canvas.setFont("Helvetica", 10)
            column(canvas, 72, 720, left)
            column(canvas, 290, 720, right)

        lines = [line for line in pdf.read_pdf(drawn(draw)).lines if line]
        assert lines[1:] == left + right

    def test_cells_of_a_table_stay_in_their_row(self) -> None:
        def draw(canvas: Canvas) -> None:
            column(canvas, 72, 720, [f"Person {n}" for n in range(12)])
            column(canvas, 320, 720, [f"Office {n}" for n in range(12)])

        lines = [line for line in pdf.read_pdf(drawn(draw)).lines if line]
        assert lines == [f"Person {n}\tOffice {n}" for n in range(12)]

    def test_a_cell_that_wraps_is_one_cell(self) -> None:
        blocks = [["table", [["Ann Low", "Director of Communications and of Public Engagement"],
                             ["Bo High", "Chair"]]]]  # fmt: skip
        lines = [line for line in pdf.read_pdf(as_pdf(blocks)).lines if "\t" in line]
        assert lines == [
            "Ann Low\tDirector of Communications and of Public Engagement",
            "Bo High\tChair",
        ]

    def test_a_parted_word_is_put_together_and_a_hyphen_of_its_own_stays(self) -> None:
        text = ["The consultation went well. This consul-", "tation was on the well-",
                "being plan of", "the town."]  # fmt: skip
        script = pdf.read_pdf(drawn(lambda canvas: column(canvas, 72, 700, text)))
        assert script.lines == ["The consultation went well. This consultation",
                                "was on the well-being", "plan of", "the town."]  # fmt: skip

    def test_bold_lines_and_large_ones_are_marked(self) -> None:
        def draw(canvas: Canvas) -> None:
            for size, font, text in (
                (18, "Times-Roman", "Large"),
                (11, "Times-Bold", "Bold"),
                (11, "Times-Roman", "Plain words of some length"),
            ):
                canvas.setFont(font, size)
                canvas.drawString(72, 700 - 10 * len(text), text)

        lines = [line for line in pdf.read_pdf(drawn(draw)).lines if line]
        assert lines == ["**Bold**", "**Large**", "Plain words of some length"]

    def test_a_watermark_across_the_page_is_left_out(self) -> None:
        def draw(canvas: Canvas) -> None:
            column(canvas, 72, 700, ["Minutes of the Board", "held on 2 May 2024"])
            canvas.translate(200, 300)
            canvas.rotate(45)
            canvas.drawString(0, 0, "DRAFT ONLY")

        script = pdf.read_pdf(drawn(draw))
        assert "DRAFT" not in script.text
        assert [(one.text, one.why) for one in script.left_out] == [("DRAFT ONLY", "turned")]

    def test_a_superscript_stays_in_its_line(self) -> None:
        def draw(canvas: Canvas) -> None:
            text = canvas.beginText(72, 700)
            text.textOut("Monday 25")
            text.setRise(4)
            text.setFont("Helvetica", 7)
            text.textOut("th")
            text.setRise(0)
            text.setFont("Helvetica", 12)
            text.textOut(" March 2024")
            canvas.drawText(text)

        assert pdf.read_pdf(drawn(draw)).lines == ["Monday 25th March 2024"]

    def test_a_page_that_is_a_picture_among_others_is_named(self) -> None:
        def draw(canvas: Canvas) -> None:
            column(canvas, 72, 700, ["Minutes of the Board"])
            canvas.showPage()
            canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "red")), 72, 72)

        assert pdf.read_pdf(drawn(draw)).silent_pages == [2]

    def test_a_pdf_of_pictures_alone_needs_recognition(self) -> None:
        picture = ImageReader(Image.new("RGB", (40, 40), "red"))
        assert refused(drawn(lambda c: c.drawImage(picture, 72, 72))) == "no-text-layer"

    def test_a_locked_one_is_refused(self) -> None:
        locked = drawn(lambda c: column(c, 72, 700, ["Minutes"]),
                       encrypt=StandardEncryption("secret", canPrint=0))  # fmt: skip
        assert refused(locked) == "locked"

    def test_one_that_may_be_read_without_its_password_is_read(self) -> None:
        guarded = drawn(lambda c: column(c, 72, 700, ["Minutes"]),
                        encrypt=StandardEncryption("", "owner", canPrint=0))  # fmt: skip
        assert read(guarded)[1].lines == ["Minutes"]

    def test_one_that_was_cut_off_is_refused_or_read_in_part(self) -> None:
        assert refused(b"%PDF-1.7\n" + b"x" * 4000) == "damaged"

    def test_too_many_pages_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf, "MAX_PAGES", 2)
        assert refused(pages(3)) == "too-long"

    def test_a_page_with_too_many_characters_is_refused(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pdf, "MAX_GLYPHS", 50)
        assert refused(pages(1)) == "too-heavy"


def one_sign_for_two_letters(text: bytes) -> bytes:
    """Give a PDF in whose font "#" is the one sign of "ff", as fonts of Word files have it."""
    letters = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def "
        b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <7E> <0020> "
        b"endbfrange 1 beginbfchar <23> <00660066> endbfchar endcmap end end"
    )
    content = b"BT /F1 12 Tf 72 700 Td (" + text + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(letters), letters),
    ]
    out, places = b"%PDF-1.7\n", b""
    for number, one in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"xref\n0 7\n0000000000 65535 f \n" + places
    return out + table + b"trailer << /Root 1 0 R /Size 7 >>\nstartxref\n%d\n%%%%EOF" % len(out)


class TestSigns:
    def test_one_sign_for_two_letters_is_both(self) -> None:
        made = one_sign_for_two_letters(b"The Chief O#icer and sta# of the Board")
        assert pdf.read_pdf(made).lines == ["The Chief Officer and staff of the Board"]


class TestFirstCells:
    def test_a_first_cell_that_wraps_for_want_of_room_stays_in_its_row(self) -> None:
        rows = [["Councillor Bartholomew Featherstonehaugh", "Fen Council"], ["Ann Low", "Moor"]]
        lines = read(as_pdf([["table", rows]]))[1].text.split("\n")
        assert "Councillor Bartholomew Featherstonehaugh\tFen Council" in lines
        assert "Ann Low\tMoor" in lines
