"""Erasing somebody while something else is under way with them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest

from common.clock import utc_now
from common.db.engine import WriteSession
from panel.answers import service as answers
from panel.answers.schemas import AnswerIn
from panel.erasures import service as erasures
from panel.erasures.progress import Terms
from panel.members import departure
from panel.members import service as members
from panel_support.samples import answers_of, survey_in
from panel_support.world import QE1, Member, World

EMAIL = "zebedee-marker@example.org"
T = TypeVar("T")
TERMS = Terms(["insights"], timedelta(minutes=5))

pytestmark = pytest.mark.rule("panel.13")


async def erase(world: World, session: WriteSession, member: Member) -> None:
    found = await members.member_to_erase(session, QE1, UUID(member.member_id), None)
    assert found is not None
    await erasures.erase(
        session, QE1, keys=world.keys, member=found, terms=TERMS, asked_by="staff", now=utc_now()
    )


async def waits(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """Start work that has to wait for another transaction."""
    task = asyncio.create_task(work)
    done, _ = await asyncio.wait([task], timeout=1)
    assert not done, "it did not wait"
    return task


class TestASurveyThatOpens:
    @pytest.mark.parametrize("how", ["erased", "left"])
    async def test_asks_nobody_who_goes_meanwhile(self, world: World, how: str) -> None:
        ada, bea = await world.join_many(2, place="blackpool")
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        async with world.database.transaction(QE1) as session:
            if how == "erased":
                await erase(world, session, ada)
            else:
                await departure.leave(session, QE1, ada.manage_token, utc_now())
            opening = await waits(world.call("POST", f"/surveys/{draft['id']}/open"))
        opened = await opening
        assert opened.status_code == 200, opened.text
        for table in ("invitations", "contacts"):
            rows = await world.rows(f"SELECT member_id FROM {table}")
            assert [str(row[0]) for row in rows] == [bea.member_id], table
        drawn = (await world.call("GET", f"/surveys/{draft['id']}/draw?level=exact")).json()
        assert (drawn["fit"], drawn["asked"]) == (1, 1)

    async def test_is_refused_if_that_leaves_nobody(self, world: World) -> None:
        (ada,) = await world.join_many(1)
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        async with world.database.transaction(QE1) as session:
            await erase(world, session, ada)
            opening = await waits(world.call("POST", f"/surveys/{draft['id']}/open"))
        assert (await opening).json()["type"] == "/problems/nobody-to-ask"
        assert await world.count("draws") == 0


class TestAnAnswer:
    async def test_in_flight_does_not_outlive_the_person(self, world: World) -> None:
        ada = await world.join(EMAIL)
        survey = await world.open_survey()
        (link,) = (await world.links()).values()
        given = [AnswerIn.model_validate(one) for one in answers_of(survey, choice="yes")]

        async def erasing() -> None:
            async with world.database.transaction(QE1) as other:
                await erase(world, other, ada)

        async with world.database.transaction(QE1) as session:
            await answers.answer(
                session, QE1, keys=world.keys, token=link, given=given, now=utc_now()
            )
            task = await waits(erasing())
        await task
        assert await world.count("responses") == 0

    async def test_of_one_who_left_goes_when_they_are_erased(self, world: World) -> None:
        ada = await world.join(EMAIL)
        await world.join("bea@example.org")
        survey = await world.open_survey()
        for link in (await world.links()).values():
            assert (await world.answer(link, survey, choice="yes")).status_code == 201
        await world.call("DELETE", "/me", headers=ada.own)
        assert await world.count("responses") == 2
        asked = await world.call("POST", "/erasures", {"member_id": ada.member_id})
        assert asked.status_code == 202
        (row,) = await world.rows("SELECT pseudonym FROM responses")
        survey_id = UUID(survey["id"])
        assert row[0] != world.keys.pseudonym(QE1, survey_id, UUID(ada.member_id))
