"""Why a link opens no survey, in the reader's language where all of the page was translated."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from aiohttp import web
from fastapi import FastAPI

from common.testing import http
from gateway.pages.answer import ELSEWHERE, REFUSALS
from gateway_support import SLUG, FakeService
from panel.surveys.texts import PAGE_WORDS

pytestmark = pytest.mark.rule("panel.10")
TOKEN = "t" * 43
PAGE = f"/{SLUG}/answer?token={TOKEN}"
ARABIC = {"code": "ar", "name": "العربية", "direction": "rtl"}
WHY = {
    "closed": (409, "survey-closed", 409),
    "already": (409, "already-answered", 409),
    "enough": (409, "enough-answers", 200),
    "dead": (404, "answer-link-not-valid", 404),
}
"""Page → how the panel refuses, and the status of the page."""


def all_words() -> dict[str, str]:
    return {word: f"«{word}»" for lines in REFUSALS.values() for word in (*lines, ELSEWHERE)}


class FakePanel:
    """A panel that refuses a survey, and knows the words of its page."""

    def __init__(self, service: FakeService) -> None:
        self.refused: tuple[int, str] = (409, "survey-closed")
        self.words: dict[str, str] = all_words()
        self.asked: list[str] = []
        service._by_path = self._answer  # type: ignore[method-assign]

    async def _answer(self, request: web.Request, path: str, body: bytes) -> web.StreamResponse:
        if path.endswith("/words"):
            self.asked.append(request.query_string)
            return web.json_response({"language": ARABIC, "words": self.words})
        status, kind = self.refused
        return web.json_response({"type": f"/problems/{kind}"}, status=status)


@pytest.fixture
def panel(service: FakeService) -> FakePanel:
    """The panel behind the gateway."""
    return FakePanel(service)


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], panel: FakePanel
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    assert panel
    async with http.client(gateway_app()) as client:
        yield client


class TestRefusals:
    def test_every_word_can_be_translated(self) -> None:
        assert all_words().keys() <= set(PAGE_WORDS)

    @pytest.mark.parametrize("why", WHY)
    async def test_each_is_in_the_readers_language(
        self, visitor: httpx.AsyncClient, panel: FakePanel, why: str
    ) -> None:
        status, kind, shown = WHY[why]
        panel.refused = (status, kind)
        page = await visitor.get(PAGE)
        assert page.status_code == shown
        assert '<html lang="ar" dir="rtl"' in page.text
        for line in (*REFUSALS[why], ELSEWHERE):
            assert f"«{line}»" in page.text

    @pytest.mark.parametrize("lacking", [*REFUSALS["closed"], ELSEWHERE])
    async def test_one_that_lacks_a_word_is_in_english_throughout(
        self, visitor: httpx.AsyncClient, panel: FakePanel, lacking: str
    ) -> None:
        del panel.words[lacking]
        page = await visitor.get(PAGE)
        assert '<html lang="en"' in page.text
        assert "«" not in page.text
        assert REFUSALS["closed"][1] in page.text

    async def test_without_a_link_nothing_is_asked(
        self, visitor: httpx.AsyncClient, panel: FakePanel
    ) -> None:
        panel.refused = (404, "answer-link-not-valid")
        page = await visitor.get(f"/{SLUG}/answer")
        assert page.status_code == 404
        assert panel.asked == []

    @pytest.mark.parametrize(
        ("chosen", "accepted", "asked"),
        [
            ("", "ur;q=0.5, pl, cy;q=0.9", "accepted=pl&accepted=cy&accepted=ur"),
            ("pl", "", "language=pl"),
            ("pl<b>", "*, x;q=9, pl;q=nan", ""),
            ("", ",".join(["pl"] * 50), "&".join(["accepted=pl"] * 5)),
        ],
    )
    async def test_the_language_is_the_one_chosen_or_the_browsers(
        self, visitor: httpx.AsyncClient, panel: FakePanel, chosen: str, accepted: str, asked: str
    ) -> None:
        said: dict[str, Any] = {"token": TOKEN, "lang": chosen}
        await visitor.get(f"/{SLUG}/answer", params=said, headers={"Accept-Language": accepted})
        assert panel.asked == [asked]

    async def test_sending_answers_too_late_is_told_so(
        self, visitor: httpx.AsyncClient, panel: FakePanel
    ) -> None:
        page = await visitor.post(f"/{SLUG}/answer", data={"token": TOKEN, "lang": "ar"})
        assert page.status_code == 409
        assert f"«{REFUSALS['closed'][0]}»" in page.text
        assert panel.asked == ["language=ar"]
