"""A report as an item of the library (rules 1 and 4), and as a document."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn
from lxml import html as parser  # type: ignore[import-untyped]

from insight_reports_support import decides, published, report, said
from insights_support import EDITOR, HEALTHWATCH, Library

pytestmark = [pytest.mark.rule("insights.1"), pytest.mark.rule("insights.4")]


class TestItem:
    async def test_it_is_found_by_search_in_feeds_and_told(self, library: Library) -> None:
        await library.published()
        made = await published(library.editor)
        found = (await library.reader.get("/search?q=intelligence+report")).json()["items"]
        assert [one["id"] for one in found] == [made["finding_id"]]
        feed = await library.nobody.get("/feeds/findings.atom")
        assert "Insight and intelligence report" in feed.text
        item = (await library.reader.get(f"/findings/{made['finding_id']}")).json()
        assert item["report_id"] == made["id"]
        assert (item["content"]["themes"], item["content"]["communities"]) == (["urgent_care"], [])
        [told] = [
            data for kind, data in await library.events()
            if kind == "insights.finding.published.v1" and data["report_id"] is not None
        ]  # fmt: skip
        assert (told["finding_id"], told["report_id"]) == (made["finding_id"], made["id"])

    async def test_it_is_no_evidence_of_its_own(self, library: Library) -> None:
        one = await library.published()
        first = await published(library.editor)
        again = await report(library.editor)
        assert [each["reference"] for each in again["content"]["findings"]] == [one["reference"]]
        assert again["digest"] == first["digest"]
        assert said(again, "themes")["urgent_care"]["findings"] == 1
        gaps = (await library.editor.get("/gaps")).json()["cells"]
        assert sum(cell["findings"] for cell in gaps) == 1
        brief = await library.editor.post("/briefs", {"question": "What is urgent care like?"})
        assert brief.json()["matched"] == 1

    async def test_once_is_enough_and_only_by_its_own(self, library: Library) -> None:
        made = await published(library.editor)
        path = f"/insight-reports/{made['id']}/publish"
        assert (await library.editor.post(path)).status_code == 409
        other = await report(library.editor)
        path = f"/insight-reports/{other['id']}/publish"
        publisher = library.caller(EDITOR, HEALTHWATCH)
        refused = await publisher.post(path)
        assert refused.status_code == 404
        assert refused.json()["type"].endswith("insight-report-not-found")
        assert (await library.partner.post(path)).status_code == 403
        assert (await library.caller(EDITOR, None, "QKK").post(path)).status_code == 404
        asked = {"since": "2026-07-01", "until": "2026-09-30"}
        assert (await library.partner.post("/insight-reports", asked)).status_code == 403

    async def test_until_it_is_published_only_its_own_read_it(self, library: Library) -> None:
        made = await report(library.editor)
        address = f"/published-insight-reports/{made['id']}"
        for caller in (library.reader, library.partner):
            assert (await caller.get(f"/insight-reports/{made['id']}")).status_code == 404
        assert (await library.nobody.get(address)).status_code == 404
        listed = (await library.nobody.get("/published-insight-reports")).json()["items"]
        assert listed == []

    async def test_taken_back_it_is_gone(self, library: Library) -> None:
        made = await published(library.editor)
        address = f"/published-insight-reports/{made['id']}"
        assert (await library.nobody.get(address)).status_code == 200
        item = (await library.editor.get(f"/findings/{made['finding_id']}")).json()
        await library.editor.act(
            f"/findings/{item['id']}/withdraw", item["revision"], {"reason": "It was wrong."}
        )
        for tail in ("", "/report.json", "/document.html", "/document.docx"):
            assert (await library.nobody.get(address + tail)).status_code == 404
        assert (await library.nobody.get("/published-insight-reports")).json()["items"] == []


class TestDocument:
    async def test_html_has_its_structure_and_links_each_finding(self, library: Library) -> None:
        one = await library.published(title="<script>alert(1)</script>")
        decision = await decides(library, one["id"])
        made = await published(library.editor)
        answer = await library.nobody.get(f"/published-insight-reports/{made['id']}/document.html")
        page = parser.fromstring(answer.content)
        assert page.get("lang") == "en-GB"
        assert b"<script" not in answer.content
        assert [heading.text for heading in page.iter("h2")] == [
            "How much was heard", "What it was about", "Who was heard", "Who was not heard",
            "How strong and how old it is", "Feedback that came in files", "What was done",
            "The findings", "How this was made",
        ]  # fmt: skip
        assert all(table.find("caption") is not None for table in page.iter("table"))
        drawings = list(page.iter("svg"))
        assert len(drawings) == 5
        assert all(one.get("aria-label", "").startswith("Bar chart.") for one in drawings)
        links = {link.get("href") for link in page.iter("a")}
        home = "http://127.0.0.1:8080/system-qe1"
        assert {f"{home}/thread/findings/{one['id']}", f"{home}/thread/decisions/{decision}",
                f"{home}/insight-reports/{made['id']}"} <= links  # fmt: skip

    async def test_docx_is_the_same_bytes_with_its_marks(self, library: Library) -> None:
        await library.published()
        made = await report(library.editor)
        path = f"/insight-reports/{made['id']}/document.docx"
        first, second = [(await library.editor.get(path)).content for _ in range(2)]
        assert first == second
        file = docx.Document(io.BytesIO(first))
        assert file.core_properties.language == "en-GB"
        marks = [table.rows[0]._tr.get_or_add_trPr().find(qn("w:tblHeader"))
                 for table in file.tables]  # fmt: skip
        assert marks
        assert None not in marks
        drawn = list(file.element.iter(qn("wp:docPr")))
        assert len(drawn) == 5
        assert all(one.get("descr", "").startswith("Bar chart.") for one in drawn)

    async def test_everybody_reads_the_list_and_the_parts(self, library: Library) -> None:
        made = await published(library.editor, place="blackpool")
        await published(library.editor, visibility="partners")
        [listed] = (await library.nobody.get("/published-insight-reports")).json()["items"]
        assert listed["id"] == made["id"]
        assert listed["title"] == (
            "Insight and intelligence report: Blackpool, 1 July 2026 to 30 September 2026"
        )
        answer = await library.nobody.get(f"/published-insight-reports/{made['id']}")
        assert answer.json()["title"] == listed["title"]
