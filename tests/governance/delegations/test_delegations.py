"""Powers that a decision gives to a post: given within the terms, and taken back."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
import pytest

from board_support import board_of, day
from common.db.engine import raw_connection
from decision_log_world import entry_of, verified
from governance_support import QE1, Governance

pytestmark = pytest.mark.rule("governance.7")


class TestDelegate:
    async def test_a_power_is_given_with_its_limits_by_a_new_version(self, delegating: Any) -> None:
        decision = await delegating.delegates()
        assert decision["version"] == 2
        [power] = decision["course"]["delegated"]
        assert (power["to"], power["until"]) == ("Director of place", day(30))
        assert power["conditions"] == ["In consultation with the chair"]
        listed = await delegating.board.governance.get(f"/bodies/{delegating.board.id}/delegations")
        [one] = listed.json()["items"]
        assert (one["state"], one["exercises"]) == ("in_force", [])

    async def test_terms_without_a_scheme_give_no_power(self, governance: Governance) -> None:
        board = await board_of(governance)
        decision = await board.decides()
        refused = await governance.post(
            f"/decisions/{decision['id']}/delegations",
            json={"role": "Director", "scope": "s", "until": day(3)},
            headers={"If-Match": '"v1"'},
        )
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("delegation-refused")

    async def test_what_is_reserved_stays_with_the_body(self, delegating: Any) -> None:
        decision = await delegating.board.decides(kind_of_activity="planning")
        refused = await delegating.asks_to_delegate(decision)
        assert refused.json()["type"].endswith("delegation-refused")
        assert "Scheme of delegation 4" in refused.json()["detail"]

    @pytest.mark.parametrize(
        ("power", "field"),
        [
            ({"until": day(-1)}, "body.until"),
            ({"until": day(394)}, "body.until"),
            ({"part": 2}, "body.part"),
            ({"role": "Dr Ada Chair"}, "body.role"),
        ],
    )
    async def test_limits_fit_the_terms_the_resolution_and_name_nobody(
        self, delegating: Any, power: dict[str, Any], field: str
    ) -> None:
        refused = await delegating.asks_to_delegate(**power)
        assert refused.status_code == 422
        assert [one["field"] for one in refused.json()["errors"]] == [field]

    async def test_the_version_that_was_read_is_needed(self, delegating: Any) -> None:
        read = delegating.decision
        await delegating.delegates()
        assert (await delegating.asks_to_delegate(read)).status_code == 412

    async def test_what_a_withheld_decision_delegates_readers_do_not_see(
        self, delegating: Any
    ) -> None:
        await delegating.delegates()
        withheld = {"reason": "r", "confidential": True, "withheld_reason": "Contract."}
        governance = delegating.board.governance
        await governance.patch(f"/decisions/{delegating.decision['id']}", 2, json=withheld)
        path = f"/bodies/{delegating.board.id}/delegations"
        assert (await governance.get(path, scopes=["governance:read"])).json()["items"] == []
        assert len((await governance.get(path)).json()["items"]) == 1

    async def test_the_event_tells_the_role_and_no_name(self, delegating: Any) -> None:
        await delegating.delegates(scope="To choose with Ada Chair")
        told = (await delegating.board.governance.told("governance.decision.recorded.v1"))[-1]
        [power] = told["delegations"]
        assert (power["to"], power["scope"]) == ("Director of place", "To choose with [name]")

    @pytest.mark.rule("governance.12")
    async def test_the_log_says_until_when_and_keeps_the_words(self, delegating: Any) -> None:
        decision = await delegating.delegates()
        await verified(delegating.board.governance)
        leaf = json.loads((await entry_of(delegating.board.governance, decision, 2))["entry"])
        assert leaf["kind"] == "decision.corrected"
        [power] = leaf["public"]["course"]["delegated"]
        assert power["until"] == day(30)
        assert "two days" not in json.dumps(leaf)


class TestRevoke:
    async def test_a_power_is_taken_back_once_by_a_new_version(self, delegating: Any) -> None:
        await delegating.delegates()
        revoked = await delegating.asks_to_revoke()
        assert revoked.status_code == 201, revoked.text
        [power] = revoked.json()["course"]["delegated"]
        assert (power["revoked_on"], power["revoked_reason"]) == (day(0), "The plan changed.")
        assert revoked.json()["version"] == 3
        assert (await delegating.asks_to_revoke()).status_code == 409

    async def test_only_the_one_that_is_named(self, delegating: Any) -> None:
        await delegating.delegates()
        await delegating.delegates(role="Director of finance")
        revoked = (await delegating.asks_to_revoke()).json()["course"]["delegated"]
        assert [one["revoked_on"] for one in revoked] == [None, day(0)]

    async def test_another_system_finds_no_delegation(self, delegating: Any) -> None:
        await delegating.delegates()
        path = f"/delegations/{delegating.power}/revocation"
        refused = await delegating.board.governance.post(path, ics="QKK", json={"reason": "r"})
        assert refused.status_code == 404


REWRITES = [
    "UPDATE delegations SET until = until + 100",
    "UPDATE delegations SET scope = 'all'",
    "DELETE FROM delegations",
    "UPDATE delegation_revocations SET revoked_on = revoked_on + 1",
    "DELETE FROM delegation_revocations",
]


@pytest.mark.parametrize("statement", REWRITES)
async def test_the_service_cannot_rewrite_a_power(delegating: Any, statement: str) -> None:
    await delegating.delegates()
    await delegating.asks_to_revoke()
    with pytest.raises(asyncpg.PostgresError):
        async with delegating.board.governance.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(statement)


class TestOutcome:
    @pytest.mark.parametrize("outcome", ["rejected", "deferred"])
    async def test_what_was_not_carried_gives_nobody_a_power(
        self, delegating: Any, outcome: str
    ) -> None:
        decision = await delegating.board.decides(outcome=outcome)
        refused = await delegating.asks_to_delegate(decision)
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("delegation-refused")

    async def test_a_part_gives_it_by_its_own_outcome(self, delegating: Any) -> None:
        parts = [{"text": "the clinic close", "outcome": "rejected"},
                 {"text": "the director choose two days", "outcome": "approved"}]  # fmt: skip
        decision = await delegating.board.decides(outcome="rejected", parts=parts)
        assert (await delegating.asks_to_delegate(decision, part=1)).status_code == 409
        assert (await delegating.asks_to_delegate(decision, part=2)).status_code == 201

    async def test_a_decision_that_is_corrected_to_rejected_ends_it(self, delegating: Any) -> None:
        decision = await delegating.delegates()
        path = f"/decisions/{decision['id']}"
        change = {"reason": "It was noted down wrongly.", "outcome": "rejected"}
        corrected = await delegating.board.governance.patch(path, decision["version"], json=change)
        assert corrected.status_code == 200, corrected.text
        refused = await delegating.asks_to_exercise()
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("delegation-not-in-force")
