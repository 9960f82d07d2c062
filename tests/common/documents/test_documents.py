"""One document, as HTML and as DOCX: what is said, how it is marked, and that it stays the same."""

from __future__ import annotations

import io
import itertools
import time
import zipfile
from datetime import UTC, datetime

import docx as reader
import pytest
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]
from lxml import html as parser

from common.documents import Block, Document, Heading, Link, Table, charts, docx, html, paragraph
from common.documents.model import listing

HOSTILE = '<script>alert(1)</script> & "so"'
ADDRESS = "https://gateway.example/briefs/1?a=1&b=2"


def document(*blocks: Block) -> Document:
    return Document("What is known", "System QE1", datetime(2026, 11, 21, 9, tzinfo=UTC), blocks)


WHOLE = document(
    Heading("First"),
    paragraph("Read ", Link("it", ADDRESS), "."),
    Heading("Below", 2),
    listing(["one", paragraph("two ", Link("three", ADDRESS))]),
    Table("Numbers", ("Who", "How many"), (("Carers", "10"), (HOSTILE, "none"))),
)


class TestModel:
    def test_a_heading_leaves_out_no_level(self) -> None:
        with pytest.raises(ValueError, match="leaves out a level"):
            document(Heading("First"), Heading("Lowest", 3))
        with pytest.raises(ValueError, match="leaves out a level"):
            document(Heading("Below", 2))

    def test_a_row_has_a_cell_for_each_column(self) -> None:
        with pytest.raises(ValueError, match="as many cells"):
            Table("Numbers", ("a", "b"), (("1",),))

    @pytest.mark.parametrize("level", [0, 4])
    def test_a_heading_has_one_of_three_levels(self, level: int) -> None:
        with pytest.raises(ValueError, match="from 1 to 3"):
            Heading("Too far", level)


class TestHtml:
    def test_it_says_all_of_it_with_its_structure(self) -> None:
        page = parser.fromstring(html.render(WHOLE))
        assert page.get("lang") == "en-GB"
        assert page.findtext(".//h1") == "What is known"
        assert [page.findtext(f".//{tag}") for tag in ("h2", "h3")] == ["First", "Below"]
        assert {link.get("href") for link in page.iter("a")} == {ADDRESS}
        assert page.findtext(".//caption") == "Numbers"
        assert [cell.get("scope") for cell in page.iter("th")] == ["col", "col", "row", "row"]
        assert [item.text_content() for item in page.iter("li")] == ["one", "two three"]

    def test_words_cannot_become_markup(self) -> None:
        written = html.render(WHOLE)
        assert b"<script" not in written
        assert HOSTILE in parser.fromstring(written).text_content()

    def test_it_needs_nothing_from_elsewhere(self) -> None:
        page = parser.fromstring(html.render(WHOLE))
        assert not list(page.iter("link", "script", "img", "iframe"))
        assert "url(" not in page.findtext(".//style")


class TestDocx:
    def test_it_says_all_of_it_with_its_structure(self) -> None:
        file = reader.Document(io.BytesIO(docx.render(WHOLE)))
        styles = [(one.style.name if one.style else "", one.text) for one in file.paragraphs]
        assert ("Title", "What is known") in styles
        assert ("Heading 1", "First") in styles
        assert ("Heading 2", "Below") in styles
        assert [text for style, text in styles if style == "List Bullet"] == ["one", "two three"]
        [table] = file.tables
        assert [[cell.text for cell in row.cells] for row in table.rows] == [
            ["Who", "How many"],
            ["Carers", "10"],
            [HOSTILE, "none"],
        ]
        marks = table.rows[0]._tr.get_or_add_trPr()
        assert marks.find(qn("w:tblHeader")) is not None
        links = [link.address for one in file.paragraphs for link in one.hyperlinks]
        assert links == [ADDRESS, ADDRESS]

    def test_it_names_its_title_language_author_and_moment(self) -> None:
        properties = reader.Document(io.BytesIO(docx.render(WHOLE))).core_properties
        assert (properties.title, properties.language) == ("What is known", "en-GB")
        assert (properties.author, properties.last_modified_by) == ("System QE1", "System QE1")
        assert properties.created == datetime(2026, 11, 21, 9, tzinfo=UTC)

    def test_the_same_document_gives_the_same_bytes_whenever_it_is_written(self) -> None:
        first = docx.render(WHOLE)
        time.sleep(2.1)  # a ZIP file tells time in steps of two seconds
        assert docx.render(WHOLE) == first

    def test_its_types_come_first_as_the_format_recommends(self) -> None:
        with zipfile.ZipFile(io.BytesIO(docx.render(WHOLE))) as file:
            assert file.namelist()[0] == "[Content_Types].xml"
            assert file.testzip() is None


CHART = charts.bars(
    "Decisions by level", "Level", ("2025", "2026"),
    [charts.Row("Listen", (4, 2)), charts.Row(HOSTILE, (0, None)), charts.Row("Inform", (1, 8))],
    "decisions",
)  # fmt: skip


class TestChart:
    def test_its_bars_are_as_long_as_its_numbers(self) -> None:
        widths = [bar.width for bar in CHART.drawing.bars]
        assert [round(width / widths[0], 2) for width in widths] == [1, 0.5, 0.25, 2]
        places = [(bar.y, bar.y + bar.height) for bar in CHART.drawing.bars]
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(places))

    def test_no_word_is_cut_off(self) -> None:
        long = charts.bars("x", "y", ("a", "of the time before"), [
            charts.Row("Limited by urgency, for a reason of its own, twice", (9, 9))])  # fmt: skip
        for one in long.drawing.labels:
            width = 8.5 * len(one.text)
            begins = one.x if one.anchor == "start" else one.x - width
            assert begins >= 0
            assert begins + width <= long.drawing.width

    def test_its_table_says_every_number_and_what_is_not_shown(self) -> None:
        assert CHART.table.columns == ("Level", "2025", "2026")
        assert CHART.table.rows == (
            ("Listen", "4", "2"), (HOSTILE, "0", "not shown"), ("Inform", "1", "8"),
        )  # fmt: skip
        assert "2026: most Inform with 8 decisions, least Listen with 2." in CHART.alternative

    def test_nothing_is_told_by_colour_alone(self) -> None:
        said = [one.text for one in CHART.drawing.labels if one.anchor == "start"]
        assert said == [
            "4 (2025)", "2 (2026)", "0 (2025)", "not shown (2026)", "1 (2025)", "8 (2026)",
        ]  # fmt: skip

    def test_it_has_one_series_or_two_and_all_their_numbers(self) -> None:
        with pytest.raises(ValueError, match="one series or two"):
            charts.bars("x", "y", ("a", "b", "c"), [])
        with pytest.raises(ValueError, match="as many numbers"):
            charts.bars("x", "y", ("a",), [charts.Row("z", (1, 2))])

    def test_html_has_the_drawing_its_words_and_its_table(self) -> None:
        written = html.render(document(CHART))
        assert b"<script" not in written
        [drawn] = parser.fromstring(written).iter("svg")
        assert (drawn.get("role"), drawn.get("aria-label")) == ("img", CHART.alternative)
        assert len(list(drawn.iter("rect"))) == 4
        assert drawn.getparent().find(".//caption").text == "Decisions by level"

    def test_docx_has_a_chart_of_its_own_its_words_and_its_table(self) -> None:
        written = docx.render(document(CHART, CHART))
        with zipfile.ZipFile(io.BytesIO(written)) as file:
            parts = [name for name in file.namelist() if "charts/" in name]
            chart = etree.fromstring(file.read(parts[0]))
        assert parts == ["word/charts/chart1.xml", "word/charts/chart2.xml"]
        inner = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
        numbers = chart.xpath("//c:ser/c:val//c:pt", namespaces=inner)
        assert [(one.get("idx"), one.findtext("c:v", None, inner)) for one in numbers] == [
            ("0", "4"), ("1", "0"), ("2", "1"), ("0", "2"), ("2", "8"),
        ]  # fmt: skip
        made = reader.Document(io.BytesIO(written))
        words = [one.get("descr") for one in made.element.iter(qn("wp:docPr"))]
        assert words == [CHART.alternative] * 2
        assert [len(table.rows) for table in made.tables] == [4, 4]
