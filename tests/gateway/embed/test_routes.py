"""The sign-up form for other websites."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import httpx
import orjson
import pytest
from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from common.testing.clock import FakeClock
from gateway.embed.timing import LONGEST, FormTimes
from gateway.sites.service import register_site
from gateway_support import QE1, FakeService

AppFactory = Callable[..., FastAPI]
FORM = "/embed/QE1/join"


@pytest.fixture
async def visitor(
    gateway_app: AppFactory, gateway_database: Database
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser; two websites are registered, one of them for feeds alone."""
    app = gateway_app(form_seconds=0)
    async with gateway_database.transaction(QE1) as session:
        await register_site(session, QE1, name="ICS", origin="https://ics.example")
        await register_site(
            session, QE1, name="News", origin="https://news.example", uses=["feeds"]
        )
    async with http.client(app) as client:
        yield client


async def filled(visitor: httpx.AsyncClient, **fields: str) -> httpx.Response:
    """Open the form, fill it in and send it."""
    page = (await visitor.get(FORM)).text
    shown = re.search(r'name="shown" value="([^"]+)"', page)
    assert shown is not None
    return await visitor.post(FORM, data={"shown": shown[1], "website": "", **fields})


class TestForm:
    async def test_only_sites_registered_for_it_may_frame_it(
        self, visitor: httpx.AsyncClient
    ) -> None:
        policy = (await visitor.get(FORM)).headers["Content-Security-Policy"]
        assert "frame-ancestors https://ics.example" in policy
        assert "news.example" not in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy

    async def test_without_registered_sites_nobody_may(self, visitor: httpx.AsyncClient) -> None:
        policy = (await visitor.get("/embed/QKK/join")).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy

    async def test_it_sets_no_cookie_and_is_not_kept(self, visitor: httpx.AsyncClient) -> None:
        response = await visitor.get(FORM)
        assert "set-cookie" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"

    async def test_a_script_runs_only_for_a_registered_parent(
        self, visitor: httpx.AsyncClient
    ) -> None:
        plain = await visitor.get(FORM)
        known = await visitor.get(f"{FORM}?parent=https://ics.example")
        unknown = await visitor.get(f"{FORM}?parent=https://evil.example")
        assert "/assets/embed.js" in known.text
        assert "/assets/embed.js" not in plain.text + unknown.text
        assert "evil.example" not in unknown.text

    async def test_an_unknown_system_is_a_page_that_says_so(
        self, visitor: httpx.AsyncClient
    ) -> None:
        response = await visitor.get("/embed/XYZ/join")
        assert response.status_code == 404
        assert "text/html" in response.headers["Content-Type"]


class TestJoin:
    async def test_the_address_reaches_the_panel_under_our_own_scope(
        self, visitor: httpx.AsyncClient, service: FakeService
    ) -> None:
        response = await filled(visitor, email=" ada@people.example ")
        assert response.status_code == 200
        assert "Check your email" in response.text
        asked = service.seen[-1]
        assert asked.raw_path == "/api/v1/QE1/panel/signups"
        sent = {"email": "ada@people.example", "language": "en"}
        assert orjson.loads(asked.body) == sent

    async def test_the_answer_is_the_same_for_everybody(self, visitor: httpx.AsyncClient) -> None:
        first = await filled(visitor, email="ada@people.example")
        second = await filled(visitor, email="ada@people.example")
        assert first.text == second.text
        assert "ada" not in first.text

    async def test_a_program_that_fills_in_every_field_gets_the_same_answer_and_no_effect(
        self, visitor: httpx.AsyncClient, service: FakeService
    ) -> None:
        person = await filled(visitor, email="ada@people.example")
        asked = len(service.seen)
        program = await filled(visitor, email="bot@people.example", website="https://x.example")
        assert program.text == person.text
        assert len(service.seen) == asked

    @pytest.mark.parametrize("email", ["", "ada", "ada@", "ada@x", "a b@x.org", "@x.org"])
    async def test_a_wrong_address_is_told_at_the_field_and_at_the_top(
        self, visitor: httpx.AsyncClient, service: FakeService, email: str
    ) -> None:
        response = await filled(visitor, email=email)
        assert response.status_code == 422
        assert response.text.count("email address") >= 2
        assert 'href="#email"' in response.text
        assert "<title>Error: " in response.text
        assert service.seen == []

    @pytest.mark.parametrize("shown", ["", "AAAA", "not base64!", "QUJD" * 12])
    async def test_a_form_that_was_never_shown_is_shown_again(
        self, visitor: httpx.AsyncClient, service: FakeService, shown: str
    ) -> None:
        sent = {"email": "ada@people.example", "shown": shown}
        response = await visitor.post(FORM, data=sent)
        assert response.status_code == 422
        assert 'value="ada@people.example"' in response.text
        assert service.seen == []

    async def test_a_form_that_comes_back_at_once_is_kept_waiting(
        self, gateway_app: AppFactory, service: FakeService
    ) -> None:
        async with http.client(gateway_app(form_seconds=0.4)) as visitor:
            started = time.monotonic()
            response = await filled(visitor, email="ada@people.example")
        assert response.status_code == 200
        assert time.monotonic() - started >= 0.35

    async def test_many_forms_from_one_network_are_refused(
        self, gateway_app: AppFactory, service: FakeService
    ) -> None:
        async with http.client(gateway_app(form_seconds=0, form_rate=2)) as visitor:
            statuses = [
                (await filled(visitor, email="ada@people.example")).status_code for _ in range(3)
            ]
        assert statuses == [200, 200, 429]

    async def test_when_the_panel_is_away_the_page_says_so_and_keeps_the_address(
        self, visitor: httpx.AsyncClient, service: FakeService
    ) -> None:
        service.failing = True
        response = await filled(visitor, email="ada@people.example")
        assert response.status_code == 503
        assert 'value="ada@people.example"' in response.text

    async def test_the_address_is_in_no_log(
        self, visitor: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await filled(visitor, email="ada@people.example")
        await filled(visitor, email="ada@people")
        written = capsys.readouterr()
        assert "ada@" not in written.out + written.err


class TestScript:
    async def test_it_names_our_own_origin_and_runs_anywhere(
        self, visitor: httpx.AsyncClient
    ) -> None:
        response = await visitor.get("/embed/QE1/join.js")
        assert response.headers["Content-Type"].startswith("text/javascript")
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert '"http://gateway.test"' in response.text


class TestFormTimes:
    def test_a_note_is_good_for_its_own_form_alone(self) -> None:
        times = FormTimes(b"secret", shortest=0)
        assert times.judge("join/QE1", times.note("join/QE1"))[0] == "good"
        assert times.judge("join/QKK", times.note("join/QE1"))[0] == "forged"

    def test_a_note_under_another_secret_is_forged(self) -> None:
        note = FormTimes(b"other", shortest=0).note("join/QE1")
        assert FormTimes(b"secret", shortest=0).judge("join/QE1", note)[0] == "forged"

    def test_a_note_ages(self) -> None:
        clock = FakeClock(datetime(2026, 11, 21, tzinfo=UTC))
        times = FormTimes(b"secret", shortest=1, clock=clock)
        note = times.note("x")
        assert times.judge("x", note) == ("good", 1.0)
        clock.advance(timedelta(seconds=2))
        assert times.judge("x", note) == ("good", 0.0)
        clock.advance(LONGEST)
        assert times.judge("x", note)[0] == "stale"
