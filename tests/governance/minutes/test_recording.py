"""Checked minutes are recorded once, whole or not at all (rule 14)."""

from __future__ import annotations

import asyncio

import pytest

from governance_support import ICP, SHORT_MINUTES, Governance, corrected, imported

pytestmark = pytest.mark.rule("governance.14")


class TestRecord:
    async def test_meeting_attendance_items_decisions_and_actions_are_made(
        self, governance: Governance
    ) -> None:
        draft = await imported(governance)
        response = await governance.post(f"/minutes-imports/{draft['id']}/record")
        assert response.status_code == 200, response.text
        made = response.json()
        meeting = (await governance.get(f"/meetings/{made['meeting_id']}")).json()
        assert (meeting["held_on"], meeting["starts_at"], meeting["place"], meeting["status"]) == (
            "2024-09-02", "14:00:00", "Assembly Room", "held",
        )  # fmt: skip
        path = f"/meetings/{made['meeting_id']}"
        people = (await governance.get(f"{path}/attendance")).json()["items"]
        assert [(p["kind"], p["name"]) for p in people] == [
            ("present", "Mira Oakley"),
            ("present", "Tom Alder"),
            ("apologies", "Councillor Ruth Sorrel"),
        ]
        items = (await governance.get(f"{path}/items")).json()["items"]
        assert [(i["number"], i["title"]) for i in items] == [
            ("1", "Minutes of the last meeting"),
            ("2", "Walk-in clinic"),
            ("3", "Date of next meeting"),
        ]
        decision = (await governance.get(f"/decisions/{made['decision_ids'][1]}")).json()
        assert decision["title"] == "Walk-in clinic"
        assert [p["marker"] for p in decision["parts"]] == ["(a)", "(b)"]
        assert decision["item_id"] == items[1]["id"]
        assert decision["source"] == {
            "minutes_import_id": draft["id"], "first_line": 22, "last_line": 25,
        }  # fmt: skip
        action = (await governance.get(f"/actions/{made['action_ids'][0]}")).json()
        assert (action["owner_name"], action["due_on"]) == ("Tom Alder", "2024-09-30")

    async def test_events_tell_of_it_without_names(self, governance: Governance) -> None:
        draft = await imported(governance)
        await governance.post(f"/minutes-imports/{draft['id']}/record")
        told = await governance.told()
        assert [("outcome" in event) for event in told] == [False, True, True]
        assert "[name] be appointed Chair for 2024/25" in told[2]["parts"]
        for name in ("Oakley", "Alder", "Sorrel"):
            assert name not in str(told)

    async def test_who_is_elected_in_absence_is_not_named_in_events(
        self, governance: Governance
    ) -> None:
        text = SHORT_MINUTES.replace("Mira Oakley be appointed", "Quentin Farr be appointed")
        draft = await imported(governance, text)
        await governance.post(f"/minutes-imports/{draft['id']}/record")
        assert "Farr" not in str(await governance.told())

    async def test_corrections_are_what_is_recorded(self, governance: Governance) -> None:
        draft = await corrected(
            governance,
            await imported(governance),
            {"path": "date", "value": "2024-09-03"},
            {"path": "resolutions[0]", "remove": True},
            {"path": "resolutions[1].outcome", "value": "noted"},
            {"path": "resolutions[1].parts[1]", "remove": True},
        )
        made = (await governance.post(f"/minutes-imports/{draft['id']}/record")).json()
        [decision_id] = made["decision_ids"]
        decision = (await governance.get(f"/decisions/{decision_id}")).json()
        assert (decision["decided_on"], decision["outcome"]) == ("2024-09-03", "noted")
        assert len(decision["parts"]) == 1

    async def test_recording_again_gives_what_was_recorded(self, governance: Governance) -> None:
        draft = await imported(governance)
        path = f"/minutes-imports/{draft['id']}/record"
        first, second = await governance.post(path), await governance.post(path)
        assert first.json() == second.json()
        assert len(await governance.told()) == 3

    async def test_many_at_once_make_one_meeting(self, governance: Governance) -> None:
        draft = await imported(governance)
        path = f"/minutes-imports/{draft['id']}/record"
        answers = await asyncio.gather(*(governance.post(path) for _ in range(5)))
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.json()["meeting_id"] for answer in answers}) == 1
        assert len((await governance.get("/meetings")).json()["items"]) == 1
        assert len(await governance.told()) == 3

    async def test_a_scheduled_meeting_becomes_the_held_one(self, governance: Governance) -> None:
        scheduled = await governance.post(
            "/meetings",
            json={"body_id": str(ICP), "held_on": "2024-09-02", "starts_at": "14:00"},
        )
        draft = await imported(governance)
        made = (await governance.post(f"/minutes-imports/{draft['id']}/record")).json()
        assert made["meeting_id"] == scheduled.json()["id"]

    async def test_other_minutes_of_the_same_meeting_are_refused(
        self, governance: Governance
    ) -> None:
        first = await imported(governance)
        await governance.post(f"/minutes-imports/{first['id']}/record")
        second = await imported(governance, SHORT_MINUTES.replace("Tom Alder", "Tim Alder"))
        refused = await governance.post(f"/minutes-imports/{second['id']}/record")
        assert refused.status_code == 409
        assert len(await governance.told()) == 3

    async def test_recorded_minutes_are_not_corrected(self, governance: Governance) -> None:
        draft = await imported(governance)
        await governance.post(f"/minutes-imports/{draft['id']}/record")
        refused = await governance.patch(
            f"/minutes-imports/{draft['id']}",
            2,
            json={"corrections": [{"path": "place", "value": "Town Hall"}]},
        )
        assert refused.status_code == 409


class TestAttendance:
    async def rate(self, governance: Governance, text: str) -> tuple[dict[str, object], list[str]]:
        """Give how often the one member of the body came, by the minutes alone."""
        draft = await imported(governance, text)
        made = await governance.post(f"/minutes-imports/{draft['id']}/record")
        assert made.status_code == 200, made.text
        path = f"/bodies/{ICP}/attendance-report"
        report = await governance.get(path, params={"until": "2024-12-01"})
        assert report.status_code == 200, report.text
        [member] = report.json()["members"]
        return member, made.json()["present_without_post"]

    @pytest.mark.rule("governance.2")
    async def test_who_came_is_counted_for_their_post(self, governance: Governance) -> None:
        text = SHORT_MINUTES.replace("Tom Alder\n\nApologies", "Ada Applewick\n\nApologies")
        member, without = await self.rate(governance, text)
        assert (member["meetings"], member["percent"], member["flagged"]) == (1, 100, False)
        assert without == ["Mira Oakley"]

    @pytest.mark.rule("governance.2")
    async def test_who_sent_apologies_is_counted_as_away_and_flagged(
        self, governance: Governance
    ) -> None:
        text = SHORT_MINUTES.replace("Councillor Ruth Sorrel", "Councillor Ada Applewick")
        member, _ = await self.rate(governance, text)
        assert (member["meetings"], member["percent"], member["flagged"]) == (1, 0, True)

    @pytest.mark.rule("governance.2")
    async def test_a_deputy_is_recorded_for_the_post_of_the_member(
        self, governance: Governance
    ) -> None:
        text = SHORT_MINUTES.replace(
            "Tom Alder\n\nApologies", "Tom Alder (deputising for Cllr Applewick)\n\nApologies"
        )
        member, without = await self.rate(governance, text)
        # The usual rule counts deputies not: the meeting was the member's to attend.
        assert (member["meetings"], member["attended"]) == (1, 0)
        assert without == ["Mira Oakley"]

    async def test_a_name_that_fits_two_holders_is_given_no_post(
        self, governance: Governance
    ) -> None:
        post = {"title": "Lay Member", "sector": "VCFSE", "organisation": "Sands",
                "valid_from": "2023-04-17"}  # fmt: skip
        made = await governance.post(f"/bodies/{ICP}/posts", json=post)
        assert made.status_code == 201, made.text
        held = await governance.post(
            f"/posts/{made.json()['id']}/holders",
            json={"name": "Arthur Applewick", "valid_from": "2023-04-17"},
        )
        assert held.status_code == 201, held.text
        text = SHORT_MINUTES.replace("Tom Alder\n\nApologies", "Cllr Applewick\n\nApologies")
        draft = await imported(governance, text)
        made = await governance.post(f"/minutes-imports/{draft['id']}/record")
        assert made.json()["present_without_post"] == ["Mira Oakley", "Cllr Applewick"]


class TestChairs:
    HANDED_OVER = (
        SHORT_MINUTES.replace("Tom Alder\n\nApologies", "Tom Alder (TA)\n\nApologies")
        .replace("Tom Alder presented the paper.",
                 "Mira Oakley left the room and TA took the chair for this item.")
        .replace("Action: Tom Alder to", "Ms Oakley resumed the chair.\n\nAction: TA to")
    )  # fmt: skip

    async def recorded(self, governance: Governance, *corrections: dict[str, object]) -> str:
        draft = await imported(governance, self.HANDED_OVER)
        if corrections:
            draft = await corrected(governance, draft, *corrections)
        made = await governance.post(f"/minutes-imports/{draft['id']}/record")
        assert made.status_code == 200, made.text
        return str(made.json()["meeting_id"])

    async def test_who_opened_who_took_over_and_who_resumed_are_recorded_by_their_full_names(
        self, governance: Governance
    ) -> None:
        meeting = await self.recorded(governance)
        items = (await governance.get(f"/meetings/{meeting}/items")).json()["items"]
        chairs = (await governance.get(f"/meetings/{meeting}/chairs")).json()["items"]
        assert [(c["kind"], c["name"], c["item_id"]) for c in chairs] == [
            ("opened", "Mira Oakley", None),
            ("took", "Tom Alder", items[1]["id"]),
            ("resumed", "Mira Oakley", items[1]["id"]),
        ]

    async def test_what_a_person_put_there_is_recorded(self, governance: Governance) -> None:
        meeting = await self.recorded(
            governance,
            {"path": "chair", "value": "Ruth Sorrel"},
            {"path": "chairs[0].name", "value": "Tim Alderley"},
            {"path": "chairs[1]", "remove": True},
        )
        chairs = (await governance.get(f"/meetings/{meeting}/chairs")).json()["items"]
        assert [(c["kind"], c["name"]) for c in chairs] == [
            ("opened", "Ruth Sorrel"), ("took", "Tim Alderley"),
        ]  # fmt: skip

    async def test_initials_of_who_acts_are_recorded_as_the_name(
        self, governance: Governance
    ) -> None:
        meeting = await self.recorded(governance)
        actions = (await governance.get("/actions")).json()["items"]
        assert [(a["owner_name"], a["meeting_id"]) for a in actions] == [("Tom Alder", meeting)]

    async def test_events_name_no_chair(self, governance: Governance) -> None:
        text = self.HANDED_OVER.replace(
            "(b) Mira Oakley be",
            "(b) Quentin Farr be thanked for chairing; and\n(c) Mira Oakley be",
        ).replace("Ms Oakley resumed", "Quentin Farr then took the chair. Ms Oakley resumed")
        draft = await imported(governance, text)
        await governance.post(f"/minutes-imports/{draft['id']}/record")
        told = str(await governance.told())
        assert "[name] be thanked" in told
        assert "Farr" not in told


class TestDoubts:
    UNDATED = SHORT_MINUTES.replace(" held on Monday, 2 September 2024 at 2.00 pm", "")

    async def test_minutes_without_a_date_are_not_recorded(self, governance: Governance) -> None:
        draft = await imported(governance, self.UNDATED)
        path = f"/minutes-imports/{draft['id']}"
        refused = await governance.post(f"{path}/record")
        assert refused.status_code == 409
        assert [e["field"] for e in refused.json()["errors"]] == ["doubts.no_date"]
        assert await governance.told() == []
        accepted = await governance.patch(path, 1, json={"accept_doubts": ["no_date"]})
        assert accepted.status_code == 422
        draft = await corrected(governance, draft, {"path": "date", "value": "2024-09-02"})
        assert not any(d["open"] for d in draft["draft"]["doubts"] if d["blocking"])
        assert (await governance.post(f"{path}/record")).status_code == 200

    async def test_a_doubt_is_accepted_by_a_person(self, governance: Governance) -> None:
        draft = await imported(governance, SHORT_MINUTES.replace("Monday", "Tuesday"))
        path = f"/minutes-imports/{draft['id']}"
        assert (await governance.post(f"{path}/record")).status_code == 409
        accepted = await governance.patch(path, 1, json={"accept_doubts": ["weekday"]})
        assert accepted.json()["accepted_doubts"] == ["weekday"]
        assert (await governance.post(f"{path}/record")).status_code == 200

    async def test_a_text_without_minutes_can_be_kept_but_not_recorded(
        self, governance: Governance
    ) -> None:
        draft = await imported(governance, "A letter about parking.\n")
        assert draft["draft"]["span"] is None
        refused = await governance.post(f"/minutes-imports/{draft['id']}/record")
        assert refused.status_code == 409

    async def test_an_outcome_outside_of_the_vocabulary_stops_the_whole(
        self, governance: Governance
    ) -> None:
        draft = await corrected(
            governance,
            await imported(governance),
            {"path": "resolutions[1].outcome", "value": "applauded"},
        )
        refused = await governance.post(f"/minutes-imports/{draft['id']}/record")
        assert refused.status_code == 422
        assert await governance.told() == []
        assert (await governance.get("/meetings")).json()["items"] == []
