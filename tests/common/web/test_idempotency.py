"""A POST that is sent again has its effect once and gets the first answer."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from common.db.engine import Database
from common.testing.postgres import TestDatabases
from common.web import idempotency
from conftest import TokenFactory

from .conftest import NOTES
from .test_problems import fields, problem
from .test_unit_of_work import QE1, notes

KEY = {"Idempotency-Key": "2f1c6c1e-8b0d-4a55-9f0d-0d2f6d3b7a11"}


class TestReplay:
    async def test_the_second_request_gets_the_first_answer_and_has_no_effect(
        self, http: httpx.AsyncClient, edge_database: Database
    ) -> None:
        first = await http.post(NOTES, json={"text": "once"}, headers=KEY)
        second = await http.post(NOTES, json={"text": "once"}, headers=KEY)

        assert (first.status_code, second.status_code) == (201, 201)
        assert second.content == first.content
        assert second.headers["content-type"] == first.headers["content-type"]
        assert second.headers["idempotency-replayed"] == "true"
        assert await notes(edge_database) == ["once"]

    async def test_two_at_the_same_time_have_one_effect(
        self, http: httpx.AsyncClient, edge_database: Database
    ) -> None:
        answers = await asyncio.gather(
            *(http.post(NOTES, json={"text": "once"}, headers=KEY) for _ in range(4))
        )

        assert {a.status_code for a in answers} == {201}
        assert len({a.content for a in answers}) == 1
        assert await notes(edge_database) == ["once"]

    async def test_one_that_takes_too_long_is_409(
        self,
        http: httpx.AsyncClient,
        edge_databases: TestDatabases,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(idempotency, "WAIT_SECONDS", 0.1)
        assert (await http.post(NOTES, json={"text": "once"}, headers=KEY)).status_code == 201
        slow = await asyncpg.connect(edge_databases.server.url())
        async with slow.transaction():
            # As if the first request, whose row this is, were still under way.
            await slow.execute("DELETE FROM edge.idempotency_keys")
            answer = await http.post(NOTES, json={"text": "once"}, headers=KEY)
        await slow.close()

        problem(answer, 409, "conflict")

    async def test_without_a_key_each_request_stands_alone(self, http: httpx.AsyncClient) -> None:
        assert (await http.post(NOTES, json={"text": "once"})).status_code == 201
        assert (await http.post(NOTES, json={"text": "once"})).status_code == 409


class TestScopeOfAKey:
    async def test_with_another_body_it_is_422(self, http: httpx.AsyncClient) -> None:
        await http.post(NOTES, json={"text": "once"}, headers=KEY)
        answer = await http.post(NOTES, json={"text": "other"}, headers=KEY)

        assert list(fields(problem(answer, 422, "invalid"))) == ["header.Idempotency-Key"]

    async def test_it_is_the_callers_own(
        self, http: httpx.AsyncClient, edge_database: Database, token: TokenFactory
    ) -> None:
        await http.post(NOTES, json={"text": "mine"}, headers=KEY)
        other = token(["edge:write"], subject="somebody-else")
        answer = await http.post(NOTES, json={"text": "theirs"}, headers={**KEY, **other})

        assert answer.status_code == 201
        assert await notes(edge_database) == ["mine", "theirs"]

    async def test_it_is_the_addresss_own(self, http: httpx.AsyncClient) -> None:
        await http.post(NOTES, json={"text": "once"}, headers=KEY)

        answer = await http.post("/api/v1/QE1/edge/import", content=b"x", headers=KEY)

        assert answer.json() == {"bytes": 1}

    async def test_it_is_the_persons_own_in_whose_name_the_caller_asks(
        self, http: httpx.AsyncClient, edge_database: Database
    ) -> None:
        """One website asks for many people, each by the token of their own link."""
        ada, bea = {"X-Own-Token": "a" * 40}, {"x-own-token": "b" * 40}
        await http.post(NOTES, json={"text": "once"}, headers=KEY | ada)
        again = await http.post(NOTES, json={"text": "once"}, headers=KEY | ada)
        other = await http.post(NOTES, json={"text": "another"}, headers=KEY | bea)

        assert again.headers["idempotency-replayed"] == "true"
        assert "idempotency-replayed" not in other.headers
        assert (again.status_code, other.status_code) == (201, 201)
        assert await notes(edge_database) == ["another", "once"]

    @pytest.mark.parametrize("key", ["", "k" * 201])
    async def test_a_key_of_the_wrong_length_is_422(
        self, http: httpx.AsyncClient, key: str
    ) -> None:
        answer = await http.post(NOTES, json={"text": "x"}, headers={"Idempotency-Key": key})

        problem(answer, 422, "invalid")

    async def test_a_caller_without_the_scope_gets_no_replay(
        self, http: httpx.AsyncClient, token: TokenFactory
    ) -> None:
        await http.post(NOTES, json={"text": "once"}, headers=KEY)

        less = token(["edge:read"])
        answer = await http.post(NOTES, json={"text": "once"}, headers={**KEY, **less})

        problem(answer, 403, "forbidden")


class TestTransaction:
    async def test_a_refused_request_keeps_no_key(
        self, http: httpx.AsyncClient, edge_database: Database
    ) -> None:
        for _ in range(2):
            answer = await http.post(NOTES, json={"text": "refused"}, headers=KEY)
            problem(answer, 409, "conflict")

        async with edge_database.reading(QE1) as session:
            assert await session.scalar(text("SELECT count(*) FROM idempotency_keys")) == 0

    async def test_neither_what_was_sent_nor_the_answer_stays_readable(
        self, http: httpx.AsyncClient, edge_database: Database
    ) -> None:
        other = {"Idempotency-Key": "another-key-for-the-very-same-request"}
        for header in (KEY, other):
            answer = await http.post(NOTES, json={"text": "once"}, headers=header)
            assert answer.status_code == 201
            async with edge_database.transaction(QE1) as session:
                await session.execute(text("DELETE FROM notes"))

        async with edge_database.reading(QE1) as reading:
            rows = (await reading.execute(text("SELECT * FROM idempotency_keys"))).all()
        assert len({row.fingerprint for row in rows}) == 2
        for row in rows:
            assert KEY["Idempotency-Key"] not in row.key
            assert NOTES not in row.key
            assert b"once" not in row.body
            assert row.status == 201


class TestExpiry:
    async def test_an_expired_key_is_free_again(
        self, http: httpx.AsyncClient, edge_database: Database, edge_databases: TestDatabases
    ) -> None:
        await http.post(NOTES, json={"text": "first"}, headers=KEY)
        await age(edge_databases, timedelta(hours=25))

        answer = await http.post(NOTES, json={"text": "second"}, headers=KEY)

        assert answer.status_code == 201
        assert await notes(edge_database) == ["first", "second"]


async def age(databases: TestDatabases, by: timedelta) -> None:
    connection = await asyncpg.connect(databases.server.url())
    await connection.execute(
        "UPDATE edge.idempotency_keys SET created_at = created_at - $1::interval", by
    )
    await connection.close()
