"""Loading system files."""

from __future__ import annotations

import pytest

from governance.load import SystemRecord, load_system
from governance_support import ICP, Governance, system_file


class TestLoad:
    async def test_loading_again_changes_nothing(self, governance: Governance) -> None:
        before = (await governance.get(f"/bodies/{ICP}/posts")).json()
        posts = system_file("QE1")
        posts["bodies"][0]["posts"] = []
        await load_system(governance.database, SystemRecord.model_validate(posts))
        assert (await governance.get(f"/bodies/{ICP}/posts")).json() == before

    @pytest.mark.rule("governance.1")
    async def test_bodies_come_with_terms_posts_and_holders(self, governance: Governance) -> None:
        body = (await governance.get(f"/bodies/{ICP}")).json()
        assert body["terms"]["valid_from"] == "2023-04-17"
        [post] = (await governance.get(f"/bodies/{ICP}/posts")).json()["items"]
        assert (post["title"], post["holders"][0]["name"]) == (
            "Elected Member",
            "Cllr Ada Applewick",
        )

    async def test_vocabularies_are_dated(self, governance: Governance) -> None:
        then = (await governance.get("/vocabularies?on=2022-06-30")).json()["terms"]
        now = (await governance.get("/vocabularies")).json()["terms"]
        assert then == []
        assert "agreed_in_principle" in {term["code"] for term in now}
