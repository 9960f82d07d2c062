"""Every refusal is a problem that names the field, tells what to do, and repeats nothing."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from common.db.engine import Database, raw_connection
from common.db.tenancy import SystemCode
from common.web.app import create_app
from common.web.database_errors import refusal_of
from conftest import ClientFactory, SettingsFactory, TokenFactory

from .conftest import NOTES, EdgeSettings, router


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["type"] == f"/problems/{code}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["request_id"] == answer.headers["x-request-id"]
    return body


def fields(body: dict[str, Any]) -> dict[str, str]:
    return {error["field"]: error["message"] for error in body["errors"]}


class TestValidation:
    async def test_it_names_the_path_of_each_field(self, http: httpx.AsyncClient) -> None:
        lines = [{"words": "fine"}, {"words": "a" * 11}, {"word": "x"}]

        body = problem(await http.post(NOTES, json={"lines": lines}), 422, "invalid")

        assert fields(body) == {
            "body.text": "is missing; send it",
            "body.lines[1].words": "must have at most 10 characters",
            "body.lines[2].words": "is missing; send it",
            "body.lines[2].word": "is not known here; leave it out",
        }

    @pytest.mark.parametrize(
        ("note", "field"),
        [
            ({"text": "n", "contact": "ada at example.org"}, "body.contact"),
            ({"text": "n", "contact": "ada@exa mple.org"}, "body.contact"),
            ({"text": "n", "lines": "ada@example.org"}, "body.lines"),
            ({"text": "n", "ada@example.org": 1}, "body.?"),
            ({"text": "ada@example.org" * 3}, "body.text"),
        ],
    )
    async def test_it_never_repeats_what_was_sent(
        self, http: httpx.AsyncClient, note: dict[str, Any], field: str
    ) -> None:
        answer = await http.post(NOTES, json=note)

        body = problem(answer, 422, "invalid")
        assert list(fields(body)) == [field]
        told = answer.text.replace(body["request_id"], "").replace("name@example.org", "")
        assert "ada" not in told
        assert "exa" not in told

    async def test_broken_json_is_named_as_such(self, http: httpx.AsyncClient) -> None:
        answer = await http.post(
            NOTES, content=b'{"text": "x', headers={"Content-Type": "application/json"}
        )

        assert fields(problem(answer, 422, "invalid")) == {"body": "is not valid JSON"}

    async def test_bytes_that_are_no_text_are_refused(self, http: httpx.AsyncClient) -> None:
        answer = await http.post(
            NOTES, content=b'{"text": "\xff"}', headers={"Content-Type": "application/json"}
        )

        problem(answer, 400, "malformed")

    async def test_a_path_parameter_is_named(self, http: httpx.AsyncClient) -> None:
        body = problem(await http.get(f"{NOTES}/ada"), 422, "invalid")

        assert fields(body) == {"path.note_id": "must be a UUID"}

    async def test_many_errors_are_bounded(self, http: httpx.AsyncClient) -> None:
        lines = [{"words": 1}] * 500

        body = problem(await http.post(NOTES, json={"text": "n", "lines": lines}), 422, "invalid")

        assert len(body["errors"]) == 50


class TestDomain:
    async def test_a_refusal_bears_its_code_and_title(self, http: httpx.AsyncClient) -> None:
        body = problem(await http.post(NOTES, json={"text": "refused"}), 409, "conflict")

        assert body["title"] == "Not possible in the present state"


class TestFault:
    async def test_a_fault_tells_nothing_but_the_request_id(self, http: httpx.AsyncClient) -> None:
        answer = await http.post(NOTES, json={"text": "broken"})

        body = problem(answer, 500, "internal")
        assert set(body) == {"type", "title", "status", "detail", "request_id"}
        assert "secret" not in answer.text


class TestDatabase:
    async def test_the_loser_of_two_writers_gets_409(self, http: httpx.AsyncClient) -> None:
        assert (await http.post(NOTES, json={"text": "one"})).status_code == 201

        problem(await http.post(NOTES, json={"text": "one"}), 409, "conflict")

    async def test_text_that_postgres_cannot_hold_is_422(self, http: httpx.AsyncClient) -> None:
        problem(await http.post(NOTES, json={"text": "a\0b"}), 422, "invalid")

    @pytest.mark.parametrize(
        ("statement", "value", "status"),
        [
            ("SELECT CAST(:v AS integer)", 2**40, 422),
            ("SELECT CAST(CAST(:v AS text) AS integer)", str(2**40), 422),
            ("SELECT CAST(:v AS integer)", "words", None),
            ("SELECT no_such_column, CAST(:v AS text)", "x", None),
            ("SELECT pg_terminate_backend(pg_backend_pid()), CAST(:v AS text)", "x", 503),
        ],
    )
    async def test_what_the_database_says_is_a_refusal_or_a_fault_of_ours(
        self, edge_database: Database, statement: str, value: Any, status: int | None
    ) -> None:
        with pytest.raises(DBAPIError) as raised:
            async with edge_database.reading(SystemCode("QE1")) as session:
                await session.execute(text(statement), {"v": value})

        refusal = refusal_of(raised.value)
        assert (refusal.status if refusal is not None else None) == status

    async def test_what_a_raw_connection_raises_is_told_likewise(
        self, edge_database: Database
    ) -> None:
        with pytest.raises(asyncpg.UniqueViolationError) as raised:
            async with edge_database.transaction(SystemCode("QE1")) as session:
                connection = await raw_connection(session)
                for _ in range(2):
                    await connection.execute("INSERT INTO notes (ics, text) VALUES ('QE1', 'x')")

        refusal = refusal_of(raised.value)
        assert refusal is not None
        assert refusal.status == 409

    async def test_a_database_out_of_reach_is_503_with_a_time_to_retry(
        self,
        edge_package: ModuleType,
        service_settings: SettingsFactory,
        client: ClientFactory,
        token: TokenFactory,
    ) -> None:
        nowhere = Database("postgresql://edge_app@127.0.0.1:1/nowhere", schema="edge")
        settings = service_settings(EdgeSettings)
        app = create_app(settings, title="Edge", routers=[router], database=nowhere)

        async with client(app) as http:
            answer = await http.get(NOTES, headers=token(["edge:read"]))

        problem(answer, 503, "unavailable")
        assert answer.headers["retry-after"] == "1"
