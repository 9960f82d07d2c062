"""The public register: what everybody reads of bodies, their meetings and their terms (rule 1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from common.testing.clock import today
from governance.load import SystemRecord, load_system
from governance_support import ICP, Governance, system_file

pytestmark = pytest.mark.rule("governance.1")


def day(after: int) -> str:
    return str(today() + timedelta(after))


async def meeting(
    governance: Governance, after: int, *, publish: bool = True, **content: Any
) -> str:
    data = {"body_id": str(ICP), "held_on": day(after), "place": "Hall"} | content
    scheduled = await governance.post("/meetings", json=data)
    assert scheduled.status_code == 201, scheduled.text
    path = f"/meetings/{scheduled.json()['id']}"
    if publish:
        await governance.post(f"{path}/publish")
    return str(scheduled.json()["id"])


async def read(governance: Governance, path: str, **options: Any) -> Any:
    """Read as anybody does, without a token."""
    answer = await governance.http.get(f"/api/v1/QE1/governance{path}", **options)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def with_terms(governance: Governance, **terms: Any) -> None:
    file = system_file("QE1")
    file["bodies"][0]["terms"] |= terms
    await load_system(governance.database, SystemRecord.model_validate(file))


class TestMeetings:
    async def test_those_to_come_are_soonest_first_and_past_ones_latest_first(
        self, governance: Governance
    ) -> None:
        days = (30, -30, 0, 9, -2)
        ids = {after: await meeting(governance, after) for after in days}
        coming = (await read(governance, "/published-meetings"))["items"]
        past = (await read(governance, "/published-meetings?when=past"))["items"]
        assert [one["id"] for one in coming] == [ids[0], ids[9], ids[30]]
        assert [one["id"] for one in past] == [ids[-2], ids[-30]]

    async def test_they_come_page_by_page_each_once(self, governance: Governance) -> None:
        ids = [await meeting(governance, after) for after in (1, 2, 3)]
        first = await read(governance, "/published-meetings?limit=2")
        rest = await read(governance, f"/published-meetings?limit=2&cursor={first['next_cursor']}")
        assert [one["id"] for one in [*first["items"], *rest["items"]]] == ids

    async def test_one_that_was_not_published_is_not_told_of(self, governance: Governance) -> None:
        hidden = await meeting(governance, 5, publish=False)
        assert (await read(governance, "/published-meetings"))["items"] == []
        missing = await governance.get(f"/published-meetings/{hidden}")
        assert (missing.status_code, missing.json()["type"]) == (404, "/problems/meeting-not-found")

    async def test_it_is_told_as_it_was_published_last(self, governance: Governance) -> None:
        moved = await meeting(governance, 5)
        version = (await governance.get(f"/meetings/{moved}")).json()["version"]
        await governance.patch(
            f"/meetings/{moved}", version, json={"held_on": day(-5), "place": "Elsewhere"}
        )
        [told] = (await read(governance, "/published-meetings"))["items"]
        assert (told["held_on"], told["place"]) == (day(5), "Hall")
        one = await read(governance, f"/published-meetings/{moved}")
        assert (one["held_on"], one["place"], one["in_public"]) == (day(5), "Hall", True)

    async def test_another_system_has_none_of_them(self, governance: Governance) -> None:
        own = await meeting(governance, 5)
        path = "/api/v1/QKK/governance/published-meetings"
        assert (await governance.http.get(path)).json()["items"] == []
        assert (await governance.http.get(f"{path}/{own}")).status_code == 404


class TestBodies:
    async def test_a_body_shows_its_posts_with_who_holds_them(self, governance: Governance) -> None:
        [listed] = (await read(governance, "/published-bodies"))["items"]
        assert listed["id"] == str(ICP)
        body = await read(governance, f"/published-bodies/{ICP}")
        assert body["terms_from"] == "2023-04-17"
        assert body["meets_in_public"] is True
        assert body["members"] == [
            {
                "title": "Elected Member",
                "sector": "Local Government",
                "organisation": "Fylde Sands Council",
                "standing": "full",
                "holders": ["Cllr Ada Applewick"],
                "deputies": [],
            }
        ]

    async def test_a_holder_whose_time_is_over_is_not_named(self, governance: Governance) -> None:
        [post] = (await governance.get(f"/bodies/{ICP}/posts")).json()["items"]
        [holder] = post["holders"]
        ended = await governance.patch(
            f"/posts/{post['id']}/holders/{holder['id']}", 1, json={"valid_to": day(0)}
        )
        assert ended.status_code == 200, ended.text
        body = await read(governance, f"/published-bodies/{ICP}")
        assert body["members"][0]["holders"] == []

    async def test_an_entry_of_another_form_is_left_out(self, governance: Governance) -> None:
        terms = {"purpose": ["a"], "meetings_per_year": "several", "review_due": "soon"}
        await with_terms(governance, **terms, notice_working_days=7)
        body = await read(governance, f"/published-bodies/{ICP}")
        assert [body[name] for name in terms] == [None, None, None]
        assert body["notice_working_days"] == 7

    async def test_one_that_is_not_there_is_told_so(self, governance: Governance) -> None:
        missing = await governance.get(f"/published-bodies/{uuid4()}")
        assert (missing.status_code, missing.json()["type"]) == (404, "/problems/body-not-found")


class TestConformance:
    async def test_what_fails_names_published_meetings_and_counts_the_others(
        self, governance: Governance
    ) -> None:
        await with_terms(governance, notice_working_days=7)
        shown, hidden = await meeting(governance, 1), await meeting(governance, 2, publish=False)
        found = await read(governance, f"/published-bodies/{ICP}/conformance")
        [notice] = [one for one in found["items"] if one["check"] == "notice"]
        assert (notice["holds"], found["keeps_to_them"]) == (False, False)
        assert [one["id"] for one in notice["meetings"]] == [shown]
        assert notice["other_meetings"] == 1
        assert hidden not in str(found)

    async def test_how_often_single_members_came_is_not_told(self, governance: Governance) -> None:
        attendance = {"flag_below_percent": 50, "rolling_months": 12, "deputies_count": True}
        await with_terms(governance, attendance=attendance)
        full = (await governance.get(f"/bodies/{ICP}/conformance")).json()["items"]
        assert "attendance" in {one["check"] for one in full}
        told = await read(governance, f"/published-bodies/{ICP}/conformance")
        assert "attendance" not in {one["check"] for one in told["items"]}
