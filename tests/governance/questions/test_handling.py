"""Checking, refusing, routing, grouping, answering and publishing questions (rule 5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from common.db.engine import raw_connection
from common.testing.clock import today
from governance_support import ICP, QE1
from public_voice_support import ASK, SCHEME, STAFF, Public

pytestmark = pytest.mark.rule("governance.5")
ANSWERED = "governance.question.answered.v1"


async def agenda(people: Public, meeting: str) -> list[tuple[str, str]]:
    items = (await people.governance.get(f"/meetings/{meeting}/items")).json()["items"]
    return [(one["number"], one["title"]) for one in items]


async def set_due(people: Public, days: int) -> None:
    async with people.governance.database.transaction(QE1) as session:
        connection = await raw_connection(session)
        await connection.execute(
            "UPDATE public_questions SET due_on = $1", today() + timedelta(days)
        )


class TestWhoSeesWhom:
    async def test_staff_without_the_scope_never_see_who_asked(self, people: Public) -> None:
        question = await people.asked()
        listed = await people.governance.get("/questions")
        assert "Ada" not in listed.text
        assert "clinic" not in listed.text
        for path, method in ((f"/questions/{question['id']}", "GET"),
                             (f"/questions/{question['id']}/acceptance", "POST")):  # fmt: skip
            refused = await people.governance.call(method, path, json={"text": "Why?"})
            assert refused.status_code == 403

    async def test_staff_with_it_do_and_are_shown_what_reads_like_personal_data(
        self, people: Public
    ) -> None:
        question = await people.asked(text="My mother (01772 555 123) waits. Why?")
        read = (await people.governance.get(f"/questions/{question['id']}", scopes=STAFF)).json()
        assert read["person"]["name"] == "Ada Lovell"
        [hit] = read["hits"]
        assert "telephone" in hit["message"]
        assert "555" not in hit["message"]

    async def test_another_systems_question_is_not_there(self, people: Public) -> None:
        question = await people.asked()
        for path in ("", "/acceptance", "/refusal", "/routing", "/group", "/answer",
                     "/publication"):  # fmt: skip
            bodies: dict[str, Any] = {
                "/acceptance": {"text": "Why?"}, "/refusal": {"ground": "not_ours", "reason": "x"},
                "/routing": {}, "/group": {"question_id": str(uuid4())},
                "/answer": {"answer": "x", "answered_by": "x"}, "/publication": {},
            }  # fmt: skip
            response = await people.governance.call(
                "POST" if path else "GET", f"/questions/{question['id']}{path}", ics="QKK",
                scopes=STAFF, json=bodies.get(path),
            )  # fmt: skip
            assert response.status_code == 404, path


class TestChecking:
    async def test_a_text_with_personal_data_is_not_published_unless_cleared(
        self, people: Public
    ) -> None:
        question = await people.asked()
        path, text = f"/questions/{question['id']}/acceptance", "Ring 01772 555 123. Why?"
        refused = await people.staff(path, 422, text=text)
        assert refused["type"] == "/problems/personal-data-found"
        assert refused["errors"][0]["field"] == "body.text"
        taken = await people.staff(path, text=text, cleared_reason="the ward's own number")
        assert taken["state"] == "accepted"

    async def test_the_standing_item_comes_on_the_agenda_once(self, people: Public) -> None:
        meeting = await people.meeting()
        for _ in range(2):
            await people.accepted(meeting_id=meeting)
        agreed = SCHEME["agenda"]
        assert await agenda(people, meeting) == [(agreed["number"], agreed["title"])]

    async def test_a_refusal_tells_the_ground_and_the_clause(self, people: Public) -> None:
        question = await people.asked()
        path = f"/questions/{question['id']}/refusal"
        assert (await people.staff(path, 422, ground="nonsense", reason="x"))["errors"]
        refused = await people.staff(path, ground="not_ours", reason="Parks are the council's.")
        assert (refused["state"], refused["erase_on"]) == ("refused", str(today() + timedelta(180)))
        mail = await people.last_mail("ada@x.example")
        assert "Parks are the council's." in mail
        assert "Standing orders, 12.4 (a)" in mail
        assert (await people.staff(path, 409, ground="not_ours", reason="x"))["status"] == 409


class TestRouting:
    async def test_another_meeting_moves_the_day_of_the_answer(self, people: Public) -> None:
        first, second = await people.meeting(30), await people.meeting(90)
        question = await people.accepted(meeting_id=first)
        routed = await people.staff(f"/questions/{question['id']}/routing", meeting_id=second)
        assert routed["due_on"] > question["due_on"]
        assert len(await agenda(people, second)) == 1

    async def test_an_officer_answers_in_writing(self, people: Public) -> None:
        question = await people.accepted(meeting_id=await people.meeting())
        routed = await people.staff(
            f"/questions/{question['id']}/routing", officer="Director of Nursing"
        )
        assert (routed["meeting_id"], routed["officer"]) == (None, "Director of Nursing")
        assert routed["due_on"] < question["due_on"]

    async def test_an_item_goes_with_its_meeting_alone(self, people: Public) -> None:
        question = await people.accepted(meeting_id=await people.meeting())
        path = f"/questions/{question['id']}/routing"
        other = await people.meeting(90)
        await people.staff(path, 422, item_id=question["item_id"])
        await people.staff(path, 404, meeting_id=other, item_id=question["item_id"])


class TestAnswering:
    async def test_a_group_gets_one_answer_and_everybody_is_mailed(self, people: Public) -> None:
        meeting = await people.meeting()
        first = await people.accepted(meeting_id=meeting)
        second = await people.accepted(meeting_id=meeting, email="bea@x.example", name="Bea")
        await people.staff(f"/questions/{second['id']}/group", question_id=first["id"])
        await people.staff(f"/questions/{first['id']}/answer", answer="Yes.", answered_by="Chair")
        await people.staff(f"/questions/{second['id']}/publication")
        shown = (await people.governance.get(f"/public-questions/meetings/{meeting}")).json()
        assert [(one["answer"], one["answered_with"]) for one in shown["items"]] == [
            ("Yes.", [second["reference"]]), ("Yes.", [first["reference"]]),
        ]  # fmt: skip
        for email in ("ada@x.example", "bea@x.example"):
            assert "Yes." in await people.last_mail(email)

    async def test_questions_to_different_meetings_do_not_go_together(self, people: Public) -> None:
        first = await people.accepted(meeting_id=await people.meeting(60))
        second = await people.accepted(meeting_id=await people.meeting(90))
        path = f"/questions/{second['id']}/group"
        await people.staff(path, 409, question_id=first["id"])

    async def test_nothing_is_public_before_it_is_published(self, people: Public) -> None:
        meeting = await people.meeting()
        question = await people.accepted(meeting_id=meeting)
        await people.staff(f"/questions/{question['id']}/answer", answer="Yes.", answered_by="C")
        shown = (await people.governance.get(f"/public-questions/meetings/{meeting}")).json()
        assert (shown["items"], shown["waiting"]) == ([], 1)

    async def test_an_answer_with_personal_data_is_refused(self, people: Public) -> None:
        question = await people.accepted()
        path = f"/questions/{question['id']}/answer"
        refused = await people.staff(path, 422, answer="Write to a@b.example.", answered_by="C")
        assert refused["errors"][0]["field"] == "body.answer"

    async def test_a_name_is_published_by_consent_alone(self, people: Public) -> None:
        meeting = await people.meeting()
        await people.published(meeting_id=meeting, email="a@x.example", show_name=True)
        await people.published(meeting_id=meeting, email="b@x.example", name="Bea Moss")
        shown = await people.governance.get(f"/public-questions/meetings/{meeting}")
        assert [one["name"] for one in shown.json()["items"]] == ["Ada Lovell", None]
        assert "Bea" not in shown.text

    async def test_the_event_bears_the_question_and_nobody(self, people: Public) -> None:
        decision = await people.governance.decision()
        question = await people.accepted(show_name=True, meeting_id=await people.meeting())
        await people.staff(
            f"/questions/{question['id']}/answer", answered_by="The Chair",
            answer="Cllr Ada Applewick has seen to it.", decision_id=decision["id"],
        )  # fmt: skip
        await people.staff(f"/questions/{question['id']}/publication")
        [told] = await people.governance.told(ANSWERED)
        assert (told["decision_id"], told["reference"]) == (decision["id"], question["reference"])
        assert told["answer"] == "[name] has seen to it."
        assert "Lovell" not in str(told)
        assert "ada@" not in str(told)

    async def test_it_is_published_once(self, people: Public) -> None:
        question = await people.published()
        await people.staff(f"/questions/{question['id']}/publication", 409)
        assert len(await people.governance.told(ANSWERED)) == 1

    async def test_a_written_answer_is_listed(self, people: Public) -> None:
        await people.published()
        meeting = await people.meeting()
        await people.published(meeting_id=meeting, email="b@x.example")
        answered = (await people.governance.get("/public-questions/answered")).json()
        assert [one["meeting_id"] for one in answered["meetings"]] == [meeting]
        assert len(answered["written"]) == 1
        elsewhere = await people.governance.get("/public-questions/answered", ics="QKK")
        assert elsewhere.json() == {"meetings": [], "written": []}


class TestOverdue:
    async def test_it_shows_in_assurance_until_it_is_published(self, people: Public) -> None:
        question = await people.accepted()
        path = f"/bodies/{ICP}/assurance?since={today()}&until={today()}"
        await set_due(people, 0)
        assert (await people.governance.get(path)).json()["public_overdue"] == []
        await set_due(people, -1)
        [due] = (await people.governance.get(path)).json()["public_overdue"]
        assert due["reference"] == question["reference"]
        paper = (await people.governance.get(path.replace("?", "/paper.html?"))).text
        owed = f"/owed-answers/question/{question['id']}"
        assert f'/governance{owed}">Question {question["reference"]}</a>' in paper
        committee = ["governance:read", "governance:assurance"]
        read = (await people.governance.get(owed, scopes=committee)).json()
        assert (read["words"], read["overdue"]) == (question["text"], True)
        for scopes, status in ((["governance:read"], 403), (["governance:manage"], 403)):
            assert (await people.governance.get(owed, scopes=scopes)).status_code == status
        for other in (owed.replace("/question/", "/statement/"),
                      owed.replace("/question/", "/petition/")):  # fmt: skip
            assert (await people.governance.get(other, scopes=committee)).status_code == 404
        overdue = (await people.governance.get("/questions?overdue=true")).json()["items"]
        assert [one["overdue"] for one in overdue] == [True]
        await people.staff(f"/questions/{question['id']}/answer", answer="Yes.", answered_by="C")
        await people.staff(f"/questions/{question['id']}/publication")
        assert (await people.governance.get(path)).json()["public_overdue"] == []
        assert not (await people.governance.get(owed, scopes=committee)).json()["overdue"]

    async def test_words_that_were_not_cleared_are_told_nobody_on_a_committee(
        self, people: Public
    ) -> None:
        question = await people.asked()
        owed = f"/owed-answers/question/{question['id']}"
        committee = ["governance:read", "governance:assurance"]
        read = await people.governance.get(owed, scopes=committee)
        assert (read.status_code, read.json()["words"]) == (200, None)
        assert "example" not in read.text


class TestOffer:
    async def test_it_says_until_when_each_meeting_takes_what(self, people: Public) -> None:
        await people.meeting(4)
        await people.meeting(60)
        [offer] = (await people.governance.get("/public-questions/offer")).json()["items"]
        taken = [(one["takes_questions"], one["takes_statements"]) for one in offer["meetings"]]
        assert taken == [(False, True), (True, True)]
        assert offer["questions"]["most_characters"] == 500

    async def test_another_system_offers_its_own(self, people: Public) -> None:
        offered = await people.governance.get("/public-questions/offer", ics="QKK", scopes=ASK)
        assert offered.json() == {"items": []}
