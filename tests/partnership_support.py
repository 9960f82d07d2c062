"""The real partnership of Lancashire and South Cumbria, running: its terms, its 26 posts, a meeting
on the day that its papers of July 2024 propose."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from common.db.engine import Database
from governance.load import SystemRecord, load_system
from governance_support import Governance
from governance_terms import ICP, QUORATE

FILE = Path(__file__).parents[1] / "deploy/local/src/local_runner/data/systems/QE1.json"
BODY = str(ICP["id"])
DAY = "2024-09-30"
"""Monday 30 September 2024, "10am": the first of the dates proposed for 2024/25."""
IN_ATTENDANCE = {
    post["title"]: post["id"] for post in ICP["posts"] if post.get("standing") == "in_attendance"
}
CLAUSES = [
    *(f"7.{number}" for number in range(1, 11)),
    *(f"8.{number}" for number in range(1, 6)),
    *(f"9.{number}" for number in range(1, 5)),
    *(f"10.{number}" for number in range(1, 6)),
]
"""Of the document: membership and chair, quorum, meetings, decision-making."""
RULED: dict[str, Any] = {"method": "recorded", "chair_rules_no_consensus": True}


async def load_partnership(database: Database) -> None:
    """Load the system's own file."""
    await load_system(database, SystemRecord.model_validate(json.loads(FILE.read_text("utf-8"))))


@dataclass
class Partnership:
    """The partnership, and its meeting."""

    governance: Governance
    meeting: str
    item: str
    day: str = DAY

    @property
    def path(self) -> str:
        return f"/meetings/{self.meeting}"

    def at(self, time: str) -> str:
        return f"{self.day}T{time}:00Z"

    async def arrive(self, posts: Iterable[UUID], at: str = "09:00", **how: Any) -> None:
        for post in posts:
            answer = await self.note(post, at=at, **how)
            assert answer.status_code == 201, answer.text

    async def note(
        self, post: UUID | str, kind: str = "arrived", at: str = "09:00", **how: Any
    ) -> Any:
        data = {"post_id": str(post), "kind": kind, "at": self.at(at)} | how
        return await self.governance.post(f"{self.path}/presence", json=data)

    async def sit(self) -> None:
        """Let eight members come who make the partnership quorate."""
        await self.arrive(QUORATE)

    async def quorum(self, at: str = "10:00", *, item: bool = False) -> dict[str, Any]:
        query = f"?at={self.at(at)}" + (f"&item={self.item}" if item else "")
        answer = await self.governance.get(f"{self.path}/quorum{query}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def why(self, post: UUID | str, **how: Any) -> str:
        """Say why a post counts or does not."""
        [found] = [s for s in (await self.quorum(**how))["standings"] if s["post_id"] == str(post)]
        return str(found["why"])

    async def vote(self, at: str = "10:00", **content: Any) -> Any:
        data = {"item_id": self.item, "motion": "That it be agreed", "at": self.at(at)}
        return await self.governance.post(f"{self.path}/votes", json=data | content)

    async def interest(self, post: UUID, at: str = "09:30") -> None:
        answer = await self.governance.post(
            f"{self.path}/items/{self.item}/interests",
            json={"post_id": str(post), "at": self.at(at)},
        )
        assert answer.status_code == 201, answer.text

    async def post(self, path: str, **data: Any) -> Any:
        """Send something to an address of the meeting."""
        return await self.governance.post(f"{self.path}{path}", json=data)

    async def hold(self, *, approved: bool = False) -> None:
        """Let the meeting be over, and its minutes approved."""
        for status in ("held", "minutes_approved") if approved else ("held",):
            now = (await self.governance.get(self.path)).json()
            answer = await self.governance.patch(self.path, now["version"], json={"status": status})
            assert answer.status_code == 200, answer.text

    async def checks(self, on: str = DAY) -> dict[str, dict[str, Any]]:
        """Give what the conformance of a day says, by check."""
        answer = await self.governance.get(f"/bodies/{BODY}/conformance?on={on}")
        assert answer.status_code == 200, answer.text
        return {one["check"]: one for one in answer.json()["items"]}

    async def adopt(self, change: dict[str, Any], valid_from: str = DAY) -> None:
        """Let terms be in force from a day that differ from the real ones."""
        terms = (await self.governance.get(f"/bodies/{BODY}/terms")).json()["items"][0]
        content = terms["content"] | change
        data = {"valid_from": valid_from, "content": content}
        answer = await self.governance.post(f"/bodies/{BODY}/terms", json=data)
        assert answer.status_code == 201, answer.text


def ballots(**choices: Iterable[UUID]) -> dict[str, Any]:
    """Give a recorded vote: `for_`, `against`, `abstain` with the posts that chose so."""
    given = [
        {"post_id": str(post), "choice": choice.removesuffix("_")}
        for choice, posts in choices.items()
        for post in posts
    ]
    return RULED | {"ballots": given}


def hands(in_favour: int) -> dict[str, Any]:
    """Give a vote by show of hands, with nobody against."""
    tally = {"in_favour": in_favour, "against": 0, "abstained": 0}
    return RULED | {"method": "show_of_hands", "tally": tally}


async def met(governance: Governance, day: str = DAY, **more: Any) -> Partnership:
    """Schedule a meeting of the partnership, with an item."""
    data = {"body_id": BODY, "held_on": day, "starts_at": "10:00"} | more
    answer = await governance.post("/meetings", json=data)
    assert answer.status_code == 201, answer.text
    meeting = answer.json()["id"]
    items = await governance.post(
        f"/meetings/{meeting}/items", json=[{"number": "5", "title": "Priorities"}]
    )
    return Partnership(governance, meeting, items.json()["items"][0]["id"], day)
