"""The public pages of annual reports."""

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

pytestmark = pytest.mark.rule("governance.16")

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


@pytest.fixture
async def governance() -> AsyncIterator[OpenGovernance]:
    path = f"/published-annual-reports/{REPORT_ID}"
    answers = {
        path: DOCUMENT,
        "/published-annual-reports": LISTED,
        f"{path}/report.json": {"digest": "abc"},
        f"{path}/document.docx": {"stands": "for a file"},
    }
    async with opened(OpenGovernance(answers=answers)) as service:
        yield service


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], governance: OpenGovernance
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    async with http.client(gateway_app(governance_url=governance.url)) as client:
        yield client


class TestReport:
    async def test_its_charts_have_their_words_and_their_table(
        self, visitor: httpx.AsyncClient
    ) -> None:
        answer = await visitor.get(f"/{SLUG}/annual-reports/{REPORT_ID}")
        assert answer.status_code == 200, answer.text
        page = parser.fromstring(answer.content)
        [drawing] = [one for one in page.iter("svg") if "gt-chart" in (one.get("class") or "")]
        assert (drawing.get("role"), drawing.get("aria-label")) == ("img", CHART.alternative)
        assert [one.get("width") for one in drawing.iter("rect")] == ["380.0"]
        [table] = page.iter("table")
        assert [cell.text_content() for cell in table.iter("td")] == ["4", "not shown"]
        assert "<b>Listen" not in answer.text
        assert "style=" not in answer.text.partition("<main")[2]

    async def test_it_is_taken_home_as_a_file(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        page = parser.fromstring((await visitor.get(f"/{SLUG}/annual-reports/{REPORT_ID}")).content)
        own = f"/{SLUG}/annual-reports/{REPORT_ID}"
        links = {link.get("href") for link in page.iter("a")}
        assert {f"{own}/report.docx", f"{own}/report.html", f"{own}/report.json"} <= links
        file = await visitor.get(f"{own}/report.docx")
        assert file.json() == {"stands": "for a file"}
        assert "wordprocessingml" in file.headers["Content-Type"]
        assert "attachment" in file.headers["Content-Disposition"]
        assert (await visitor.get(f"{own}/report.json")).json() == {"digest": "abc"}
        assert (await visitor.get(f"{own}/report.html")).status_code == 404
        assert (await visitor.get(f"{own}/report.exe")).status_code in {404, 422}

    async def test_what_is_not_published_is_not_found(self, visitor: httpx.AsyncClient) -> None:
        for address in (
            f"/{SLUG}/annual-reports/{uuid4()}",
            f"/nowhere/annual-reports/{REPORT_ID}",
        ):
            assert (await visitor.get(address)).status_code == 404

    async def test_while_governance_is_away_it_says_so(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        governance.failing = True
        for tail in ("", f"/{REPORT_ID}", f"/{REPORT_ID}/report.docx"):
            assert (await visitor.get(f"/{SLUG}/annual-reports{tail}")).status_code == 503


class TestList:
    async def test_corrections_are_named(self, visitor: httpx.AsyncClient) -> None:
        text = " ".join((await visitor.get(f"/{SLUG}/annual-reports")).text.split())
        assert f'href="/{SLUG}/annual-reports/{REPORT_ID}">How people were involved' in text
        assert f'<a href="/{SLUG}/annual-reports/{OTHER_ID}">correction of this report</a>' in text
