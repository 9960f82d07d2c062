"""The approved minutes of a meeting as everybody reads them (rule 7: everything, or why not)."""

from __future__ import annotations

import io
from typing import Any

import docx as word
import pytest
from sqlalchemy import text

from governance_support import QE1, Governance
from partnership_support import BODY, Partnership, met

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.7")]
PEOPLE = [
    {"kind": "present", "name": "Mira Oakley", "role": "Chair", "organisation": "Sands Council"},
    {"kind": "present", "name": "Tom Alder", "in_place_of": "Ann Low"},
    {"kind": "in_attendance", "name": "Bo Reed", "role": "Committee secretary"},
    {"kind": "in_attendance", "name": "Pat Private", "note": "told of her own care"},
    {"kind": "apologies", "name": "Ann Low", "note": "in hospital", "replaced_by": "Tom Alder"},
]
SECRET: dict[str, Any] = {"confidential": True, "withheld_reason": "The bid is open."}


@pytest.fixture
async def meeting(governance: Governance) -> Partnership:
    """A meeting that was held, in public, with two items and who came."""
    meeting = await met(governance, place="County Hall")
    await meeting.adopt({"meets_in_public": True, "arrangements": {}}, "2024-09-01")
    more = [{"number": "6", "title": "A claim against us"}]
    await governance.post(f"{meeting.path}/items", json=more)
    await governance.post(f"{meeting.path}/attendance", json=PEOPLE)
    opened = [{"kind": "opened", "name": "Mira Oakley"}]
    assert (await governance.post(f"{meeting.path}/chairs", json=opened)).status_code == 201
    return meeting


async def decided(meeting: Partnership, item: str | None = None, **content: Any) -> dict[str, Any]:
    return await meeting.governance.decision(
        body_id=BODY, decided_on=meeting.day, meeting_id=meeting.meeting,
        item_id=item or meeting.item, **content,
    )  # fmt: skip


async def published(meeting: Partnership) -> None:
    await meeting.hold(approved=True)
    answer = await meeting.governance.post(f"{meeting.path}/publish")
    assert answer.status_code == 200, answer.text


async def asked(meeting: Partnership, form: str = "", ics: str = "QE1") -> Any:
    """Ask for the minutes as anyone would, without a key."""
    path = f"/api/v1/{ics}/governance/published-meetings/{meeting.meeting}/minutes{form}"
    return await meeting.governance.http.get(path)


async def read(meeting: Partnership) -> str:
    answer = await asked(meeting, "/document.html")
    assert answer.status_code == 200, answer.text
    return " ".join(str(answer.text).split())


class TestWhen:
    async def test_they_are_there_once_they_are_approved_and_published(
        self, meeting: Partnership
    ) -> None:
        assert (await asked(meeting)).json()["type"] == "/problems/meeting-not-found"
        await meeting.governance.post(f"{meeting.path}/publish")
        await meeting.hold()
        await meeting.governance.post(f"{meeting.path}/publish")
        for form in ("", "/document.html", "/document.docx"):
            draft = await asked(meeting, form)
            assert (draft.status_code, draft.json()["type"]) == (404, "/problems/minutes-not-found")
        approved = await meeting.governance.get(meeting.path)
        await meeting.governance.patch(
            meeting.path, approved.json()["version"], json={"status": "minutes_approved"}
        )
        assert (await asked(meeting)).status_code == 404, "approved, and not published since"
        await meeting.governance.post(f"{meeting.path}/publish")
        assert (await asked(meeting)).status_code == 200
        assert (await asked(meeting, ics="QKK")).status_code == 404


class TestWhoWasThere:
    async def test_members_and_those_in_an_office_are_named_and_the_public_is_counted(
        self, meeting: Partnership
    ) -> None:
        await published(meeting)
        page = await read(meeting)
        for words in ("Mira Oakley", "Sands Council", "Tom Alder", "in place of Ann Low", "Bo Reed",
                      "Tom Alder came instead", "In attendance: 1 more person, not named.",
                      "Mira Oakley opened the meeting"):  # fmt: skip
            assert words in page
        for words in ("Pat Private", "hospital", "her own care"):
            assert words not in page

    async def test_of_a_meeting_that_is_not_in_public_nobody_is_named(
        self, meeting: Partnership
    ) -> None:
        await meeting.adopt({"meets_in_public": False, "arrangements": {}}, "2024-09-02")
        await decided(meeting, mover="Mira Oakley", seconder="Tom Alder", parts=[
            {"text": "Mira Oakley be thanked"}])  # fmt: skip
        await published(meeting)
        page = await read(meeting)
        assert "Present: 2 people, not named." in page
        for one in PEOPLE:
            assert one["name"] not in page


class TestResolutions:
    async def test_each_stands_under_its_item_and_leads_to_the_log(
        self, meeting: Partnership
    ) -> None:
        made = await decided(
            meeting, mover="Mira Oakley", seconder="Tom Alder",
            parts=[{"text": "the clinic be open until 10pm"}, {"text": "Pat Private be thanked"}],
        )  # fmt: skip
        await published(meeting)
        page = await read(meeting)
        assert f"/thread/decisions/{made['id']}" in page
        for words in (made["reference"], "Approved: Walk-in clinic", "Moved by Mira Oakley",
                      "the clinic be open until 10pm", "[name] be thanked"):  # fmt: skip
            assert words in page
        assert (
            page.index("5. Priorities") < page.index(made["reference"]) < page.index("6. A claim")
        )
        assert "No decision was recorded." in page

    async def test_one_that_is_withheld_is_told_by_its_reference_and_reason_alone(
        self, meeting: Partnership
    ) -> None:
        made = await decided(meeting, title="Offer to Acme", **SECRET)
        await published(meeting)
        page = await read(meeting)
        assert f"{made['reference']}: Kept from the public. The reason given: The bid is op" in page
        assert "Acme" not in page
        assert made["id"] not in page
        assert "No decision was recorded." not in page, "one was, on one of the items"
        assert page.count("No decision that everybody may read was recorded.") == 2

    async def test_nobody_is_named_as_a_mover_who_is_not_named_as_having_been_there(
        self, meeting: Partnership
    ) -> None:
        await decided(meeting, mover="Mira Oakley", seconder="Pat Private")
        await decided(meeting, mover="Una Absent", seconder="Tom Alder")
        await published(meeting)
        page = await read(meeting)
        assert "Moved by Mira Oakley." in page
        for name in ("Pat Private", "Una Absent"):
            assert name not in page

    async def test_an_item_that_is_withheld_later_is_told_by_its_number_and_reason(
        self, meeting: Partnership
    ) -> None:
        items = (await meeting.governance.get(f"{meeting.path}/items")).json()["items"]
        await published(meeting)
        assert "6. A claim against us" in await read(meeting)
        withheld = await meeting.governance.patch(
            f"{meeting.path}/items/{items[1]['id']}", 1,
            json={"withheld_reason": "It is before a court."},
        )  # fmt: skip
        assert withheld.status_code == 200, withheld.text
        page = await read(meeting)
        assert "6. Kept from the public" in page
        assert "The reason given: It is before a court." in page
        assert "A claim against us" not in page

    async def test_an_open_decision_of_an_item_that_was_withheld_before_is_not_told(
        self, meeting: Partnership
    ) -> None:
        made = await decided(meeting, title="Offer to Acme")
        async with meeting.governance.database.transaction(QE1) as session:
            await session.execute(
                text("UPDATE agenda_items SET withheld_reason = 'Of a person.' WHERE id = :id"),
                {"id": meeting.item},
            )
        await published(meeting)
        page = await read(meeting)
        assert f"{made['reference']}: Kept from the public. The reason given: Of a person." in page
        assert "Acme" not in page
        assert "Priorities" not in page

    async def test_how_it_was_voted_is_told_in_numbers(self, meeting: Partnership) -> None:
        await meeting.sit()
        vote = (await meeting.vote(method="consensus")).json()
        made = await decided(meeting)
        linked = await meeting.post(f"/votes/{vote['id']}/decision", decision_id=made["id"])
        assert linked.status_code == 200, linked.text
        await published(meeting)
        assert "Decided by consensus." in await read(meeting)

    async def test_each_part_is_told_with_the_vote_on_it(self, meeting: Partnership) -> None:
        await meeting.sit()
        parts = [{"text": "be open late"}, {"text": "be free", "outcome": "rejected"}]
        made = await decided(meeting, parts=parts)
        ruled: dict[str, Any] = {"method": "show_of_hands", "chair_rules_no_consensus": True}
        for named, tally in (([1], (5, 1, 0)), ([2], (1, 4, 1))):
            counted = dict(zip(("in_favour", "against", "abstained"), tally, strict=True))
            vote = (await meeting.vote(**ruled, tally=counted, parts=named)).json()
            linked = await meeting.post(f"/votes/{vote['id']}/decision", decision_id=made["id"])
            assert linked.status_code == 200, linked.text
        await published(meeting)
        page = await read(meeting)
        assert "Part 1 carried by vote: 5 in favour, 1 against, 0 abstained." in page
        assert "be free (not carried)" in page
        assert "be open late (not carried)" not in page
        assert "Resolved:" not in page
        assert "Part 2 lost by vote: 1 in favour, 4 against, 1 abstained." in page


class TestForms:
    async def test_a_word_file_says_the_same(self, meeting: Partnership) -> None:
        made = await decided(meeting)
        await published(meeting)
        answer = await asked(meeting, "/document.docx")
        assert "attachment" in answer.headers["Content-Disposition"]
        document = word.Document(io.BytesIO(answer.content))
        said = "\n".join(one.text for one in document.paragraphs)
        for words in ("Who was there", "5. Priorities", made["reference"]):
            assert words in said
        assert "Mira Oakley" in [cell.text for cell in document.tables[0].columns[0].cells]

    async def test_a_program_gets_the_parts(self, meeting: Partnership) -> None:
        await published(meeting)
        parts = (await asked(meeting)).json()
        assert parts["title"].startswith("Minutes: ")
        assert {"kind": "heading", "level": 1, "text": "Who was there"} in parts["blocks"]
