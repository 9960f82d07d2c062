"""The changes since a cursor: in their order, each finding by its newest, nothing skipped."""

from __future__ import annotations

from typing import Any

import pytest

from insights_support import Library


async def changes(library: Library, cursor: str | None = None, limit: int = 2) -> dict[str, Any]:
    parameters = {"limit": limit} | ({"cursor": cursor} if cursor else {})
    answer = await library.nobody.get("/feeds/changes", params=parameters)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


class TestChanges:
    async def test_a_change_says_what_anybody_may_read(self, library: Library) -> None:
        published = await library.published(library.partner)
        [item] = (await changes(library))["items"]
        assert item["kind"] == "shown"
        assert item["finding_id"] == published["id"]
        assert item["title"] == published["content"]["title"]
        assert item["organisation_name"] == "Healthwatch of the Coast"
        assert item["themes"] == ["urgent_care"]
        assert item["heard_from"] == "2026-09-01"
        assert item["address"].endswith(f"/system-qe1/thread/findings/{published['id']}")
        assert "Nobody said how long" not in str(item)

    async def test_going_on_from_the_cursor_meets_each_once(self, library: Library) -> None:
        made = [(await library.published())["id"] for _ in range(5)]
        met, cursor = [], None
        for _ in range(3):
            page = await changes(library, cursor)
            met += [item["finding_id"] for item in page["items"]]
            cursor = page["next_cursor"]
        assert met == made
        page = await changes(library, cursor)
        assert (page["items"], page["more"]) == ([], False)

    async def test_the_same_cursor_finds_what_came_since(self, library: Library) -> None:
        first = await library.published()
        cursor = (await changes(library))["next_cursor"]
        assert (await changes(library, cursor))["items"] == []
        second = await library.published()
        patched = await library.editor.patch(
            f"/findings/{first['id']}", {"title": "Changed"}, first["revision"]
        )
        await library.publish(patched.json())
        page = await changes(library, cursor)
        assert [item["finding_id"] for item in page["items"]] == [second["id"], first["id"]]
        assert page["items"][1]["title"] == "Changed"

    async def test_what_left_the_public_tells_nothing_more(self, library: Library) -> None:
        gone = await library.published()
        path = f"/findings/{gone['id']}/withdraw"
        await library.editor.act(path, gone["revision"], {"reason": "An error."})
        [item] = (await changes(library))["items"]
        assert item["kind"] == "removed"
        assert item["reference"] == gone["reference"]
        assert [item[name] for name in ("title", "summary", "address", "licence")] == [None] * 4
        assert item["themes"] == item["places"] == []

    @pytest.mark.parametrize("cursor", ["x", "WzFd", "Wy0xXQ"])
    async def test_a_cursor_of_another_feed_is_refused(self, library: Library, cursor: str) -> None:
        answer = await library.nobody.get("/feeds/changes", params={"cursor": cursor})
        assert answer.status_code == 422
