"""More like this, and the order by strength."""

from __future__ import annotations

from typing import Any

import pytest

from insights_support import Caller, Library

pytestmark = pytest.mark.rule("insights.4")


async def similar(caller: Caller, thing: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await caller.get(f"/findings/{thing['id']}/similar")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


class TestAlike:
    async def test_the_nearest_come_first_with_why_and_the_far_not_at_all(
        self, library: Library
    ) -> None:
        one = await library.published(title="Waiting for urgent care at night")
        near = await library.published(title="Waiting for urgent care at weekends")
        less = await library.published(title="Signs in the car park", communities=[])
        await library.published(title="Damp homes", themes=["housing"], places=["fylde"])
        await library.draft(title="Waiting for urgent care at night")
        found = await similar(library.reader, one)
        assert [item["id"] for item in found] == [near["id"], less["id"]]
        assert found[0]["score"] > found[1]["score"]
        assert {"same theme: urgent_care", "same place: blackpool"} <= set(found[0]["reasons"])
        assert any(reason.startswith("similar wording") for reason in found[0]["reasons"])

    async def test_codes_of_a_framework_are_like_the_own_themes_that_they_count_as(
        self, library: Library
    ) -> None:
        fields: dict[str, Any] = {"communities": [], "summary": "No word of the other."}
        one = await library.published(title="Damp", themes=["timeliness_of_care"], **fields)
        own = await library.published(title="Parking", themes=["urgent_care"], **fields)
        code = await library.published(title="Signs", themes=["contacting_services"], **fields)
        await library.published(title="Buses", themes=["transport_to_from_services"], **fields)
        assert {item["id"] for item in await similar(library.reader, one)} == {
            own["id"],
            code["id"],
        }

    @pytest.mark.parametrize("visibility", ["public", "partners", "organisation"])
    async def test_only_what_the_reader_may_see(self, library: Library, visibility: str) -> None:
        one = await library.published(library.partner)
        other = await library.published(library.partner, visibility=visibility)
        for caller, seen in (
            (library.partner, True),
            (library.other_partner, visibility != "organisation"),
            (library.reader, visibility == "public"),
        ):
            assert bool(await similar(caller, one)) == seen
            status = (await caller.get(f"/findings/{other['id']}/similar")).status_code
            assert (status == 200) == seen

    async def test_what_a_withdrawn_one_said_is_not_to_be_guessed(self, library: Library) -> None:
        one = await library.published(library.partner)
        await library.published()
        await library.editor.act(
            f"/findings/{one['id']}/withdraw", one["revision"], {"reason": "An error."}
        )
        answer = await library.reader.get(f"/findings/{one['id']}/similar")
        assert answer.status_code == 404
        assert len(await similar(library.partner, one)) == 1


class TestOrderByStrength:
    async def test_the_strongest_come_first_over_pages_and_of_equals_the_newest(
        self, library: Library
    ) -> None:
        for title, strength in (
            ("none", None), ("strong 1", "strong"), ("emerging", "emerging"),
            ("moderate", "moderate"), ("strong 2", "strong"),
        ):  # fmt: skip
            await library.published(title=title, strength=strength)
        seen: list[str] = []
        cursor = ""
        while True:
            path = f"/search?q=urgent+or+wait&order=strength&limit=2{cursor}"
            body = (await library.reader.get(path)).json()
            seen += [item["title"] for item in body["items"]]
            if body["next_cursor"] is None:
                break
            cursor = f"&cursor={body['next_cursor']}"
        assert seen == ["strong 2", "strong 1", "moderate", "emerging", "none"]

    async def test_a_cursor_of_one_order_is_none_of_another(self, library: Library) -> None:
        for _ in range(2):
            await library.published()
        first = (await library.reader.get("/search?order=strength&limit=1")).json()
        answer = await library.reader.get(
            f"/search?order=recency&limit=1&cursor={first['next_cursor']}"
        )
        assert answer.status_code == 422
