"""Conditional requests: nobody's change is lost, nothing is sent twice."""

from __future__ import annotations

import httpx
import pytest

from common.web.conditional import etag

from .conftest import NOTES
from .test_problems import fields, problem


async def written(http: httpx.AsyncClient) -> str:
    note_id = (await http.post(NOTES, json={"text": "first"})).json()["id"]
    return f"{NOTES}/{note_id}"


class TestIfMatch:
    async def test_the_current_version_is_changed(self, http: httpx.AsyncClient) -> None:
        address = await written(http)
        tag = (await http.get(address)).headers["etag"]

        answer = await http.patch(address, json={"text": "second"}, headers={"If-Match": tag})

        assert answer.json()["version"] == 2
        assert (await http.get(address)).headers["etag"] == '"v2"'

    async def test_another_version_is_412(self, http: httpx.AsyncClient) -> None:
        answer = await http.patch(
            await written(http), json={"text": "second"}, headers={"If-Match": '"v9"'}
        )

        problem(answer, 412, "precondition-failed")

    async def test_none_is_428(self, http: httpx.AsyncClient) -> None:
        answer = await http.patch(await written(http), json={"text": "second"})

        body = problem(answer, 428, "precondition-required")
        assert fields(body) == {"header.If-Match": "is missing"}

    @pytest.mark.parametrize("tag", ["*", 'W/"v1"', "v1", '"v1", "v2"', '"v"', '"vé"'])
    async def test_what_is_no_strong_tag_of_ours_is_422(
        self, http: httpx.AsyncClient, tag: str
    ) -> None:
        answer = await http.patch(
            await written(http),
            json={"text": "second"},
            headers=[(b"If-Match", tag.encode())],
        )

        problem(answer, 422, "invalid")


class TestIfNoneMatch:
    @pytest.mark.parametrize("held", ['"v1"', 'W/"v1"', '"v7", W/"v1"', "*"])
    async def test_what_is_held_already_is_304_without_a_body(
        self, http: httpx.AsyncClient, held: str
    ) -> None:
        answer = await http.get(await written(http), headers={"If-None-Match": held})

        assert answer.status_code == 304
        assert answer.content == b""
        assert answer.headers["etag"] == etag(1)

    @pytest.mark.parametrize("held", ['"v2"', "v1", "", '"v11"'])
    async def test_what_is_not_held_is_sent(self, http: httpx.AsyncClient, held: str) -> None:
        answer = await http.get(await written(http), headers={"If-None-Match": held})

        assert answer.status_code == 200
        assert answer.json()["text"] == "first"

    async def test_what_has_a_tag_may_be_kept_and_must_be_asked_about(
        self, http: httpx.AsyncClient
    ) -> None:
        answer = await http.get(await written(http))

        assert answer.headers["cache-control"] == "private, no-cache"
