"""Gaps in tests: a rule of evidence that is easy to reckon with, and the matrix by its cells."""

from __future__ import annotations

from typing import Any

from insights_support import Caller

RULE: dict[str, Any] = {
    "valid_from": "2022-07-01",
    "half_life_days": 400,
    "half_lives": {"urgent_care": 100},
    "strengths": {"emerging": 1, "moderate": 2, "strong": 4},
    "unrated_strength": 0.5,
    "measured_against": ["protected_characteristic", "inclusion_health_group", "core20plus5"],
    "heard_through": [
        {"community": "race", "of": "protected_characteristic", "vocabulary": "ethnic_group"},
        {
            "community": "inclusion_health",
            "of": "core20plus5",
            "vocabulary": "inclusion_health_group",
        },
    ],
}
TODAY = "2026-11-21"


CELL = ("urgent_care", "young_carers", "blackpool")


async def gaps(caller: Caller, query: str = "") -> Any:
    answer = await caller.get(f"/gaps?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def cells(caller: Caller, query: str = "") -> dict[tuple[Any, Any, Any], Any]:
    found = (await gaps(caller, query))["cells"]
    keyed = {(cell["theme"], cell["community"], cell["place"]): cell for cell in found}
    assert len(keyed) == len(found)
    return keyed
