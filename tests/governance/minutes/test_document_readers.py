"""The readers of Word files and web pages: numbers, cells, what is left out, what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from common.inspection import package
from governance.minutes.documents import docx
from governance.minutes.documents.form import Unreadable
from governance.minutes.documents.html import read_html
from governance.minutes.documents.kinds import kind_of, read
from governance.minutes.documents.numbering import Numbering, W, written
from minutes_documents import Block, as_docx, as_html, as_pdf, board

BLOCKS, _ = board("trust_board")
LISTS: list[Block] = [
    ["para", "RESOLVED that:"],
    ["list", "(a)", ["one", "two"]],
    ["list", "i.", ["uno", "due"]],
    ["list", "(1)", ["un", "deux"]],
    ["list", "bullet", ["ein"]],
]


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        read(data)
    return error.value.code


class TestWord:
    def test_numbers_that_word_computes_are_written_out(self) -> None:
        lines = [line for line in docx.read_docx(as_docx(LISTS)).lines if line]
        assert lines == ["RESOLVED that:", "(a) one", "(b) two", "i. uno", "ii. due", "(1) un",
                         "(2) deux", "• ein"]  # fmt: skip

    @pytest.mark.parametrize(
        ("number", "form", "text"),
        [(4, "lowerRoman", "iv"), (19, "upperRoman", "XIX"), (27, "lowerLetter", "aa"),
         (3, "upperLetter", "C"), (7, "decimalZero", "07"), (12, "decimal", "12")],
    )  # fmt: skip
    def test_numbers_in_each_form(self, number: int, form: str, text: str) -> None:
        assert written(number, form) == text

    def test_a_deeper_level_begins_again_under_each_number(self) -> None:
        numbering = Numbering(parse_xml(
            f"<w:numbering {nsdecls('w')}><w:abstractNum w:abstractNumId='1'>"
            "<w:lvl w:ilvl='0'><w:start w:val='4'/><w:numFmt w:val='decimal'/>"
            "<w:lvlText w:val='%1.'/></w:lvl><w:lvl w:ilvl='1'><w:start w:val='1'/>"
            "<w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%2'/></w:lvl></w:abstractNum>"
            "<w:num w:numId='7'><w:abstractNumId w:val='1'/></w:num></w:numbering>"
        ))  # fmt: skip
        levels = [0, 1, 1, 0, 1]
        assert [numbering.label("7", level) for level in levels] == [
            "4.",
            "4.1",
            "4.2",
            "5.",
            "5.1",
        ]

    def test_deleted_words_are_gone_and_inserted_ones_are_there(self) -> None:
        def change(document: WordDocument) -> None:
            paragraph = document.add_paragraph("Resolved: That the plan be ")._p
            for tag, text_tag, text in (
                ("w:del", "w:delText", "noted"),
                ("w:moveFrom", "w:t", "moved"),
                ("w:ins", "w:t", "agreed"),
            ):
                mark, run, words = (OxmlElement(t) for t in (tag, "w:r", text_tag))
                words.text = text
                run.append(words)
                mark.append(run)
                paragraph.append(mark)

        assert (
            "Resolved: That the plan be agreed" in docx.read_docx(as_docx([], change=change)).lines
        )

    def test_bold_by_style_and_by_run_and_headings_are_marked(self) -> None:
        def change(document: WordDocument) -> None:
            document.styles["Quote"].font.bold = True
            document.add_paragraph("By style", style="Quote")
            mixed = document.add_paragraph()
            mixed.add_run("Half").bold = True
            mixed.add_run(" and half")
            off = document.add_paragraph(style="Quote")
            off.add_run("Switched off").bold = False

        lines = docx.read_docx(as_docx([["title", "Board"], ["bold", "Bold"]], change=change)).lines
        assert [line for line in lines if line] == [
            "## Board", "**Bold**", "**By style**", "Half and half", "Switched off",
        ]  # fmt: skip

    def test_text_laid_out_in_a_table_becomes_items(self) -> None:
        def change(document: WordDocument) -> None:
            table = document.add_table(rows=1, cols=3)
            table.rows[0].cells[0].text = "7."
            cell = table.rows[0].cells[1]
            cell.text = "Falls"
            cell.add_paragraph("The Board discussed falls. " * 8)
            table.rows[0].cells[2].text = "AL"

        lines = docx.read_docx(as_docx([], change=change)).lines
        assert lines[0] == "7. Falls"
        assert lines[2].startswith("The Board discussed falls.")

    def test_headers_are_left_out_and_named(self) -> None:
        script = docx.read_docx(as_docx(BLOCKS))
        assert "OFFICIAL" not in script.text
        assert [(one.text, one.why) for one in script.left_out] == [
            ("OFFICIAL: draft for approval", "header")
        ]

    def test_a_line_break_begins_a_line(self) -> None:
        def change(document: WordDocument) -> None:
            run = document.add_paragraph().add_run("Present")
            run.add_break()
            run.add_text("Ann Low")

        assert docx.read_docx(as_docx([], change=change)).lines == ["Present", "Ann Low"]

    def test_one_with_macros_is_refused(self) -> None:
        assert refused(_with_part("word/vbaProject.bin", b"\xd0\xcf")) == "macros"

    def test_one_that_says_that_it_has_macros_is_refused(self) -> None:
        types = b"application/vnd.ms-word.document.macroEnabled.main+xml"
        plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        assert refused(_replaced("[Content_Types].xml", plain, types)) == "macros"

    def test_what_unpacks_out_of_proportion_is_refused(self) -> None:
        assert refused(_with_part("word/media/a.bmp", b"\0" * 60_000_000)) == "bomb"

    def test_too_many_parts_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(package, "MAX_PARTS", 3)
        assert refused(as_docx(BLOCKS)) == "bomb"

    def test_a_document_type_of_its_own_is_refused(self) -> None:
        start = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>"
        declared = b"<!DOCTYPE a [<!ENTITY e 'eeee'>]>"
        assert refused(_replaced("word/document.xml", start, start + declared)) == "damaged"

    def test_one_of_pictures_alone_has_no_words(self) -> None:
        assert refused(as_docx([])) == "no-words"

    @pytest.mark.parametrize(
        ("names", "words"),
        [
            (["[Content_Types].xml", "xl/workbook.xml"], "Excel"),
            (["mimetype", "content.xml"], "Open"),
            (["a.txt"], "an archive"),
        ],
    )
    def test_another_archive_is_called_by_its_name(self, names: list[str], words: str) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name in names:
                archive.writestr(name, "x")
        with pytest.raises(Unreadable, match=words):
            read(out.getvalue())


class TestWebPage:
    def test_lists_keep_their_numbers(self) -> None:
        page = (b"<html><body><ol start='3'><li>three</li><li>four<ol type='a'><li>deep</li></ol>"
                b"</li></ol><ol style='list-style-type: lower-roman'><li>uno</li><li value='4'>"
                b"quattro</li></ol><ul><li>dot</li></ul></body></html>")  # fmt: skip
        lines = [line for line in read_html(page).lines if line]
        assert lines == ["3. three", "4. four", "a. deep", "i. uno", "iv. quattro", "• dot"]

    def test_what_is_not_shown_and_what_is_no_content_is_left_out(self) -> None:
        page = (b"<html><head><title>T</title></head><body><nav>menu</nav><p hidden>h</p>"
                b"<p style='display:none'>n</p><script>s()</script><p>shown <del>gone</del>text</p>"
                b"<!-- c --><footer>f</footer></body></html>")  # fmt: skip
        assert read_html(page).lines == ["shown text"]

    def test_bold_lines_headings_breaks_and_cells(self) -> None:
        page = (b"<html><body><h3>Head</h3><p><b>All</b> <strong>bold</strong></p><p><b>Part</b> of"
                b"<br>two lines</p><table><tr><td>Ann Low</td><td>Chair</td></tr></table></body>"
                b"</html>")  # fmt: skip
        lines = [line for line in read_html(page).lines if line]
        assert lines == ["## Head", "**All bold**", "Part of", "two lines", "Ann Low\tChair"]

    @pytest.mark.parametrize("name", ["utf-8", "cp1252", "utf-16"])
    def test_letters_come_out_whatever_the_page_is_encoded_in(self, name: str) -> None:
        page = "<html><body><p>Zoë – £5</p></body></html>".encode(name)
        assert read_html(page).lines == ["Zoë – £5"]

    def test_elements_within_elements_without_end_do_no_harm(self) -> None:
        page = b"<html><body>" + b"<div>" * 50_000 + b"deep" + b"</div>" * 50_000
        with pytest.raises(Unreadable):
            read(page)

    def test_a_page_without_words_is_refused(self) -> None:
        assert refused(b"<html><body><img src='a.png'></body></html>") == "no-words"


class TestKind:
    @pytest.mark.parametrize(
        ("data", "kind"),
        [(as_pdf(BLOCKS), "pdf"), (b"\n\n" + as_pdf(BLOCKS), "pdf"), (as_docx(BLOCKS), "docx"),
         (as_html(BLOCKS), "html"), (b"<p>Minutes</p>", "html")],
    )  # fmt: skip
    def test_it_is_told_by_the_bytes(self, data: bytes, kind: str) -> None:
        assert kind_of(data) == kind

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
                "locked",
            ),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "other-document"),
            (b"{\\rtf1 Minutes}", "other-document"),
            (b"\x89PNG\r\n\x1a\n", "image"),
            (b"<svg xmlns='x'/>", "other-document"),
        ],
    )
    def test_what_is_not_read_is_called_by_its_name(self, data: bytes, code: str) -> None:
        assert refused(data) == code


def _with_part(name: str, data: bytes) -> bytes:
    out = io.BytesIO(as_docx(BLOCKS))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def _replaced(name: str, old: bytes, new: bytes) -> bytes:
    source, out = zipfile.ZipFile(io.BytesIO(as_docx(BLOCKS))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            data = source.read(part.filename)
            if part.filename == name:
                assert old in data
                data = data.replace(old, new, 1)
            archive.writestr(part.filename, data)
    return out.getvalue()


def test_qualified_names_are_those_of_word() -> None:
    assert qn("w:p") == f"{W}p"
