"""The links in mails of notices: opened they do nothing, pressed they do it once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from aiohttp import web
from fastapi import FastAPI

from common.testing import http
from gateway_support import SLUG, free_listener

TOKEN = "a-good-token-of-a-mailed-link"


@dataclass
class Links:
    """A small server that stands for the library's links."""

    url: str = ""
    used: list[tuple[str, str]] = field(default_factory=list)
    status: int = 204

    async def use(self, request: web.Request) -> web.Response:
        sent: dict[str, Any] = await request.json()
        if self.status == 204 and sent["token"] != TOKEN:
            return web.json_response({"type": "/problems/link-not-valid"}, status=404)
        self.used.append((request.path, sent["token"]))
        return web.Response(status=self.status)


@pytest.fixture
async def links() -> AsyncIterator[Links]:
    server = Links()
    app = web.Application()
    app.router.add_post("/api/v1/QE1/insights/notice-links/{what}", server.use)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    listener, server.url = free_listener()
    await web.SockSite(runner, listener).start()
    yield server
    await runner.cleanup()


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], links: Links
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    async with http.client(gateway_app(insights_url=links.url)) as client:
        yield client


@pytest.mark.parametrize("what", ["confirm", "stop"])
class TestLinks:
    async def test_opening_it_does_nothing_and_the_button_does_it(
        self, visitor: httpx.AsyncClient, links: Links, what: str
    ) -> None:
        opened = await visitor.get(f"/{SLUG}/notices/{what}?token={TOKEN}")
        assert opened.status_code == 200
        assert (TOKEN in opened.text, links.used) == (True, [])
        pressed = await visitor.post(f"/{SLUG}/notices/{what}", data={"token": TOKEN})
        assert pressed.status_code == 200
        assert "<form" not in pressed.text.partition("<main")[2]
        assert links.used == [(f"/api/v1/QE1/insights/notice-links/{what}", TOKEN)]

    async def test_a_dead_link_says_so(
        self, visitor: httpx.AsyncClient, links: Links, what: str
    ) -> None:
        answer = await visitor.post(f"/{SLUG}/notices/{what}", data={"token": "forged"})
        assert (answer.status_code, links.used) == (404, [])
        assert "This link does not work" in answer.text

    async def test_a_fault_of_the_library_is_not_taken_for_a_dead_link(
        self, visitor: httpx.AsyncClient, links: Links, what: str
    ) -> None:
        links.status = 500
        answer = await visitor.post(f"/{SLUG}/notices/{what}", data={"token": TOKEN})
        assert answer.status_code == 503


class TestOneClick:
    async def test_a_mail_program_stops_it_with_the_token_in_the_address(
        self, visitor: httpx.AsyncClient, links: Links
    ) -> None:
        answer = await visitor.post(
            f"/{SLUG}/notices/stop?token={TOKEN}", data={"List-Unsubscribe": "One-Click"}
        )
        assert (answer.status_code, len(links.used)) == (200, 1)

    async def test_the_page_says_where_notices_are_read(self, visitor: httpx.AsyncClient) -> None:
        answer = await visitor.get(f"/{SLUG}/notices")
        assert "/api/v1/QE1/insights/notices" in answer.text
