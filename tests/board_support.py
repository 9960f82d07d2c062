"""A board that arranges health services, with standing orders, and its duty assessed in short."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from common.testing.clock import today
from governance_support import Governance

SERVICES = {"question": "health_services", "related": True, "reason": "The board pays for it."}
PROPOSAL = {"question": "kinds", "codes": ["proposal_for_change"], "reason": "Hours change."}
IMPACT = {"question": "impact", "manner": True, "range": False, "reason": "Longer journeys."}
POSTS = ("Chair", "Chief executive", "First member", "Second member", "Third member")
DELEGATION = {
    "source": "Scheme of delegation 4",
    "longest_days": 400,
    "reserved_kinds": ["planning"],
}


def day(after: int) -> str:
    """Give a day so many days from today."""
    return (today() + timedelta(days=after)).isoformat()


@dataclass
class Board:
    """A board, its posts by title, and what it does."""

    governance: Governance
    id: str
    posts: dict[str, str] = field(default_factory=dict)

    async def made(self, path: str, data: Any) -> dict[str, Any]:
        response = await self.governance.post(path, json=data)
        assert response.status_code == 201, response.text
        return dict(response.json())

    async def decides(self, **content: Any) -> dict[str, Any]:
        """Record a decision of the board of a week ago."""
        return await self.governance.decision(
            **({"body_id": self.id, "decided_on": day(-7)} | content)
        )

    async def sees(self, decision: dict[str, Any], **options: Any) -> dict[str, Any]:
        response = await self.governance.get(f"/decisions/{decision['id']}", **options)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def assessed(self, *answers: Any) -> str:
        """Give the id of a complete assessment of the duty, which is engaged."""
        data = {"body_id": self.id, "title": "Clinic", "proposal": "Open until ten."}
        one = await self.made("/duty-assessments", data)
        for said in answers or (SERVICES, PROPOSAL, IMPACT):
            await self.made(f"/duty-assessments/{one['id']}/answers", said)
        return str(one["id"])

    async def meets(self, after: int) -> dict[str, Any]:
        """Schedule a meeting so many days from today."""
        return await self.made("/meetings", {"body_id": self.id, "held_on": day(after)})

    async def held(self, after: int) -> dict[str, Any]:
        """Hold a meeting so many days from today."""
        meeting = await self.meets(after)
        path = f"/meetings/{meeting['id']}"
        response = await self.governance.patch(path, 1, json={"status": "held"})
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def programme(self) -> dict[str, Any]:
        path = f"/bodies/{self.id}/work-programme?since={day(-400)}&until={day(400)}"
        response = await self.governance.get(path)
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def planned(self) -> dict[str, list[str]]:
        """Give the titles that come to each meeting, by its id; those that wait under waiting."""
        found = await self.programme()
        placed = {
            one["meeting_id"]: [each["title"] for each in one["placements"]]
            for one in found["meetings"]
        }
        return placed | {"waiting": [one["title"] for one in found["waiting"]]}


async def board_of(governance: Governance, **orders: Any) -> Board:
    """Give a board of five whose terms have these standing orders."""
    since = {"valid_from": "2022-07-01"}
    data = since | {"code": "ICB", "name": "Sands Board", "kind": "integrated_care_board"}
    board = Board(governance, "")
    board.id = (await board.made("/bodies", data))["id"]
    for title in POSTS:
        post = await board.made(f"/bodies/{board.id}/posts", since | {"title": title})
        board.posts[title] = post["id"]
        await board.made(f"/posts/{post['id']}/holders", since | {"name": f"Ada {title.title()}"})
    groups = {"chair": [board.posts["Chair"]], "chief_executive": [board.posts["Chief executive"]],
              "members": [board.posts[title] for title in POSTS[2:]]}  # fmt: skip
    content = {"groups": groups} | orders
    await board.made(f"/bodies/{board.id}/terms", since | {"content": content})
    return board
