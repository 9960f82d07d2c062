"""Enrolling somebody who has no email."""

from __future__ import annotations

from typing import Any

from common.testing.clock import today
from panel_support.samples import WORDING
from panel_support.world import World


def enrolment(**changes: Any) -> dict[str, Any]:
    """What a person said by telephone."""
    body: dict[str, Any] = {
        "means": "telephone",
        "consented_on": today().isoformat(),
        "witness": "HW-0042",
        "contact": {
            "name": "Zebedee Marker",
            "telephone": "01253 000 111",
            "post": {"lines": ["7 Marker Street", "Blackpool"], "postcode": "FY1 1AA"},
        },
        "minimum_age_met": True,
        "connection": "lives",
        "place": "blackpool",
        "consents": [{"purpose": "surveys", "wording_version": WORDING}],
        "demographics": {"sex": "female"},
        "access_needs": ["large_print"],
    }
    return body | changes


def contact(**changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = enrolment()["contact"]
    return content | changes


async def enrol(world: World, **changes: Any) -> Any:
    return await world.call("POST", "/enrolments", enrolment(**changes))


async def only_member(world: World) -> str:
    (row,) = await world.rows("SELECT id FROM members")
    return str(row[0])


async def own(world: World) -> dict[str, str]:
    """Open the one member's own page, by the code of a letter."""
    issued = await world.call("POST", f"/members/{await only_member(world)}/letter-code")
    assert issued.status_code == 201, issued.text
    opened = await world.call("POST", "/me/code", {"code": issued.json()["code"]})
    assert opened.status_code == 200, opened.text
    return {"X-Manage-Token": opened.json()["manage_token"]}
