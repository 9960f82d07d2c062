"""Assemblies made the short way, and what the panel says of their lotteries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from common.clock import new_id
from common.events.panel import (
    SelectionCommitted,
    SelectionCompleted,
    SelectionCorrected,
    SelectionDrawn,
    SelectionSeated,
)
from common.testing.clock import today
from governance.assemblies import handlers
from governance_support import ICP, NOON, QE1, Governance

ROOT = "ab" * 32


def days(number: int) -> str:
    """Give a day so many days from now."""
    return (today() + timedelta(number)).isoformat()


def commission(**change: Any) -> dict[str, Any]:
    """Give a commission as the API takes it."""
    said = {
        "body_id": str(ICP),
        "receiving_body_id": str(ICP),
        "kind": "citizens_jury",
        "title": "A jury on evening care",
        "question": "Where should care be given in the evening?",
        "seats": 4,
        "categories": ["sex"],
        "spectrum_level": "collaborate",
        "starts_on": days(10),
        "ends_on": days(40),
        "answer_due_on": days(100),
    }
    return said | change


@dataclass
class Jury:
    """A commissioned jury of one governance."""

    governance: Governance
    shown: dict[str, Any]
    selection: UUID = field(default_factory=new_id)

    @property
    def id(self) -> str:
        return str(self.shown["id"])

    @property
    def path(self) -> str:
        return f"/assemblies/{self.id}"

    async def read(self) -> dict[str, Any]:
        """Read it as staff do."""
        return dict((await self.governance.get(self.path)).json())

    async def amend(self, **change: Any) -> Any:
        """Amend the version that stands."""
        version = (await self.read())["version"]
        return await self.governance.patch(self.path, version, json=change)

    async def cancel(self, reason: str = "The budget was cut.") -> Any:
        """Cancel it."""
        return await self.governance.post(f"{self.path}/cancellation", json={"reason": reason})

    def _about(self, **change: Any) -> dict[str, Any]:
        return {
            "selection_id": self.selection,
            "assembly_id": UUID(self.id),
            "title": "A jury on evening care",
            "seats": 4,
        } | change

    async def hears_committed(self, **change: Any) -> None:
        """Let the panel say that the pool is committed to."""
        data = SelectionCommitted(
            **self._about(**change),
            root=ROOT,
            source="National Lottery, the bonus ball",
            draw_on=today(),
            committed_at=NOON,
        )
        await self.governance.hears(data, handlers.keep_committed, QE1)

    async def hears_drawn(self, filled: int = 4) -> None:
        """Let the panel say that the digits picked a panel."""
        data = SelectionDrawn(
            **self._about(), root=ROOT, digits="042", evidence="https://lottery.example",
            filled=filled, drawn_at=NOON,
        )  # fmt: skip
        await self.governance.hears(data, handlers.keep_drawn, QE1)

    async def hears_corrected(self, version: int, digits: str, filled: int = 4) -> None:
        """Let the panel say that the digits were entered wrongly."""
        data = SelectionCorrected(
            **self._about(), root=ROOT, number=2, digits=digits, invited=False, version=version,
            evidence="https://lottery.example/again", reason="They were read from right to left.",
            filled=filled, replaced=0, corrected_at=NOON,
        )  # fmt: skip
        await self.governance.hears(data, handlers.keep_corrected, QE1)

    async def hears_seated(self, version: int, filled: int, replaced: int) -> None:
        """Let the panel say how many seats are filled."""
        data = SelectionSeated(**self._about(), version=version, filled=filled, replaced=replaced)
        await self.governance.hears(data, handlers.keep_seated, QE1)

    async def hears_completed(self, **change: Any) -> None:
        """Let the panel say that it is as it will sit."""
        data = SelectionCompleted(
            **self._about(**change), root=ROOT, digits="042", completed_on=today(),
            panel=["0f" * 16, "1e" * 16, "2d" * 16], replaced=2,
        )  # fmt: skip
        await self.governance.hears(data, handlers.keep_completed, QE1)

    async def recommends(self, *texts: str, **change: Any) -> Any:
        """Record recommendations."""
        said = {"recommendations": [{"text": text, **change} for text in texts]}
        return await self.governance.post(f"{self.path}/recommendations", json=said)

    async def answers(self, *said: tuple[str, str, str], reason: str = "We can staff it.") -> Any:
        """Publish answers, each as (recommendation, answer, decision)."""
        answers = [
            {"recommendation_id": one, "answer": code, "reason": reason, "decision_id": decision}
            for one, code, decision in said
        ]
        return await self.governance.post(f"{self.path}/answers", json={"answers": answers})


async def commissioned(governance: Governance, **change: Any) -> Jury:
    """Commission a jury."""
    response = await governance.post("/assemblies", json=commission(**change))
    assert response.status_code == 201, response.text
    return Jury(governance, response.json())


async def reported(governance: Governance, *texts: str) -> Jury:
    """Commission a jury that was drawn and made recommendations."""
    jury = await commissioned(governance)
    await jury.hears_committed()
    await jury.hears_drawn()
    made = await jury.recommends(*texts)
    assert made.status_code == 201, made.text
    jury.shown = made.json()
    return jury


async def decided(governance: Governance, on: date | None = None, **change: Any) -> str:
    """Record a decision of the body, of today unless another day is said; give its id."""
    day = (on or today()).isoformat()
    return str((await governance.decision(decided_on=day, **change))["id"])
