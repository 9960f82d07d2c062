"""The page of a decision tells how it was amended, on whose authority it stands, and call-in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from common.db.engine import Database
from common.testing import http
from common.testing.clock import today
from gateway.thread.repository import ANYBODY
from gateway.thread.service import follow
from gateway_support import SLUG
from thread_support import CHAIN, Said, said, tell


@pytest.fixture
async def visitor(gateway_app: Callable[..., FastAPI]) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    async with http.client(gateway_app()) as client:
        yield client


def day(after: int) -> date:
    return today() + timedelta(days=after)


def decided(decision_id: UUID, **more: Any) -> Said:
    values: dict[str, Any] = {
        "decision_id": decision_id, "version": 1, "reference": "QE1-ICB-2026-0001",
        "title": "Evening clinic", "outcome": "approved", "parts": ["Open on three days."],
        "body_id": uuid4(), "body_name": "Sands Board", "decided_on": day(-3),
        "recorded_at": datetime.now(UTC),
    }  # fmt: skip
    return said("governance.decision.recorded.v1", **(values | more))


class Page:
    """The public page of a decision."""

    def __init__(self, visitor: httpx.AsyncClient, database: Database) -> None:
        self._visitor, self._database = visitor, database
        self.decision = uuid4()

    async def of(self, **more: Any) -> str:
        chain = CHAIN.fresh()
        await tell(self._database, [decided(self.decision, **more)])
        response = await self._visitor.get(f"/{SLUG}/thread/decisions/{self.decision}")
        assert response.status_code == 200, chain
        return " ".join(unescape(response.text).split())


@pytest.fixture
def page(visitor: httpx.AsyncClient, gateway_database: Database) -> Page:
    return Page(visitor, gateway_database)


def from_day(after: int, code: str, words: str) -> dict[str, Any]:
    return {"since": day(after), "code": code, "words": words}


class TestStanding:
    async def test_the_words_are_those_of_today(self, page: Page) -> None:
        told = [from_day(-3, "open_to_call_in", "It may be called in."),
                from_day(2, "in_force", "It is in force.")]  # fmt: skip
        found = await page.of(standing=told)
        assert "It may be called in." in found
        assert "It is in force." not in found

    async def test_when_its_day_has_come_nobody_has_to_say_so(self, page: Page) -> None:
        told = [from_day(-9, "open_to_call_in", "It may be called in."),
                from_day(-1, "in_force", "It is in force.")]  # fmt: skip
        found = await page.of(standing=told)
        assert "It is in force." in found
        assert "It may be called in." not in found

    async def test_call_in_is_told_with_its_reason_and_what_came_of_it(self, page: Page) -> None:
        found = await page.of(
            standing=[from_day(-1, "replaced", "Another decision took its place.")],
            called_in_because="Too little was heard.",
            call_in_outcome_because="The board thought again.",
        )
        assert "Too little was heard." in found
        assert "The board thought again." in found


class TestCourse:
    async def test_amendments_are_told_in_plain_words_with_their_result(self, page: Page) -> None:
        found = await page.of(
            moved=["Open on two days."],
            amendments=[
                {"number": 1, "part": 1, "leave_out": "two", "insert": "three",
                 "result": "carried", "method": "recorded", "in_favour": 5, "against": 2,
                 "abstained": 1},
                {"number": 2, "part": 1, "insert": "Tell people.", "result": "ruled_out",
                 "reason": "It was decided in May."},
            ],
        )  # fmt: skip
        assert "Open on two days." in found
        assert "put “three” in the place of “two”" in found
        assert "carried</strong>, 5 for, 2 against, 1 abstained." in found
        assert "ruled out of order by the chair</strong>. The reason given: It was decided" in found

    async def test_each_part_bears_the_vote_on_it(self, page: Page) -> None:
        counted = {"method": "secret", "in_favour": 1, "against": 3, "abstained": 0}
        found = await page.of(
            parts=["Open late.", "Be free."],
            votes=[
                {"parts": [1], "method": "consensus", "carried": True},
                {"parts": [2], "carried": False, **counted},
                {"parts": [], "carried": True, **counted, "by_casting_vote": True},
            ],
        )
        first, rest = found.split("Be free.", 1)
        second, whole = rest.split("On the whole:", 1)
        assert "Carried</strong>, with everybody's agreement." in first
        assert "Lost</strong> in a secret vote: 1 for, 3 against, 0 abstained." in second
        assert "The chair's casting vote decided." in whole

    async def test_powers_are_told_with_their_limits(self, page: Page) -> None:
        power = {"to": "Director of place", "scope": "choose the days", "until": day(9),
                 "conditions": ["with the chair"], "revoked_on": day(-1)}  # fmt: skip
        found = await page.of(delegations=[power])
        assert "Director of place, until" in found
        assert "choose the days (with the chair)." in found
        assert "This was taken back on" in found

    async def test_an_urgent_decision_says_why_and_who(self, page: Page) -> None:
        found = await page.of(
            authority="urgent", decided_by=["Chair", "Chief executive"],
            why_not_at_a_meeting="The roof came down.", involvement_limited="It was night.",
        )  # fmt: skip
        assert "It was taken by: Chair, Chief executive." in found
        assert "The reason given: The roof came down." in found
        assert "The reason given: It was night." in found

    async def test_what_people_wrote_cannot_become_markup(
        self, visitor: httpx.AsyncClient, page: Page
    ) -> None:
        await page.of(called_in_because="<script>alert(1)</script>")
        response = await visitor.get(f"/{SLUG}/thread/decisions/{page.decision}")
        assert "<script>alert" not in response.text

    async def test_a_decision_without_any_of_it_says_nothing_of_it(self, page: Page) -> None:
        found = await page.of()
        for heading in ("Who decided", "How the words were changed", "Why it was called in"):
            assert heading not in found


class TestThread:
    async def test_what_was_decided_under_a_power_leads_back_to_who_gave_it(
        self, page: Page, gateway_database: Database
    ) -> None:
        giver = uuid4()
        chain = CHAIN.fresh()
        await tell(gateway_database, [decided(giver, title="The clinic")])
        found = await page.of(
            authority="delegation", decided_by=["Director of place"], delegated_by=giver,
            why_not_at_a_meeting="It names the days.",
        )  # fmt: skip
        assert f"/{SLUG}/thread/decisions/{giver}" in found
        assert "Sands Board had given them the power to decide." in found
        async with gateway_database.reading(chain.ics) as session:
            thread = await follow(session, "decisions", page.decision, ANYBODY)
        assert [(one.node.id, one.node.title) for one in thread.back] == [(giver, "The clinic")]
        assert [one.relation for one in thread.steps] == ["decided_under"]
