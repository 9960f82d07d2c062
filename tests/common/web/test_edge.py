"""The outermost layer: ids, traces, headers, and logs without personal data."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from .conftest import NOTES

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line]


class TestIds:
    async def test_a_request_id_is_taken_over(self, http: httpx.AsyncClient) -> None:
        answer = await http.get(NOTES, headers={"X-Request-ID": "from-the-gateway-1"})

        assert answer.headers["x-request-id"] == "from-the-gateway-1"

    @pytest.mark.parametrize("sent", ["short", "a" * 65, "ada@example.org", "with space in it"])
    async def test_what_is_no_id_is_replaced(self, http: httpx.AsyncClient, sent: str) -> None:
        answer = await http.get(NOTES, headers={"X-Request-ID": sent})

        assert answer.headers["x-request-id"] != sent
        assert len(answer.headers["x-request-id"]) == 32


class TestLog:
    async def test_a_request_is_one_line_with_its_ids(
        self, http: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await http.get(
            NOTES,
            headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "X-Request-ID": "abcdefgh"},
        )

        (line,) = lines(capsys)
        assert line.pop("timestamp")
        assert line.pop("milliseconds") > 0
        assert line == {
            "event": "request",
            "level": "info",
            "method": "GET",
            "route": "/api/v1/{ics}/edge/notes",
            "status": 200,
            "service": "edge",
            "request_id": "abcdefgh",
            "trace_id": TRACE,
            "ics": "QE1",
        }

    async def test_neither_path_nor_query_nor_body_nor_token_is_logged(
        self, http: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await http.get(f"{NOTES}/path-secret", params={"q": "query-secret"})
        await http.post(NOTES, json={"text": "body-secret", "more": "body-secret"})
        await http.get(NOTES, headers={"Authorization": "Bearer token-secret"})

        assert "secret" not in capsys.readouterr().out

    async def test_a_fault_is_told_by_kind_and_place_and_not_by_its_message(
        self, http: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await http.post(NOTES, json={"text": "broken"})

        fault, request = lines(capsys)
        assert fault["event"] == "unhandled error"
        assert fault["error"] == "builtins.RuntimeError"
        assert any("write_note" in place for place in fault["at"])
        assert fault["request_id"] == request["request_id"]
        assert "secret" not in json.dumps(fault)

    async def test_health_is_not_logged(
        self, http: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await http.get("/health/live")

        assert lines(capsys) == []


class TestHeaders:
    @pytest.mark.parametrize("address", [NOTES, "/api/v1/QE1/edge/nothing", "/health/live"])
    async def test_every_answer_bears_the_safe_ones(
        self, http: httpx.AsyncClient, address: str
    ) -> None:
        headers = (await http.get(address)).headers

        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers
