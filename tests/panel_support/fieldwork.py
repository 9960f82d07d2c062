"""Surveys in the field: with quotas, tried out, extended, answered through staff."""

from __future__ import annotations

from typing import Any

import pytest

from common.web.conditional import etag
from panel.disclosure import Rule
from panel.systems import service as systems
from panel_support.samples import survey_in
from panel_support.world import World


def few_are_enough(patch: pytest.MonkeyPatch) -> None:
    """Let quotas of two be possible, so that tests need few people.

    No system has such a rule: nothing could be published safely under it. Tests that publish use
    another.
    """
    patch.setattr(systems, "disclosure_rule", lambda _: Rule(1, 1))


def of_sex(cell: str, at_most: int) -> dict[str, Any]:
    """Make a quota of those who told their sex; not_said for the others."""
    return {"by": "dimension", "dimension": "sex", "cell": cell, "at_most": at_most}


def of_answer(cell: str, at_most: int) -> dict[str, Any]:
    """Make a quota of those who answer the first question of `survey_in` so."""
    return {"by": "question", "question": 1, "cell": cell, "at_most": at_most}


async def drafted(world: World, *quotas: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Draft a survey with quotas."""
    draft = (await world.call("POST", "/surveys", survey_in(**changes))).json()
    decided = await decide(world, draft, *quotas)
    assert decided.status_code == 200, decided.text
    found: dict[str, Any] = draft
    return found


async def decide(world: World, survey: dict[str, Any], *quotas: dict[str, Any]) -> Any:
    """Give a survey its quotas; gives the answer."""
    now = (await world.call("GET", f"/surveys/{survey['id']}")).json()
    return await world.call(
        "PUT",
        f"/surveys/{survey['id']}/quotas",
        {"quotas": list(quotas)},
        headers={"If-Match": etag(now["version"])},
    )


async def opened(world: World, *quotas: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Draft a survey with quotas, and open it."""
    draft = await drafted(world, *quotas, **changes)
    answer = await world.call("POST", f"/surveys/{draft['id']}/open")
    assert answer.status_code == 200, answer.text
    survey: dict[str, Any] = answer.json()
    return survey


async def taken(world: World, survey: dict[str, Any]) -> dict[str, int | None]:
    """Give how many answers were counted in each cell, as staff see it."""
    shown = (await world.call("GET", f"/surveys/{survey['id']}/quotas")).json()["quotas"]
    return {one["cell"]: one["taken"] for one in shown}


async def erase(world: World, member_id: str) -> None:
    """Let staff erase a member."""
    asked = await world.call("POST", "/erasures", {"member_id": member_id})
    assert asked.status_code == 202, asked.text
