"""The public page on how people were involved in a body's decisions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from fastapi import FastAPI

from common.testing import http
from gateway_support import SLUG
from open_governance import ASSURANCE, OpenGovernance, opened

pytestmark = pytest.mark.rule("governance.13")
BODY = ASSURANCE["body_id"]
DAYS = "since=2026-01-01&until=2026-11-26"


@pytest.fixture
async def governance() -> AsyncIterator[OpenGovernance]:
    answers = {f"/published-assurance/{BODY}?{DAYS}": ASSURANCE}
    async with opened(OpenGovernance(answers=answers)) as service:
        yield service


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], governance: OpenGovernance
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    async with http.client(gateway_app(governance_url=governance.url)) as client:
        yield client


class TestAssurance:
    async def test_each_figure_leads_to_its_decisions(self, visitor: httpx.AsyncClient) -> None:
        page = " ".join((await visitor.get(f"/{SLUG}/assurance/{BODY}?{DAYS}")).text.split())
        one = ASSURANCE["described"]["decisions"][0]
        for words in (
            "1 of 2 decisions say how people were involved (50.0%).", "young carers: 1 of 2",
            "Discuss: 1 of 2", "1. People share in decisions: 1 of 2",
            "1 more decision is kept from the public", "QE1-ICP-2026-0001, due by 31 May 2026",
            f'<a href="/{SLUG}/thread/decisions/{one["id"]}">Evening clinic</a>',
        ):  # fmt: skip
            assert words in page

    @pytest.mark.parametrize("query", ["since=2026-02-01&until=2026-01-01", "since=x", DAYS + "1"])
    async def test_a_period_that_is_none_is_not_found(
        self, visitor: httpx.AsyncClient, query: str
    ) -> None:
        assert (await visitor.get(f"/{SLUG}/assurance/{BODY}?{query}")).status_code == 404

    async def test_without_days_it_is_the_last_year(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        governance.otherwise = ASSURANCE
        response = await visitor.get(f"/{SLUG}/assurance/{BODY}")
        assert response.status_code == 200
        assert "since=" in governance.asked[-1]
