"""Stories in tests: deposited, agreed to, published."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from common.db.tenancy import SystemCode
from files_support import GOOD, add_file
from insights.files import service as files
from insights.stories.leaving import expire_ended
from insights_support import Caller, Library

WORDS = "I waited with my Heliotrope umbrella until it was dark, and nobody told me why."
"""Words that stand nowhere but in the story."""


def consent(**fields: Any) -> dict[str, Any]:
    """What a person agrees to."""
    return {
        "uses": ["public_page", "board_papers"],
        "places": [],
        "valid_until": "2027-11-21",
        "agreement": "Sharing your story, version 3",
        "means": "in_person",
        "agreed_on": "2026-11-20",
        **fields,
    }


def story(**fields: Any) -> dict[str, Any]:
    """A story as it is deposited."""
    return {
        "title": "The Heliotrope umbrella",
        "words": WORDS,
        "described_as": "a carer with a Heliotrope umbrella",
        "communities": ["young_carers"],
        "places": ["blackpool"],
        "themes": ["urgent_care"],
        "consent": consent(),
        **fields,
    }


async def deposited(library: Library, caller: Caller | None = None, **fields: Any) -> Any:
    """Deposit a story."""
    answer = await (caller or library.partner).post("/stories", story(**fields))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def with_media(library: Library, made: Any, **agreed: Any) -> Any:
    """Add a picture and a recording to a draft, and let the person agree to it so."""
    path = f"/stories/{made['id']}"
    for name in ("photo.jpg", "talk.wav"):
        answer = await add_file(library.partner, path, f"Heliotrope {name}", GOOD[name])
        assert answer.status_code == 201, answer.text
    now = (await library.partner.get(path)).json()
    agreed_to = await library.partner.act(f"{path}/consents", now["revision"], consent(**agreed))
    assert agreed_to.status_code == 200, agreed_to.text
    return agreed_to.json()


async def published(library: Library, **agreed: Any) -> Any:
    """Deposit a story and publish it, for what the person agreed to."""
    made = await deposited(library, consent=consent(**agreed))
    return {**made, **await publish(library, made)}


async def publish(library: Library, made: Any) -> Any:
    """Publish a draft."""
    answer = await library.editor.act(f"/stories/{made['id']}/publish", made["revision"])
    assert answer.status_code == 200, answer.text
    return answer.json()


async def by_organisation(library: Library, story: dict[str, Any]) -> None:
    answer = await library.partner.post(f"/stories/{story['id']}/withdraw")
    assert answer.json()["state"] == "withdrawn"


async def by_editor(library: Library, story: dict[str, Any]) -> None:
    assert (await library.editor.post(f"/stories/{story['id']}/withdraw")).status_code == 200


async def by_person(library: Library, story: dict[str, Any]) -> None:
    code = story["withdrawal_code"].lower().replace("-", " ")  # as people write it
    answer = await library.nobody.post("/story-withdrawals", {"code": code})
    assert (answer.status_code, answer.content) == (204, b"")


async def by_expiry(library: Library, story: dict[str, Any]) -> None:
    library.clock.advance(timedelta(days=400))

    async def destroy(ics: SystemCode, ids: list[UUID]) -> None:
        await files.destroy(library.files, ics, ids)

    assert await expire_ended(library.database, destroy, now=library.now) == 1


Take = Callable[[Library, dict[str, Any]], Awaitable[None]]

WAYS: dict[str, Take] = {
    "by the organisation": by_organisation,
    "by an editor": by_editor,
    "by the person": by_person,
    "by the end of the consent": by_expiry,
}
