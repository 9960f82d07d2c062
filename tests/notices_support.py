"""What the tests of saved searches and notices share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from insights.arrivals.handling import Usher
from insights_support import Caller, Library

CARERS = {"name": "Carers", "query": {"themes": ["carers"]}}


async def saved(caller: Caller, **fields: Any) -> dict[str, Any]:
    answer = await caller.post("/saved-searches", {**CARERS, **fields})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def work(library: Library) -> None:
    """Let the worker tell whom it concerns."""
    await Usher(library.clock).handle_due(library.database)


async def matches(caller: Caller, search: dict[str, Any]) -> list[str]:
    answer = await caller.get(f"/saved-searches/{search['id']}/matches")
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


async def later(library: Library) -> None:
    library.clock.now += timedelta(seconds=1)
