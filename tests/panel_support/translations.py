"""Drafts and their translations, as staff write them."""

from __future__ import annotations

from typing import Any

from panel_support.samples import survey_in
from panel_support.world import World

CLOSED = "It takes no more answers. Thank you for wanting to take part."


async def draft(world: World, **changes: Any) -> str:
    made = await world.call("POST", "/surveys", survey_in(**changes))
    assert made.status_code == 201, made.text
    survey_id: str = made.json()["id"]
    return survey_id


async def texts(world: World, survey_id: str, language: str) -> list[dict[str, Any]]:
    found = await world.call("GET", f"/surveys/{survey_id}/translations/{language}")
    assert found.status_code == 200, found.text
    listed: list[dict[str, Any]] = found.json()["texts"]
    return listed


def said(sources: list[str], language: str, **changes: Any) -> dict[str, Any]:
    return {
        "texts": [{"source": source, "text": f"{language}: {source}"} for source in sources],
        "translated_by": "Words & Co.",
        "translated_on": "2026-01-31",
    } | changes


async def translated(world: World, survey_id: str, *languages: str) -> None:
    for language in languages:
        sources = [one["source"] for one in await texts(world, survey_id, language)]
        address = f"/surveys/{survey_id}/translations/{language}"
        written = await world.call("PUT", address, said(sources, language))
        assert written.status_code == 200, written.text
        assert written.json()["missing"] == 0


async def opened(world: World, survey_id: str) -> dict[str, Any]:
    done = await world.call("POST", f"/surveys/{survey_id}/open")
    assert done.status_code == 200, done.text
    survey: dict[str, Any] = done.json()
    return survey
