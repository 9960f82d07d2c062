"""Public pages, the reference, and the files that they need."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from html import unescape
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from gateway_support import SLUG, FakeService
from thread_support import CHAIN, NOW, Said, said, tell

AppFactory = Callable[..., FastAPI]


@pytest.fixture
async def visitor(gateway_app: AppFactory) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    async with http.client(gateway_app()) as client:
        yield client


class TestFrontPage:
    async def test_older_decisions_are_reached_page_by_page_each_once(
        self, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        await tell(gateway_database, [decided(number) for number in range(1, 46)])
        address, seen, pages = f"/{SLUG}/", [], 0
        while address:
            page = (await visitor.get(address)).text
            seen += [int(number) for number in re.findall(r">Decision number (\d+)<", page)]
            older = re.search(r'href="([^"]+older_than=[^"]+)"', page)
            address, pages = older[1] if older else "", pages + 1
        assert seen == list(range(45, 0, -1))
        assert pages == 3

    async def test_a_decision_that_is_not_public_tells_nothing_of_what_is_older(
        self, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh(confidential=True)
        await tell(gateway_database, chain.events)
        for older_than in (chain.decision, uuid4()):
            response = await visitor.get(f"/{SLUG}/?older_than={older_than}")
            assert response.status_code == 404


def decided(number: int) -> Said:
    """Say that a decision was taken, of which there is one for each number; two on each day."""
    return said(
        "governance.decision.recorded.v1",
        decision_id=UUID(int=number),
        version=1,
        reference=f"QE1-ICP-2026-{number:04d}",
        title=f"Decision number {number}",
        outcome="agreed",
        body_id=uuid4(),
        body_name="Integrated Care Partnership",
        decided_on=date(2026, 1, 1) + timedelta(days=number // 2),
        recorded_at=NOW,
        evidence=[],
    )


class TestThreadPage:
    async def test_the_drawing_and_the_words_say_the_same(
        self, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events)
        page = (await visitor.get(f"/{SLUG}/thread/decisions/{chain.decision}")).text
        drawing = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", page))
        words = unescape(re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))
        for title in (
            "Getting to your GP",
            "Survey: getting to your GP",
            "Better telephone access to general practice",
        ):
            assert title in words
            assert all(word in unescape(drawing) for word in title.split())
        for kind, node in (
            ("surveys", chain.survey),
            ("activities", chain.activity),
            ("findings", chain.finding),
            ("feedback", chain.feedback),
        ):
            assert f'href="/{SLUG}/thread/{kind}/{node}"' in page

    async def test_what_is_not_public_is_not_found(
        self, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh(visibility="partners", confidential=True)
        await tell(gateway_database, chain.events)
        for kind, node in (("findings", chain.finding), ("decisions", chain.decision)):
            response = await visitor.get(f"/{SLUG}/thread/{kind}/{node}")
            assert response.status_code == 404
            assert "text/html" in response.headers["Content-Type"]
            assert "Better telephone" not in response.text
        front = (await visitor.get(f"/{SLUG}/")).text
        assert "Better telephone" not in front

    async def test_what_people_wrote_cannot_become_markup(
        self, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        finding = uuid4()
        evil = said(
            "insights.finding.published.v1",
            finding_id=finding,
            version=1,
            reference="QE1-F-1",
            title="<script>alert(1)</script>",
            summary="<img src=x onerror=alert(1)>",
            visibility="public",
            published_at=CHAIN.events[0].time,
        )
        await tell(gateway_database, [evil])
        page = (await visitor.get(f"/{SLUG}/thread/findings/{finding}")).text
        assert "<script" not in page
        assert "<img" not in page

    async def test_the_item_of_an_insight_report_leads_to_it(
        self, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        finding, report = uuid4(), uuid4()
        item = said(
            "insights.finding.published.v1", finding_id=finding, version=1, reference="QE1-F-1",
            title="Insight and intelligence report", summary="What was heard.",
            visibility="public", published_at=NOW, report_id=report,
        )  # fmt: skip
        await tell(gateway_database, [item])
        page = await visitor.get(f"/{SLUG}/thread/findings/{finding}")
        assert f'href="/{SLUG}/insight-reports/{report}"' in page.text

    async def test_a_withdrawn_finding_is_shown_as_withdrawn(
        self, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        withdrawn = said(
            "insights.finding.withdrawn.v1",
            finding_id=chain.finding,
            version=1,
            reason="consent",
            withdrawn_at=chain.events[0].time,
        )
        await tell(gateway_database, [*chain.events, withdrawn])
        page = (await visitor.get(f"/{SLUG}/thread/decisions/{chain.decision}")).text
        assert "Withdrawn" in page
        assert "Most people said that they wait" not in page


class TestTokens:
    async def test_one_that_no_header_may_have_is_sent_as_a_wrong_one(
        self, visitor: httpx.AsyncClient, service: FakeService
    ) -> None:
        sent = {"token": "long-enough\r\nX-Other: \0é", "how": "leave"}
        response = await visitor.post(f"/{SLUG}/me/leave", data=sent)
        assert response.status_code < 500
        (seen,) = service.seen
        assert seen.headers["X-Manage-Token"] == "long-enough??X-Other:???"
        assert "X-Other" not in seen.headers


class TestEveryPage:
    @pytest.mark.parametrize(
        "path",
        ["/", f"/{SLUG}/", f"/{SLUG}", "/docs", "/docs/gateway", "/embed/QE1/join", "/nowhere/"],
    )
    async def test_it_needs_nothing_from_elsewhere_and_runs_no_script_but_the_proof_of_work(
        self, visitor: httpx.AsyncClient, path: str
    ) -> None:
        response = await visitor.get(path)
        assert response.headers["Content-Type"].startswith("text/html")
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert " style=" not in response.text
        scripts = re.findall(r"<script[^>]*>", response.text)
        assert all('src="/assets/prove.js?' in one for one in scripts), scripts
        assert not re.search(r'(?:src|href)="(?:https?:)?//', response.text)

    async def test_it_does_not_pass_for_the_nhs(self, visitor: httpx.AsyncClient) -> None:
        page = (await visitor.get(f"/{SLUG}/")).text
        assert "NHS England" not in page
        assert "nhsuk-header__logo" not in page


class TestMissingPages:
    @pytest.mark.parametrize("address", ["/nowhere/at/all", f"/{SLUG}/joined", "/.env"])
    async def test_a_browser_is_told_on_a_page(
        self, visitor: httpx.AsyncClient, address: str
    ) -> None:
        told = await visitor.get(address, headers={"Accept": "text/html,*/*;q=0.8"})
        assert told.status_code == 404
        assert told.headers["Content-Type"].startswith("text/html")
        assert "Page not found" in told.text
        assert address not in told.text

    @pytest.mark.parametrize(
        ("address", "accept"),
        [("/nowhere/at/all", "application/json"), ("/api/v1/QE1/nothing", "text/html")],
    )
    async def test_a_program_is_told_by_a_problem(
        self, visitor: httpx.AsyncClient, address: str, accept: str
    ) -> None:
        told = await visitor.get(address, headers={"Accept": accept})
        assert told.status_code in {401, 404}
        assert told.headers["Content-Type"] == "application/problem+json"


class TestTokenPages:
    @pytest.mark.parametrize(
        "path",
        [
            "join/confirm",
            "answer",
            "me",
            "me/data",
            "me/leave",
            "me/involvement",
            "erasure",
            "unsubscribe",
            "events/0190b1f0-5f5e-7000-8000-000000000001/place",
        ],
    )
    async def test_a_page_with_a_token_is_kept_nowhere_and_tells_nobody(
        self, visitor: httpx.AsyncClient, path: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        token = "secret-token-of-the-mail"
        response = await visitor.get(f"/{SLUG}/{path}?token={token}")
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        written = capsys.readouterr()
        assert token not in written.out + written.err


class TestAssets:
    async def test_they_can_be_kept_for_ever_under_their_own_address(
        self, visitor: httpx.AsyncClient
    ) -> None:
        page = (await visitor.get("/")).text
        addresses = re.findall(r'href="(/assets/[^"]+)"', page)
        assert len(addresses) == 3
        for address in addresses:
            response = await visitor.get(address)
            assert response.status_code == 200
            assert "immutable" in response.headers["Cache-Control"]
            tag = response.headers["ETag"]
            held = await visitor.get(address, headers={"If-None-Match": tag})
            assert held.status_code == 304

    async def test_the_styles_name_no_other_server_and_no_font(
        self, visitor: httpx.AsyncClient
    ) -> None:
        styles = (await visitor.get("/assets/nhsuk-frontend.css")).text
        assert "@font-face{" not in styles
        assert "assets.nhs.uk" not in styles
        for icon in set(re.findall(r"url\((nhsuk-icon[^)]+)\)", styles)):
            assert (await visitor.get(f"/assets/{icon}")).status_code == 200

    @pytest.mark.parametrize("name", ["..%2fsettings.py", "none.css", "%2e%2e"])
    async def test_nothing_else_is_given_out(self, visitor: httpx.AsyncClient, name: str) -> None:
        assert (await visitor.get(f"/assets/{name}")).status_code == 404


class TestReference:
    async def test_it_is_one_valid_document(self, visitor: httpx.AsyncClient) -> None:
        from openapi_spec_validator import validate

        response = await visitor.get("/openapi.json")
        document = response.json()
        validate(document)
        assert "/api/v1/{ics}/thread/{kind}/{node_id}" in document["paths"]
        assert "/api/v1/{ics}/panel/surveys" in document["paths"]
        names = [tag["name"] for tag in document["tags"]]
        assert sorted(names) == ["gateway", "governance", "insights", "panel"]
        tag = response.headers["ETag"]
        held = await visitor.get("/openapi.json", headers={"If-None-Match": tag})
        assert held.status_code == 304

    async def test_an_unknown_part_is_not_found(self, visitor: httpx.AsyncClient) -> None:
        assert (await visitor.get("/docs/payroll")).status_code == 404
