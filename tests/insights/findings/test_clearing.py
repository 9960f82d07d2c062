"""The check for personal data before publication."""

from __future__ import annotations

from typing import Any

import pytest

from insights_support import Library

SECRETS = {
    "title": "Ring 07700 900123",
    "summary": "Her number is 943 476 5919",
    "quotations": [{"text": "Write to jo@example.org", "consent": True}],
    "recommendations": ["Fine.", "Visit FY1 3AD"],
    "limits": ["Ask jo@example.org"],
    "results": [
        {
            "question": "Ring 07700 900123?",
            "kind": "single_choice",
            "answered": 10,
            "counts": [{"label": "943 476 5919", "count": 10}],
        }
    ],
}
FIELDS = {
    "title",
    "summary",
    "quotations[0].text",
    "recommendations[1]",
    "limits[0]",
    "results[0].question",
    "results[0].counts[0].label",
}


async def submitted(library: Library, **fields: Any) -> dict[str, Any]:
    draft = await library.draft(library.partner, **fields)
    answer = await library.partner.act(f"/findings/{draft['id']}/submit", 1)
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.rule("insights.2")
class TestPersonalData:
    async def test_publishing_is_refused_naming_each_field_and_repeating_nothing(
        self, library: Library
    ) -> None:
        held = await submitted(library, **SECRETS)
        answer = await library.editor.act(f"/findings/{held['id']}/publish", held["revision"])
        assert answer.status_code == 422
        assert {error["field"] for error in answer.json()["errors"]} == FIELDS
        for secret in ("900123", "476", "jo@", "3AD"):
            assert secret not in answer.text
        assert await library.events() == []

    async def test_a_person_may_clear_it_with_a_reason(self, library: Library) -> None:
        held = await submitted(library, summary="Call 111 or 0300 123 4567 for help.")
        path = f"/findings/{held['id']}"
        [hit] = (await library.editor.get(f"{path}/personal-data")).json()
        assert (hit["field"], hit["kind"], hit["cleared"]) == ("summary", "telephone", False)
        clearance = {name: hit[name] for name in ("version", "field", "start", "kind")}
        reason = {"reason": "It is the public number of a service."}
        cleared = await library.editor.post(f"{path}/clearances", clearance | reason)
        assert cleared.status_code == 204
        assert (await library.editor.get(f"{path}/personal-data")).json()[0]["cleared"]
        answer = await library.editor.act(f"{path}/publish", held["revision"])
        assert answer.json()["state"] == "published"

    async def test_a_clearance_holds_for_its_version_only(self, library: Library) -> None:
        held = await submitted(library, summary="Call 0300 123 4567.")
        path = f"/findings/{held['id']}"
        clearance = {"version": 1, "field": "summary", "start": 5, "kind": "telephone"}
        await library.editor.post(f"{path}/clearances", {**clearance, "reason": "Public."})
        changed = await library.partner.patch(path, {"title": "New"}, held["revision"])
        again = await library.partner.act(f"{path}/submit", changed.json()["revision"])
        answer = await library.editor.act(f"{path}/publish", again.json()["revision"])
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        "change",
        [{"version": 2}, {"field": "title"}, {"start": 6}, {"kind": "email"}],
    )
    async def test_nothing_can_be_cleared_where_nothing_is(
        self, library: Library, change: dict[str, Any]
    ) -> None:
        held = await submitted(library, summary="Call 0300 123 4567.")
        clearance = {"version": 1, "field": "summary", "start": 5, "kind": "telephone", **change}
        answer = await library.editor.post(
            f"/findings/{held['id']}/clearances", {**clearance, "reason": "Public."}
        )
        assert answer.status_code == 409

    async def test_others_are_not_told_where_it_is(self, library: Library) -> None:
        published = await library.published()
        path = f"/findings/{published['id']}/personal-data"
        assert (await library.reader.get(path)).status_code == 403
