"""Staff enter what a member without email answered: by the same rules, and apart from who did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id
from common.web.conditional import etag
from panel_support import fieldwork
from panel_support.enrolling import enrolment
from panel_support.fieldwork import of_sex
from panel_support.samples import answers_of
from panel_support.world import QE1, World

pytestmark = [pytest.mark.rule("panel.6"), pytest.mark.rule("panel.10")]


async def enrolled(world: World, number: int = 0, **changes: Any) -> str:
    """Enrol somebody without email; gives their id."""
    name = {"name": f"Marker {number}", "telephone": f"01253 000 {number:03}"}
    answer = await world.call("POST", "/enrolments", enrolment(contact=name, **changes))
    assert answer.status_code == 202, answer.text
    rows = await world.rows("SELECT member_id::text FROM enrolments ORDER BY recorded_at DESC")
    member_id: str = rows[0][0]
    return member_id


async def enter(
    world: World, survey: dict[str, Any], member_id: str, *, ics: str = "QE1", **given: Any
) -> Any:
    body = {
        "member_id": member_id,
        "means": "telephone",
        "witness": "HW-0042",
        "answers": answers_of(survey, **given),
    }
    return await world.call("POST", f"/surveys/{survey['id']}/offline-answers", body, ics=ics)


class TestEntering:
    async def test_keeps_the_answers_and_apart_from_them_who_entered_them(
        self, world: World
    ) -> None:
        ada = await enrolled(world)
        survey = await world.open_survey()
        entered = await enter(world, survey, ada, choice="yes", text="A bench.")
        assert entered.status_code == 201, entered.text
        assert entered.json()["receipt"]
        (row,) = await world.rows("SELECT * FROM responses")
        assert "HW-0042" not in repr(row)
        assert ada not in repr(row)
        listed = await world.call("GET", f"/surveys/{survey['id']}/offline-answers")
        (entry,) = listed.json()["items"]
        assert entry.keys() == {
            "member_id", "means", "witness", "organisation_id", "entered_by", "entered_on",
        }  # fmt: skip
        assert (entry["member_id"], entry["means"], entry["witness"]) == (
            ada, "telephone", "HW-0042",
        )  # fmt: skip

    async def test_checks_the_answers_as_those_by_link(self, world: World) -> None:
        ada = await enrolled(world)
        survey = await world.open_survey()
        refused = await enter(world, survey, ada, choice="marker")
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "body.answers[0].choice"
        assert (await enter(world, survey, ada, text="only this")).status_code == 422
        assert await world.count("offline_entries") == await world.count("responses") == 0

    async def test_takes_one_answer_from_each(self, world: World) -> None:
        ada = await enrolled(world)
        survey = await world.open_survey()
        assert (await enter(world, survey, ada, choice="yes")).status_code == 201
        again = await enter(world, survey, ada, choice="no")
        assert again.json()["type"] == "/problems/already-answered"
        assert await world.count("responses") == 1

    async def test_keeps_to_quotas(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        fieldwork.few_are_enough(monkeypatch)
        people = [await enrolled(world, number) for number in range(3)]
        survey = await fieldwork.opened(world, of_sex("female", 2))
        link = world.keys.answer_token(QE1, UUID(survey["id"]), UUID(people[2]))
        begun = {"answers": answers_of(survey, choice="no")}
        assert (await world.call("PUT", f"/answers/{link}/draft", begun)).status_code == 204
        entered = [await enter(world, survey, one, choice="yes") for one in people]
        assert [one.status_code for one in entered] == [201, 201, 409]
        assert entered[2].json()["type"] == "/problems/enough-answers"
        assert await world.count("offline_entries") == 2
        assert len(await world.rows("SELECT 1 FROM invitations WHERE draft IS NOT NULL")) == 0
        assert await fieldwork.taken(world, survey) == {"female": 2}

    async def test_ends_when_the_survey_closes(self, world: World) -> None:
        ada = await enrolled(world)
        survey = await world.open_survey()
        await world.call("POST", f"/surveys/{survey['id']}/close")
        late = await enter(world, survey, ada, choice="yes")
        assert late.json()["type"] == "/problems/survey-closed"

    async def test_is_for_who_could_not_be_mailed(self, world: World) -> None:
        (bea,) = await world.join_many(1)
        survey = await world.open_survey()
        await world.links()
        refused = await enter(world, survey, bea.member_id, choice="yes")
        assert refused.json()["type"] == "/problems/answers-by-own-link"
        assert await world.count("responses") == 0

    async def test_is_for_a_member_with_email_whose_message_is_held(self, world: World) -> None:
        bea, _ = await world.join_many(2)
        survey = await world.open_survey()
        told = await world.call(
            "PATCH",
            "/me",
            {"access_needs": ["braille"]},
            headers={**bea.own, "If-Match": etag(1)},
        )
        assert told.status_code == 200, told.text
        await world.send_mail()
        rows = await world.rows("SELECT DISTINCT state FROM mails WHERE kind = 'survey_invitation'")
        assert {row[0] for row in rows} == {"held", "sent"}
        assert (await enter(world, survey, bea.member_id, choice="yes")).status_code == 201

    async def test_is_refused_for_who_was_not_asked_and_in_other_systems(
        self, world: World
    ) -> None:
        ada = await enrolled(world)
        survey = await world.open_survey()
        late = await enrolled(world, 1)
        for member_id, one, ics in (
            (late, survey, "QE1"),
            (str(new_id()), survey, "QE1"),
            (ada, {**survey, "id": str(new_id())}, "QE1"),
            (ada, survey, "QKK"),
        ):
            refused = await enter(world, one, member_id, ics=ics, choice="yes")
            assert refused.json()["type"] == "/problems/not-asked"

    async def test_needs_a_scope_of_its_own(
        self, world: World, token: Callable[..., dict[str, str]]
    ) -> None:
        ada = await enrolled(world)
        survey = await world.open_survey()
        path = world.path(f"/surveys/{survey['id']}/offline-answers")
        body = {"member_id": ada, "means": "paper", "witness": "F-77",
                "answers": answers_of(survey, choice="yes")}  # fmt: skip
        others = token(["panel:read", "panel:manage", "panel:personal", "panel:enrol"])
        assert (await world.http.post(path, json=body, headers=others)).status_code == 403
        own = token(["panel:entry"])
        assert (await world.http.post(path, json=body, headers=own)).status_code == 201
        assert (await world.http.get(path, headers=own)).status_code == 403


class TestAnAnonymousSurvey:
    async def test_joins_neither_entry_nor_member_to_the_answer(self, world: World) -> None:
        people = [await enrolled(world, number) for number in range(3)]
        survey = await world.open_survey(anonymous=True)
        for number, one in enumerate(people):
            entered = await enter(world, survey, one, choice="yes", text=f"words {number}")
            assert entered.status_code == 201, entered.text
        await world.call("POST", f"/surveys/{survey['id']}/close")
        assert await world.count("responses") == 3
        (row,) = await world.rows(
            "SELECT count(*) FROM offline_entries e JOIN responses r ON e.xmin = r.xmin"
        )
        assert row[0] == 0, "no answer bears the transaction of its entry"
        columns = await world.rows(
            "SELECT data_type FROM information_schema.columns WHERE table_name = 'offline_entries'"
        )
        assert not any("timestamp" in row[0] for row in columns)


@pytest.mark.rule("panel.13")
class TestThePerson:
    async def test_is_given_what_is_held_and_leaves_nothing_when_erased(self, world: World) -> None:
        ada = await enrolled(world)
        survey = await world.open_survey()
        await enter(world, survey, ada, choice="yes")
        code = (await world.call("POST", f"/members/{ada}/letter-code")).json()["code"]
        own = (await world.call("POST", "/me/code", {"code": code})).json()["manage_token"]
        held = await world.call("GET", "/me/export", headers={"X-Manage-Token": own})
        (entry,) = held.json()["offline_entries"]
        assert (entry["survey_id"], entry["witness"]) == (survey["id"], "HW-0042")
        await fieldwork.erase(world, ada)
        assert await world.count("offline_entries") == await world.count("responses") == 0

    async def test_leaves_no_entry_when_they_leave(self, world: World) -> None:
        ada = await enrolled(world)
        survey = await world.open_survey()
        await enter(world, survey, ada, choice="yes")
        code = (await world.call("POST", f"/members/{ada}/letter-code")).json()["code"]
        own = (await world.call("POST", "/me/code", {"code": code})).json()["manage_token"]
        await world.call("DELETE", "/me", headers={"X-Manage-Token": own})
        assert await world.count("offline_entries") == 0
        assert await world.count("responses") == 1
