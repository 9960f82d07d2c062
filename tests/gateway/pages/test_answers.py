"""What people said, what was done, and what they wait to be told, on pages for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from gateway.pages import answers as pages
from gateway_support import SLUG
from open_governance import OpenGovernance, opened
from thread_support import CHAIN, NOW, said, tell

pytestmark = pytest.mark.rule("governance.11")
PATH = f"/{SLUG}/you-said-we-did"
OPEN = f"/published-feedback-threads?limit={pages.SHOWN}"


def owed(**changes: Any) -> dict[str, Any]:
    return {
        "body_id": str(uuid4()), "body_name": "Integrated Care Partnership",
        "decision_id": str(uuid4()), "finding_id": None, "reference": "QE1-ICP-2026-0003",
        "title": "Evening clinic", "opened_on": "2026-09-01", "due_on": "2026-12-01",
        "state": "open",
    } | changes  # fmt: skip


LATE = owed(
    decision_id=None, finding_id=str(uuid4()), reference=None, title="Buses stop at six",
    state="overdue", due_on="2026-10-01",
)  # fmt: skip


@pytest.fixture
async def governance() -> AsyncIterator[OpenGovernance]:
    waiting = {"items": [LATE, owed()], "next_cursor": "abc"}
    async with opened(OpenGovernance(answers={OPEN: waiting})) as service:
        yield service


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], governance: OpenGovernance
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    async with http.client(gateway_app(governance_url=governance.url)) as client:
        yield client


async def read(visitor: httpx.AsyncClient, path: str = PATH) -> str:
    response = await visitor.get(path)
    assert response.status_code == 200, response.text
    return " ".join(unescape(response.text).split())


class TestAnswers:
    async def test_each_says_what_was_said_done_and_not_done_with_its_day(
        self, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events)
        page = await read(visitor)
        for words in (
            "It takes too long to get through on the telephone.",
            "We pay for a call-back service at every practice.",
            "We could not open practices on Sundays.",
            "Published on 21 November 2026.",
            f'<a href="/{SLUG}/thread/feedback/{chain.feedback}">Better telephone access',
        ):
            assert words in page

    async def test_nothing_of_what_is_withheld_is_there(
        self, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        await tell(gateway_database, CHAIN.fresh(confidential=True).events)
        page = await read(visitor)
        assert "telephone" not in page
        assert "No answer has been published yet." in page

    async def test_older_ones_follow_page_by_page_each_once(
        self, visitor: httpx.AsyncClient, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        *before, answer = chain.events
        data = answer.data.model_dump()
        more = [
            said(
                "governance.feedback.published.v1",
                **(data | {"feedback_id": uuid4(), "published_at": NOW + timedelta(hours=place)}),
            )
            for place in range(pages.SHOWN + 2)
        ]
        await tell(gateway_database, [*before, *more])
        ids = [str(one.data.model_dump()["feedback_id"]) for one in reversed(more)]
        first = await read(visitor)
        second = await read(visitor, f"{PATH}?older_than={ids[pages.SHOWN - 1]}")
        assert f"{PATH}?older_than={ids[pages.SHOWN - 1]}" in first
        assert [one for one in ids if f"feedback/{one}" in first] == ids[: pages.SHOWN]
        assert [one for one in ids if f"feedback/{one}" in second] == ids[pages.SHOWN :]
        assert "older_than" not in second
        assert "still wait" not in second
        assert (await visitor.get(f"{PATH}?older_than={uuid4()}")).status_code == 404


class TestWaiting:
    async def test_it_says_who_owes_what_by_when_and_what_is_late(
        self, visitor: httpx.AsyncClient
    ) -> None:
        page = await read(visitor)
        late = f'<a href="/{SLUG}/thread/findings/{LATE["finding_id"]}">Buses stop at six</a>'
        assert late in page
        assert "Partnership was to answer by 1 October 2026. <strong>This is late" in page
        assert "Partnership is to answer by 1 December 2026." in page
        assert page.count("This is late") == 1
        assert f"{PATH}/waiting?cursor=abc" in page

    async def test_what_is_due_later_has_its_own_page(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        governance.answers[f"{OPEN}&cursor=abc"] = {"items": [owed()], "next_cursor": None}
        page = await read(visitor, f"{PATH}/waiting?cursor=abc")
        assert "Evening clinic" in page
        assert "due later" not in page
        assert (await visitor.get(f"{PATH}/waiting?cursor=wrong")).status_code == 404

    async def test_while_governance_is_away_the_answers_are_still_read(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance, gateway_database: Database
    ) -> None:
        await tell(gateway_database, CHAIN.fresh().events)
        governance.failing = True
        page = await read(visitor)
        assert "call-back service" in page
        assert "This cannot be read just now." in page

    async def test_the_thread_of_a_decision_says_by_when_people_are_told(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh()
        await tell(gateway_database, chain.events[:-1])
        governance.answers[f"{OPEN}&decision_id={chain.decision}"] = {"items": [owed()]}
        page = await read(visitor, f"/{SLUG}/thread/decisions/{chain.decision}")
        assert "People have not been told yet what came of it." in page
        assert "is to tell people what came of it by 1 December 2026." in page

    async def test_the_front_page_leads_there(self, visitor: httpx.AsyncClient) -> None:
        assert f'href="{PATH}"' in await read(visitor, f"/{SLUG}/")
