"""The form of a request is checked before its content."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from .conftest import NOTES
from .test_problems import fields, problem

IMPORT = "/api/v1/QE1/edge/import"
MIB = 1024 * 1024


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65536):
        yield b" " * 65536


class TestAddress:
    async def test_an_unknown_address_is_404(self, http: httpx.AsyncClient) -> None:
        problem(await http.get("/api/v1/QE1/edge/nothing"), 404, "not-found")

    async def test_a_method_that_is_not_taken_is_405_and_names_those_that_are(
        self, http: httpx.AsyncClient
    ) -> None:
        answer = await http.delete("/api/v1/QE1/edge/export")

        problem(answer, 405, "method-not-allowed")
        assert answer.headers["allow"] == "GET, HEAD"


class TestMediaTypes:
    @pytest.mark.parametrize("accept", ["text/html", "image/png, text/*;q=0.5"])
    async def test_a_caller_that_takes_no_json_gets_406(
        self, http: httpx.AsyncClient, accept: str
    ) -> None:
        problem(await http.get(NOTES, headers={"Accept": accept}), 406, "not-acceptable")

    @pytest.mark.parametrize(
        "accept", ["application/json", "text/html, */*;q=0.1", "application/*", ""]
    )
    async def test_a_caller_that_takes_json_gets_it(
        self, http: httpx.AsyncClient, accept: str
    ) -> None:
        assert (await http.get(NOTES, headers={"Accept": accept})).status_code == 200

    @pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data"])
    async def test_a_body_that_is_not_json_is_415(self, http: httpx.AsyncClient, kind: str) -> None:
        answer = await http.post(NOTES, content=b"{}", headers={"Content-Type": kind})

        problem(answer, 415, "unsupported-media-type")

    async def test_a_body_without_a_media_type_is_415(self, http: httpx.AsyncClient) -> None:
        problem(await http.post(NOTES, content=b"{}"), 415, "unsupported-media-type")


class TestSize:
    async def test_a_body_declared_too_large_is_413(self, http: httpx.AsyncClient) -> None:
        answer = await http.post(
            NOTES, content=b" " * (MIB + 1), headers={"Content-Type": "application/json"}
        )

        problem(answer, 413, "too-large")

    async def test_a_body_of_undeclared_length_is_413_when_it_grows_too_large(
        self, http: httpx.AsyncClient
    ) -> None:
        answer = await http.post(
            NOTES, content=chunks(2 * MIB), headers={"Content-Type": "application/json"}
        )

        problem(answer, 413, "too-large")

    async def test_a_route_that_streams_takes_more_and_has_its_own_bound(
        self, http: httpx.AsyncClient
    ) -> None:
        assert (await http.post(IMPORT, content=chunks(3 * MIB))).json() == {"bytes": 3 * MIB}
        problem(await http.post(IMPORT, content=chunks(5 * MIB)), 413, "too-large")


class TestQuery:
    async def test_an_unknown_parameter_is_named_and_its_value_is_not(
        self, http: httpx.AsyncClient
    ) -> None:
        answer = await http.get(NOTES, params={"limits": "ada@example.org"})

        assert fields(problem(answer, 422, "invalid")) == {"query.limits": "is not known here"}
        assert "ada@" not in answer.text

    async def test_known_parameters_are_taken(self, http: httpx.AsyncClient) -> None:
        assert (await http.get(NOTES, params={"limit": 5})).status_code == 200
