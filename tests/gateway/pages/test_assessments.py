"""The public page of an assessment, and the ways that lead to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from gateway_support import SLUG
from open_governance import ASSESSMENT, PAPER, OpenGovernance, opened
from thread_support import CHAIN, tell

pytestmark = [pytest.mark.rule("governance.8"), pytest.mark.rule("governance.10")]
WHERE = f"{ASSESSMENT['kind']}/{ASSESSMENT['subject_id']}"
NAMED: dict[str, Any] = {
    "kind": ASSESSMENT["kind"],
    "subject_id": ASSESSMENT["subject_id"],
    "name": "Duty to involve",
    "title": "Move the walk-in clinic",
    "judged_on": "2026-10-20",
}
LINK = f'<a href="/{SLUG}/assessments/{WHERE}">Duty to involve: Move the walk-in clinic</a>'


@pytest.fixture
async def governance() -> AsyncIterator[OpenGovernance]:
    answers = {f"/published-assessments/{WHERE}": ASSESSMENT}
    async with opened(OpenGovernance(answers=answers)) as service:
        yield service


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], governance: OpenGovernance
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    async with http.client(gateway_app(governance_url=governance.url)) as client:
        yield client


async def seen(visitor: httpx.AsyncClient, path: str = f"assessments/{WHERE}") -> str:
    response = await visitor.get(f"/{SLUG}/{path}")
    assert response.status_code == 200, response.text
    assert "set-cookie" not in response.headers
    return " ".join(response.text.split())


class TestPage:
    async def test_it_says_what_was_judged_why_and_under_which_law(
        self, visitor: httpx.AsyncClient
    ) -> None:
        page = await seen(visitor)
        for words in (
            "Move the walk-in clinic", "People must be involved.", "The place changes.",
            "Section 14Z45 of the National Health Service Act 2006",
            "the law that was in force on 19 October 2026. It began on 1 July 2022.",
            "The reason given: The clinic moves further than was said at first.",
            "The plan has changed since", "The roof leaks.", "What became of it: ended.",
            "Check number 1, finished on 1 September 2026",
            "It rests on check number 1 of this plan",
        ):  # fmt: skip
            assert words in page
        assert "<script" not in page

    async def test_it_leads_to_where_it_belongs(self, visitor: httpx.AsyncClient) -> None:
        page = await seen(visitor)
        for href in (
            f"/{SLUG}/meetings/{ASSESSMENT['meeting']['meeting_id']}",
            f"/{SLUG}/papers/{ASSESSMENT['papers'][0]['paper_id']}",
            f"/{SLUG}/thread/decisions/{ASSESSMENT['decisions'][0]['decision_id']}",
            f"/{SLUG}/boards/{ASSESSMENT['body_id']}",
        ):
            assert f'href="{href}"' in page

    async def test_a_further_assessment_has_no_outcome_of_the_duty(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        kind = "equality_and_inequalities"
        content = ASSESSMENT["content"] | {
            "engaged": None, "explanation": None, "proposal_sha256": None, "limits": [],
            "temporary_changes": [],
        }  # fmt: skip
        answer = ASSESSMENT | {"kind": kind, "content": content, "outdated": False}
        path = f"{kind}/{ASSESSMENT['subject_id']}"
        governance.answers[f"/published-assessments/{path}"] = answer
        page = await seen(visitor, f"assessments/{path}")
        assert "What came out" not in page
        assert "what a decision may do to people" in page
        assert "It has been asked since 1 July 2022" in page

    async def test_what_is_not_published_is_not_found(self, visitor: httpx.AsyncClient) -> None:
        for path in (f"duty_to_involve/{uuid4()}", "duty_to_involve/x", f"..%2Fx/{uuid4()}"):
            assert (await visitor.get(f"/{SLUG}/assessments/{path}")).status_code == 404

    async def test_what_people_wrote_cannot_become_markup(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        content = ASSESSMENT["content"] | {"title": "<script>alert(1)</script>"}
        path = f"/published-assessments/{WHERE}"
        governance.answers[path] = ASSESSMENT | {"content": content}
        assert "<script>" not in await seen(visitor)

    async def test_while_governance_is_away_it_says_so(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        governance.failing = True
        assert (await visitor.get(f"/{SLUG}/assessments/{WHERE}")).status_code == 503


class TestWays:
    async def test_from_a_paper(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        governance.answers[f"/published-papers/{PAPER['id']}"] = PAPER
        listed = f"/published-assessments?paper_id={PAPER['id']}"
        governance.answers[listed] = {"items": [NAMED]}
        assert LINK in await seen(visitor, f"papers/{PAPER['id']}")

    @pytest.mark.parametrize("kind", ["decisions", "papers"])
    async def test_from_the_thread(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance,
        gateway_database: Database, kind: str,
    ) -> None:  # fmt: skip
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.with_paper)
        node = chain.decision if kind == "decisions" else chain.paper
        listed = f"/published-assessments?{kind[:-1]}_id={node}"
        governance.answers[listed] = {"items": [NAMED]}
        assert LINK in await seen(visitor, f"thread/{kind}/{node}")

    async def test_a_thread_is_shown_while_governance_is_away(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.with_paper)
        governance.failing = True
        assert "What was checked first" not in await seen(
            visitor, f"thread/decisions/{chain.decision}"
        )
