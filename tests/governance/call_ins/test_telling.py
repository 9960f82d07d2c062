"""What events and the log tell of a call-in, and that nobody rewrites it."""

from __future__ import annotations

import asyncpg
import pytest

from call_in_support import CalledIn
from common.db.engine import raw_connection
from decision_log_support import VERIFIER
from decision_log_world import entry_of, verified
from governance_support import QE1

pytestmark = pytest.mark.rule("governance.7")


class TestTold:
    async def test_events_tell_how_it_stands_and_why_without_names(self, called: CalledIn) -> None:
        await called.call(reason="Ada Chair was not heard.")
        told = await called.board.governance.told("governance.decision.recorded.v1")
        first, second = told
        assert [one["code"] for one in first["standing"]] == ["open_to_call_in", "in_force"]
        assert [one["code"] for one in second["standing"]] == ["open_to_call_in", "suspended"]
        assert second["called_in_because"] == "[name] was not heard."

    async def test_of_a_withheld_decision_no_reason_is_told(self, called: CalledIn) -> None:
        called.decision = await called.board.decides(confidential=True, withheld_reason="Contract.")
        await called.call()
        told = (await called.board.governance.told("governance.decision.recorded.v1"))[-1]
        assert told["called_in_because"] is None
        assert told["standing"][-1]["code"] == "suspended"
        seen = await called.board.sees(called.decision, scopes=["governance:read"])
        assert (seen["course"], seen["standing"]["code"]) == (None, "suspended")

    @pytest.mark.rule("governance.12")
    async def test_each_step_is_a_leaf_that_follows_the_one_before(self, called: CalledIn) -> None:
        await called.call()
        await called.concluded("upheld")
        opened = await verified(called.board.governance)
        leaves = VERIFIER["verify_decision"](opened, called.decision["reference"])
        states = [leaf["public"]["course"]["call_in"]["state"] for leaf in leaves]
        assert states == ["open", "called_in", "upheld"]
        given = await entry_of(called.board.governance, called.decision, 2)
        assert "Too little" not in given["entry"]
        assert "course_in_words" in VERIFIER["verify_opened"](leaves[1], given)


REWRITES = [
    "UPDATE call_ins SET reason = 'other'",
    "DELETE FROM call_ins",
    "UPDATE call_in_outcomes SET outcome = 'referred_back'",
    "DELETE FROM call_in_outcomes",
    "UPDATE decision_versions SET course = NULL",
]


@pytest.mark.parametrize("statement", REWRITES)
async def test_the_service_cannot_rewrite_a_call_in(called: CalledIn, statement: str) -> None:
    await called.call()
    await called.concluded("upheld")
    with pytest.raises(asyncpg.PostgresError):
        async with called.board.governance.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(statement)
