"""The public pages of annual reports and of insight reports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from lxml import html as parser  # type: ignore[import-untyped]
from pydantic import TypeAdapter

from common.documents import Document, Heading, Link, charts, paragraph
from common.testing import http
from gateway_support import SLUG
from open_governance import OpenGovernance, opened

pytestmark = [pytest.mark.rule("governance.16"), pytest.mark.rule("insights.1")]

REPORT_ID, OTHER_ID = str(uuid4()), str(uuid4())
CHART = charts.bars(
    "Decisions by level", "Level", ("Count",),
    [charts.Row("<b>Listen</b>", (4,)), charts.Row("Inform", (None,))],
)  # fmt: skip
MADE = Document(
    title="How people were involved: the board, 1 April 2025 to 31 March 2026",
    author="Lancashire and South Cumbria",
    made_at=datetime(2026, 6, 1, 9, tzinfo=UTC),
    blocks=(
        Heading("Decisions"),
        CHART,
        paragraph(Link("QE1-ICB-2025-0001", "https://gateway.example/x/thread/decisions/1")),
    ),
)
DOCUMENT: dict[str, Any] = TypeAdapter(Document).dump_python(MADE, mode="json")
LISTED = {"items": [
    {"id": REPORT_ID, "title": MADE.title, "corrected_by": OTHER_ID},
    {"id": OTHER_ID, "title": MADE.title, "corrected_by": None},
]}  # fmt: skip


KINDS = ("annual-reports", "insight-reports")


@pytest.fixture
async def service() -> AsyncIterator[OpenGovernance]:
    """Governance and the library in one."""
    answers: dict[str, Any] = {}
    for kind in KINDS:
        path = f"/published-{kind}/{REPORT_ID}"
        answers |= {
            path: DOCUMENT,
            f"/published-{kind}": LISTED,
            f"{path}/report.json": {"digest": "abc"},
            f"{path}/document.docx": {"stands": "for a file"},
        }
    async with opened(OpenGovernance(answers=answers)) as service:
        yield service


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], service: OpenGovernance
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    made = gateway_app(governance_url=service.url, insights_url=service.url)
    async with http.client(made) as client:
        yield client


@pytest.mark.parametrize("kind", KINDS)
class TestReport:
    async def test_its_charts_have_their_words_and_their_table(
        self, visitor: httpx.AsyncClient, service: OpenGovernance, kind: str
    ) -> None:
        answer = await visitor.get(f"/{SLUG}/{kind}/{REPORT_ID}")
        assert answer.status_code == 200, answer.text
        owner = "governance" if kind == "annual-reports" else "insights"
        assert service.asked == [f"/api/v1/QE1/{owner}/published-{kind}/{REPORT_ID}"]
        page = parser.fromstring(answer.content)
        [drawing] = [one for one in page.iter("svg") if "gt-chart" in (one.get("class") or "")]
        assert (drawing.get("role"), drawing.get("aria-label")) == ("img", CHART.alternative)
        assert [one.get("width") for one in drawing.iter("rect")] == ["380.0"]
        [table] = page.iter("table")
        assert [cell.text_content() for cell in table.iter("td")] == ["4", "not shown"]
        assert "<b>Listen" not in answer.text
        assert "style=" not in answer.text.partition("<main")[2]

    async def test_it_is_taken_home_as_a_file(self, visitor: httpx.AsyncClient, kind: str) -> None:
        own = f"/{SLUG}/{kind}/{REPORT_ID}"
        page = parser.fromstring((await visitor.get(own)).content)
        links = {link.get("href") for link in page.iter("a")}
        assert {f"{own}/report.docx", f"{own}/report.html", f"{own}/report.json"} <= links
        file = await visitor.get(f"{own}/report.docx")
        assert file.json() == {"stands": "for a file"}
        assert "wordprocessingml" in file.headers["Content-Type"]
        named = f'attachment; filename="{kind[:-1]}-{REPORT_ID}.docx"'
        assert file.headers["Content-Disposition"] == named
        assert (await visitor.get(f"{own}/report.json")).json() == {"digest": "abc"}
        assert (await visitor.get(f"{own}/report.html")).status_code == 404
        assert (await visitor.get(f"{own}/report.exe")).status_code in {404, 422}

    async def test_what_is_not_published_is_not_found(
        self, visitor: httpx.AsyncClient, kind: str
    ) -> None:
        for address in (f"/{SLUG}/{kind}/{uuid4()}", f"/nowhere/{kind}/{REPORT_ID}"):
            assert (await visitor.get(address)).status_code == 404

    async def test_while_the_service_is_away_it_says_so(
        self, visitor: httpx.AsyncClient, service: OpenGovernance, kind: str
    ) -> None:
        service.failing = True
        for tail in ("", f"/{REPORT_ID}", f"/{REPORT_ID}/report.docx"):
            assert (await visitor.get(f"/{SLUG}/{kind}{tail}")).status_code == 503

    async def test_the_list_names_corrections(self, visitor: httpx.AsyncClient, kind: str) -> None:
        text = " ".join((await visitor.get(f"/{SLUG}/{kind}")).text.split())
        assert f'href="/{SLUG}/{kind}/{REPORT_ID}">How people were involved' in text
        assert f'<a href="/{SLUG}/{kind}/{OTHER_ID}">correction of this report</a>' in text
