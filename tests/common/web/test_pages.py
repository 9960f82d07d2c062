"""Keyset pages and their links (RFC 8288)."""

from __future__ import annotations

import httpx
import pytest

from .conftest import NOTES
from .test_problems import fields, problem


async def write(http: httpx.AsyncClient, count: int) -> list[str]:
    texts = [f"note {number:02}" for number in range(count)]
    for text in texts:
        assert (await http.post(NOTES, json={"text": text})).status_code == 201
    return texts


class TestPages:
    async def test_following_the_links_gives_everything_once(self, http: httpx.AsyncClient) -> None:
        texts = await write(http, 5)
        seen: list[str] = []
        answer = await http.get(NOTES, params={"limit": 2})
        while True:
            seen += [item["text"] for item in answer.json()["items"]]
            link = answer.links.get("next")
            if link is None:
                break
            assert "limit=2" in link["url"]
            assert f"cursor={answer.json()['next_cursor']}" in link["url"]
            answer = await http.get(link["url"])

        assert seen == texts
        assert answer.json()["next_cursor"] is None

    async def test_a_row_that_comes_in_between_moves_no_other(
        self, http: httpx.AsyncClient
    ) -> None:
        await write(http, 4)
        first = await http.get(NOTES, params={"limit": 2})
        await http.post(NOTES, json={"text": "a newcomer before all"})

        second = await http.get(first.links["next"]["url"])

        assert [i["text"] for i in second.json()["items"]] == ["note 02", "note 03"]

    @pytest.mark.parametrize("cursor", ["x", "W10", "WyJhIiwiYiJd", "e30"])
    async def test_a_cursor_that_was_tampered_with_is_422(
        self, http: httpx.AsyncClient, cursor: str
    ) -> None:
        answer = await http.get(NOTES, params={"cursor": cursor})

        assert list(fields(problem(answer, 422, "invalid"))) == ["query.cursor"]

    @pytest.mark.parametrize("limit", [0, 201, "many"])
    async def test_the_limit_is_bounded(self, http: httpx.AsyncClient, limit: int | str) -> None:
        answer = await http.get(NOTES, params={"limit": limit})

        assert list(fields(problem(answer, 422, "invalid"))) == ["query.limit"]
