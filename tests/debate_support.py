"""A debate at the committee's meeting: a motion of two parts, amendments, votes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from committee_support import DAY, Committee

PARTS = [
    {"text": "That the clinic be open until ten on two days", "marker": "(a)"},
    {"text": "That the director report in a year", "marker": "(b)"},
]


def at(time: str) -> str:
    """Give a moment of the meeting."""
    return f"{DAY}T{time}:00Z"


class Debate:
    """A motion that is debated."""

    def __init__(self, committee: Committee) -> None:
        self.committee = committee
        self.governance = committee.governance
        self.motion: dict[str, Any] = {}

    def by(self, mover: str, seconder: str | None, time: str) -> dict[str, Any]:
        posts = self.committee.posts
        return {
            "mover_post_id": posts[mover],
            "seconder_post_id": None if seconder is None else posts[seconder],
            "at": at(time),
        }

    async def asks_to_move(
        self, mover: str = "council", seconder: str | None = "charity", time: str = "10:40",
        **content: Any,
    ) -> Any:  # fmt: skip
        data = {"item_id": self.committee.item, "parts": PARTS} | self.by(mover, seconder, time)
        path = f"/meetings/{self.committee.meeting}/motions"
        return await self.governance.post(path, json=data | content)

    async def moves(self, **content: Any) -> dict[str, Any]:
        response = await self.asks_to_move(**content)
        assert response.status_code == 201, response.text
        self.motion = dict(response.json())
        return self.motion

    async def asks_to_amend(
        self, mover: str = "hospice", seconder: str | None = "charity", time: str = "10:45",
        **content: Any,
    ) -> Any:  # fmt: skip
        data = {"part": 1, "leave_out": "two days", "insert": "three days"}
        data |= self.by(mover, seconder, time)
        path = f"/motions/{self.motion['id']}/amendments"
        return await self.governance.post(path, json=data | content)

    async def amends(self, **content: Any) -> dict[str, Any]:
        """Move an amendment; give it."""
        response = await self.asks_to_amend(**content)
        assert response.status_code == 201, response.text
        self.motion = dict(response.json())
        return dict(self.motion["amendments"][-1])

    async def votes(
        self, time: str = "10:50", *, carried: bool = True, parts: Sequence[int] = ()
    ) -> str:
        """Take a recorded vote; give its id."""
        choice = "for" if carried else "against"
        ballots = self.committee.ballots(
            chair=choice, council=choice, charity="for", hospice=choice
        )
        response = await self.committee.vote(
            method="recorded", chair_rules_no_consensus=True, ballots=ballots, at=at(time),
            parts=list(parts),
        )  # fmt: skip
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    async def asks_to_dispose(self, amendment: dict[str, Any], **data: Any) -> Any:
        path = f"/motions/{self.motion['id']}/amendments/{amendment['id']}/disposal"
        return await self.governance.post(path, json=data)

    async def disposes(self, amendment: dict[str, Any], **data: Any) -> dict[str, Any]:
        response = await self.asks_to_dispose(amendment, **data)
        assert response.status_code == 201, response.text
        self.motion = dict(response.json())
        return self.motion

    async def asks_to_put(self, vote_id: str) -> Any:
        path = f"/motions/{self.motion['id']}/vote"
        return await self.governance.post(path, json={"vote_id": vote_id})

    async def puts(self, time: str = "11:30", *, carried: bool = True) -> dict[str, Any]:
        response = await self.asks_to_put(await self.votes(time, carried=carried))
        assert response.status_code == 201, response.text
        self.motion = dict(response.json())
        return self.motion

    async def asks_to_adopt(self, **content: Any) -> Any:
        data = {"title": "Evening clinic", "outcome": "approved"}
        path = f"/motions/{self.motion['id']}/decision"
        return await self.governance.post(path, json=data | content)

    async def adopts(self, **content: Any) -> dict[str, Any]:
        response = await self.asks_to_adopt(**content)
        assert response.status_code == 201, response.text
        return dict(response.json())
