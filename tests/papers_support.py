"""A meeting with an item, and papers for it made the short way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from governance_support import ICP, Governance


def sections(**change: Any) -> dict[str, Any]:
    """Give the sections that no final paper lacks; None takes one out."""
    said: dict[str, Any] = {
        "summary": {"text": "The clinic could open in the evening. People who work asked for it."},
        "recommendations": {"text": "Open the clinic until ten on two days."},
        "reasons": {"text": "People told us that they cannot come by day."},
        "other_options": {"none_reason": "Weekend hours were ruled out by the landlord."},
        "engagement": {"text": "We asked 300 people in May."},
        "equality": {"text": "Shift workers gain most."},
        "author": {"text": "Ann Low, Director of Place"},
    }
    return {code: one for code, one in (said | change).items() if one is not None}


@dataclass
class Agenda:
    """A meeting's item, and its papers."""

    governance: Governance
    meeting: str
    item: str

    @property
    def path(self) -> str:
        return f"/meetings/{self.meeting}/items/{self.item}"

    async def drafts(self, **change: Any) -> Any:
        data = {"title": "Evening clinic", "sections": sections()} | change
        return await self.governance.post(f"{self.path}/papers", json=data)

    async def drafted(self, **change: Any) -> dict[str, Any]:
        response = await self.drafts(**change)
        assert response.status_code == 201, response.text
        return dict(response.json())

    async def step(self, paper: dict[str, Any], step: str, **data: Any) -> Any:
        headers = {"If-Match": f'"v{paper["version"]}"'}
        path = f"/papers/{paper['id']}/{step}"
        return await self.governance.post(path, json=data, headers=headers)

    async def final(self, **change: Any) -> dict[str, Any]:
        response = await self.step(await self.drafted(**change), "final")
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def published(self, **change: Any) -> dict[str, Any]:
        response = await self.step(await self.final(**change), "publish")
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def read(self, paper: dict[str, Any]) -> Any:
        return await self.governance.get(f"/published-papers/{paper['id']}")

    async def revises(self, paper: dict[str, Any], **patch: Any) -> Any:
        return await self.governance.patch(f"/papers/{paper['id']}", paper["version"], json=patch)


async def agenda_of(
    governance: Governance, day: date, title: str = "Evening clinic", *, body: str = str(ICP),
    **more: Any,
) -> Agenda:  # fmt: skip
    """Schedule a meeting with one item."""
    data = {"body_id": body, "held_on": str(day)} | more
    meeting = await governance.post("/meetings", json=data)
    assert meeting.status_code == 201, meeting.text
    path = f"/meetings/{meeting.json()['id']}/items"
    items = await governance.post(path, json=[{"number": "4", "title": title}])
    return Agenda(governance, meeting.json()["id"], items.json()["items"][0]["id"])


def fields(response: Any) -> list[str]:
    """Name the fields that were refused."""
    assert response.status_code == 422, response.text
    return [error["field"] for error in response.json()["errors"]]
