"""Bodies and their terms of reference, posts and holders: all dated (rule 1)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from governance_support import ICP, Governance

BODY = {
    "code": "PIEAC",
    "name": "Public Involvement and Engagement Advisory Committee",
    "kind": "advisory_committee",
    "valid_from": "2023-01-01",
}


async def register(governance: Governance, **content: Any) -> dict[str, Any]:
    response = await governance.post("/bodies", json=BODY | content)
    assert response.status_code == 201, response.text
    return dict(response.json())


@pytest.mark.rule("governance.1")
class TestTerms:
    async def test_the_terms_in_force_on_a_day_are_given(self, governance: Governance) -> None:
        newer = {"valid_from": "2024-09-30", "content": {"notice_working_days": 7}}
        adopted = await governance.post(f"/bodies/{ICP}/terms", json=newer)
        assert adopted.status_code == 201, adopted.text
        before = (await governance.get(f"/bodies/{ICP}?on=2024-09-29")).json()["terms"]
        after = (await governance.get(f"/bodies/{ICP}?on=2024-09-30")).json()["terms"]
        assert before["content"] == {"meets_in_public": True}
        assert before["valid_to"] == "2024-09-30"
        assert after["content"] == {"notice_working_days": 7}

    async def test_before_the_first_terms_there_are_none(self, governance: Governance) -> None:
        body = (await governance.get(f"/bodies/{ICP}?on=2023-04-16")).json()
        assert body["terms"] is None

    async def test_terms_never_overlap(self, governance: Governance) -> None:
        older = {"valid_from": "2023-04-17", "content": {}}
        refused = await governance.post(f"/bodies/{ICP}/terms", json=older)
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("terms-overlap")

    async def test_every_set_of_terms_is_kept(self, governance: Governance) -> None:
        for year in (2024, 2025):
            data = {"valid_from": f"{year}-05-01", "content": {"year": year}}
            await governance.post(f"/bodies/{ICP}/terms", json=data)
        items = (await governance.get(f"/bodies/{ICP}/terms")).json()["items"]
        assert [terms["valid_from"] for terms in items] == [
            "2025-05-01", "2024-05-01", "2023-04-17",
        ]  # fmt: skip


@pytest.mark.rule("governance.1")
class TestBodies:
    async def test_a_body_that_has_ended_is_kept_but_not_in_being(
        self, governance: Governance
    ) -> None:
        body = await register(governance)
        ended = await governance.patch(f"/bodies/{body['id']}", 1, json={"valid_to": "2025-04-01"})
        assert ended.status_code == 200, ended.text
        now = (await governance.get("/bodies?on=2025-04-01")).json()["items"]
        then = (await governance.get("/bodies?on=2025-03-31")).json()["items"]
        assert body["id"] not in {b["id"] for b in now}
        assert body["id"] in {b["id"] for b in then}

    async def test_a_code_names_one_body(self, governance: Governance) -> None:
        await register(governance)
        assert (await governance.post("/bodies", json=BODY)).status_code == 409

    async def test_a_body_ends_after_it_begins(self, governance: Governance) -> None:
        refused = await governance.post("/bodies", json=BODY | {"valid_to": "2022-01-01"})
        assert refused.status_code == 422
        body = await register(governance)
        refused = await governance.patch(
            f"/bodies/{body['id']}", 1, json={"valid_to": "2020-01-01"}
        )
        assert refused.json()["errors"][0]["field"] == "body.valid_to"

    async def test_a_change_names_the_version_it_is_of(self, governance: Governance) -> None:
        body = await register(governance)
        path = f"/bodies/{body['id']}"
        missing = await governance.call("PATCH", path, json={"name": "Other"})
        stale = await governance.patch(path, 7, json={"name": "Other"})
        assert (missing.status_code, stale.status_code) == (428, 412)

    async def test_bodies_are_listed_page_by_page(self, governance: Governance) -> None:
        await register(governance)
        first = (await governance.get("/bodies?limit=1")).json()
        second = (await governance.get(f"/bodies?limit=1&cursor={first['next_cursor']}")).json()
        assert {b["code"] for b in first["items"] + second["items"]} == {"ICP", "PIEAC"}

    async def test_unknown_fields_are_refused(self, governance: Governance) -> None:
        refused = await governance.post("/bodies", json=BODY | {"colour": "blue"})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "body.colour"


@pytest.mark.rule("governance.1")
class TestPosts:
    async def post_of(self, governance: Governance) -> str:
        response = await governance.post(
            f"/bodies/{ICP}/posts",
            json={"title": "Chief Executive", "sector": "NHS ICB", "valid_from": "2023-04-17"},
        )
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    async def test_one_holder_follows_another(self, governance: Governance) -> None:
        post = await self.post_of(governance)
        path = f"/posts/{post}/holders"
        first = await governance.post(path, json={"name": "Ann Low", "valid_from": "2023-04-17"})
        both = await governance.post(path, json={"name": "Bo High", "valid_from": "2024-05-01"})
        assert (first.status_code, both.status_code) == (201, 422)
        ended = await governance.patch(
            f"{path}/{first.json()['id']}", 1, json={"valid_to": "2024-05-01"}
        )
        assert ended.status_code == 200, ended.text
        then = await governance.post(path, json={"name": "Bo High", "valid_from": "2024-05-01"})
        assert then.status_code == 201
        posts = (await governance.get(f"/bodies/{ICP}/posts")).json()["items"]
        [held] = [p for p in posts if p["id"] == post]
        assert [h["name"] for h in held["holders"]] == ["Bo High", "Ann Low"]

    async def test_a_deputy_stands_beside_the_holder(self, governance: Governance) -> None:
        post = await self.post_of(governance)
        path = f"/posts/{post}/holders"
        await governance.post(path, json={"name": "Ann Low", "valid_from": "2023-04-17"})
        deputy = {"name": "Cy Mid", "valid_from": "2023-05-01", "deputy": True}
        assert (await governance.post(path, json=deputy)).status_code == 201

    async def test_a_post_that_is_not_there_cannot_be_held(self, governance: Governance) -> None:
        refused = await governance.post(
            f"/posts/{uuid4()}/holders", json={"name": "Ann Low", "valid_from": "2023-04-17"}
        )
        assert refused.status_code == 404
