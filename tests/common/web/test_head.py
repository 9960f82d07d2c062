"""What answers GET answers HEAD: the same headers, and no body (RFC 9110, section 9.3.2)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI, Response

from common.db.engine import Database
from common.web.app import create_app
from common.web.dependencies import anonymous
from common.web.routing import Router
from conftest import ClientFactory, SettingsFactory

from .conftest import NOTES, EdgeSettings

OWN = ("date", "x-request-id", "traceparent")
"""Of one request, and no other's."""


def told(answer: httpx.Response) -> dict[str, str]:
    return {name: said for name, said in answer.headers.items() if name not in OWN}


@pytest.mark.parametrize("path", [NOTES, "/api/v1/QE1/edge/export", "/api/v1/QE1/edge/open"])
async def test_it_has_the_headers_of_get_and_no_body(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.post(NOTES, json={"text": "said"})).status_code == 201
    got, head = await http.get(path), await http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert got.content != b""
    assert told(head) == told(got)


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
async def test_a_monitor_may_ask_so_whether_the_service_is_up(
    http: httpx.AsyncClient, path: str
) -> None:
    got, head = await http.get(path), await http.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")


async def test_what_is_refused_is_refused_without_a_body(http: httpx.AsyncClient) -> None:
    missing = await http.head(f"{NOTES}/{uuid4()}")
    assert (missing.status_code, missing.content) == (404, b"")
    del http.headers["Authorization"]
    unknown = await http.head(NOTES)
    assert (unknown.status_code, unknown.content) == (401, b"")


async def test_what_only_writes_takes_no_head(http: httpx.AsyncClient) -> None:
    answer = await http.head("/api/v1/QE1/edge/import")
    assert answer.status_code == 405
    assert "HEAD" not in answer.headers["allow"]


router = Router(prefix="/api/v1/{ics}/edge", dependencies=[anonymous()])


@router.get("/large", response_class=Response)
async def read_large() -> Response:
    """Give much."""
    return Response(b"much", headers={"Work": "all"})


@router.head("/large", response_class=Response)
async def tell_of_large() -> Response:
    """Tell of it without reading it."""
    return Response(headers={"Content-Length": "4", "Work": "none"})


@pytest.mark.usefixtures("edge_package")
async def test_a_route_that_takes_head_itself_answers_it_in_whatever_order_they_are_written(
    service_settings: SettingsFactory, edge_database: Database, client: ClientFactory
) -> None:
    app: FastAPI = create_app(
        service_settings(EdgeSettings),
        title="large", description="Large.", routers=[router], database=edge_database,
    )  # fmt: skip
    async with client(app) as http:
        assert (await http.get("/api/v1/QE1/edge/large")).headers["work"] == "all"
        assert (await http.head("/api/v1/QE1/edge/large")).headers["work"] == "none"


@pytest.mark.usefixtures("http")
async def test_the_application_sends_no_body_whatever_server_it_runs_in(edge_app: FastAPI) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    path = "/api/v1/QE1/edge/open"
    scope = {
        "type": "http", "http_version": "1.1", "method": "HEAD", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "headers": [],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip
    await edge_app(scope, receive, send)
    assert sent[0]["status"] == 200
    assert b"".join(one.get("body", b"") for one in sent[1:]) == b""
