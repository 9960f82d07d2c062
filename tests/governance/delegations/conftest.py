"""A board that may delegate, and a power that it gave."""

from __future__ import annotations

from typing import Any

import pytest

from board_support import DELEGATION, Board, board_of, day
from governance_support import Governance

POWER = {
    "role": "Director of place",
    "scope": "To choose the two days",
    "until": day(30),
    "conditions": ["In consultation with the chair"],
}
SAID = {
    "title": "Tuesdays and Thursdays",
    "outcome": "approved",
    "involvement_statement": "We asked those who come to the clinic.",
    "within_scope": "It names the two days and nothing else.",
    "conditions_met": ["The chair was spoken to on Monday."],
}


class Delegating:
    """The board, and one decision that delegates."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.decision: dict[str, Any] = {}

    @property
    def power(self) -> str:
        return str(self.decision["course"]["delegated"][-1]["delegation_id"])

    async def asks_to_delegate(self, decision: dict[str, Any] | None = None, **power: Any) -> Any:
        decision = decision or self.decision
        return await self.board.governance.post(
            f"/decisions/{decision['id']}/delegations",
            json=POWER | power,
            headers={"If-Match": f'"v{decision["version"]}"'},
        )

    async def delegates(self, **power: Any) -> dict[str, Any]:
        response = await self.asks_to_delegate(**power)
        assert response.status_code == 201, response.text
        self.decision = dict(response.json())
        return self.decision

    async def asks_to_revoke(self) -> Any:
        path = f"/delegations/{self.power}/revocation"
        return await self.board.governance.post(path, json={"reason": "The plan changed."})

    async def asks_to_exercise(self, power: str | None = None, **said: Any) -> Any:
        if "duty_assessment_id" not in said:
            said["duty_assessment_id"] = await self.board.assessed()
        path = f"/delegations/{power or self.power}/exercises"
        return await self.board.governance.post(path, json=SAID | said)

    async def exercises(self, **said: Any) -> dict[str, Any]:
        response = await self.asks_to_exercise(**said)
        assert response.status_code == 201, response.text
        return dict(response.json())


@pytest.fixture
async def delegating(governance: Governance) -> Delegating:
    delegating = Delegating(await board_of(governance, delegation=DELEGATION))
    delegating.decision = await delegating.board.decides()
    return delegating
