"""The heat map and its table."""

from __future__ import annotations

import orjson
import pytest
from lxml import etree  # type: ignore[import-untyped]

from gaps_support import RULE, gaps
from insights.load import load_system
from insights_support import Library, system_file


@pytest.mark.rule("insights.5")
class TestPictures:
    async def test_the_heat_map_names_itself_and_every_square(self, library: Library) -> None:
        await library.published()
        answer = await library.reader.get("/gaps/heatmap.svg")
        assert answer.headers["Content-Type"] == "image/svg+xml"
        svg = etree.fromstring(answer.content)
        assert svg.get("role") == "img"
        names = {"s": "http://www.w3.org/2000/svg"}
        for part in svg.get("aria-labelledby").split():
            assert svg.xpath(f"//*[@id='{part}']")[0].text
        squares = [title.text for title in svg.xpath("//s:g/s:title", namespaces=names)]
        heard = [text for text in squares if not text.endswith("never heard")]
        assert heard == [
            "young carers: urgent care: 1 finding, 40 people, score 1.395, "
            "last heard 30 September 2026 (recent)"
        ]
        communities = (await gaps(library.reader))["communities"]
        assert len(squares) == len(communities) * 4

    async def test_the_table_says_the_same(self, library: Library) -> None:
        await library.published()
        answer = await library.reader.get("/gaps/table.html")
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        page = etree.fromstring(answer.content, etree.HTMLParser())
        [row] = page.xpath("//tr[th[text()='young carers']]")
        assert [cell.text for cell in row.iter("td")] == [
            "1 finding, 40 people, score 1.395, last heard 30 September 2026 (recent)",
            *["never heard"] * 3,
        ]
        assert "Race" in page.xpath("//h2[text()='Never heard']/following::li/text()")

    async def test_a_finding_in_two_places_is_drawn_once(self, library: Library) -> None:
        await library.published(places=["blackpool", "fylde"])
        table = (await library.reader.get("/gaps/table.html")).text
        assert "2 findings" not in table
        assert "1 finding, 40 people" in table

    async def test_labels_are_text(self, library: Library) -> None:
        system = {**system_file(), "evidence": [RULE]}
        system["vocabularies"][0]["terms"][0]["label"] = "<script>alert(1)</script>"
        await load_system(library.database, orjson.dumps(system))
        for path in ("/gaps/heatmap.svg", "/gaps/table.html"):
            assert "<script>" not in (await library.reader.get(path)).text
