"""One request, one transaction: an answer means that it is committed."""

from __future__ import annotations

from typing import Annotated, Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.web.dependencies import Principal, Reading, Writing, requires
from common.web.routing import Router
from conftest import TokenFactory

from .conftest import NOTES

QE1 = SystemCode("QE1")
Anyone = Annotated[Principal, requires()]


async def notes(database: Database) -> list[str]:
    async with database.reading(QE1) as session:
        return list(await session.scalars(text("SELECT text FROM notes ORDER BY text")))


def connections_in_use(app: FastAPI) -> int:
    in_use: int = app.state.database.engine.pool.checkedout()
    return in_use


class TestCommit:
    async def test_what_is_acknowledged_is_committed(
        self, http: httpx.AsyncClient, edge_database: Database
    ) -> None:
        answer = await http.post(NOTES, json={"text": "kept"})

        assert answer.status_code == 201, answer.text
        assert await notes(edge_database) == ["kept"]

    async def test_it_is_committed_before_the_first_byte_of_the_answer(
        self, edge_app: FastAPI, edge_database: Database, token: TokenFactory
    ) -> None:
        seen: list[list[str]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b'{"text": "early"}', "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                seen.append(await notes(edge_database))

        authorization = token(["edge:write"])["Authorization"].encode()
        await edge_app(
            {
                "type": "http",
                "asgi": {"version": "3.0"},
                "http_version": "1.1",
                "method": "POST",
                "scheme": "http",
                "path": NOTES,
                "raw_path": NOTES.encode(),
                "query_string": b"",
                "root_path": "",
                "headers": [
                    (b"authorization", authorization),
                    (b"content-type", b"application/json"),
                    (b"content-length", b"17"),
                ],
                "client": ("127.0.0.1", 1),
                "server": ("service.test", 80),
            },
            receive,
            send,
        )

        assert seen == [["early"]]

    async def test_a_failing_commit_is_a_500_and_acknowledges_nothing(
        self, http: httpx.AsyncClient, edge_app: FastAPI, edge_database: Database
    ) -> None:
        answer = await http.post("/api/v1/QE1/edge/pairs")

        assert answer.status_code == 500
        assert answer.json()["type"] == "/problems/internal"
        assert "written" not in answer.text
        async with edge_database.reading(QE1) as session:
            assert await session.scalar(text("SELECT count(*) FROM pairs")) == 0
        assert connections_in_use(edge_app) == 0


class TestRollBack:
    async def test_a_refusal_keeps_nothing_of_what_was_written_before_it(
        self, http: httpx.AsyncClient, edge_app: FastAPI, edge_database: Database
    ) -> None:
        answer = await http.post(NOTES, json={"text": "refused"})

        assert answer.status_code == 409
        assert await notes(edge_database) == []
        assert connections_in_use(edge_app) == 0

    async def test_a_fault_keeps_nothing_of_what_was_written_before_it(
        self, http: httpx.AsyncClient, edge_app: FastAPI, edge_database: Database
    ) -> None:
        answer = await http.post(NOTES, json={"text": "broken"})

        assert answer.status_code == 500
        assert await notes(edge_database) == []
        assert connections_in_use(edge_app) == 0

    async def test_an_invalid_body_opens_no_connection(
        self, http: httpx.AsyncClient, edge_app: FastAPI
    ) -> None:
        assert (await http.post(NOTES, json={})).status_code == 422
        assert connections_in_use(edge_app) == 0


class TestReading:
    async def test_a_read_gives_its_connection_back(
        self, http: httpx.AsyncClient, edge_app: FastAPI
    ) -> None:
        assert (await http.get(NOTES)).status_code == 200
        assert connections_in_use(edge_app) == 0

    async def test_a_stream_reads_on_after_the_handler_and_then_gives_its_connection_back(
        self, http: httpx.AsyncClient, edge_app: FastAPI
    ) -> None:
        for words in ("one", "two"):
            await http.post(NOTES, json={"text": words})

        answer = await http.get("/api/v1/QE1/edge/export", headers={"Accept": "text/csv"})

        assert answer.text == "one\ntwo\n"
        assert connections_in_use(edge_app) == 0

    async def test_a_reading_session_cannot_write(self, edge_database: Database) -> None:
        with pytest.raises(Exception, match="read-only transaction"):
            async with edge_database.reading(QE1) as session:
                await session.execute(text("INSERT INTO notes (ics, text) VALUES ('QE1', 'x')"))


class TestDefinition:
    def test_a_route_that_does_not_say_who_may_call_it_cannot_be_defined(self) -> None:
        router = Router()

        with pytest.raises(TypeError, match="say who may call it"):

            @router.get("/api/v1/{ics}/forgotten")
            async def forgotten() -> None: ...

    def test_a_safe_method_cannot_ask_for_a_writing_session(self) -> None:
        router = Router()

        with pytest.raises(TypeError, match="a safe method writes nothing"):

            @router.get("/api/v1/{ics}/things")
            async def things(session: Writing, _: Anyone) -> None: ...

    def test_a_route_has_one_session(self) -> None:
        router = Router()

        with pytest.raises(TypeError, match="one session is enough"):

            @router.post("/api/v1/{ics}/things")
            async def things(reading: Reading, writing: Writing, _: Anyone) -> None: ...
