"""The history of an organisation whose days are corrected or that has ended."""

from __future__ import annotations

from typing import Any

import pytest

from insights_support import HEALTHWATCH, Library

from .test_organisations import organisation

pytestmark = pytest.mark.rule("insights.1")


async def told(library: Library, path: str) -> list[tuple[str, str | None, str]]:
    history: list[dict[str, Any]] = (await library.reader.get(f"{path}/history")).json()
    return [(one["since"], one["until"], one["name"]) for one in history]


async def test_it_begins_with_the_first_day_when_that_is_corrected(library: Library) -> None:
    made = await library.editor.post("/organisations", organisation(valid_from="2099-01-01"))
    path = f"/organisations/{made.json()['id']}"
    await library.editor.patch(path, {"valid_from": "2026-01-01"}, 1)
    assert await told(library, path) == [("2026-01-01", None, "A New Group")]
    await library.editor.patch(path, {"name": "Voices"}, 2)
    today = str(library.now.date())
    assert await told(library, path) == [
        ("2026-01-01", today, "A New Group"), (today, None, "Voices"),
    ]  # fmt: skip


async def test_it_does_not_begin_after_a_change_that_is_on_record(library: Library) -> None:
    path = f"/organisations/{HEALTHWATCH}"
    await library.editor.patch(path, {"name": "Voices", "since": "2026-06-01"}, 1)
    before = await told(library, path)
    refused = await library.editor.patch(path, {"valid_from": "2026-06-01"}, 2)
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == ["body.valid_from"]
    assert await told(library, path) == before


async def test_what_has_ended_is_otherwise_before_its_end(library: Library) -> None:
    path = f"/organisations/{HEALTHWATCH}"
    await library.editor.patch(path, {"valid_to": "2026-03-01"}, 1)
    await library.editor.patch(path, {"name": "Voices"}, 2)
    assert await told(library, path) == [
        ("2022-07-01", "2026-02-28", "Healthwatch of the Coast"),
        ("2026-02-28", "2026-03-01", "Voices"),
    ]


async def test_a_day_without_a_change_is_refused(library: Library) -> None:
    path = f"/organisations/{HEALTHWATCH}"
    sent = {"valid_to": "2027-01-01", "since": "2026-06-01"}
    refused = await library.editor.patch(path, sent, 1)
    assert [one["field"] for one in refused.json()["errors"]] == ["body.since"]
