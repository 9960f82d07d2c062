"""The public page of a brief."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from briefs_support import BRIEF, BRIEF_ID
from common.testing import http
from gateway_support import SLUG
from open_governance import OpenGovernance, opened

pytestmark = pytest.mark.rule("insights.8")


@pytest.fixture
async def library() -> AsyncIterator[OpenGovernance]:
    answers = {f"/published-briefs/{BRIEF_ID}": BRIEF}
    async with opened(OpenGovernance(answers=answers)) as service:
        yield service


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], library: OpenGovernance
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    async with http.client(gateway_app(insights_url=library.url)) as client:
        yield client


class TestBrief:
    async def test_all_of_it_is_read(
        self, visitor: httpx.AsyncClient, library: OpenGovernance
    ) -> None:
        answer = await visitor.get(f"/{SLUG}/briefs/{BRIEF_ID}")
        assert answer.status_code == 200, answer.text
        assert library.asked == [f"/api/v1/QE1/insights/published-briefs/{BRIEF_ID}"]
        text = " ".join(answer.text.split())
        for words in (
            "What do people say about waiting for urgent care?</h1>", "Young carers</h3>",
            "Heard from: Young carers</caption>", "about 40 people</td>",
            '<th scope="row">QE1-2026-0001 (version 1)</th>', 'href="https://gateway.example/x"',
        ):  # fmt: skip
            assert words in text, words
        assert "<script>" not in text
        assert "no-store" not in answer.headers["Cache-Control"]

    async def test_what_is_not_for_everybody_is_not_found(self, visitor: httpx.AsyncClient) -> None:
        for address in (f"/{SLUG}/briefs/{uuid4()}", f"/nowhere/briefs/{BRIEF_ID}"):
            answer = await visitor.get(address)
            assert answer.status_code == 404
            assert "text/html" in answer.headers["Content-Type"]

    async def test_while_the_library_is_away_it_says_so(
        self, visitor: httpx.AsyncClient, library: OpenGovernance
    ) -> None:
        library.failing = True
        answer = await visitor.get(f"/{SLUG}/briefs/{BRIEF_ID}")
        assert answer.status_code == 503
