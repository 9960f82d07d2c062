"""Asking a question by a mailed link, in time and within the body's limits (rule 5)."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from common.db.engine import raw_connection
from common.testing.clock import today
from governance.confirmations import service as confirmations
from governance.questions import service
from governance.senders import service as senders
from governance.senders.service import Sender
from governance_support import QE1, QKK
from public_voice_support import ASK, STAFF, Public, token_in

pytestmark = pytest.mark.rule("governance.5")


async def rows(people: Public, table: str) -> list[dict[str, Any]]:
    async with people.governance.database.transaction(QE1) as session:
        connection = await raw_connection(session)
        return [dict(row) for row in await connection.fetch(f"SELECT * FROM {table}")]


class TestConfirming:
    async def test_nothing_but_the_address_is_kept_and_that_sealed(self, people: Public) -> None:
        await people.governance.post(
            "/question-requests", json={"email": "Ada@x.example"}, scopes=ASK
        )
        [kept] = await rows(people, "confirmations")
        assert set(kept) == {
            "ics", "id", "purpose", "about_id", "email_index", "email_sealed", "token_hash",
            "asked_at", "expires_at",
        }  # fmt: skip
        assert b"x.example" not in kept["email_sealed"]
        assert await rows(people, "public_questions") == []

    async def test_a_mail_that_was_sent_is_forgotten(self, people: Public) -> None:
        await people.token()
        [mail] = await rows(people, "mails")
        assert (mail["state"], mail["sealed"]) == ("sent", None)

    async def test_a_link_is_good_once(self, people: Public) -> None:
        token = await people.token()
        assert (await people.send(token=token)).status_code == 201
        again = await people.send(token=token)
        assert (again.status_code, again.json()["type"]) == (404, "/problems/link-not-valid")

    async def test_a_refusal_leaves_the_link_good(self, people: Public) -> None:
        token = await people.token()
        assert (await people.send(token=token, text="x" * 501)).status_code == 422
        assert (await people.send(token=token)).status_code == 201

    async def test_a_link_of_another_purpose_or_system_opens_nothing(self, people: Public) -> None:
        token = await people.token()
        other = await people.governance.get(
            "/question-requests/mine", headers={"X-Link-Token": token}, scopes=ASK, ics="QKK"
        )
        own = await people.governance.get(
            "/question-requests/mine", headers={"X-Link-Token": token}, scopes=ASK
        )
        assert (other.status_code, own.status_code) == (404, 204)

    async def test_one_address_gets_no_more_than_five_mails_an_hour_and_the_same_answer(
        self, people: Public
    ) -> None:
        answers = [
            await people.governance.post("/question-requests", json={"email": email}, scopes=ASK)
            for email in ["ada@x.example", "ADA@x.example"] * 4
        ]
        assert {one.text for one in answers} == {answers[0].text}
        assert len(await people.mail()) == 5

    async def test_nor_when_they_are_asked_for_at_the_same_moment(self, people: Public) -> None:
        await asyncio.gather(
            *(
                people.governance.post(
                    "/question-requests", json={"email": "ada@x.example"}, scopes=ASK
                )
                for _ in range(12)
            )
        )
        assert len(await people.mail()) == 5

    async def test_an_address_that_nobody_confirmed_is_deleted(self, people: Public) -> None:
        token = await people.token()
        async with people.governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute("UPDATE confirmations SET expires_at = now()")
        assert (await people.send(token=token)).status_code == 404
        await confirmations.delete_expired(people.governance.database)
        assert await rows(people, "confirmations") == []


class TestAsking:
    async def test_it_is_acknowledged_with_its_reference_and_the_days(self, people: Public) -> None:
        meeting = await people.meeting()
        question = await people.asked(meeting_id=meeting)
        assert question["reference"] == f"QE1-ICP-PQ-{today().year}-0001"
        mail = await people.last_mail("ada@x.example")
        held_on = today() + timedelta(60)
        assert question["reference"] in mail
        assert f"for the meeting on {held_on.day} {held_on:%B %Y}" in mail
        assert "180 days after the answer" in mail

    async def test_name_address_and_text_are_sealed(self, people: Public) -> None:
        await people.asked()
        [row] = await rows(people, "public_questions")
        raw = repr(row)
        assert "Ada" not in raw
        assert "ada@" not in raw
        assert "clinic" not in raw

    async def test_one_that_comes_too_late_is_told_of_the_next_meeting(
        self, people: Public
    ) -> None:
        soon, later = await people.meeting(3), await people.meeting(60)
        token = await people.token()
        late = await people.send(token=token, meeting_id=soon)
        assert (late.status_code, late.json()["type"]) == (409, "/problems/question-too-late")
        assert str(today() + timedelta(60)) in late.json()["detail"]
        assert (await people.send(token=token, meeting_id=later)).status_code == 201

    async def test_too_late_without_a_later_meeting_it_may_be_answered_in_writing(
        self, people: Public
    ) -> None:
        soon = await people.meeting(3)
        token = await people.token()
        late = await people.send(token=token, meeting_id=soon)
        assert "No later meeting is fixed yet" in late.json()["detail"]
        assert (await people.send(token=token)).status_code == 201
        assert "You will get a written answer" in await people.last_mail("ada@x.example")

    async def test_a_statement_may_come_when_a_question_is_too_late(self, people: Public) -> None:
        soon = await people.meeting(4)
        question = await people.send(meeting_id=soon)
        statement = await people.send(meeting_id=soon, kind="statement", in_person=True)
        assert (question.status_code, statement.status_code) == (409, 201)

    async def test_a_question_is_not_read_out(self, people: Public) -> None:
        refused = await people.send(meeting_id=await people.meeting(), in_person=True)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "body.in_person"

    async def test_a_text_may_be_as_long_as_the_scheme_says(self, people: Public) -> None:
        assert (await people.send(text="x" * 501)).json()["errors"][0]["field"] == "body.text"
        assert (await people.send(text="x" * 500)).status_code == 201

    async def test_a_body_without_a_scheme_takes_nothing(self, people: Public) -> None:
        bodies = (await people.governance.get("/bodies", ics="QKK")).json()["items"]
        mail = await people.token(ics="QKK")
        values = {"token": mail, "body_id": bodies[0]["id"], "kind": "question", "text": "Why?",
                  "name": "Ada"}  # fmt: skip
        refused = await people.governance.post("/questions", json=values, scopes=ASK, ics="QKK")
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-taken")

    async def test_a_meeting_of_another_system_is_not_there(self, people: Public) -> None:
        assert (await people.send(meeting_id=str(uuid4()))).status_code == 404

    async def test_it_needs_the_scope(self, people: Public) -> None:
        refused = await people.governance.post(
            "/question-requests", json={"email": "a@x.example"}, scopes=["governance:read"]
        )
        assert refused.status_code == 403


class TestLimits:
    async def test_one_person_sends_as_many_as_the_body_takes(self, people: Public) -> None:
        meeting = await people.meeting()
        for _ in range(2):
            assert (await people.send(meeting_id=meeting)).status_code == 201
        third = await people.send(email="ADA@x.example", meeting_id=meeting)
        other = await people.send(email="bea@x.example", meeting_id=meeting)
        assert (third.status_code, other.status_code) == (409, 201)

    async def test_the_limit_holds_when_all_are_sent_at_once(self, people: Public) -> None:
        meeting = await people.meeting()
        tokens = [await people.token() for _ in range(5)]
        answers = await asyncio.gather(
            *(people.send(email=f"x{n}@x.example", token=token, meeting_id=meeting)
              for n, token in enumerate(tokens))
        )  # fmt: skip
        assert Counter(one.status_code for one in answers) == {201: 2, 409: 3}
        refused = {one.json()["type"] for one in answers if one.status_code == 409}
        assert refused == {"/problems/too-many-questions"}

    async def test_many_people_at_once_all_get_references_of_their_own(
        self, people: Public
    ) -> None:
        tokens = [await people.token(f"x{n}@x.example") for n in range(6)]
        answers = await asyncio.gather(*(people.send(token=token) for token in tokens))
        assert Counter(one.status_code for one in answers) == {201: 6}
        assert len({one.json()["reference"] for one in answers}) == 6

    async def test_what_was_taken_back_does_not_count(self, people: Public) -> None:
        meeting = await people.meeting()
        first = await people.asked(meeting_id=meeting, kind="statement")
        headers = {"X-Link-Token": first["link_token"]}
        await people.governance.call("DELETE", "/questions/mine", headers=headers, scopes=ASK)
        again = await people.send(meeting_id=meeting, kind="statement")
        assert again.status_code == 201


class TestOwn:
    async def test_the_sender_sees_it_and_nobody_else(self, people: Public) -> None:
        question = await people.asked()
        token = token_in(await people.last_mail("ada@x.example"))
        assert token == question["link_token"]
        own = await people.governance.get(
            "/questions/mine", headers={"X-Link-Token": token}, scopes=ASK
        )
        assert own.json()["text"] == "Why does the clinic close at six?"
        forged = token[:-6] + ("AAAAA=" if token[-6:] != "AAAAA=" else "BBBBB=")
        for bad, ics in ((forged, "QE1"), (token, "QKK")):
            refused = await people.governance.get(
                "/questions/mine", headers={"X-Link-Token": bad}, scopes=ASK, ics=ics
            )
            assert refused.status_code == 404

    async def test_taking_it_back_deletes_everything_of_the_sender(self, people: Public) -> None:
        question = await people.accepted()
        headers = {"X-Link-Token": question["link_token"]}
        own = await people.governance.call("DELETE", "/questions/mine", headers=headers, scopes=ASK)
        assert (own.json()["state"], own.json()["details_kept"]) == ("withdrawn", False)
        [row] = await rows(people, "public_questions")
        assert {row[name] for name in row if name.endswith("_sealed")} == {None}
        assert (row["email_index"], row["text"]) == (None, None)

    async def test_the_sender_of_an_answered_question_is_forgotten_and_the_answer_stays(
        self, people: Public
    ) -> None:
        question = await people.published(show_name=True, meeting_id=await people.meeting())
        path = f"/public-questions/meetings/{question['meeting_id']}"
        assert (await people.governance.get(path)).json()["items"][0]["name"] == "Ada Lovell"
        headers = {"X-Link-Token": question["link_token"]}
        await people.governance.call("DELETE", "/questions/mine", headers=headers, scopes=ASK)
        [shown] = (await people.governance.get(path)).json()["items"]
        assert (shown["name"], shown["answer"]) == (None, "It will be open until ten.")

    async def test_it_is_forgotten_by_itself_on_its_day_and_not_before(
        self, people: Public
    ) -> None:
        question = await people.published()
        assert question["erase_on"] == str(today() + timedelta(180))
        await service.forget_due(people.governance.database)
        read = f"/questions/{question['id']}"
        kept = await people.governance.get(read, scopes=STAFF)
        assert kept.json()["person"]["email"] == "ada@x.example"
        async with people.governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute("UPDATE public_questions SET erase_on = $1", today())
        await service.forget_due(people.governance.database)
        assert (await people.governance.get(read, scopes=STAFF)).json()["person"] is None


class TestSeals:
    async def test_a_seal_opens_in_its_own_row_and_system_alone(self, people: Public) -> None:
        row, other, name = uuid4(), uuid4(), "public_questions.name_sealed"
        sender = Sender("Ada", "ada@x.example", "Why?")
        sealed = senders.seal(people.keys, QE1, "public_questions", row, sender)["name_sealed"]
        assert people.keys.open(sealed, QE1, name, row) == "Ada"
        for ics, column, of in (
            (QKK, name, row), (QE1, "public_questions.email_sealed", row), (QE1, name, other),
        ):  # fmt: skip
            with pytest.raises(Exception, match="altered"):
                people.keys.open(sealed, ics, column, of)

    def test_an_address_is_known_again_by_its_capitals_alone(self, people: Public) -> None:
        index = people.keys.address_index
        assert index(QE1, "a", "Ada@X.example") == index(QE1, "a", "ada@x.example")
        others = {
            index(QE1, "a", "a.da@x.example"), index(QE1, "a", "ada+1@x.example"),
            index(QE1, "b", "ada@x.example"), index(QKK, "a", "ada@x.example"),
        }  # fmt: skip
        assert len(others | {index(QE1, "a", "ada@x.example")}) == 5
