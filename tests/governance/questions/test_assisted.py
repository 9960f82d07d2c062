"""Questions that staff take down for somebody who has no email, or does not want to use the form
(rule 5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from common.db.engine import raw_connection
from governance.questions import assisted, service
from governance.questions.schemas import AssistedIn
from governance.settings import GovernanceSettings
from governance.working_days.calendar import WorkingCalendar
from governance_support import ICP, QE1, Governance
from public_voice_support import STAFF, Public, takes_part, today

pytestmark = pytest.mark.rule("governance.5")
ASSISTED = {
    "channels": [
        {"code": "telephone", "label": "By telephone"},
        {"code": "letter", "label": "By letter"},
    ],
    "enter_within_working_days": 5,
}
PERSON = {"name": "Odo Pike", "contact": "01772 555 0100", "consent": True}


@pytest.fixture
async def people(governance: Governance, service_settings: Any) -> Public:
    return await takes_part(governance, service_settings(GovernanceSettings), assisted=ASSISTED)


async def enter(people: Public, scopes: list[str] = STAFF, **content: Any) -> Any:
    values: dict[str, Any] = {
        "body_id": str(ICP), "kind": "question", "channel": "telephone",
        "text": "Why does the clinic close at six?", "received_on": str(today()), "person": PERSON,
    }  # fmt: skip
    return await people.governance.post("/questions/assisted", json=values | content, scopes=scopes)


async def entered(people: Public, **content: Any) -> dict[str, Any]:
    response = await enter(people, **content)
    assert response.status_code == 201, response.text
    return dict(response.json())


async def answered(people: Public, **content: Any) -> dict[str, Any]:
    """Take one down and publish its answer."""
    question = await entered(people, **content)
    path = f"/questions/{question['id']}"
    await people.staff(f"{path}/acceptance", text="Why does the clinic close at six?")
    await people.staff(f"{path}/answer", answer="It will be open.", answered_by="The Chair")
    return await people.staff(f"{path}/publication")


async def row(people: Public, question: dict[str, Any]) -> dict[str, Any]:
    async with people.governance.database.transaction(QE1) as session:
        connection = await raw_connection(session)
        query = "SELECT * FROM public_questions WHERE id = $1"
        return dict(await connection.fetchrow(query, question["id"]))


def wrong(response: Any) -> set[str]:
    assert response.status_code == 422, response.text
    return {one["field"] for one in response.json()["errors"]}


class TestEntering:
    async def test_it_is_one_of_the_questions_and_who_asked_is_sealed(self, people: Public) -> None:
        question = await entered(people)
        assert question["reference"] == f"QE1-ICP-PQ-{today().year}-0001"
        assert (question["state"], question["channel"]) == ("received", "telephone")
        assert question["consented_on"] == str(today())
        raw = repr(await row(people, question))
        assert "Pike" not in raw
        assert "555" not in raw
        assert "clinic" not in raw
        read = await people.governance.get(f"/questions/{question['id']}", scopes=STAFF)
        person = read.json()["person"]
        assert (person["name"], person["contact"]) == ("Odo Pike", "01772 555 0100")
        assert (person["email"], person["original"]) == (None, "Why does the clinic close at six?")

    async def test_nothing_is_mailed_to_an_address_that_nobody_confirmed(
        self, people: Public
    ) -> None:
        await answered(people, person=PERSON | {"contact": "odo@x.example"})
        assert await people.mail() == []

    async def test_who_does_not_want_to_be_known_is_not(self, people: Public) -> None:
        question = await answered(people, person=None)
        kept = await row(people, question)
        sealed = ("name_sealed", "contact_sealed", "email_sealed", "email_index", "consented_on")
        assert [kept[name] for name in sealed] == [None] * 5
        assert question["state"] == "published"

    async def test_name_and_contact_need_consent(self, people: Public) -> None:
        refused = await enter(people, person=PERSON | {"consent": False})
        assert wrong(refused) == {"body.person.consent"}

    async def test_it_takes_staff_who_may_see_who_asks(self, people: Public) -> None:
        for scopes in (["governance:ask"], ["governance:read", "governance:manage"]):
            assert (await enter(people, scopes)).status_code == 403

    async def test_a_channel_is_one_of_the_schemes(self, people: Public) -> None:
        assert wrong(await enter(people, channel="pigeon")) == {"body.channel"}

    async def test_a_day_on_which_the_offices_were_closed_is_not_counted(
        self, people: Public
    ) -> None:
        calendar = WorkingCalendar()
        received = calendar.before(today(), 6)
        assert wrong(await enter(people, received_on=str(received))) == {"body.received_on"}
        closed = {"day": str(calendar.after(received, 1)), "working": False, "reason": "Snow."}
        await people.governance.post("/changed-days", json=closed)
        due = calendar.after(received, 10)
        closed["day"] = str(due)
        await people.governance.post("/changed-days", json=closed)
        question = await entered(people, received_on=str(received))
        assert question["due_on"] == str(calendar.after(due, 2))

    async def test_a_body_whose_scheme_has_no_other_way_takes_the_form_alone(
        self, governance: Governance, service_settings: Any
    ) -> None:
        people = await takes_part(governance, service_settings(GovernanceSettings))
        refused = await enter(people)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/not-taken")

    async def test_everybody_is_told_of_the_other_ways(self, people: Public) -> None:
        [offer] = (await people.governance.get("/public-questions/offer")).json()["items"]
        assert offer["other_ways"] == ["By telephone", "By letter"]

    async def test_who_reads_a_statement_out_is_known(self, people: Public) -> None:
        meeting = await people.meeting()
        statement: dict[str, Any] = {"kind": "statement", "meeting_id": meeting, "in_person": True}
        assert wrong(await enter(people, **statement, person=None)) == {"body.in_person"}
        assert (await enter(people, **statement)).status_code == 201

    async def test_another_systems_body_is_not_there(self, people: Public) -> None:
        assert (await enter(people, body_id=str(uuid4()))).status_code == 404


class TestDays:
    async def test_it_is_in_time_by_the_day_on_which_it_came(self, people: Public) -> None:
        """Six days are too few for five working days' notice; a letter of last week was in time."""
        meeting = await people.meeting(6)
        late = await enter(people, meeting_id=meeting)
        assert (late.status_code, late.json()["type"]) == (409, "/problems/question-too-late")
        came = str(today() - timedelta(4))
        question = await entered(people, meeting_id=meeting, received_on=came, channel="letter")
        assert question["asked_on"] == came

    async def test_it_is_not_dated_back_further_than_the_scheme_lets(self, people: Public) -> None:
        calendar = WorkingCalendar()
        late = today()
        while calendar.after(late, 5) >= today():
            late -= timedelta(1)
        assert wrong(await enter(people, received_on=str(late))) == {"body.received_on"}
        await entered(people, received_on=str(late + timedelta(1)))

    async def test_it_has_not_come_tomorrow(self, people: Public) -> None:
        tomorrow = str(today() + timedelta(1))
        assert wrong(await enter(people, received_on=tomorrow)) == {"body.received_on"}

    async def test_one_of_last_year_is_numbered_with_last_years(self, people: Public) -> None:
        said = AssistedIn(
            body_id=ICP, kind="question", text="Why?", channel="letter",
            received_on=date(2026, 12, 31),
        )  # fmt: skip
        async with people.governance.database.transaction(QE1) as session:
            taken = await assisted.enter(
                session, QE1, people.keys, said, datetime(2027, 1, 4, 9, tzinfo=UTC),
                entered_by="clerk",
            )  # fmt: skip
            assert taken.reference == "QE1-ICP-PQ-2026-0001"

    async def test_one_person_is_counted_however_the_number_is_written(
        self, people: Public
    ) -> None:
        await entered(people)
        await entered(people, person=PERSON | {"contact": "017725550100"})
        third = await enter(people, person=PERSON | {"contact": "01772 5550100"})
        assert (third.status_code, third.json()["type"]) == (409, "/problems/too-many-questions")


class TestTelling:
    async def waiting(self, people: Public) -> list[str]:
        listed = await people.governance.get("/questions?to_tell=true")
        return [one["id"] for one in listed.json()["items"]]

    async def test_staff_see_whom_they_are_still_to_tell(self, people: Public) -> None:
        question = await answered(people)
        await answered(people, person=None, kind="statement")
        await entered(people, kind="statement")
        assert await self.waiting(people) == [question["id"]]
        told = await people.staff(f"/questions/{question['id']}/told", on=str(today()))
        assert told["told_on"] == str(today())
        assert await self.waiting(people) == []
        await people.staff(f"/questions/{question['id']}/told", 409, on=str(today()))

    async def test_nobody_is_told_before_there_is_an_answer_or_without_a_contact(
        self, people: Public
    ) -> None:
        unanswered, nobody = await entered(people), await answered(people, person=None)
        for question in (unanswered, nobody):
            await people.staff(f"/questions/{question['id']}/told", 409, on=str(today()))

    async def test_nobody_was_told_tomorrow_or_before_the_answer(self, people: Public) -> None:
        question = await answered(people)
        for after in (1, -1):
            on = str(today() + timedelta(after))
            await people.staff(f"/questions/{question['id']}/told", 422, on=on)


class TestForgetting:
    async def test_staff_take_it_back_on_the_senders_word(self, people: Public) -> None:
        question = await entered(people)
        back = await people.staff(f"/questions/{question['id']}/withdrawal")
        assert (back["state"], back["text"]) == ("withdrawn", None)
        kept = await row(people, question)
        assert [v for k, v in kept.items() if k.endswith(("_sealed", "_index"))] == [None] * 5

    async def test_what_is_held_goes_on_its_day_of_those_too_who_were_not_known(
        self, people: Public
    ) -> None:
        known, unknown = await answered(people), await answered(people, person=None)
        async with people.governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute("UPDATE public_questions SET erase_on = current_date")
        await service.forget_due(people.governance.database)
        for question in (known, unknown):
            kept = await row(people, question)
            assert [v for k, v in kept.items() if k.endswith(("_sealed", "_index"))] == [None] * 5
            assert kept["text"] is not None
