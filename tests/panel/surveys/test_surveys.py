"""Drafting, opening and closing surveys."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.testing.clock import days_later, today
from panel.surveys.choices import choices
from panel.surveys.closing import Closer
from panel.surveys.questions import read_questions, stored_questions
from panel.surveys.schemas import SurveyIn
from panel_support.mails import links_in, text_of
from panel_support.samples import survey_in
from panel_support.world import QE1, World


async def drafted(world: World, **changes: Any) -> dict[str, Any]:
    draft = await world.call("POST", "/surveys", survey_in(**changes))
    assert draft.status_code == 201, draft.text
    survey: dict[str, Any] = draft.json()
    return survey


@pytest.mark.rule("panel.10")
class TestDrafting:
    async def test_takes_every_kind_of_question_and_gives_each_an_id(self, world: World) -> None:
        draft = await world.call("POST", "/surveys", survey_in())
        survey = draft.json()
        assert [q["kind"] for q in survey["questions"]] == [
            "single_choice", "multiple_choice", "scale", "free_text",
        ]  # fmt: skip
        assert len({q["id"] for q in survey["questions"]}) == 4
        assert survey["state"] == "draft"
        assert draft.headers["etag"] == '"v1"'
        assert draft.headers["location"] == world.path(f"/surveys/{survey['id']}")

    async def test_refuses_what_makes_no_survey(self, world: World) -> None:
        option = {"code": "a", "label": "A"}
        choice = {"kind": "single_choice", "text": "?"}
        wrong: list[dict[str, Any]] = [
            {"title": ""},
            {"places": ["atlantis"]},
            {"themes": ["submarines"]},
            {"closes_on": "2020-01-01"},
            {"colour": "blue"},
            {"questions": [{"kind": "essay", "text": "?"}]},
            {"questions": [{"text": "?"}]},
            {"questions": [{**choice, "options": [option]}]},
            {"questions": [{**choice, "options": [option, option]}]},
            {"questions": [{"kind": "scale", "text": "?", "minimum": 5, "maximum": 1}]},
            {"questions": [{"kind": "scale", "text": "?", "minimum": 1, "maximum": 99}]},
            {"questions": [{"kind": "free_text", "text": "?", "options": []}]},
        ]
        for changes in wrong:
            refused = await world.call("POST", "/surveys", survey_in(**changes))
            assert refused.status_code == 422, changes
            assert refused.json()["errors"], changes
        assert await world.count("surveys") == 0

    async def test_is_changed_at_the_version_that_was_read(self, world: World) -> None:
        survey = await drafted(world)
        address = f"/surveys/{survey['id']}"
        patch = {"title": "Buses", "closes_on": None}
        assert (await world.call("PATCH", address, patch)).status_code == 428
        at_1 = {"If-Match": '"v1"'}
        changed = await world.call("PATCH", address, patch, headers=at_1)
        assert (changed.json()["title"], changed.headers["etag"]) == ("Buses", '"v2"')
        assert changed.json()["questions"] == survey["questions"]
        assert (await world.call("PATCH", address, patch, headers=at_1)).status_code == 412

    async def test_is_listed_newest_first_in_pages(self, world: World) -> None:
        ids = [(await drafted(world, title=f"Survey {n}"))["id"] for n in range(3)]
        page = (await world.call("GET", "/surveys?limit=2&state=draft")).json()
        assert [s["id"] for s in page["items"]] == ids[:0:-1]
        rest = (await world.call("GET", f"/surveys?cursor={page['next_cursor']}")).json()
        assert [s["id"] for s in rest["items"]] == ids[:1]
        assert (await world.call("GET", "/surveys?state=open")).json()["items"] == []
        assert (await world.call("GET", "/surveys?cursor=bad")).status_code == 422

    @given(st.integers(-100, 99), st.integers(1, 20))
    def test_a_scale_has_every_step_between_its_ends(self, minimum: int, steps: int) -> None:
        scale = {"kind": "scale", "text": "?", "minimum": minimum, "maximum": minimum + steps}
        if minimum + steps > 100:
            return
        draft = SurveyIn.model_validate(survey_in(questions=[scale]))
        (question,) = read_questions(stored_questions(draft.questions))
        assert [code for code, _ in choices(question)] == [
            str(n) for n in range(minimum, minimum + steps + 1)
        ]


@pytest.mark.rule("panel.10")
class TestOpening:
    async def test_mails_a_personal_link_to_members_who_agreed_and_nobody_else(
        self, world: World
    ) -> None:
        await world.join("yes@example.org")
        await world.join("no@example.org", purposes=["bulletins"])
        await world.open_survey(closes_on="2099-03-01")
        (letter,) = await world.send_mail()
        assert letter["To"] == "yes@example.org"
        assert links_in(letter)[0].startswith(
            "http://gateway.test/lancashire-and-south-cumbria/answer?token="
        )
        assert "We plan the bus routes" in text_of(letter)
        assert "1 March 2099" in text_of(letter)

    async def test_gives_everybody_a_link_of_their_own_stored_hashed(self, world: World) -> None:
        await world.join_many(3)
        await world.open_survey()
        tokens = list((await world.links()).values())
        assert len(set(tokens)) == 3
        stored = repr(await world.rows("SELECT * FROM invitations"))
        assert not [token for token in tokens if token in stored]

    async def test_asks_the_members_of_some_places(self, world: World) -> None:
        await world.join("b@example.org", place="blackpool")
        await world.join("l@example.org", place="lancashire")
        draft = await drafted(world, places=["lancashire"])
        body = {"places": ["blackpool"]}
        opened = await world.call("POST", f"/surveys/{draft['id']}/open", body)
        assert opened.json()["places"] == ["blackpool"]
        assert list(await world.links()) == ["b@example.org"]

    async def test_says_so_to_other_services(self, world: World) -> None:
        await world.join()
        survey = await world.open_survey(closes_on="2099-03-01")
        kind, data = (await world.events())[-1]
        assert kind == "panel.survey.opened.v1"
        assert data["survey_id"] == survey["id"]
        assert data["themes"] == ["transport"]
        assert data["closes_on"] == "2099-03-01"

    async def test_needs_somebody_to_ask_and_something(self, world: World) -> None:
        draft = await drafted(world)
        nobody = await world.call("POST", f"/surveys/{draft['id']}/open")
        assert (nobody.status_code, nobody.json()["type"]) == (409, "/problems/nobody-to-ask")
        await world.join()
        empty = await drafted(world, questions=[])
        nothing = await world.call("POST", f"/surveys/{empty['id']}/open")
        assert nothing.json()["type"] == "/problems/survey-without-questions"
        where = await world.call("POST", f"/surveys/{draft['id']}/open", {"places": ["atlantis"]})
        assert where.status_code == 422
        assert await world.count("invitations") == 0

    async def test_is_done_once_and_ends_the_draft(self, world: World) -> None:
        await world.join()
        survey = await world.open_survey()
        again = await world.call("POST", f"/surveys/{survey['id']}/open")
        changed = await world.call(
            "PATCH", f"/surveys/{survey['id']}", {"title": "Other"}, headers={"If-Match": '"v2"'}
        )
        for refused in (again, changed):
            assert refused.status_code == 409
            assert refused.json()["type"] == "/problems/survey-not-draft"
        assert len(await world.send_mail()) == 1

    async def test_repeated_with_its_idempotency_key_gives_the_first_answer(
        self, world: World
    ) -> None:
        await world.join()
        draft = await drafted(world)
        address, key = f"/surveys/{draft['id']}/open", {"Idempotency-Key": "once"}
        first = await world.call("POST", address, headers=key)
        second = await world.call("POST", address, headers=key)
        assert (second.status_code, second.json()) == (200, first.json())
        assert len(await world.send_mail()) == 1


@pytest.mark.rule("panel.10")
class TestClosing:
    async def test_publishes_suppressed_results_to_other_services(self, world: World) -> None:
        survey = await world.closed_survey(["yes"] * 12 + ["no"] * 3)
        kind, data = (await world.events())[-1]
        assert kind == "panel.survey.closed.v1"
        assert data["survey_id"] == survey["id"]
        assert (data["invited"], data["responded"]) == (15, 15)
        first, *_, free_text = data["results"]
        assert [(one["label"], one["count"]) for one in first["counts"]] == [
            ("Yes", None),
            ("No", None),
        ]
        assert (free_text["kind"], free_text["counts"]) == ("free_text", [])
        assert len(data["limits"]) == 4

    async def test_needs_an_open_survey(self, world: World) -> None:
        draft = await drafted(world)
        refused = await world.call("POST", f"/surveys/{draft['id']}/close")
        assert refused.json()["type"] == "/problems/survey-not-open"
        survey = await world.closed_survey(["yes"])
        again = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert again.status_code == 409

    async def test_happens_by_itself_after_the_last_day(self, world: World) -> None:
        await world.join()
        survey = await world.open_survey(closes_on=today().isoformat())
        await Closer(world.keys).close_due(world.database)
        address = f"/surveys/{survey['id']}"
        assert (await world.call("GET", address)).json()["state"] == "open"
        await Closer(world.keys, clock=lambda: days_later(1)).close_due(world.database)
        assert (await world.call("GET", address)).json()["state"] == "closed"

    async def test_counts_every_answer_that_was_accepted_meanwhile(self, world: World) -> None:
        await world.join_many(12)
        survey = await world.open_survey()
        tokens = list((await world.links()).values())
        answers = [world.answer(token, survey, choice="yes") for token in tokens]
        closing = world.call("POST", f"/surveys/{survey['id']}/close")
        *answered, closed = await asyncio.gather(*answers[:6], closing, *answers[6:])
        statuses = [r.status_code for r in (*answered, closed)]
        accepted = statuses.count(201)
        assert statuses.count(200) == 1
        assert accepted + statuses.count(409) == 12
        address = f"/surveys/{survey['id']}/results?level=exact"
        assert (await world.call("GET", address)).json()["responded"] == accepted
        (row,) = await world.rows("SELECT count(*) FROM invitations WHERE answered")
        assert row[0] == accepted
        published = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
        assert published["responded"] == (round(accepted / 5) * 5 if accepted > 7 else (
            0 if accepted == 0 else None
        ))  # fmt: skip
        assert await world.count("responses", ics=QE1) == accepted
