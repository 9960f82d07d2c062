"""Minutes over HTTP: sent, read, corrected by a person, recorded once (rule 14)."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from common.db.engine import raw_connection
from governance.minutes import corrections
from governance.minutes.schemas import Correction
from governance_support import ICP, QE1, SHORT_MINUTES, Governance, corrected, imported

pytestmark = pytest.mark.rule("governance.14")


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
            (b"%PDF-1.7 ...", "a damaged PDF"),
            (b"PK\x03\x04word/document.xml", "a damaged Word file"),
            (b"\x89PNG\r\n\x1a\n", "an image"),
            (b"\xff\xd8\xff\xe0JFIF", "an image"),
            (b"Minutes\x00of", "NUL"),
            (b"Minutes \xff\xfe", "UTF-8"),
            (b"  \n 12 \n", "without any words"),
            (b"", "without any words"),
            (b"Minutes " * 4000, "without line breaks"),
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


class TestChairs:
    async def test_who_was_in_the_chair_is_given_corrected_and_added(
        self, governance: Governance
    ) -> None:
        text = SHORT_MINUTES.replace(
            "Tom Alder presented the paper.", "Ms Oakley left and Tom Alder took the Chair."
        )
        draft = await imported(governance, text)
        [chairing] = draft["draft"]["chairs"]
        assert (chairing["name"]["text"], chairing["item"], chairing["resumed"]) == (
            "Tom Alder", "2", False,
        )  # fmt: skip
        after = await corrected(
            governance,
            draft,
            {"path": "chairs[0].items", "value": "items 2 and 3"},
            {"path": "chairs", "add": {"name": "Mira Oakley", "items": "item 1"}},
        )
        assert after["draft"]["chairs"][0]["items"]["text"] == "items 2 and 3"
        assert after["draft"]["chairs"][1]["name"]["text"] == "Mira Oakley"

    def test_a_draft_of_before_can_be_given_a_chair(self) -> None:
        added = Correction(path="chairs", add={"name": "Mira Oakley"})
        corrector = corrections.Corrector("clerk", "2026-11-27T10:00:00Z")
        content = corrections.apply({"present": []}, added, corrector, "body")
        assert content["chairs"][0]["name"]["text"] == "Mira Oakley"


class TestBody:
    async def test_minutes_that_name_another_body_are_pointed_at(
        self, governance: Governance
    ) -> None:
        text = SHORT_MINUTES.replace("Fylde Sands Partnership Board", "Wold Scrutiny Committee")
        draft = (await imported(governance, text))["draft"]
        assert "another_body" in {doubt["code"] for doubt in draft["doubts"]}

    async def test_a_shorter_or_longer_form_of_the_name_is_the_same_body(
        self, governance: Governance
    ) -> None:
        for name in ("Partnership Board", "The Fylde Sands Partnership Board (Part 1)"):
            text = SHORT_MINUTES.replace("Fylde Sands Partnership Board", name)
            draft = (await imported(governance, text))["draft"]
            assert "another_body" not in {doubt["code"] for doubt in draft["doubts"]}
