"""Word, Excel and PowerPoint files: barriers, what is refused, what is taken out."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from common.inspection.found import Refused
from inspection_support import core, failures, looked, office, paragraph, photo

HEAD = paragraph("What people said", '<w:outlineLvl w:val="0"/>')
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def drawing(words: str) -> str:
    return f'<w:p><w:r><wp:docPr xmlns:wp="{DRAWING}" id="1" name="P" descr="{words}"/></w:r></w:p>'


def table(header: str = "") -> str:
    row = "<w:tc><w:p/></w:tc><w:tc><w:p/></w:tc>"
    return f"<w:tbl><w:tr><w:trPr>{header}</w:trPr>{row}</w:tr><w:tr>{row}</w:tr></w:tbl>"


def book(**changes: Any) -> bytes:
    """A workbook of two sheets, as openpyxl writes them."""
    workbook = Workbook()
    workbook.properties.title = "Counts"
    first, second = workbook.active, workbook.create_sheet("Places")
    assert first is not None
    first.title, first["A1"] = "People", 40
    second["A1"] = "Fylde"
    if "row" in changes:
        second.row_dimensions[1].hidden = True
    if "column" in changes:
        second.column_dimensions["A"].hidden = True
    if "comment" in changes:
        from openpyxl.comments import Comment

        first["A1"].comment = Comment("Is this right?", "Jane Roe")
    second.sheet_state = changes.get("state", "visible")
    second.title = changes.get("title", "Places")
    workbook.properties.creator = "Jane Roe"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def slides(second: str = "", *, title: bool = True, show: str = "1", notes: str = "") -> bytes:
    """A presentation of one slide."""
    shape = (
        f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r>'
        f"<a:t>{'What people said' if title else ' '}</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    spaces = f'xmlns:p="{_P}" xmlns:a="{_A}"'
    parts: dict[str, str | bytes] = {
        "ppt/slides/slide1.xml": f'<p:sld {spaces} show="{show}"><p:cSld><p:spTree>{shape}{second}'
        "</p:spTree></p:cSld></p:sld>",
        "ppt/notesSlides/notesSlide1.xml": f"<p:notes {spaces}><p:sp><p:nvPr>"
        f'<p:ph type="body"/></p:nvPr><a:t>{notes}</a:t></p:sp></p:notes>',
    }
    main = '<p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst>'
    return office("pptx", main, parts, {"ppt/presentation.xml": [("slide", "slides/slide1.xml")]})


class TestBarriers:
    async def test_a_tidy_document_has_none(self) -> None:
        found, _ = await looked(
            office(main=HEAD + drawing("A map") + table("<w:tblHeader/>")), "docx"
        )
        assert failures(found) == {}

    @pytest.mark.parametrize(
        ("main", "expected"),
        [
            (HEAD + drawing("A map") + drawing(" "), {"picture-without-words": ("picture 2",)}),
            (HEAD + table("<w:tblHeader/>") + table(), {"table-without-header": ("table 2",)}),
            (
                HEAD + table('<w:tblHeader w:val="0"/>'),
                {"table-without-header": ("table 1",)},
            ),
            (
                HEAD + paragraph("Lower", '<w:outlineLvl w:val="2"/>'),
                {"headings-skip": ("heading 2",)},
            ),
            (paragraph("Words") * 20, {"no-headings": ()}),
            (paragraph("Words") * 19, {}),
        ],
    )
    async def test_what_a_word_file_lacks(self, main: str, expected: dict[str, Any]) -> None:
        found, _ = await looked(office(main=main), "docx")
        assert failures(found) == expected

    async def test_styles_of_word_itself_are_headings(self) -> None:
        document, out = Document(), io.BytesIO()
        document.core_properties.title = "What people said"
        document.add_heading("One", 1)
        document.add_heading("Three", 3)
        document.save(out)
        found, _ = await looked(out.getvalue(), "docx")
        assert failures(found) == {"headings-skip": ("heading 2",)}

    @pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
    async def test_no_title_and_no_language(self, kind: str) -> None:
        bare = core("").replace("<dc:language>en-GB</dc:language>", "")
        found, _ = await looked(office(kind, parts={"docProps/core.xml": bare}), kind)
        assert set(failures(found)) == {"no-title", *(["no-language"] if kind == "docx" else [])}

    async def test_sheets_have_names_of_their_own(self) -> None:
        found, _ = await looked(book(title="Sheet2"), "xlsx")
        assert failures(found) == {"sheet-without-name": ("sheet 2",)}
        named, _ = await looked(book(), "xlsx")
        assert failures(named) == {}

    async def test_slides_have_titles_and_pictures_have_words(self) -> None:
        picture = '<p:pic><p:nvPicPr><p:cNvPr id="3" name="P" descr=""/></p:nvPicPr></p:pic>'
        found, _ = await looked(slides(picture, title=False), "pptx")
        assert failures(found) == {
            "slide-without-title": ("slide 1",),
            "picture-without-words": ("slide 1, picture 1",),
        }
        good, _ = await looked(slides(picture.replace('""', '"A map"')), "pptx")
        assert (failures(good), good.pages) == ({}, 1)


def run(inside: str) -> str:
    return f"<w:p><w:r>{inside}</w:r></w:p>"


COMMENTS = (
    '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:comment w:author="Jane Roe"/></w:comments>'
)
REFUSED: dict[str, tuple[str, str, bytes]] = {
    "macro": ("macros", "docx", office(parts={"word/vbaProject.bin": b"macro"})),
    "macro under another name": (
        "macros", "xlsx", office("xlsx", parts={"xl/x/VBADATA.xml": "<x/>"})),
    "macro of Excel 4": ("macros", "xlsx", office("xlsx", parts={"xl/macrosheets/s.xml": "<x/>"})),
    "workbook named as a document": ("other-kind", "docx", office("xlsx")),
    "archive": ("other-kind", "docx", office(parts={"[Content_Types].xml": "<Types/>"})),
    "program inside": ("embedded", "docx", office(parts={"word/embeddings/setup.exe": b"MZ"})),
    "OLE object": (
        "embedded", "pptx", office("pptx", parts={"ppt/embeddings/oleObject1.bin": b""})),
    "control": ("embedded", "docx", office(parts={"word/activeX/activeX1.xml": "<x/>"})),
    "workbook of no chart": ("embedded", "docx", office(parts={"word/embeddings/b.xlsx": b"PK"})),
    "picture from elsewhere": (
        "reaches-out", "docx",
        office(rels={"word/document.xml": [("image", "!https://example.org/pixel.png")]}),
    ),
    "field that starts a program": (
        "reaches-out", "docx", office(main=run("<w:instrText>DDEAUTO cmd</w:instrText>")),
    ),
    "data of another workbook": (
        "reaches-out", "xlsx", office("xlsx", parts={"xl/externalLinks/externalLink1.xml": "<x/>"}),
    ),
    "comment in Word": (
        "comments", "docx",
        office(parts={"word/notes.xml": COMMENTS},
               rels={"word/document.xml": [("comments", "notes.xml")]}),
    ),
    "comment in Excel": ("comments", "xlsx", book(comment=True)),
    "comment in PowerPoint": (
        "comments", "pptx", office("pptx", parts={"ppt/comments/c.xml": "<x/>"})),
    "insertion": ("changes", "docx", office(main='<w:p><w:ins w:author="Jane Roe"/></w:p>')),
    "deletion in a footnote": (
        "changes", "docx",
        office(parts={"word/footnotes.xml": COMMENTS.replace("comment", "del")}),
    ),
    "hidden text": (
        "hidden-text", "docx", office(main=run("<w:rPr><w:vanish/></w:rPr><w:t>Jane Roe</w:t>")),
    ),
    "hidden sheet": ("hidden-sheets", "xlsx", book(state="hidden")),
    "very hidden sheet": ("hidden-sheets", "xlsx", book(state="veryHidden")),
    "hidden row": ("hidden-sheets", "xlsx", book(row=True)),
    "hidden column": ("hidden-sheets", "xlsx", book(column=True)),
    "pivot table": (
        "hidden-data", "xlsx",
        office("xlsx", parts={"xl/pivotCache/pivotCacheRecords1.xml": "<x/>"}),
    ),
    "hidden slide": ("hidden-slides", "pptx", slides(show="0")),
    "speaker notes": ("hidden-slides", "pptx", slides(notes="Do not mention Jane Roe")),
    "entities": (
        "damaged", "docx",
        office(parts={"word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
    ),
    "bomb": ("bomb", "docx", office(parts={"word/media/image1.bmp": b"\0" * 8_000_000})),
    "no archive": ("damaged", "docx", b"PK\x03\x04 broken"),
}  # fmt: skip


class TestRefusing:
    @pytest.mark.parametrize("what", REFUSED)
    async def test_what_runs_or_only_a_person_can_clear(self, what: str) -> None:
        code, kind, data = REFUSED[what]
        with pytest.raises(Refused) as refusal:
            await looked(data, kind)
        assert refusal.value.code == code
        assert "Jane" not in refusal.value.words

    async def test_a_macro_file_under_another_name(self) -> None:
        types = zipfile.ZipFile(io.BytesIO(office())).read("[Content_Types].xml").decode()
        renamed = types.replace(
            "vnd.openxmlformats-officedocument.wordprocessingml.document.main",
            "vnd.ms-word.document.macroEnabled.main",
        )
        with pytest.raises(Refused) as refusal:
            await looked(office(parts={"[Content_Types].xml": renamed}), "docx")
        assert refusal.value.code == "macros"

    async def test_links_and_empty_comments_are_none(self) -> None:
        data = office(
            parts={"word/comments.xml": COMMENTS.replace('<w:comment w:author="Jane Roe"/>', "")},
            rels={"word/document.xml": [("comments", "comments.xml"),
                                        ("hyperlink", "!https://example.org/")]},
        )  # fmt: skip
        found, _ = await looked(data, "docx")
        assert failures(found) == {}


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class TestCleaning:
    async def test_nothing_of_who_made_it_is_left(self) -> None:
        settings = COMMENTS.replace("comments", "settings").replace("comment ", "attachedTemplate ")
        parts: dict[str, str | bytes] = {
            "docProps/core.xml": core("What people said", "<dc:creator>Jane Roe</dc:creator>"),
            "docProps/app.xml": "<Properties><Company>Roe and Daughters</Company></Properties>",
            "docProps/custom.xml": "<Properties><property>Jane Roe</property></Properties>",
            "docProps/thumbnail.jpeg": photo(),
            "customXml/item1.xml": "<x>Jane Roe</x>",
            "word/people.xml": "<x>Jane Roe</x>",
            "word/settings.xml": settings,
            "word/media/image1.jpg": photo(),
        }
        rels = {
            "word/document.xml": [("people", "people.xml"), ("customXml", "../customXml/item1.xml"),
                                  ("image", "media/image1.jpg")],
            "word/settings.xml": [("attachedTemplate", "!file:///C:/Users/jane.roe/Normal.dotm")],
        }  # fmt: skip
        found, clean = await looked(office(main=HEAD, parts=parts, rels=rels), "docx")
        left = unpacked(clean)
        every = b"".join([*left.values(), *(name.encode() for name in left)])
        for secret in (b"Jane Roe", b"jane.roe", b"Daughters", b"Heliotrope", b"Exif",
                       b"people.xml", b"customXml", b"attachedTemplate"):  # fmt: skip
            assert secret not in every
        assert found.taken_out == {
            "properties": 3, "stored-data": 1, "people": 1, "thumbnails": 1, "template": 1,
            "picture-data": 1,
        }  # fmt: skip
        assert b"What people said" in left["docProps/core.xml"]
        assert left["word/media/image1.jpg"][:2] == b"\xff\xd8"
        again, _ = await looked(clean, "docx")
        assert (failures(again), again.taken_out) == (failures(found), {})

    async def test_the_workbook_behind_a_chart_goes_and_the_chart_stays(self) -> None:
        space = "http://schemas.openxmlformats.org/drawingml/2006/chart"
        chart = f'<c:chartSpace xmlns:c="{space}"><c:chart/><c:externalData id="1"/></c:chartSpace>'
        data = office(
            parts={"word/charts/chart1.xml": chart, "word/embeddings/book.xlsx": b"PK Jane Roe"},
            rels={"word/charts/chart1.xml": [("package", "../embeddings/book.xlsx")]},
        )
        found, clean = await looked(data, "docx")
        left = unpacked(clean)
        assert found.taken_out == {"chart-workbooks": 1}
        assert "word/embeddings/book.xlsx" not in left
        assert b"externalData" not in left["word/charts/chart1.xml"]
        assert b"book.xlsx" not in left["word/charts/_rels/chart1.xml.rels"]

    async def test_word_and_excel_open_what_is_left(self) -> None:
        document, out = Document(), io.BytesIO()
        document.core_properties.author = "Jane Roe"
        document.add_heading("What people said", 1)
        document.save(out)
        _, clean = await looked(out.getvalue(), "docx")
        opened = Document(io.BytesIO(clean))
        assert opened.paragraphs[0].text == "What people said"
        assert opened.core_properties.author == ""
        _, clean = await looked(book(), "xlsx")
        opened_book = load_workbook(io.BytesIO(clean))
        assert opened_book.sheetnames == ["People", "Places"]
        assert opened_book.properties.creator != "Jane Roe"

    async def test_the_same_bytes_come_out_each_time(self) -> None:
        _, once = await looked(office(main=HEAD), "docx")
        _, twice = await looked(once, "docx")
        assert once == twice
