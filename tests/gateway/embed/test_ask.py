"""The form to ask or to petition, and the form to sign: guarded as the sign-up form is."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import AsyncIterator, Callable
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest
from aiohttp import web
from altcha.v1 import solve_challenge
from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from gateway.sites.service import register_site
from gateway_support import QE1, SLUG, FakeService, free_listener

AppFactory = Callable[..., FastAPI]
FORM = "/embed/QE1/ask"
PETITION: dict[str, Any] = {
    "id": str(uuid4()), "reference": "QE1-ICP-P-2026-0001", "state": "open",
    "body_id": str(uuid4()), "body_name": "Partnership", "title": "Keep it", "text": "Please.",
    "started_by": None, "opened_on": "2026-11-01", "closes_on": "2027-03-01", "signatures": 5005,
    "fewer_than": 15, "counted_on": "2026-11-20", "names": [], "answer": None,
    "answered_by": None, "answered_on": None, "due_on": "2027-04-01", "decision_id": None,
    "thresholds": [{"signatures": 5000, "leads_to": "debate", "by": "Board", "reached": True}],
}  # fmt: skip


@pytest.fixture
async def visitor(
    gateway_app: AppFactory, gateway_database: Database
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser, and a website that may show the form."""
    app = gateway_app(form_seconds=0)
    async with gateway_database.transaction(QE1) as session:
        await register_site(session, QE1, name="ICS", origin="https://ics.example")
    async with http.client(app) as client:
        yield client


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def proof(page: str) -> str:
    """Do the work that a form asks for."""
    found = re.search(r'data-challenge="([^"]+)"', page)
    assert found is not None
    asked = orjson.loads(unescape(found[1]))
    solved = solve_challenge(
        asked["challenge"], asked["salt"], asked["algorithm"], asked.pop("maxnumber")
    )
    assert solved is not None
    return base64.b64encode(orjson.dumps({**asked, "number": solved.number})).decode()


async def sent(visitor: httpx.AsyncClient, address: str = FORM, **fields: str) -> httpx.Response:
    """Open a form, fill it in and send it."""
    page = (await visitor.get(address)).text
    filled = {"want": "question", "email": "ada@x.example", "shown": hidden(page, "shown"),
              "proof": proof(page), "website": ""}  # fmt: skip
    return await visitor.post(address, data=filled | fields)


class TestAsking:
    async def test_it_sets_no_cookie_and_only_registered_sites_frame_it(
        self, visitor: httpx.AsyncClient
    ) -> None:
        shown = await visitor.get(FORM)
        assert "set-cookie" not in shown.headers
        assert shown.headers["cache-control"] == "no-store"
        assert "frame-ancestors https://ics.example" in shown.headers["Content-Security-Policy"]

    @pytest.mark.parametrize("want", ["question", "petition"])
    async def test_the_address_reaches_governance_under_our_own_scope(
        self, visitor: httpx.AsyncClient, service: FakeService, want: str
    ) -> None:
        assert (await sent(visitor, want=want)).status_code == 200
        [seen] = service.seen
        assert seen.raw_path == f"/api/v1/QE1/governance/{want}-requests"
        assert orjson.loads(seen.body) == {"email": "ada@x.example"}
        claims = seen.headers["Authorization"].split(".")[1]
        scope = orjson.loads(base64.urlsafe_b64decode(claims + "=="))["scope"]
        assert scope == "governance:ask"

    async def test_a_program_that_fills_in_every_field_gets_the_same_answer_and_no_effect(
        self, visitor: httpx.AsyncClient, service: FakeService
    ) -> None:
        honest = await sent(visitor)
        program = await sent(visitor, website="https://x.example")
        assert (program.status_code, program.text) == (honest.status_code, honest.text)
        assert len(service.seen) == 1

    @pytest.mark.parametrize(
        ("fields", "told"),
        [
            ({"want": "nonsense"}, "Select what you want to do"),
            ({"email": ""}, "Enter your email address"),
            ({"email": "ada"}, "correct format"),
            ({"shown": "forged"}, "press the button again"),
        ],
    )
    async def test_what_is_wrong_is_told_and_nothing_is_sent(
        self, visitor: httpx.AsyncClient, service: FakeService, fields: dict[str, str], told: str
    ) -> None:
        answer = await sent(visitor, **fields)
        assert answer.status_code == 422
        assert told in answer.text
        assert service.seen == []

    async def test_a_proof_is_good_once_and_for_its_own_form(
        self, gateway_app: AppFactory, gateway_database: Database, service: FakeService
    ) -> None:
        async with http.client(gateway_app(form_seconds=0, unproved_rate=1)) as visitor:
            page = (await visitor.get(FORM)).text
            fields = {"want": "question", "email": "a@x.example", "shown": hidden(page, "shown")}
            once = proof(page)
            other = proof((await visitor.get("/embed/QE1/join")).text)
            statuses = [
                (await visitor.post(FORM, data={**fields, "proof": one})).status_code
                for one in (once, once, other)
            ]
        assert statuses == [200, 200, 429]

    async def test_a_form_that_comes_back_at_once_is_kept_waiting(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        async with http.client(gateway_app(form_seconds=0.5)) as visitor:
            page = (await visitor.get(FORM)).text
            begun = time.monotonic()
            fields = {"want": "question", "email": "a@x.example", "proof": proof(page)}
            await visitor.post(FORM, data={**fields, "shown": hidden(page, "shown")})
        assert time.monotonic() - begun > 0.3

    async def test_many_forms_from_one_network_are_refused(
        self, gateway_app: AppFactory, gateway_database: Database
    ) -> None:
        async with http.client(gateway_app(form_seconds=0, form_rate=2)) as visitor:
            statuses = [(await sent(visitor)).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]

    async def test_the_script_names_the_form(self, visitor: httpx.AsyncClient) -> None:
        script = await visitor.get("/embed/QE1/ask.js")
        assert '"/embed/QE1/ask"' in script.text
        assert script.headers["content-type"].startswith("text/javascript")


class TestSigning:
    @pytest.fixture
    async def governance(self) -> AsyncIterator[str]:
        """A server that has one petition, and takes every request to sign."""

        async def answer(request: web.Request) -> web.Response:
            if request.method == "POST":
                return web.json_response({"message": "Thank you."}, status=202)
            return web.json_response(PETITION)

        application = web.Application()
        application.router.add_route("*", "/{tail:.*}", answer)
        runner = web.AppRunner(application, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        listener, url = free_listener()
        await web.SockSite(runner, listener).start()
        yield url
        await runner.cleanup()

    async def test_the_form_is_guarded_and_bound_to_its_petition(
        self, gateway_app: AppFactory, gateway_database: Database, governance: str
    ) -> None:
        app = gateway_app(form_seconds=0, unproved_rate=1, governance_url=governance)
        address, other = (f"/{SLUG}/petitions/{one}" for one in (PETITION["id"], uuid4()))
        async with http.client(app) as visitor:
            page = (await visitor.get(address)).text
            assert "About 5,005 people had signed on 20 November 2026." in page
            fields = {"email": "s@x.example", "shown": hidden(page, "shown"), "proof": proof(page)}
            elsewhere = await visitor.post(other, data=fields)
            signed = await visitor.post(address, data=fields)
            again = await visitor.post(address, data=fields)
            limited = await visitor.post(address, data=fields)
        assert [one.status_code for one in (elsewhere, signed, again, limited)] == [
            422, 202, 202, 429,
        ]  # fmt: skip
