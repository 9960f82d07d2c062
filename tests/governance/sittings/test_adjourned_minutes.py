"""Minutes of a meeting that is adjourned to a later day: they are approved after its last one."""

from __future__ import annotations

from typing import Any

import pytest

from committee_support import made

from .test_adjourned import adjourned, resumed

pytestmark = [pytest.mark.rule("governance.1")]


class TestItsMinutes:
    async def changes(self, committee: Any, meeting: str, **what: Any) -> Any:
        path = f"/meetings/{meeting}"
        version = (await committee.governance.get(path)).json()["version"]
        return await committee.governance.patch(path, version, json=what)

    async def another(self, committee: Any, day: str) -> str:
        data = {"body_id": committee.body, "held_on": day}
        meeting = str((await made(committee.governance, "/meetings", data))["id"])
        assert (await self.changes(committee, meeting, status="held")).status_code == 200
        return meeting

    async def test_are_not_approved_before_a_day_to_which_it_is_adjourned(
        self, committee: Any
    ) -> None:
        await adjourned(committee, resumes_on="2190-01-01")
        await self.changes(committee, committee.meeting, status="held")
        early = await self.changes(committee, committee.meeting, status="minutes_approved")
        assert (early.status_code, early.json()["type"]) == (409, "/problems/meeting-state")

    async def test_are_approved_by_no_meeting_before_its_last_day(self, committee: Any) -> None:
        await adjourned(committee)
        await resumed(committee)
        between, after = [await self.another(committee, f"2024-03-{day}") for day in (27, 29)]
        await self.changes(committee, committee.meeting, status="held")
        said: dict[str, Any] = {"status": "minutes_approved"}
        for meeting, status in ((between, 422), (after, 200)):
            said["approved_at_meeting_id"] = meeting
            answer = await self.changes(committee, committee.meeting, **said)
            assert answer.status_code == status, answer.text
