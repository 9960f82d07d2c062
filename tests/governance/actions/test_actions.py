"""Actions: kept until they are done."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from common.testing.clock import today
from governance_support import ICP, Governance
from papers_support import agenda_of


async def kept(governance: Governance, **content: Any) -> dict[str, Any]:
    values = {"body_id": str(ICP), "description": "Write to the practice"}
    response = await governance.post("/actions", json=values | content)
    assert response.status_code == 201, response.text
    return dict(response.json())


class TestActions:
    async def test_an_action_is_closed_with_its_day_and_can_be_opened_again(
        self, governance: Governance
    ) -> None:
        action = await kept(governance, due_on="2024-10-01", owner_name="Tom Alder")
        path = f"/actions/{action['id']}"
        done = (await governance.patch(path, 1, json={"status": "done"})).json()
        assert done["closed_on"] is not None
        reopened = (await governance.patch(path, 2, json={"status": "open"})).json()
        assert reopened["closed_on"] is None

    async def test_actions_are_listed_by_status(self, governance: Governance) -> None:
        first, second = await kept(governance), await kept(governance)
        await governance.patch(f"/actions/{first['id']}", 1, json={"status": "done"})
        items = (await governance.get("/actions?status=open")).json()["items"]
        assert [action["id"] for action in items] == [second["id"]]

    async def test_the_owner_holds_a_post_of_the_body(self, governance: Governance) -> None:
        post = (await governance.get(f"/bodies/{ICP}/posts")).json()["items"][0]["id"]
        assert (await kept(governance, owner_post_id=post))["owner_post_id"] == post
        other = await governance.post(
            "/bodies",
            json={"code": "EAC", "name": "Other", "kind": "committee", "valid_from": "2023-01-01"},
        )
        values = {"body_id": other.json()["id"], "description": "x", "owner_post_id": post}
        refused = await governance.post("/actions", json=values)
        assert refused.json()["errors"][0]["field"] == "body.owner_post_id"

    async def test_an_item_needs_its_meeting(self, governance: Governance) -> None:
        values = {"body_id": str(ICP), "description": "x", "item_id": str(uuid4())}
        refused = await governance.post("/actions", json=values)
        assert refused.json()["errors"][0]["field"] == "body.meeting_id"

    async def test_a_description_cannot_be_taken_away(self, governance: Governance) -> None:
        action = await kept(governance)
        refused = await governance.patch(f"/actions/{action['id']}", 1, json={"description": None})
        assert refused.status_code == 422

    async def test_they_are_listed_by_owner_and_by_the_day_they_are_due(
        self, governance: Governance
    ) -> None:
        post = (await governance.get(f"/bodies/{ICP}/posts")).json()["items"][0]["id"]
        owned = await kept(governance, owner_post_id=post, due_on="2024-10-01")
        later = await kept(governance, due_on="2024-10-02")
        await kept(governance)

        async def listed(query: str) -> list[str]:
            found = await governance.get(f"/actions?{query}")
            return [action["id"] for action in found.json()["items"]]

        assert await listed(f"owner_post_id={post}") == [owned["id"]]
        assert await listed("due_by=2024-10-01") == [owned["id"]]
        assert await listed("due_by=2024-10-02") == [later["id"], owned["id"]]


class TestOfAWithheldItem:
    async def test_it_is_told_to_those_alone_who_keep_the_record(
        self, governance: Governance
    ) -> None:
        agenda = await agenda_of(governance, today())
        body = (await governance.get(f"/meetings/{agenda.meeting}")).json()["body_id"]
        action = await kept(
            governance, body_id=body, meeting_id=agenda.meeting, item_id=agenda.item,
            description="Answer the bidder's lawyers",
        )  # fmt: skip
        paths = (f"/actions/{action['id']}", f"/actions?meeting_id={agenda.meeting}")
        reader = ["governance:read"]
        for path in paths:
            assert "lawyers" in (await governance.get(path, scopes=reader)).text
        version = (await governance.get(agenda.path)).json()["version"]
        hidden = await governance.patch(agenda.path, version, json={"withheld_reason": "A bid."})
        assert hidden.status_code == 200, hidden.text
        for path in paths:
            assert "lawyers" not in (await governance.get(path, scopes=reader)).text
            assert "lawyers" in (await governance.get(path)).text
        assert (await governance.get(paths[0], scopes=reader)).status_code == 404
