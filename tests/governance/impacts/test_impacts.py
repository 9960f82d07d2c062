"""Further assessments of a decision: complete, reasoned, every version kept (rule 10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import asyncpg
import pytest

from common.db.engine import raw_connection
from governance.impacts import kinds
from governance_support import ICP, QE1, Governance

pytestmark = pytest.mark.rule("governance.10")
READER = ["governance:read"]


def answers(kind: str, **change: Any) -> dict[str, Any]:
    """Answer everything that a kind asks for."""
    [found] = [one for one in kinds.on(date(2024, 9, 2)) if one.code == kind]
    said = {field.code: {"effect": "Better.", "reason": "People said so."}
            for field in found.fields}  # fmt: skip
    return said | change


async def assesses(
    governance: Governance, decision: dict[str, Any], of: str = "triple_aim", **change: Any
) -> Any:
    data = {"kind": of, "answers": answers(of)} | change
    path = f"/decisions/{decision['id']}/impact-assessments"
    return await governance.post(path, json=data)


async def listed(governance: Governance, decision: dict[str, Any], **options: Any) -> Any:
    path = f"/decisions/{decision['id']}/impact-assessments"
    return (await governance.get(path, **options)).json()


class TestKinds:
    def test_each_kind_names_its_law_and_what_it_asks(self) -> None:
        found = {kind.code: kind for kind in kinds.on(date(2022, 7, 1))}
        assert set(found) == {"triple_aim", "equality_and_inequalities", "integrated_impact"}
        assert "14Z43" in found["triple_aim"].law
        assert len(found["triple_aim"].fields) == 3
        assert all(kind.fields and kind.source for kind in found.values())

    def test_before_the_law_none_is_asked_for(self) -> None:
        assert kinds.on(date(2022, 6, 30)) == []


class TestAssess:
    @pytest.mark.parametrize(
        "kind", ["triple_aim", "equality_and_inequalities", "integrated_impact"]
    )
    async def test_it_is_kept_with_its_reasons(self, governance: Governance, kind: str) -> None:
        decision = await governance.decision()
        before = await listed(governance, decision)
        assert (before["items"], len(before["not_assessed"])) == ([], 3)
        made = await assesses(governance, decision, kind)
        assert made.status_code == 201, made.text
        assert made.json()["answers"] == answers(kind)
        after = await listed(governance, decision)
        assert [one["kind"]["code"] for one in after["items"]] == [kind]
        assert kind not in {one["code"] for one in after["not_assessed"]}

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"answers": {}}, "body.answers.use_of_resources"),
            ({"answers": answers("triple_aim", beauty={"effect": "x", "reason": "y"})},
             "body.answers"),
            ({"answers": answers("triple_aim", use_of_resources={"effect": "x", "reason": ""})},
             "body.answers.use_of_resources.reason"),
            ({"answers": answers("triple_aim", use_of_resources={"effect": "x"})},
             "body.answers.use_of_resources.reason"),
            ({"answers": answers("triple_aim", use_of_resources={"effect": "x", "reason": "-"})},
             "body.answers.use_of_resources.reason"),
            ({"answers": answers("triple_aim", use_of_resources={"effect": "\u200b",
                                                                 "reason": "y"})},
             "body.answers.use_of_resources.effect"),
            ({"kind": "party"}, "body.kind"),
            ({"reason": "Once more."}, "body.reason"),
        ],
    )  # fmt: skip
    async def test_what_is_wanting_is_named(
        self, governance: Governance, change: Any, field: str
    ) -> None:
        decision = await governance.decision()
        refused = await assesses(governance, decision, **change)
        assert refused.status_code == 422
        assert field in [error["field"] for error in refused.json()["errors"]]
        assert (await listed(governance, decision))["items"] == []

    async def test_the_post_is_the_bodys(self, governance: Governance) -> None:
        decision = await governance.decision()
        [post] = (await governance.get(f"/bodies/{ICP}/posts")).json()["items"]
        kept = await assesses(governance, decision, post_id=post["id"])
        assert kept.json()["post_id"] == post["id"]
        body = await governance.post(
            "/bodies", json={"name": "B", "kind": "k", "valid_from": "2022-07-01",
                             "code": "BB"})  # fmt: skip
        other = await governance.decision(body_id=body.json()["id"])
        refused = await assesses(governance, other, post_id=post["id"])
        assert refused.json()["errors"][0]["field"] == "body.post_id"


class TestVersions:
    async def test_all_are_kept(self, governance: Governance) -> None:
        decision = await governance.decision()
        await assesses(governance, decision)
        without = await assesses(governance, decision)
        assert without.json()["errors"][0]["field"] == "body.reason"
        worse = answers("triple_aim", use_of_resources={"effect": "Dearer.", "reason": "Prices."})
        again = await assesses(governance, decision, answers=worse, reason="New prices.")
        assert again.json()["version"] == 2
        path = f"/decisions/{decision['id']}/impact-assessments/triple_aim/versions"
        found = (await governance.get(path)).json()["items"]
        assert [(one["version"], one["reason"]) for one in found] == [(2, "New prices."), (1, None)]
        assert found[1]["answers"] == answers("triple_aim")
        assert [one["version"] for one in (await listed(governance, decision))["items"]] == [2]
        missing = path.replace("triple_aim", "integrated_impact")
        assert (await governance.get(missing)).status_code == 404

    @pytest.mark.parametrize("statement", [
        "UPDATE impact_assessments SET answers = '{}'", "DELETE FROM impact_assessments",
    ])  # fmt: skip
    async def test_none_is_rewritten(self, governance: Governance, statement: str) -> None:
        await assesses(governance, await governance.decision())
        with pytest.raises(asyncpg.PostgresError):
            async with governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(statement)


class TestShown:
    async def test_words_of_a_withheld_decision_are_withheld(self, governance: Governance) -> None:
        decision = await governance.decision(confidential=True, withheld_reason="Names a person.")
        await assesses(governance, decision)
        [hidden] = (await listed(governance, decision, scopes=READER))["items"]
        assert (hidden["answers"], hidden["version"]) == (None, 1)
        path = f"/decisions/{decision['id']}/impact-assessments/triple_aim/versions"
        [version] = (await governance.get(path, scopes=READER)).json()["items"]
        assert version["answers"] is None
        assert (await governance.get(path, ics="QKK")).status_code == 404
