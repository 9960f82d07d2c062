"""Saving many searches at once, and by themes of a framework."""

from __future__ import annotations

import asyncio

import pytest

from insights_support import Library
from notices_support import CARERS, matches, saved, work

pytestmark = pytest.mark.rule("insights.4")


class TestSaving:
    @pytest.mark.parametrize("keyed", [False, True])
    async def test_many_at_once_wait_for_no_connection_that_one_of_them_holds(
        self, library: Library, keyed: bool
    ) -> None:
        def headers(number: int) -> dict[str, str]:
            return {"Idempotency-Key": f"search-{number:04}"} if keyed else {}

        asked = [
            library.partner.post("/saved-searches", {**CARERS, "name": f"{n}"}, headers=headers(n))
            for n in range(12)
        ]
        answers = await asyncio.gather(*asked)
        assert [answer.status_code for answer in answers] == [201] * 12

    @pytest.mark.parametrize("theme", ["parking", "patient_transport"])
    async def test_a_theme_of_a_framework_is_searched_for_like_the_systems_own(
        self, library: Library, theme: str
    ) -> None:
        search = await saved(library.partner, query={"themes": [theme]})
        await library.published(title="Found", themes=["parking", "transport_to_from_services"])
        await library.published(title="Not", themes=["housing"])
        found = (await library.partner.get(f"/search?theme={theme}")).json()["items"]
        await work(library)
        told = await matches(library.partner, search)
        assert told == [one["title"] for one in found] == ["Found"]
