"""An administrator of the database, as a superuser, tries to join answers to members: by every
version of every row that lies on a page, by the bytes of every file, and by their order."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common.db.engine import raw_connection
from common.testing.clock import today
from common.testing.postgres import TestDatabases
from panel.answers.opening_ballots import open_ballots
from panel.ballots.wiping import wipe_spent_keys
from panel_support import fieldwork
from panel_support.enrolling import enrolment
from panel_support.fieldwork import of_answer
from panel_support.samples import answers_of
from panel_support.superuser import Superuser
from panel_support.world import QE1, Member, World

pytestmark = [pytest.mark.rule("panel.10"), pytest.mark.rule("panel.13")]

PEOPLE = 9


@dataclass
class Asked:
    """An anonymous survey to which everybody answers in words of their own."""

    world: World
    people: list[Member] = field(default_factory=list)
    survey: dict[str, Any] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    mark: str = field(default_factory=lambda: secrets.token_hex(6))

    @property
    def words(self) -> re.Pattern[bytes]:
        """What each answer holds, and nothing else in any database: one digit, as the byte behind
        it may be any."""
        return re.compile(rf"{self.mark} of \d".encode())

    async def open(self, people: int = PEOPLE, *, quotas: bool = False, **changes: Any) -> None:
        """Let people join and be asked."""
        self.people = await self.world.join_many(people)
        said: dict[str, Any] = {"anonymous": True} | changes
        if quotas:
            self.survey = await fieldwork.opened(self.world, of_answer("yes", 9), **said)
        else:
            self.survey = await self.world.open_survey(**said)
        self.links = await self.world.links()

    async def answer(self, *numbers: int) -> None:
        """Let some people answer, one after the other."""
        for number in numbers:
            link = self.links[self.people[number].email]
            said = {"choice": "yes", "text": f"{self.mark} of {number}"}
            saved = {"answers": answers_of(self.survey, **said)}
            draft = await self.world.call("PUT", f"/answers/{link}/draft", saved)
            assert draft.status_code == 204, draft.text
            given = await self.world.answer(link, self.survey, **said)
            assert given.status_code == 201, given.text

    async def close(self) -> None:
        """Close the survey."""
        closed = await self.world.call("POST", f"/surveys/{self.survey['id']}/close")
        assert closed.status_code == 200, closed.text

    def given(self, *numbers: int) -> list[bytes]:
        """Give the words of some people."""
        return [f"{self.mark} of {number}".encode() for number in numbers]


@pytest.fixture
async def superuser(databases: TestDatabases, world: World) -> AsyncIterator[Superuser]:
    """A superuser's connection to the panel's database, with pageinspect."""
    assert world
    connection = await asyncpg.connect(databases.server.url())
    await connection.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
    yield Superuser(connection)
    await connection.execute("DROP EXTENSION pageinspect")
    await connection.close()


@pytest.fixture
async def asked(world: World) -> Asked:
    """A survey that everybody has answered."""
    asked = Asked(world)
    await asked.open()
    await asked.answer(*range(PEOPLE))
    return asked


class TestNobodyJoinsByTransactions:
    async def test_while_the_survey_is_open(self, asked: Asked, superuser: Superuser) -> None:
        assert await superuser.pairs(asked.people, asked.words) == set()

    async def test_at_the_moment_at_which_it_has_closed(
        self, asked: Asked, superuser: Superuser
    ) -> None:
        await asked.close()
        assert await superuser.pairs(asked.people, asked.words) == set()
        assert set(await superuser.found(asked.words, wal=False)) == set(
            asked.given(*range(PEOPLE))
        ), "the attacker does look where answers are"

    async def test_where_some_left_some_were_entered_and_it_was_extended(
        self, world: World, superuser: Superuser
    ) -> None:
        said = await world.call("POST", "/enrolments", enrolment())
        assert said.status_code == 202, said.text
        (entered,) = await world.rows("SELECT member_id::text FROM enrolments")
        asked = Asked(world)
        day = today() + timedelta(days=2)
        await asked.open(quotas=True, closes_on=day.isoformat())
        await asked.answer(0, 1, 2)
        longer = {"closes_on": (day + timedelta(days=9)).isoformat(), "reason": "Few answered."}
        extended = await world.call("POST", f"/surveys/{asked.survey['id']}/extensions", longer)
        assert extended.status_code == 201, extended.text
        by_staff = {
            "member_id": entered[0],
            "means": "telephone",
            "witness": "HW-0042",
            "answers": answers_of(asked.survey, choice="yes", text=f"{asked.mark} of 9"),
        }
        address = f"/surveys/{asked.survey['id']}/offline-answers"
        given = await world.call("POST", address, by_staff)
        assert given.status_code == 201, given.text
        asked.people.append(Member("by staff", entered[0], ""))
        await world.call("DELETE", "/me", headers=asked.people[0].own)
        await fieldwork.erase(world, asked.people[1].member_id)
        await world.call("DELETE", "/me", headers=asked.people[8].own)
        await asked.answer(3, 4)
        assert await superuser.pairs(asked.people, asked.words) == set()
        await asked.close()
        assert await superuser.pairs(asked.people, asked.words) == set()
        assert await world.count("responses") == 6


class TestNobodyReadsAnAnswerBeforeTheClose:
    @pytest.mark.parametrize("wal", [False, True])
    async def test_in_any_file(self, asked: Asked, superuser: Superuser, *, wal: bool) -> None:
        assert await superuser.found(asked.words, wal=wal) == []

    async def test_by_its_length(self, world: World) -> None:
        await world.join_many(3)
        survey = await world.open_survey(anonymous=True)
        written = ("no", "\x01" * 2000, "😀" * 2000)
        for link, text in zip((await world.links()).values(), written, strict=True):
            body = {"answers": answers_of(survey, choice="yes", text=text)}
            assert (await world.call("PUT", f"/answers/{link}/draft", body)).status_code == 204
            rows = await world.rows("SELECT length(draft) FROM invitations WHERE draft IS NOT NULL")
            lengths = {row[0] for row in rows}
            assert len(lengths) == 1
            given = await world.call("POST", f"/answers/{link}", body)
            assert given.status_code == 201, given.text
        rows = await world.rows("SELECT DISTINCT length(sealed) FROM ballots")
        assert len(rows) == 1
        closed = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert closed.status_code == 200, closed.text
        assert await world.count("responses") == 3

    async def test_by_the_length_of_drafts(self, world: World) -> None:
        await world.join_many(2)
        survey = await world.open_survey(anonymous=True)
        for link, text in zip((await world.links()).values(), ("no", "x" * 2000), strict=True):
            body = {"answers": answers_of(survey, text=text)}
            assert (await world.call("PUT", f"/answers/{link}/draft", body)).status_code == 204
        assert len(await world.rows("SELECT DISTINCT length(draft) FROM invitations")) == 1


class TestTheOrderOfAnswersIsNotThatOfAnswering:
    async def test_on_the_page(self, asked: Asked) -> None:
        survey_id, question = asked.survey["id"], asked.survey["questions"][3]["id"]
        async with asked.world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            # Scans of the table then give ballots in the order in which they were cast.
            for way in ("indexscan", "indexonlyscan", "bitmapscan"):
                await connection.execute(f"SET LOCAL enable_{way} = off")
            await open_ballots(session, QE1, asked.world.keys, UUID(survey_id))
        rows = await asked.world.rows(
            "SELECT answers ->> $1 FROM responses ORDER BY ctid", question
        )
        lie = [row[0].encode() for row in rows]
        assert sorted(lie) == asked.given(*range(PEOPLE))
        assert lie != asked.given(*range(PEOPLE)), "one of 9! orders"

    async def test_in_the_log(self, asked: Asked, superuser: Superuser) -> None:
        await asked.close()
        logged = await superuser.found(asked.words, wal=True)
        assert set(logged) == set(asked.given(*range(PEOPLE)))
        assert list(dict.fromkeys(logged)) != asked.given(*range(PEOPLE))


class TestWhoAnsweredAlone:
    async def test_is_not_heard_since_everybody_would_know_whose_it_is(
        self, world: World, superuser: Superuser
    ) -> None:
        asked = Asked(world)
        await asked.open(2, quotas=True)
        await asked.answer(0)
        await asked.close()
        assert await world.count("responses") == await world.count("ballots") == 0
        for wal in (False, True):
            assert await superuser.found(asked.words, wal=wal) == []
        rows = await world.rows("SELECT taken, taken_sealed FROM survey_quotas")
        assert [tuple(row) for row in rows] == [(0, None)], "the counter would tell their answer"


class TestTheKeyIsGone:
    async def test_from_every_file_once_the_worker_has_wiped_it(
        self, asked: Asked, superuser: Superuser
    ) -> None:
        (row,) = await asked.world.rows("SELECT wrapped FROM ballot_keys")
        key = re.compile(re.escape(row["wrapped"]))
        await asked.close()
        assert await superuser.found(key, wal=False) != [], "it lies on the page until then"
        await wipe_spent_keys(asked.world.database)
        assert await superuser.found(key, wal=False) == []
        assert await asked.world.count("ballot_keys") == 0

    async def test_not_before_the_last_transaction_that_may_read_it_has_ended(
        self, asked: Asked, superuser: Superuser
    ) -> None:
        (row,) = await asked.world.rows("SELECT wrapped FROM ballot_keys")
        key = re.compile(re.escape(row["wrapped"]))
        async with superuser.connection.transaction(isolation="repeatable_read"):
            await superuser.connection.fetch("SELECT count(*) FROM panel.members")
            await asked.close()
            await wipe_spent_keys(asked.world.database)
            assert await asked.world.count("ballot_keys") == 1
        await wipe_spent_keys(asked.world.database)
        assert await superuser.found(key, wal=False) == []
        assert await asked.world.count("ballot_keys") == 0

    async def test_and_no_key_of_a_survey_that_is_open(self, asked: Asked) -> None:
        closed = asked.survey["id"]
        await asked.close()
        other = Asked(asked.world, people=asked.people)
        other.survey = await asked.world.open_survey(anonymous=True)
        other.links = await asked.world.links()
        await other.answer(0, 1)
        await wipe_spent_keys(asked.world.database)
        rows = await asked.world.rows("SELECT survey_id::text FROM ballot_keys")
        assert [row[0] for row in rows] == [other.survey["id"]]
        assert closed != other.survey["id"]
        await other.close()
        assert await asked.world.count("responses") == PEOPLE + 2


class TestAnAnswerFromBeforeAnUpgrade:
    async def test_is_mixed_with_the_others(self, asked: Asked) -> None:
        question = asked.survey["questions"][3]["id"]
        async with asked.world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute(
                "INSERT INTO responses (ics, survey_id, pseudonym, answers) "
                "VALUES ('QE1', $1, '\\x01', "
                "jsonb_build_object($2::text, 'earlier', $3::text, 'yes'))",
                asked.survey["id"],
                question,
                asked.survey["questions"][0]["id"],
            )
        await asked.close()
        rows = await asked.world.rows("SELECT pseudonym, answers ->> $1 FROM responses", question)
        assert len(rows) == PEOPLE + 1
        assert {len(row[0]) for row in rows} == {32}
        assert "earlier" in {row[1] for row in rows}
