"""Closing an anonymous survey: in short statements, whole or not at all, and by itself."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common.db.engine import raw_connection
from common.db.systems import SomeFailed
from common.testing.clock import days_later, today
from common.testing.postgres import TestDatabases
from panel.ballots import repository, service
from panel.ballots.errors import MayNotRewriteKeys
from panel.ballots.wiping import wipe_spent_keys
from panel.surveys import closing
from panel.surveys.closing import Closer
from panel_support.samples import answers_of
from panel_support.waiting import waits
from panel_support.world import QE1, World

pytestmark = [pytest.mark.rule("panel.10"), pytest.mark.rule("panel.13")]


async def answered(world: World, people: int, **changes: Any) -> dict[str, Any]:
    """Open an anonymous survey, which everybody answers in words of their own; gives it."""
    survey = await world.open_survey(anonymous=True, **changes)
    for number, link in enumerate((await world.links()).values()):
        given = await world.answer(link, survey, choice="yes", text=f"{number} of {people}")
        assert given.status_code == 201, given.text
    return survey


async def state(world: World, survey: dict[str, Any]) -> tuple[str, int, int]:
    """Give the state of a survey, and how many ballots and answers of it there are."""
    (row,) = await world.rows(
        "SELECT state, (SELECT count(*) FROM ballots WHERE survey_id = s.id), "
        "(SELECT count(*) FROM responses WHERE survey_id = s.id) FROM surveys s WHERE id = $1",
        UUID(survey["id"]),
    )
    return row[0], row[1], row[2]


def tomorrow() -> date:
    """Give the day after today."""
    return today() + timedelta(days=1)


def after_it() -> datetime:
    """Give a moment after the last day of surveys that close tomorrow."""
    return days_later(2)


class TestHoweverManyAnswered:
    async def test_no_statement_is_of_more_ballots_than_a_batch(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "BATCH", 2)
        sizes: dict[str, list[int]] = {}

        def counted(name: str) -> None:
            real = getattr(repository, name)

            async def call(session: Any, ics: Any, survey_id: Any, ids: Any) -> Any:
                sizes.setdefault(name, []).append(len(ids))
                return await real(session, ics, survey_id, ids)

            monkeypatch.setattr(repository, name, call)

        for name in ("read_whole", "some_of", "delete"):
            counted(name)
        await world.join_many(5)
        survey = await answered(world, 5)
        closed = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert closed.status_code == 200, closed.text
        assert await state(world, survey) == ("closed", 0, 5)
        assert sizes == {
            "read_whole": [2, 2, 1],
            "some_of": [2, 2, 1],
            "delete": [2, 2, 1],
        }
        question = survey["questions"][3]["id"]
        rows = await world.rows("SELECT answers ->> $1 FROM responses", question)
        assert sorted(row[0] for row in rows) == [f"{number} of 5" for number in range(5)]


class TestWholeOrNotAtAll:
    async def test_one_that_breaks_off_can_be_closed_again(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await world.join_many(3)
        survey = await answered(world, 3, closes_on=tomorrow().isoformat())

        async def dies(*_: Any, **__: Any) -> None:
            raise ConnectionError

        with monkeypatch.context() as broken:
            broken.setattr(closing, "record", dies)
            with pytest.raises(SomeFailed):
                await Closer(world.keys, clock=after_it).close_due(world.database)
        assert await state(world, survey) == ("open", 3, 0)
        await Closer(world.keys, clock=after_it).close_due(world.database)
        assert await state(world, survey) == ("closed", 0, 3)

    async def test_ballots_whose_key_is_missing_are_not_thrown_away(self, world: World) -> None:
        await world.join_many(2)
        survey = await answered(world, 2)
        async with world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute("DELETE FROM ballot_keys")
        refused = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert (refused.status_code, refused.json()["type"]) == (
            503,
            "/problems/ballot-key-missing",
        )
        assert await state(world, survey) == ("open", 2, 0)

    async def test_two_who_close_at_once_and_somebody_who_answers_meanwhile(
        self, world: World
    ) -> None:
        await world.join_many(4)
        survey = await world.open_survey(anonymous=True)
        links = list((await world.links()).values())
        for link in links[:2]:
            await world.answer(link, survey, choice="yes")
        body = {"answers": answers_of(survey, choice="yes")}
        address = f"/surveys/{survey['id']}/close"
        said = await asyncio.gather(
            *(world.call("POST", f"/answers/{link}", body) for link in links[2:]),
            *(world.call("POST", address) for _ in range(2)),
        )
        assert sorted(one.status_code for one in said[2:]) == [200, 409]
        taken = sum(one.status_code == 201 for one in said[:2])
        assert await state(world, survey) == ("closed", 0, 2 + taken)
        assert {one.status_code for one in said[:2]} <= {201, 409}


class TestByItself:
    async def test_one_that_cannot_be_opened_holds_up_no_other(self, world: World) -> None:
        await world.join_many(2)
        stuck = await answered(world, 2, closes_on=tomorrow().isoformat())
        other = await answered(world, 2, closes_on=tomorrow().isoformat())
        async with world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(
                "UPDATE ballots SET sealed = overlay(sealed PLACING 'gone' FROM 40) "
                "WHERE survey_id = $1",
                UUID(stuck["id"]),
            )
        with pytest.raises(SomeFailed):
            await Closer(world.keys, clock=after_it).close_due(world.database)
        assert await state(world, stuck) == ("open", 2, 0)
        assert await state(world, other) == ("closed", 0, 2)

    @pytest.mark.parametrize(
        ("meanwhile", "stands"),
        [
            ("closes_on = closes_on + 9", "open"),
            ("state = 'closed', closed_at = now(), published = '{}'", "closed"),
        ],
    )
    async def test_one_that_was_extended_or_closed_meanwhile_is_left_alone(
        self, world: World, meanwhile: str, stands: str
    ) -> None:
        await world.join_many(2)
        survey = await answered(world, 2, closes_on=tomorrow().isoformat())
        async with world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute(f"UPDATE surveys SET {meanwhile}")
            overdue = await waits(Closer(world.keys, clock=after_it).close_due(world.database))
        await overdue
        assert await state(world, survey) == (stands, 2, 0)


class TestWiping:
    async def test_waits_while_the_table_is_held_and_fails_nothing(
        self, world: World, databases: TestDatabases
    ) -> None:
        await world.join_many(2)
        survey = await answered(world, 2)
        await world.call("POST", f"/surveys/{survey['id']}/close")
        other = await asyncpg.connect(databases.server.url())
        try:
            async with other.transaction():
                await other.execute("LOCK TABLE panel.ballot_keys IN ACCESS SHARE MODE")
                await wipe_spent_keys(world.database)
                assert await world.count("ballot_keys") == 1
        finally:
            await other.close()
        await wipe_spent_keys(world.database)
        assert await world.count("ballot_keys") == 0

    async def test_says_so_where_it_was_not_granted(
        self, world: World, databases: TestDatabases
    ) -> None:
        await world.join_many(2)
        survey = await answered(world, 2)
        await world.call("POST", f"/surveys/{survey['id']}/close")
        other = await asyncpg.connect(databases.server.url())
        try:
            await other.execute("REVOKE MAINTAIN ON panel.ballot_keys FROM panel_app")
            with pytest.raises(MayNotRewriteKeys):
                await wipe_spent_keys(world.database)
        finally:
            await other.execute("GRANT MAINTAIN ON panel.ballot_keys TO panel_app")
            await other.close()
        assert await world.count("ballot_keys") == 1
