"""Searches that find little, for which other words are offered."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from insights.spelling.service import read_libraries
from insights_support import Caller, Library

pytestmark = pytest.mark.rule("insights.4")


async def search(caller: Caller, words: str, more: str = "") -> dict[str, Any]:
    answer = await caller.get(f"/search?q={quote(words)}{more}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def titles(body: dict[str, Any]) -> set[str]:
    return {item["title"] for item in body["items"]}


async def read(library: Library) -> None:
    await read_libraries(library.database, library.clock)


async def offered(caller: Caller, words: str, more: str = "") -> str | None:
    """Give the words that are offered, if any are."""
    meant = (await search(caller, words, more))["did_you_mean"]
    return str(meant["words"]) if meant else None


@pytest.fixture
async def crowd(library: Library) -> Library:
    """A library in which a word is common and stands mistyped in two findings, of one place."""
    plain: dict[str, Any] = {"quotations": [], "recommendations": []}
    for number in range(20):
        await library.published(title=f"Diabetes {number}", summary="Checks.", **plain)
    for title in ("Diabetis clinic", "A diabetis nurse"):
        await library.published(title=title, summary="Of Fylde.", places=["fylde"], **plain)
    await library.published(title="Biabetes", summary="Another first letter.", **plain)
    await library.published(title="Diabetics", summary="Of the same stem.", **plain)
    await read(library)
    return library


class TestOffering:
    async def test_where_little_is_found_a_much_commoner_word_is_offered(
        self, crowd: Library
    ) -> None:
        body = await search(crowd.reader, '"Diabetis clinic"')
        assert titles(body) == {"Diabetis clinic"}
        assert body["showing"] is None
        body = await search(crowd.reader, "Diabetis")
        assert titles(body) == {"Diabetis clinic", "A diabetis nurse"}
        assert body["did_you_mean"] == {
            "words": "diabetes",
            "changed": [{"typed": "diabetis", "shown": "diabetes"}],
        }

    @pytest.mark.parametrize(
        ("words", "more"),
        [
            ("diabetes", ""),  # finds much
            ("biabetes", ""),  # another first letter
            ("diabetics", ""),  # finds much too, by its stem
            ("diabetis", "&exact=true"),  # meant as typed
            ("diabetis", "&place=fylde"),  # of Fylde there are no more
            ("diabetis nurse", ""),  # nor with the other word
            ("clinic", ""),  # nothing is like it
        ],
    )
    async def test_nothing_is_offered_where_it_would_not_help(
        self, crowd: Library, words: str, more: str
    ) -> None:
        assert await offered(crowd.reader, words, more) is None

    async def test_a_word_that_is_not_much_commoner_is_not_offered(self, crowd: Library) -> None:
        await crowd.published(title="Diabetis thrice", quotations=[], recommendations=[])
        await read(crowd)
        assert await offered(crowd.reader, "diabetis") is None

    async def test_further_pages_offer_nothing(self, crowd: Library) -> None:
        first = await search(crowd.reader, "diabetis", "&limit=1")
        assert first["did_you_mean"] is not None
        more = f"&limit=1&cursor={first['next_cursor']}"
        assert (await search(crowd.reader, "diabetis", more))["did_you_mean"] is None

    async def test_a_word_that_finds_nothing_for_this_reader_is_not_offered(
        self, crowd: Library
    ) -> None:
        body = (await crowd.reader.get("/search?q=diabetes&limit=50")).json()
        for item in body["items"]:
            if item["title"].startswith("Diabetes "):
                step = f"/findings/{item['id']}/withdraw"
                await crowd.editor.act(step, 3, {"reason": "An error."})
        assert await offered(crowd.reader, "diabetis") is None
