"""Minutes over HTTP: sent, read, corrected by a person, recorded once (rule 14)."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from common.db.engine import raw_connection
from governance_support import ICP, QE1, SHORT_MINUTES, Governance

pytestmark = pytest.mark.rule("governance.14")


async def imported(governance: Governance, text: str = SHORT_MINUTES) -> dict[str, Any]:
    response = await governance.import_minutes(text)
    assert response.status_code == 201, response.text
    return dict(response.json())


async def corrected(governance: Governance, draft: dict[str, Any], *changes: Any) -> dict[str, Any]:
    response = await governance.patch(
        f"/minutes-imports/{draft['id']}", draft["version"], json={"corrections": list(changes)}
    )
    assert response.status_code == 200, response.text
    return dict(response.json())


class TestImport:
    async def test_every_piece_comes_with_its_lines_and_the_words_there(
        self, governance: Governance
    ) -> None:
        draft = (await imported(governance))["draft"]
        lines = SHORT_MINUTES.split("\n")
        part = draft["resolutions"][1]["parts"][0]["text"]
        assert part["text"] == "the opening hours of the clinic be extended until 10pm; and"
        assert part["source"] == lines[part["first_line"] - 1]
        assert draft["date"]["value"] == "2024-09-02"
        assert draft["resolutions"][1]["outcome"]["basis"]["text"] == "Resolved"

    async def test_the_same_text_again_gives_the_same_draft(self, governance: Governance) -> None:
        draft = await imported(governance)
        again = await governance.import_minutes()
        assert again.status_code == 200
        assert again.json()["id"] == draft["id"]

    async def test_two_at_once_make_one_draft(self, governance: Governance) -> None:
        answers = await asyncio.gather(*(governance.import_minutes() for _ in range(4)))
        assert {a.status_code for a in answers} <= {200, 201}
        assert len({a.json()["id"] for a in answers}) == 1

    async def test_lines_end_as_windows_ends_them(self, governance: Governance) -> None:
        draft = (await imported(governance, SHORT_MINUTES.replace("\n", "\r\n")))["draft"]
        assert draft["place"]["text"] == "Assembly Room"
        assert "Assembly Room" in draft["place"]["source"]

    async def test_the_source_is_kept_as_it_was_sent(self, governance: Governance) -> None:
        draft = await imported(governance)
        source = await governance.get(f"/minutes-imports/{draft['id']}/source")
        assert source.json()["text"] == SHORT_MINUTES

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (b"%PDF-1.7 ...", "a PDF document"),
            (b"PK\x03\x04word/document.xml", "Word document"),
            (b"\x89PNG\r\n\x1a\n", "an image"),
            (b"\xff\xd8\xff\xe0JFIF", "an image"),
            (b"Minutes\x00of", "NUL"),
            (b"Minutes \xff\xfe", "UTF-8"),
            (b"  \n 12 \n", "without any words"),
            (b"", "without any words"),
        ],
    )
    async def test_what_is_not_text_is_refused_by_what_it_is(
        self, governance: Governance, body: bytes, words: str
    ) -> None:
        refused = await governance.post(
            f"/minutes-imports?body_id={ICP}", content=body, headers={"Content-Type": "text/plain"}
        )
        assert refused.status_code == 422
        assert words in refused.json()["detail"]
        assert (await governance.get("/minutes-imports")).json()["items"] == []

    async def test_another_media_type_is_refused(self, governance: Governance) -> None:
        refused = await governance.post(f"/minutes-imports?body_id={ICP}", json={"text": "Minutes"})
        assert refused.status_code == 415

    async def test_too_long_a_text_is_refused(self, governance: Governance) -> None:
        refused = await governance.import_minutes("Minutes\n" * 400_000)
        assert refused.status_code == 413
        many_lines = await governance.import_minutes("a\n" * 60_000)
        assert many_lines.status_code == 422

    async def test_a_body_that_is_not_there_has_no_minutes(self, governance: Governance) -> None:
        assert (await governance.import_minutes(body=uuid4())).status_code == 404


class TestCorrect:
    async def test_a_correction_keeps_who_when_what_was_and_the_lines(
        self, governance: Governance
    ) -> None:
        draft = await imported(governance)
        before = draft["draft"]["present"][0]["name"]
        after = await corrected(
            governance, draft, {"path": "present[0].name", "value": "Myra Oakley"}
        )
        name = after["draft"]["present"][0]["name"]
        assert name["text"] == "Myra Oakley"
        assert name["corrected"]["was"] == "Mira Oakley"
        assert name["corrected"]["by"] == "test-caller"
        assert [name[k] for k in ("first_line", "last_line", "source")] == [
            before[k] for k in ("first_line", "last_line", "source")
        ]

    async def test_what_was_read_first_is_kept_through_many_corrections(
        self, governance: Governance
    ) -> None:
        draft = await imported(governance)
        for name in ("Myra Oakley", "Moira Oakley"):
            draft = await corrected(governance, draft, {"path": "present[0].name", "value": name})
        assert draft["draft"]["present"][0]["name"]["corrected"]["was"] == "Mira Oakley"
        assert len(draft["corrections"]) == 2

    async def test_entries_are_added_and_taken_out(self, governance: Governance) -> None:
        draft = await imported(governance)
        after = await corrected(
            governance,
            draft,
            {"path": "apologies[0]", "remove": True},
            {"path": "in_attendance", "add": {"name": "Ned Rush", "role": "Clerk"}},
            {"path": "resolutions[1].parts[1].outcome", "value": "approved"},
        )
        assert after["draft"]["apologies"][0]["removed"]["by"] == "test-caller"
        added = after["draft"]["in_attendance"][0]
        assert (added["name"]["text"], added["name"]["source"]) == ("Ned Rush", None)
        outcome = after["draft"]["resolutions"][1]["parts"][1]["outcome"]
        assert (outcome["code"], outcome["corrected"]["was"]) == ("approved", "agreed")

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"path": "date", "value": "the first of May"}, "value"),
            ({"path": "date", "value": None}, "value"),
            ({"path": "start_time", "value": "25:00"}, "value"),
            ({"path": "present[9].name", "value": "X Y"}, "path"),
            ({"path": "present[0].age", "value": "40"}, "path"),
            ({"path": "unread[0].text", "value": "x"}, "path"),
            ({"path": "items[0].title", "value": "x" * 400}, "value"),
            ({"path": "resolutions[0].outcome", "value": "Well done!"}, "value"),
            ({"path": "date", "remove": True}, "path"),
            ({"path": "present", "add": {"role": "Chair"}}, "add"),
            ({"path": "present", "add": {"name": "A B", "age": "40"}}, "add"),
            ({"path": "doubts", "add": {"code": "x"}}, "path"),
        ],
    )
    async def test_a_correction_that_does_not_fit_changes_nothing(
        self, governance: Governance, change: dict[str, Any], field: str
    ) -> None:
        draft = await imported(governance)
        fine = {"path": "place", "value": "Town Hall"}
        refused = await governance.patch(
            f"/minutes-imports/{draft['id']}", 1, json={"corrections": [fine, change]}
        )
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"][0]["field"] == f"body.corrections[1].{field}"
        kept = (await governance.get(f"/minutes-imports/{draft['id']}")).json()
        assert kept["draft"] == draft["draft"]

    async def test_it_needs_the_version_that_was_read(self, governance: Governance) -> None:
        draft = await imported(governance)
        change = {"corrections": [{"path": "place", "value": "Town Hall"}]}
        path = f"/minutes-imports/{draft['id']}"
        assert (await governance.patch(path, 5, json=change)).status_code == 412
        assert (await governance.call("PATCH", path, json=change)).status_code == 428


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


class TestUnderTheTable:
    async def test_what_was_read_stays_beside_what_was_made_of_it(
        self, governance: Governance
    ) -> None:
        draft = await imported(governance)
        await corrected(governance, draft, {"path": "place", "value": "Town Hall"})
        async with governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            kept = await connection.fetchval(
                "SELECT extracted -> 'place' ->> 'text' FROM minutes_imports"
            )
        assert kept == "Assembly Room"
