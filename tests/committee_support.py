"""A committee of five with terms of its own, and a meeting of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from governance_support import Governance

DAY = "2024-03-25"


@dataclass
class Committee:
    """A body that meets."""

    governance: Governance
    body: str
    meeting: str
    item: str
    posts: dict[str, str] = field(default_factory=dict)

    async def comes(self, *names: str, at: str = "10:00", **how: Any) -> None:
        """Let the holders of posts come in."""
        for name in names:
            response = await self.note("arrived", name, at, **how)
            assert response.status_code == 201, response.text

    async def note(
        self, kind: str, name: str, at: str, *, moment: str | None = None, **how: Any
    ) -> Any:
        when = moment or f"{DAY}T{at}:00Z"
        data = {"post_id": self.posts[name], "kind": kind, "at": when} | how
        return await self.governance.post(f"/meetings/{self.meeting}/presence", json=data)

    async def quorum(self, at: str = "11:00", *, item: bool = False) -> dict[str, Any]:
        query = f"?at={DAY}T{at}:00Z" + (f"&item={self.item}" if item else "")
        response = await self.governance.get(f"/meetings/{self.meeting}/quorum{query}")
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def interest(
        self, name: str, at: str = "10:30", *, moment: str | None = None, **more: Any
    ) -> Any:
        data = {"post_id": self.posts[name], "at": moment or f"{DAY}T{at}:00Z"} | more
        path = f"/meetings/{self.meeting}/items/{self.item}/interests"
        return await self.governance.post(path, json=data)

    async def vote(self, **content: Any) -> Any:
        data = {"item_id": self.item, "motion": "That it be so", "at": f"{DAY}T11:00:00Z"}
        return await self.governance.post(f"/meetings/{self.meeting}/votes", json=data | content)

    def ballots(self, **choices: str) -> list[dict[str, str]]:
        return [{"post_id": self.posts[n], "choice": c} for n, c in choices.items()]


async def made(governance: Governance, path: str, data: Any) -> dict[str, Any]:
    response = await governance.post(path, json=data)
    assert response.status_code == 201, response.text
    return dict(response.json())


async def committee_of(governance: Governance, **orders: Any) -> Committee:
    """Give the committee, with a meeting on 25 March 2024.

    Args:
        orders: entries of its terms beside those that it has always.
    """
    since = {"valid_from": "2023-01-01"}
    body = await made(governance, "/bodies", since | {"code": "COM", "name": "Committee",
                                                      "kind": "committee"})  # fmt: skip
    posts = {}
    for name, sector in (("chair", "NHS"), ("deputy", "NHS"), ("council", "Council"),
                         ("charity", "VCFSE"), ("hospice", "VCFSE")):  # fmt: skip
        post = await made(governance, f"/bodies/{body['id']}/posts",
                          since | {"title": name, "sector": sector})  # fmt: skip
        posts[name] = post["id"]
        await made(governance, f"/posts/{post['id']}/holders", since | {"name": f"Ms {name}"})
    content = {
        "groups": {"chair": [posts["chair"]], "deputy_chair": [posts["deputy"]]},
        "notice_working_days": 7,
        "meetings_per_year": 4,
        "attendance": {"flag_below_percent": 50, "rolling_months": 12},
        "voting": {"majority": {"of": "present"}, "chair_casting_vote": True},
        "quorum": {
            "remote": "if_agreed",
            "deputies": "if_approved",
            "condition": {
                "all": [
                    {"name": "half", "share_percent": 50},
                    {"name": "VCFSE", "at_least": 1, "among": {"sectors": ["VCFSE"]}},
                ]
            },
        },
    }
    await made(governance, f"/bodies/{body['id']}/terms", since | {"content": content | orders})
    meeting = await made(governance, "/meetings", {"body_id": body["id"], "held_on": DAY,
                                                   "notice_given_on": "2024-03-14"})  # fmt: skip
    items = await made(governance, f"/meetings/{meeting['id']}/items",
                       [{"number": "1", "title": "Clinic"}])  # fmt: skip
    return Committee(governance, body["id"], meeting["id"], items["items"][0]["id"], posts)
