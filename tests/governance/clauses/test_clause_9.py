"""Clause 9 of the partnership's terms of reference (document 003): meetings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from common.testing.clock import today
from governance_support import Governance
from papers_support import sections
from partnership_support import BODY, IN_ATTENDANCE, Partnership, met

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.3")]
PROPOSED = ("2024-09-30", "2024-12-16", "2025-03-10", "2025-06-09")
"""The dates that the papers of July 2024 propose."""


class TestClause91:
    async def test_9_1_at_least_four_meetings_a_year(self, governance: Governance) -> None:
        for number, day in enumerate(PROPOSED, start=1):
            meeting = await met(governance, day)
            await meeting.hold()
            found = (await meeting.checks("2025-07-01"))["meetings_held"]
            assert (found["clause"], found["holds"]) == ("9.1", number >= 4)
        earlier = (await meeting.checks("2025-06-08"))["meetings_held"]
        assert earlier["holds"] is False

    async def test_9_1_a_rolling_programme_of_dates_and_items(self, governance: Governance) -> None:
        on = "2024-09-01"
        meetings = []
        for day in PROPOSED:
            data = {"body_id": BODY, "held_on": day}
            meetings.append((await governance.post("/meetings", json=data)).json()["id"])
            found = await Partnership(governance, meetings[0], "").checks(on)
            assert found["meetings_planned"]["holds"] is (len(meetings) == 4)
        assert set(found["programme"]["meeting_ids"]) == set(meetings)
        standing = {"kind": "standing", "title": "Place update", "every": 1, "starts_on": on,
                    "priority": 1}  # fmt: skip
        planned = await governance.post(f"/bodies/{BODY}/plan-items", json=standing)
        assert planned.status_code == 201, planned.text
        placed = await governance.post(
            f"/bodies/{BODY}/work-programme", json={"until": "2025-03-31"}
        )
        assert placed.status_code in {200, 201}, placed.text
        found = await Partnership(governance, meetings[0], "").checks(on)
        assert found["programme"]["meeting_ids"] == meetings[3:]


class TestClause92:
    async def issue(self, partnership: Partnership, on: str, **change: Any) -> Any:
        return await partnership.post("/issues", issued_on=on, **change)

    async def test_9_2_agenda_and_papers_are_due_seven_working_days_before(
        self, partnership: Partnership
    ) -> None:
        """From Monday 30 September back to Thursday 19: Saturdays and Sundays do not count."""
        listed = (await partnership.governance.get(f"{partnership.path}/distribution")).json()
        assert listed["papers_due_on"] == "2024-09-19"
        assert len(listed["items"]) == 30
        easter = await met(partnership.governance, "2025-04-28")
        due = (await easter.governance.get(f"{easter.path}/distribution")).json()
        assert due["papers_due_on"] == "2025-04-15", "Good Friday and Easter Monday lie between"

    async def test_9_2_they_go_to_each_member_and_attendee(self, partnership: Partnership) -> None:
        [lead, *others] = IN_ATTENDANCE.values()
        everybody = await partnership.governance.get(f"{partnership.path}/distribution")
        posts = [one["post_id"] for one in everybody.json()["items"]]
        some = [one for one in posts if one not in others]
        first = await self.issue(partnership, "2024-09-18", post_ids=some)
        assert first.status_code == 201, first.text
        assert (first.json()["in_time"], set(first.json()["not_sent"])) == (True, set(others))
        await partnership.hold()
        found = (await partnership.checks("2024-10-01"))["agenda"]
        assert (found["clause"], found["meeting_ids"]) == ("9.2", [partnership.meeting])
        rest = await self.issue(partnership, "2024-09-19", post_ids=others)
        assert rest.json()["not_sent"] == []
        assert (await partnership.checks("2024-10-01"))["agenda"]["holds"] is True
        assert lead in some

    async def test_9_2_what_is_late_says_why_and_is_shown(self, partnership: Partnership) -> None:
        silent = await self.issue(partnership, "2024-09-20")
        assert silent.json()["type"].endswith("late-reason")
        early = await self.issue(partnership, "2024-09-19", late_reason="The printer broke")
        assert early.json()["type"].endswith("late-reason")
        late = await self.issue(partnership, "2024-09-20", late_reason="The printer broke")
        assert (late.status_code, late.json()["in_time"]) == (201, False)
        await partnership.hold()
        assert (await partnership.checks("2024-10-01"))["agenda"]["holds"] is False

    @pytest.mark.parametrize(
        "change", [{"issued_on": "2024-10-01"}, {"post_ids": [BODY]}, {"issued_on": "2199-01-01"}]
    )
    async def test_9_2_not_after_the_meeting_nor_to_strangers(
        self, partnership: Partnership, change: dict[str, Any]
    ) -> None:
        data = {"issued_on": "2024-09-19"} | change
        refused = await partnership.governance.post(f"{partnership.path}/issues", json=data)
        assert refused.status_code == 422

    async def test_9_2_notice_is_given_in_time(self, partnership: Partnership) -> None:
        path = partnership.path
        for version, (day, holds) in enumerate((("2024-09-20", False), ("2024-09-19", True)), 1):
            await partnership.governance.patch(path, version, json={"notice_given_on": day})
            found = (await partnership.checks("2024-09-25"))["notice"]
            assert (found["clause"], found["holds"]) == ("9.2", holds)

    async def test_9_2_the_chair_may_call_a_meeting_at_short_notice_where_it_is_urgent(
        self, governance: Governance
    ) -> None:
        urgent = await met(governance, notice_given_on="2024-09-27",
                           short_notice_reason="A ward closes on Tuesday.")  # fmt: skip
        deadlines = (await governance.get(f"{urgent.path}/deadlines")).json()
        assert deadlines["in_time"] is False
        assert deadlines["short_notice_reason"] == "A ward closes on Tuesday."
        await urgent.hold()
        found = await urgent.checks("2024-10-01")
        assert found["notice"]["holds"] is True
        assert found["agenda"]["holds"] is True
        plain = await met(governance, "2024-10-07", notice_given_on="2024-10-04")
        assert (await plain.checks("2024-10-04"))["notice"]["meeting_ids"] == [plain.meeting]

    async def test_9_2_an_accurate_record_is_agreed_at_the_next_meeting(
        self, governance: Governance
    ) -> None:
        first, second = await met(governance), await met(governance, "2024-12-16")
        await first.hold()
        assert (await first.checks("2024-10-01"))["minutes"]["holds"] is True, "none came after"
        await second.hold()
        found = (await first.checks("2024-12-17"))["minutes"]
        assert (found["clause"], found["meeting_ids"]) == ("9.2", [first.meeting])
        await governance.patch(first.path, 2, json={"status": "minutes_approved"})
        assert (await first.checks("2024-12-17"))["minutes"]["holds"] is True

    async def test_9_2_questions_are_taken_by_the_terms(self, governance: Governance) -> None:
        """How they are asked and answered is in `tests/governance/questions`."""
        day = (today() + timedelta(60)).isoformat()
        meeting = await met(governance, day)
        answer = await governance.get("/public-questions/offer")
        [offer] = [one for one in answer.json()["items"] if one["body_id"] == BODY]
        assert meeting.meeting in {one["meeting_id"] for one in offer["meetings"]}


class TestClause93:
    async def present(self, partnership: Partnership, board: str, **change: Any) -> Any:
        data = {"board": board, "what": "record", "presented_on": "2024-10-21"} | change
        return await partnership.post("/presentations", **data)

    async def test_9_3_the_record_goes_to_a_board_of_every_founder_member(
        self, partnership: Partnership
    ) -> None:
        early = await self.present(partnership, "icb_board")
        assert early.json()["type"].endswith("meeting-state")
        await partnership.hold(approved=True)
        due = (await partnership.governance.get(f"{partnership.path}/presentations")).json()
        boards = [one["board"] for one in due["items"]]
        assert len(boards) == 7, "the board and six councils"
        for left, board in enumerate(boards, start=1):
            found = (await partnership.checks("2024-11-01"))["record_presented"]
            assert (found["clause"], len(found["boards"])) == ("9.3", 8 - left)
            answer = await self.present(partnership, board)
            assert answer.status_code == 201, answer.text
        assert (await partnership.checks("2024-11-01"))["record_presented"]["holds"] is True
        twice = await self.present(partnership, boards[0])
        assert twice.json()["type"].endswith("presented-already")

    @pytest.mark.parametrize(
        "change",
        [{"board": "the_pub"}, {"what": "votes"}, {"presented_on": "2024-09-29"},
         {"presented_on": "2199-01-01"}],
    )  # fmt: skip
    async def test_9_3_to_those_boards_after_the_meeting(
        self, partnership: Partnership, change: dict[str, str]
    ) -> None:
        await partnership.hold()
        data = {"board": "icb_board", "what": "record", "presented_on": "2024-10-21"} | change
        assert (await partnership.post("/presentations", **data)).status_code == 422


class TestClause94:
    async def test_9_4_core_meetings_are_in_public_and_announced_in_time(
        self, governance: Governance
    ) -> None:
        core = await met(governance, format="core")
        workshop = await met(governance, "2024-10-14", format="workshop")
        await core.hold()
        await workshop.hold()
        found = (await core.checks("2024-10-15"))["publication"]
        assert (found["clause"], found["meeting_ids"]) == ("9.4", [core.meeting])
        unknown = {"body_id": BODY, "held_on": "2024-11-04", "format": "picnic"}
        refused = await governance.post("/meetings", json=unknown)
        assert refused.json()["errors"][0]["field"] == "body.format"

    async def test_9_4_an_announcement_in_time_is_enough(self, governance: Governance) -> None:
        soon = await met(governance, (today() + timedelta(40)).isoformat(), format="core")
        await governance.post(f"{soon.path}/publish")
        found = await soon.checks((today() + timedelta(39)).isoformat())
        assert found["publication"]["holds"] is True
        late = await met(governance, (today() + timedelta(1)).isoformat(), format="core")
        await governance.post(f"{late.path}/publish")
        now = await soon.checks(today().isoformat())
        assert now["publication"]["meeting_ids"] == [late.meeting]

    async def draft(self, partnership: Partnership, **change: Any) -> Any:
        data = {"title": "Prices of a bid", "sections": sections()} | change
        path = f"{partnership.path}/items/{partnership.item}/papers"
        answer = await partnership.governance.post(path, json=data)
        assert answer.status_code == 201, answer.text
        return await partnership.governance.post(
            f"/papers/{answer.json()['id']}/final", headers={"If-Match": '"v1"'}
        )

    @pytest.mark.parametrize("ground", ["in_confidence", "about_a_person", "commercial"])
    async def test_9_4_papers_are_withheld_on_the_grounds_of_the_terms(
        self, partnership: Partnership, ground: str
    ) -> None:
        final = await self.draft(
            partnership, withheld_reason="The bid is open.", withheld_ground=ground
        )
        assert final.status_code == 200, final.text
        assert final.json()["withheld_ground"] == ground

    @pytest.mark.parametrize("ground", [{}, {"withheld_ground": "it_is_awkward"}])
    async def test_9_4_and_on_no_other(
        self, partnership: Partnership, ground: dict[str, str]
    ) -> None:
        whole = await self.draft(partnership, withheld_reason="The bid is open.", **ground)
        assert whole.json()["errors"][0]["field"] == "withheld_ground"
        part = {"text": "£3 a meal.", "withheld_reason": "The bid is open."} | ground
        refused = await self.draft(partnership, sections=sections(financial=part))
        assert refused.json()["errors"][0]["field"] == "sections.financial.withheld_ground"

    async def test_9_4_papers_that_came_late_or_not_at_all_are_shown(
        self, partnership: Partnership
    ) -> None:
        assert (await self.draft(partnership)).status_code == 200
        found = (await partnership.checks())["papers"]
        assert (found["clause"], found["meeting_ids"]) == ("9.2 and 9.4", [partnership.meeting])
