"""Public pages of meetings and boards, and whether a board keeps to its terms."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from common.clock import day_in_england, utc_now
from common.db.engine import Database
from common.testing import http
from gateway_support import SLUG
from open_governance import PAPER, OpenGovernance, opened
from open_register import BOARD, BODY, MEETING, register
from thread_support import CHAIN, NOW, said, tell

pytestmark = pytest.mark.rule("governance.1")


@pytest.fixture
async def governance() -> AsyncIterator[OpenGovernance]:
    async with opened(OpenGovernance(answers=register())) as service:
        yield service


@pytest.fixture
async def visitor(
    gateway_app: Callable[..., FastAPI], governance: OpenGovernance
) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser."""
    async with http.client(gateway_app(governance_url=governance.url)) as client:
        yield client


async def seen(visitor: httpx.AsyncClient, path: str) -> str:
    response = await visitor.get(f"/{SLUG}/{path}")
    assert response.status_code == 200, response.text
    return " ".join(unescape(response.text).split())


class TestMeeting:
    async def test_the_agenda_is_read_and_why_an_item_is_kept_back(
        self, visitor: httpx.AsyncClient
    ) -> None:
        page = await seen(visitor, f"meetings/{MEETING['id']}")
        for words in (
            "Meeting of 15 December 2026", "15 December 2026, 10:00", "County Hall",
            "Anybody: it is held in public", "1. Clinics",
            "2. <strong>Kept from the public.</strong> The reason given: It is before a court.",
            f'href="/{SLUG}/boards/{BODY}"', f'href="/{SLUG}/questions/{MEETING["id"]}"',
        ):  # fmt: skip
            assert words in page

    async def test_it_says_who_was_in_the_chair_and_names_no_withheld_item(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        took = {"kind": "took", "name": "Tom Alder", "items": None, "item_number": "2",
                "item_title": None}  # fmt: skip
        governance.answers[f"/published-meetings/{MEETING['id']}/chairs"] = {"chairs": [took]}
        page = await seen(visitor, f"meetings/{MEETING['id']}")
        assert "Tom Alder took the chair, at item 2." in page

    async def test_papers_stand_by_their_items(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        on_it, not_on_it = (
            PAPER | {"item_number": "1"},
            PAPER | {"item_number": "9", "id": str(uuid4())},
        )
        path = f"/published-papers?meeting_id={MEETING['id']}"
        governance.answers[path] = {"items": [on_it, not_on_it]}
        page = await seen(visitor, f"meetings/{MEETING['id']}")
        assert f'1. Clinics <br><a href="/{SLUG}/papers/{PAPER["id"]}">' in page
        listed, others = page.split("More papers")
        assert not_on_it["id"] not in listed
        assert f'Item 9 <br><a href="/{SLUG}/papers/{not_on_it["id"]}">' in others
        assert on_it["id"] not in others

    async def test_a_paper_follows_its_item_and_not_the_number(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        agenda = [{"id": str(uuid4()), "number": "1", "title": "Buses", "withheld_reason": None},
                  {"id": PAPER["item_id"], "number": "2", "title": "Clinics",
                   "withheld_reason": None}]  # fmt: skip
        governance.answers[f"/published-meetings/{MEETING['id']}"] = MEETING | {"agenda": agenda}
        path = f"/published-papers?meeting_id={MEETING['id']}"
        governance.answers[path] = {"items": [PAPER | {"item_number": "1"}]}
        page = await seen(visitor, f"meetings/{MEETING['id']}")
        assert f'2. Clinics <br><a href="/{SLUG}/papers/{PAPER["id"]}">' in page

    async def test_it_says_when_and_why_the_agenda_was_put_in_another_order(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        changes = [{"changed_on": "2026-12-04", "reason": "The speaker has to leave early."}]
        meeting = MEETING | {"order_changes": changes}
        governance.answers[f"/published-meetings/{MEETING['id']}"] = meeting
        page = await seen(visitor, f"meetings/{MEETING['id']}")
        assert "4 December 2026: The speaker has to leave early." in page

    async def test_it_says_on_which_days_it_goes_on_and_where_its_minutes_were_approved(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        more = {"also_on": ["2026-12-18"], "approved_on": "2027-03-02",
                "status": "minutes_approved"}  # fmt: skip
        governance.answers[f"/published-meetings/{MEETING['id']}"] = MEETING | more
        page = await seen(visitor, f"meetings/{MEETING['id']}")
        assert "It was adjourned, and goes on on 18 December 2026" in page
        assert "Read the approved minutes</a>, approved at the meeting of 2 March 2027" in page

    async def test_its_decisions_are_there_and_not_those_that_others_took_under_them(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance, gateway_database: Database
    ) -> None:
        chain = CHAIN.fresh(meeting=UUID(MEETING["id"]))
        later = uuid4()
        under = said(
            "governance.decision.recorded.v1", decision_id=later, version=1, title="Choose days",
            reference="QE1-ICB-2026-0009", outcome="approved", body_id=uuid4(),
            body_name="Sands Board", decided_on=NOW.date(), recorded_at=NOW,
            delegated_by=chain.decision,
        )  # fmt: skip
        await tell(gateway_database, [*chain.events, under])
        page = await seen(visitor, f"meetings/{MEETING['id']}")
        assert f"/{SLUG}/thread/decisions/{chain.decision}" in page
        assert str(later) not in page

    async def test_one_that_is_not_published_is_not_found(self, visitor: httpx.AsyncClient) -> None:
        assert (await visitor.get(f"/{SLUG}/meetings/{uuid4()}")).status_code == 404


class TestMinutes:
    PATH = f"meetings/{MEETING['id']}/minutes"

    async def test_they_are_read_as_a_page_and_taken_as_files(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        page = await seen(visitor, self.PATH)
        for words in ("Minutes: Sands Board, 15 December 2026", "Mira Oakley", "1. Clinics",
                      "the clinic be open until 10pm",
                      f'href="/{SLUG}/{self.PATH}.docx"'):  # fmt: skip
            assert words in page
        governance.answers[f"/published-meetings/{MEETING['id']}/minutes/document.html"] = {"a": 1}
        file = await visitor.get(f"/{SLUG}/{self.PATH}.html")
        assert (file.status_code, file.json()) == (200, {"a": 1})
        assert file.headers["Content-Type"] == "text/html; charset=utf-8"
        assert file.headers["Content-Disposition"].startswith("attachment")

    async def test_where_governance_gives_none_there_are_none(
        self, visitor: httpx.AsyncClient
    ) -> None:
        for ending in ("", ".html", ".docx", ".pdf"):
            path = f"/{SLUG}/meetings/{uuid4()}/minutes{ending}"
            assert (await visitor.get(path)).status_code == 404

    async def test_the_meeting_and_the_list_lead_to_approved_ones_alone(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        held = MEETING | {"id": str(uuid4()), "status": "held"}
        approved = MEETING | {"status": "minutes_approved"}
        governance.answers |= {
            "/published-meetings?limit=100": {"items": [], "next_cursor": None},
            "/published-meetings?when=past&limit=20": {
                "items": [held, approved], "next_cursor": None},
            f"/published-meetings/{MEETING['id']}": approved,
            f"/published-meetings/{held['id']}": held,
        }  # fmt: skip
        for path in ("meetings", f"meetings/{MEETING['id']}"):
            assert f'href="/{SLUG}/{self.PATH}"' in await seen(visitor, path)
        for path in ("meetings", f"meetings/{held['id']}"):
            assert f"meetings/{held['id']}/minutes" not in await seen(visitor, path)


class TestMeetings:
    async def test_those_to_come_and_past_ones_are_listed(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        past = MEETING | {"id": str(uuid4()), "held_on": "2026-01-05", "status": "cancelled"}
        governance.answers |= {
            "/published-meetings?limit=100": {"items": [MEETING], "next_cursor": None},
            "/published-meetings?when=past&limit=20": {"items": [past], "next_cursor": "abc"},
            "/published-meetings?when=past&limit=20&cursor=abc": {
                "items": [], "next_cursor": None},
        }  # fmt: skip
        page = await seen(visitor, "meetings")
        assert page.index("Sands Board, 15 December 2026") < page.index("5 January 2026")
        assert "Cancelled</strong>" in page
        assert f'href="/{SLUG}/meetings?cursor=abc"' in page
        older = await seen(visitor, "meetings?cursor=abc")
        assert "15 December 2026" not in older

    async def test_a_cursor_asks_for_nothing_else(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        none: dict[str, Any] = {"items": [], "next_cursor": None}
        governance.answers |= {
            "/published-meetings?limit=100": none,
            "/published-meetings?when=past&limit=20&cursor=a%26when%3Dcoming": none,
        }
        await seen(visitor, "meetings?cursor=a%26when%3Dcoming")


class TestBoards:
    async def test_a_board_says_who_sits_on_it(self, visitor: httpx.AsyncClient) -> None:
        assert "Sands Board" in await seen(visitor, "boards")
        page = await seen(visitor, f"boards/{BODY}")
        for words in (
            "Plans services.", "It meets at least 4 times a year.",
            "Chair: Mira Oakley (deputy: Tom Alder)", "Elected member, Fylde Council: vacant",
            f'href="/{SLUG}/boards/{BODY}/terms"', f'href="/{SLUG}/meetings/{MEETING["id"]}"',
        ):  # fmt: skip
            assert words in page
        assert page.index("Who attends without a vote") < page.index("Secretary: Ann Low")

    async def test_terms_say_clause_by_clause_where_they_are_not_kept(
        self, visitor: httpx.AsyncClient
    ) -> None:
        page = await seen(visitor, f"boards/{BODY}/terms")
        for words in (
            "It keeps to 1 of 3 things", "notice 7 days before", "9.2",
            f'<a href="/{SLUG}/meetings/{MEETING["id"]}">15 December 2026</a>, 2 meetings not',
            "deputy chair",
        ):  # fmt: skip
            assert words in page

    async def test_a_board_without_terms_says_so(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        governance.answers[f"/published-bodies/{BODY}"] = BOARD | {"terms_from": None}
        page = await seen(visitor, f"boards/{BODY}/terms")
        assert "Its terms of reference are not on record." in page

    async def test_of_terms_that_are_read_no_longer_it_says_so(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        governance.conflicts.add(f"/published-bodies/{BODY}/conformance")
        page = await seen(visitor, f"boards/{BODY}/terms")
        assert "We cannot work this out. Its terms of 1 April 2024 were written" in page
        assert "It keeps to" not in page

    async def test_one_that_is_not_there_is_not_found(self, visitor: httpx.AsyncClient) -> None:
        for path in (f"boards/{uuid4()}", f"boards/{uuid4()}/terms"):
            assert (await visitor.get(f"/{SLUG}/{path}")).status_code == 404

    async def test_what_a_clerk_wrote_cannot_become_markup(
        self, visitor: httpx.AsyncClient, governance: OpenGovernance
    ) -> None:
        evil = json.loads(json.dumps(BOARD).replace("Plans services.", "<script>x</script>"))
        governance.answers[f"/published-bodies/{BODY}"] = evil
        page = (await visitor.get(f"/{SLUG}/boards/{BODY}")).text
        assert "<script>x" not in page


@pytest.mark.parametrize(("away", "words"), [(1, "It will be on"), (0, "Held on"), (-1, "Held on")])
async def test_a_meeting_to_come_is_not_said_to_have_been_held(
    visitor: httpx.AsyncClient, gateway_database: Database, away: int, words: str
) -> None:
    meeting = uuid4()
    day = day_in_england(utc_now()) + timedelta(away)
    told = said(
        "governance.meeting.published.v1", meeting_id=meeting, version=1, body_id=uuid4(),
        body_name="Board", held_on=day, starts_at=None, ends_at=None, place="Town hall",
        status="scheduled", published_at=NOW,
    )  # fmt: skip
    await tell(gateway_database, [told])
    assert f"<p>{words} {day.day}" in await seen(visitor, f"thread/meetings/{meeting}")
