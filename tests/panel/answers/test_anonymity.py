"""In an anonymous survey nobody can join an answer to a person: each test is a way to try.

What an administrator of the database tries is in `tests/panel/ballots`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from common.clock import utc_now
from panel.answers import service as answers
from panel.answers.schemas import AnswerIn
from panel_support.samples import answers_of
from panel_support.waiting import waits
from panel_support.world import QE1, Member, World

pytestmark = pytest.mark.rule("panel.10")

PEOPLE = 9


async def answered(world: World, *, closed: bool = True) -> tuple[dict[str, Any], list[Member]]:
    """Let people answer an anonymous survey one after the other, each in words of their own."""
    people = await world.join_many(PEOPLE)
    survey = await world.open_survey(anonymous=True)
    links = await world.links()
    for number, person in enumerate(people):
        given = await world.answer(
            links[person.email], survey, choice="yes", text=f"words of {number}"
        )
        assert given.status_code == 201, given.text
    if closed:
        assert (await world.call("POST", f"/surveys/{survey['id']}/close")).status_code == 200
    return survey, people


class TestNobodyJoins:
    async def test_by_the_panels_keys(self, world: World) -> None:
        survey, people = await answered(world)
        derived = {world.keys.pseudonym(QE1, UUID(survey["id"]), UUID(p.member_id)) for p in people}
        rows = await world.rows("SELECT pseudonym FROM responses")
        assert len(rows) == PEOPLE
        assert derived.isdisjoint(row[0] for row in rows)
        async with world.database.reading(QE1) as session:
            joined = await answers.joined(session, QE1, world.keys, UUID(survey["id"]))
        assert {member for member, _ in joined} == {None}

    async def test_by_the_day(self, world: World) -> None:
        await answered(world)
        rows = await world.rows("SELECT DISTINCT answered_on FROM responses")
        assert [row[0] for row in rows] == [None]

    async def test_by_the_order_of_comments(self, world: World) -> None:
        survey, _ = await answered(world)
        question = survey["questions"][3]["id"]
        read = await world.call("GET", f"/surveys/{survey['id']}/comments?question_id={question}")
        rows = await world.rows("SELECT answers ->> $1 FROM responses ORDER BY pseudonym", question)
        assert [item["text"] for item in read.json()["items"]] == [row[0] for row in rows]
        assert {item["answered_on"] for item in read.json()["items"]} == {None}

    async def test_by_watching_figures_and_comments_while_it_is_open(self, world: World) -> None:
        survey, _ = await answered(world, closed=False)
        question = survey["questions"][3]["id"]
        for rest in ("results?level=exact", f"comments?question_id={question}"):
            read = await world.call("GET", f"/surveys/{survey['id']}/{rest}")
            assert read.json()["type"] == "/problems/anonymous-until-closed"

    async def test_in_the_persons_own_export(self, world: World) -> None:
        survey, people = await answered(world)
        held = (await world.call("GET", "/me/export", headers=people[0].own)).json()["surveys"]
        assert held == [
            {
                "survey_id": survey["id"], "title": survey["title"], "answered_on": None,
                "anonymous": True, "answered": True, "draft": False, "answers": [],
            }
        ]  # fmt: skip


class TestItStillTakesOneAnswerEach:
    async def test_one_after_the_other(self, world: World) -> None:
        await world.join_many(1)
        survey = await world.open_survey(anonymous=True)
        (link,) = (await world.links()).values()
        assert (await world.answer(link, survey, choice="yes")).status_code == 201
        again = await world.answer(link, survey, choice="no")
        assert again.json()["type"] == "/problems/already-answered"

    async def test_also_of_two_that_are_sent_at_once(self, world: World) -> None:
        await world.join_many(1)
        survey = await world.open_survey(anonymous=True)
        (link,) = (await world.links()).values()
        given = [AnswerIn.model_validate(one) for one in answers_of(survey, choice="yes")]
        async with world.database.transaction(QE1) as session:
            await answers.answer(
                session, QE1, keys=world.keys, token=link, given=given, now=utc_now()
            )
            second = await waits(world.answer(link, survey, choice="no"))
        assert (await second).json()["type"] == "/problems/already-answered"
        assert await world.count("ballots") == 1


class TestItIsSaid:
    async def test_to_who_is_asked_and_to_staff(self, world: World) -> None:
        await world.join_many(1)
        survey = await world.open_survey(anonymous=True)
        (link,) = (await world.links()).values()
        assert (await world.call("GET", f"/answers/{link}")).json()["anonymous"] is True
        assert (await world.call("GET", f"/surveys/{survey['id']}")).json()["anonymous"] is True

    async def test_its_results_are_not_weighted(self, world: World) -> None:
        survey, _ = await answered(world)
        results = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
        assert results["responded"] == 10
        assert results["weighting"] is None
