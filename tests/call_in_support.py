"""A board whose decisions may be called in, and what is done with one of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from board_support import Board
from common.testing.clock import today
from governance.working_days.calendar import WorkingCalendar

ORDER = {
    "source": "Rule 16",
    "window_working_days": 5,
    "heard_by": "the Health Scrutiny Committee",
    "members": {"number": 3},
    "scrutiny": "ICP",
    "outcomes": ["approved"],
}
THREE = ("First member", "Second member", "Third member")


def until() -> date:
    """Give the last day on which a decision of today can be called in."""
    return WorkingCalendar().after(today(), 5)


class CalledIn:
    """A board whose decisions may be called in, and one of them."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.decision: dict[str, Any] = {}

    async def does(self, what: str, data: dict[str, Any], version: int | None = None) -> Any:
        version = version or self.decision["version"]
        path = f"/decisions/{self.decision['id']}/{what}"
        response = await self.board.governance.post(
            path, json=data, headers={"If-Match": f'"v{version}"'}
        )
        if response.status_code == 201:
            self.decision = dict(response.json())
        return response

    async def call(self, *titles: str, **data: Any) -> Any:
        posts = [self.board.posts[title] for title in titles or THREE]
        said: dict[str, Any] = {"reason": "Too little was heard.", "by_post_ids": posts}
        return await self.does("call-in", said | data)

    async def concluded(self, outcome: str) -> Any:
        said = {"outcome": outcome, "reason": "We looked at it."}
        return await self.does("call-in/outcome", said)

    async def again(self, outcome: str, **data: Any) -> Any:
        said = {"outcome": outcome, "reason": "We thought again."}
        return await self.does("call-in/reconsideration", said | data)

    @property
    def stands(self) -> str:
        return str(self.decision["standing"]["code"])


def problem(response: Any) -> str:
    assert response.status_code in {409, 422}, response.text
    return str(response.json()["type"]).rpartition("/")[2]
