"""Loading system files."""

from __future__ import annotations

from datetime import date

import pytest

from governance.load import SystemRecord, load_system
from governance.witnesses import repository as witnesses
from governance_support import ICP, QE1, Governance, system_file

REAL_KEY = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"


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

    async def test_the_logs_witnesses_come_with_a_file(self, governance: Governance) -> None:
        given = {
            "verifier_key": REAL_KEY,
            "title": "A witness",
            "address": "https://witness.example/w1",
            "valid_from": "2026-01-01",
        }
        file = system_file("QE1") | {"witnesses": [given]}
        await load_system(governance.database, SystemRecord.model_validate(file))
        async with governance.database.reading(QE1) as session:
            [found] = await witnesses.valid(session, date(2026, 1, 1))
            assert found.address == given["address"]
            assert await witnesses.valid(session, date(2025, 12, 31)) == []
