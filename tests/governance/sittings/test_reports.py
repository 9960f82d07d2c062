"""Deadlines of a meeting, and who came how often."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.sittings.attendance import AttendanceRule, begins, rate


@pytest.mark.rule("governance.3")
async def test_papers_are_due_seven_working_days_before(committee: Any) -> None:
    path = f"/meetings/{committee.meeting}"
    found = (await committee.governance.get(f"{path}/deadlines")).json()
    assert (found["papers_due_on"], found["in_time"]) == ("2024-03-14", True)
    await committee.governance.patch(path, 1, json={"held_on": "2024-04-08"})
    found = (await committee.governance.get(f"{path}/deadlines")).json()
    assert found["papers_due_on"] == "2024-03-26"
    assert found["closed_days"] == {"2024-03-29": "Good Friday", "2024-04-01": "Easter Monday"}
    await committee.governance.patch(path, 2, json={"notice_given_on": "2024-03-27"})
    found = (await committee.governance.get(f"{path}/deadlines")).json()
    assert found["in_time"] is False


@pytest.mark.rule("governance.2")
async def test_who_came_to_less_than_half_is_flagged(committee: Any) -> None:
    governance = committee.governance
    await committee.comes("chair", "charity")
    await committee.comes("council", deputy=True, deputy_approved=True)
    await governance.patch(f"/meetings/{committee.meeting}", 1, json={"status": "held"})
    other = {"body_id": committee.body, "held_on": "2024-01-15"}
    meeting = (await governance.post("/meetings", json=other)).json()
    here = {"kind": "present", "name": "Ms chair", "post_id": committee.posts["chair"]}
    await governance.post(f"/meetings/{meeting['id']}/attendance", json=[here])
    await governance.patch(f"/meetings/{meeting['id']}", 1, json={"status": "held"})
    path = f"/bodies/{committee.body}/attendance-report?until="
    report = (await governance.get(f"{path}2024-03-25")).json()
    members = {m["post_id"]: m for m in report["members"]}
    percents = {name: members[post]["percent"] for name, post in committee.posts.items()}
    assert percents == {"chair": 100, "charity": 50, "council": 0, "deputy": 0, "hospice": 0}
    flagged = {name for name, post in committee.posts.items() if members[post]["flagged"]}
    assert flagged == {"council", "deputy", "hospice"}
    assert report["too_few_meetings"] is True
    later = (await governance.get(f"{path}2025-02-01")).json()
    assert later["meetings_held"] == 1


@pytest.mark.parametrize(
    ("until", "months", "day"),
    [(date(2024, 2, 29), 12, date(2023, 2, 28)), (date(2024, 3, 31), 1, date(2024, 2, 29)),
     (date(2024, 1, 15), 1, date(2023, 12, 15))],
)  # fmt: skip
def test_months_go_back_by_the_calendar(until: date, months: int, day: date) -> None:
    assert begins(until, months) == day


@pytest.mark.rule("governance.2")
@given(st.lists(st.booleans(), max_size=30), st.integers(0, 100))
def test_any_history_agrees_with_counting_by_hand(came: list[bool], percent: int) -> None:
    ids = [UUID(int=n) for n in range(len(came))]
    found = rate(AttendanceRule(flag_below_percent=percent), ids,
                 [i for i, yes in zip(ids, came, strict=True) if yes])  # fmt: skip
    share = sum(came) / len(came) if came else 1.0
    assert found.attended == sum(came)
    assert found.flagged == (share + 1e-12 < percent / 100)
