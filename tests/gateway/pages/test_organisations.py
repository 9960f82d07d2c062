"""The public page of what came of what an organisation heard."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from briefs_support import BRIEF
from common.testing import http
from gateway_support import SLUG
from open_governance import OpenGovernance, opened

pytestmark = pytest.mark.rule("insights.7")

ORGANISATION = str(uuid4())
PATH = f"/published-impact/{ORGANISATION}/document"


@pytest.fixture
async def library() -> AsyncIterator[OpenGovernance]:
    title = "What came of what Healthwatch heard"
    async with opened(OpenGovernance(answers={PATH: {**BRIEF, "title": title}})) as service:
        yield service


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], library: OpenGovernance
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    async with http.client(gateway_app(insights_url=library.url)) as client:
        yield client


class TestOrganisation:
    async def test_all_of_it_is_read(
        self, visitor: httpx.AsyncClient, library: OpenGovernance
    ) -> None:
        answer = await visitor.get(f"/{SLUG}/organisations/{ORGANISATION}")
        assert answer.status_code == 200, answer.text
        assert library.asked == [f"/api/v1/QE1/insights{PATH}"]
        assert "What came of what Healthwatch heard</h1>" in answer.text
        assert "<script>" not in answer.text

    async def test_what_is_not_known_is_not_found(self, visitor: httpx.AsyncClient) -> None:
        for address in (
            f"/{SLUG}/organisations/{uuid4()}",
            f"/nowhere/organisations/{ORGANISATION}",
            f"/{SLUG}/organisations/x",
        ):
            answer = await visitor.get(address)
            assert answer.status_code in {404, 422}, address

    async def test_while_the_library_is_away_it_says_so(
        self, visitor: httpx.AsyncClient, library: OpenGovernance
    ) -> None:
        library.failing = True
        answer = await visitor.get(f"/{SLUG}/organisations/{ORGANISATION}")
        assert answer.status_code == 503
