"""A board that arranges health services, and its assessments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from governance_support import Governance

SERVICES = {"question": "health_services", "related": True, "reason": "The board pays for it."}
PROPOSAL = {"question": "kinds", "codes": ["proposal_for_change"], "reason": "Hours change."}
IMPACT = {"question": "impact", "manner": True, "range": False, "reason": "Longer journeys."}


@dataclass
class Board:
    """A board whose duty is assessed."""

    governance: Governance
    body: str
    post: str

    async def begins(self, **content: Any) -> dict[str, Any]:
        """Begin an assessment."""
        response = await self.asks(**content)
        assert response.status_code == 201, response.text
        return dict(response.json())

    async def asks(self, **content: Any) -> Any:
        data = {"body_id": self.body, "title": "Clinic", "proposal": "Open until ten."}
        return await self.governance.post("/duty-assessments", json=data | content)

    async def does(self, one: dict[str, Any], what: str, data: Any) -> Any:
        return await self.governance.post(f"/duty-assessments/{one['id']}/{what}", json=data)

    async def answers(self, one: dict[str, Any], *answers: Any) -> dict[str, Any]:
        """Answer in turn; give the assessment."""
        for data in answers:
            response = await self.does(one, "answers", data)
            assert response.status_code == 201, response.text
            one = dict(response.json())
        return one

    async def assessed(self, **content: Any) -> dict[str, Any]:
        """Give a complete assessment, the duty being engaged."""
        return await self.answers(await self.begins(**content), SERVICES, PROPOSAL, IMPACT)

    async def decision(self, **content: Any) -> dict[str, Any]:
        return await self.governance.decision(body_id=self.body, **content)

    async def rests(self, decision: dict[str, Any], one: dict[str, Any]) -> Any:
        path = f"/decisions/{decision['id']}/duty-assessment"
        return await self.governance.post(path, json={"assessment_id": one["id"]})

    async def due(self, kind: str, by: str = "2999-01-01") -> list[dict[str, Any]]:
        found = await self.governance.get(f"/duty-assessments?due={kind}&by={by}")
        assert found.status_code == 200, found.text
        return list(found.json()["items"])


@pytest.fixture
async def board(governance: Governance) -> Board:
    """Give an integrated care board with one post."""
    since = {"valid_from": "2022-07-01"}
    body = await governance.post(
        "/bodies", json=since | {"code": "ICB", "name": "Board", "kind": "integrated_care_board"}
    )
    post = await governance.post(
        f"/bodies/{body.json()['id']}/posts", json=since | {"title": "Director of involvement"}
    )
    return Board(governance, body.json()["id"], post.json()["id"])
