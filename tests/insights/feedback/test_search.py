"""Searching comments: what is ranked and counted is bounded, and typing errors are forgiven."""

from __future__ import annotations

from typing import Any

import pytest

from insights.feedback import repository
from insights.spelling.service import read_library
from insights_support import HEALTHWATCH, QE1, Caller, Library

MAPPING = {"external_id": "Id", "text": "Comment", "score": {"column": "Score", "best": 5,
                                                             "worst": 1}}  # fmt: skip
COMMENTS = ["care care care", "care care", "care", "parking", "care about diabetes"]


async def imported(caller: Caller, comments: list[str], **source: Any) -> None:
    """Import comments, one file each, so that their order is known."""
    data = {
        "name": f"Comments of {len(comments)}",
        "kind": "complaints_and_compliments",
        "mapping": MAPPING,
        **source,
    }
    answer = await caller.post("/feedback-sources", data)
    assert answer.status_code == 201, answer.text
    for number, comment in enumerate(comments):
        file = f"Id,Score,Comment\nR{number},{number % 5 + 1},{comment}\n"
        path = f"/feedback-sources/{answer.json()['id']}/imports"
        assert (await caller.upload(path, file.encode())).status_code == 201


async def search(caller: Caller, query: str) -> dict[str, Any]:
    answer = await caller.get(f"/feedback?{query}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def texts(body: dict[str, Any]) -> list[str]:
    return [item["text"] for item in body["items"]]


@pytest.fixture
async def comments(library: Library) -> Library:
    await imported(library.editor, COMMENTS)
    return library


class TestConsidered:
    async def test_all_are_considered_where_they_are_few(self, comments: Library) -> None:
        body = await search(comments.editor, "q=care")
        assert (body["total"], body["total_is_least"]) == (4, False)
        assert texts(body)[0] == "care care care"

    async def test_of_more_the_newest_are_ranked_and_counted_and_it_is_said(
        self, comments: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(repository, "CONSIDERED", 2)
        body = await search(comments.editor, "q=care")
        assert (body["total"], body["total_is_least"]) == (2, True)
        assert set(texts(body)) == {"care", "care about diabetes"}
        assert sum(entry["count"] for entry in body["counts"]["score"]) == 2

    @pytest.mark.parametrize(
        ("query", "expected"),
        [("q=care&order=recency", [4, 2, 1, 0]), ("", [4, 3, 2, 1, 0])],
        ids=["words", "no words"],
    )
    async def test_by_recency_the_pages_go_on_to_the_oldest(
        self, comments: Library, monkeypatch: pytest.MonkeyPatch, query: str, expected: list[int]
    ) -> None:
        monkeypatch.setattr(repository, "CONSIDERED", 2)
        seen: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            body = await search(comments.editor, f"{query}&limit=1{cursor}")
            seen += texts(body)
            cursor = f"&cursor={body['next_cursor']}" if body["next_cursor"] else None
        assert seen == [COMMENTS[number] for number in expected]


class TestMending:
    async def test_a_mistyped_word_finds_what_was_meant(self, comments: Library) -> None:
        await comments.published(title="Diabetes")
        await read_library(comments.database, QE1, comments.clock)
        body = await search(comments.editor, "q=diabetis")
        assert (body["showing"]["words"], texts(body)) == ("diabetes", ["care about diabetes"])
        exact = await search(comments.editor, "q=diabetis&exact=true")
        assert (exact["showing"], exact["items"]) == (None, [])

    async def test_a_word_is_put_in_only_where_it_finds_a_comment_that_the_reader_may_see(
        self, library: Library
    ) -> None:
        await library.published(title="Diabetes")
        await read_library(library.database, QE1, library.clock)
        await imported(library.partner, COMMENTS, visibility="organisation",
                       organisation_id=str(HEALTHWATCH))  # fmt: skip
        mine = await search(library.partner, "q=diabetis")
        assert mine["showing"]["words"] == "diabetes"
        assert (await search(library.other_partner, "q=diabetis"))["showing"] is None

    async def test_a_word_that_only_comments_have_is_never_put_in(self, library: Library) -> None:
        await imported(library.editor, ["zephyrine"])
        await read_library(library.database, QE1, library.clock)
        assert (await search(library.editor, "q=zephirine"))["showing"] is None


class TestOffering:
    @pytest.fixture
    async def crowd(self, library: Library) -> Library:
        """Findings in which a word is common; comments that have it, one mistyped."""
        for number in range(12):
            await library.published(title=f"Diabetes {number}", quotations=[])
        await read_library(library.database, QE1, library.clock)
        await imported(library.editor, ["a diabetis nurse", "diabetes", "a diabetes clinic"])
        return library

    async def test_where_little_is_found_a_much_commoner_word_is_offered(
        self, crowd: Library
    ) -> None:
        body = await search(crowd.editor, "q=diabetis")
        assert (body["showing"], texts(body)) == (None, ["a diabetis nurse"])
        assert body["did_you_mean"] == {
            "words": "diabetes",
            "changed": [{"typed": "diabetis", "shown": "diabetes"}],
        }

    @pytest.mark.parametrize(
        "query", ["q=diabetes", "q=diabetis&exact=true", "q=diabetis%20nurse", "q=clinic"]
    )
    async def test_nothing_is_offered_where_it_would_not_help(
        self, crowd: Library, query: str
    ) -> None:
        assert (await search(crowd.editor, query))["did_you_mean"] is None

    async def test_further_pages_offer_nothing(self, crowd: Library) -> None:
        await imported(crowd.editor, ["the diabetis team", "diabetes again"], name="Others")
        first = await search(crowd.editor, "q=diabetis&limit=1")
        assert first["did_you_mean"] is not None
        later = await search(crowd.editor, f"q=diabetis&limit=1&cursor={first['next_cursor']}")
        assert (len(later["items"]), later["did_you_mean"]) == (1, None)

    async def test_a_word_of_comments_that_the_reader_may_not_see_is_not_offered(
        self, library: Library
    ) -> None:
        for number in range(12):
            await library.published(title=f"Diabetes {number}", quotations=[])
        await read_library(library.database, QE1, library.clock)
        await imported(library.editor, ["a diabetis nurse"])
        await imported(library.partner, ["diabetes", "diabetes too"], visibility="organisation",
                       organisation_id=str(HEALTHWATCH))  # fmt: skip
        mine = await search(library.partner, "q=diabetis")
        assert mine["did_you_mean"]["words"] == "diabetes"
        assert (await search(library.other_partner, "q=diabetis"))["did_you_mean"] is None
