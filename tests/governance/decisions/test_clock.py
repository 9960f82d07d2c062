"""A clock that was moved back: nothing new goes on record before what is there (rule 12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from common.clock import utc_now
from decision_log_support import key
from governance.decision_log.sequencer import Sequencer
from governance_support import ICP, Governance

pytestmark = pytest.mark.rule("governance.12")

SAID = {"title": "Clinic", "outcome": "approved", "involvement_statement": "We asked."}
NEW: dict[str, tuple[str, Any]] = {
    "a decision": (
        "/decisions",
        SAID | {"body_id": str(ICP), "decided_on": "2024-09-02", "parts": [{"text": "it open"}]},
    ),
    "a motion's decision": (f"/motions/{uuid4()}/decision", SAID),
    "an urgent decision": (
        f"/bodies/{ICP}/urgent-decisions",
        SAID
        | {
            "why_urgent": "The roof fell in.",
            "taken_by": [str(uuid4())],
            "duty_assessment_id": str(uuid4()),
            "parts": [{"text": "it close"}],
        },
    ),
    "a delegated decision": (
        f"/delegations/{uuid4()}/exercises",
        SAID
        | {
            "within_scope": "It is a lease.",
            "duty_assessment_id": str(uuid4()),
            "parts": [{"text": "it be let"}],
        },
    ),
    "minutes": (f"/minutes-imports/{uuid4()}/record", None),
    "an answer": (f"/feedback/{uuid4()}/publish", None),
}
"""What goes on record. Ids of nothing: where the clock is right, that is what is said."""


async def signed(governance: Governance, ahead: timedelta) -> None:
    """Let the log be signed by a clock that is so far ahead of the present one."""
    sequencer = Sequencer("log.example/log", [key()], clock=lambda: utc_now() + ahead)
    await sequencer.run(governance.database)


@pytest.mark.parametrize("what", NEW)
class TestNothingGoesOnRecord:
    async def test_while_the_log_was_signed_later_than_it_is(
        self, governance: Governance, what: str
    ) -> None:
        await signed(governance, timedelta(hours=1))
        path, data = NEW[what]
        refused = await governance.post(path, json=data)
        assert refused.status_code == 409, refused.text
        assert refused.json()["type"].endswith("clock-moved-back")
        assert await governance.told("governance.decision.recorded.v1") == []

    async def test_and_with_the_clock_right_it_does(
        self, governance: Governance, what: str
    ) -> None:
        await signed(governance, timedelta(seconds=20))
        path, data = NEW[what]
        response = await governance.post(path, json=data)
        assert response.status_code in {201, 404, 409}, response.text
        assert "clock-moved-back" not in response.text
