"""The reasons that an activity is shown with: published as they stand, so without personal data."""

from __future__ import annotations

from typing import Any

import pytest

from insights_support import Library, activity

WORDS = "Ask Jo on 07700 900123."


def refused(answer: Any, field: str) -> None:
    assert answer.status_code == 422, answer.text
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert "07700" not in answer.text


@pytest.mark.rule("insights.3")
class TestReasons:
    async def test_why_one_goes_ahead(self, library: Library) -> None:
        sent = activity(going_ahead_reason=WORDS)
        refused(await library.partner.post("/activities", sent), "body.going_ahead_reason")
        body = (await library.partner.post("/activities", activity())).json()
        path = f"/activities/{body['id']}"
        changed = await library.partner.patch(path, {"going_ahead_reason": WORDS}, 1)
        refused(changed, "body.going_ahead_reason")

    async def test_why_one_is_called_off(self, library: Library) -> None:
        body = (await library.partner.post("/activities", activity())).json()
        path = f"/activities/{body['id']}"
        refused(await library.partner.act(f"{path}/call-off", 1, {"reason": WORDS}), "body.reason")
        read = (await library.reader.get(path)).json()
        assert (read["status"], read["called_off_reason"]) == ("planned", None)
