"""Members of a later day of a meeting: what they may do before it (rules 2 and 9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from committee_support import made
from common.clock import day_in_england, utc_now

pytestmark = [pytest.mark.rule("governance.2")]


async def step(committee: Any, kind: str, at: str, **more: Any) -> Any:
    data = {"kind": kind, "at": at} | ({"why": "other"} if kind == "adjourned" else {}) | more
    return await committee.governance.post(f"/meetings/{committee.meeting}/adjournments", json=data)


class TestAMemberOfALaterDay:
    """Who came onto the body between two days of a meeting is a member on the second."""

    @pytest.fixture
    async def coming(self, committee: Any) -> Any:
        """Give the committee with a meeting that goes on in a fortnight, and a post that was filled
        after its first day."""
        today = day_in_england(utc_now())
        held, goes_on = today - timedelta(1), today + timedelta(14)
        meeting = await made(
            committee.governance, "/meetings", {"body_id": committee.body, "held_on": str(held)}
        )
        items = await made(
            committee.governance, f"/meetings/{meeting['id']}/items",
            [{"number": "1", "title": "Clinic"}],
        )  # fmt: skip
        committee.meeting, committee.item = meeting["id"], items["items"][0]["id"]
        since = {"valid_from": str(today)}
        path = f"/bodies/{committee.body}/posts"
        post = await made(committee.governance, path, since | {"title": "new", "sector": "NHS"})
        await made(committee.governance, f"/posts/{post['id']}/holders", since | {"name": "Ms N"})
        committee.posts["new"] = post["id"]
        late = await step(committee, "adjourned", f"{held}T11:00:00Z", resumes_on=str(goes_on))
        assert late.status_code == 201, late.text
        return committee

    async def test_nominates_a_deputy_for_it(self, coming: Any) -> None:
        path = f"/meetings/{coming.meeting}/deputies"
        data = {"post_id": coming.posts["new"], "name": "Mr D", "briefed": True}
        named = await coming.governance.post(path, json=data)
        assert named.status_code == 201, named.text

    @pytest.mark.rule("governance.9")
    async def test_opens_its_papers(self, coming: Any) -> None:
        path = f"/meetings/{coming.meeting}/items/{coming.item}/openings"
        data = {"post_id": coming.posts["new"], "what": "paper"}
        opened = await coming.governance.post(path, json=data)
        assert opened.status_code == 201, opened.text
