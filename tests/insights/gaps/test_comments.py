"""Comments by the system's own themes, among what gaps are told by."""

from __future__ import annotations

from typing import Any

import pytest

from insights_comments import comments
from insights_support import Caller, Library


async def told(caller: Caller, query: str = "") -> dict[str, dict[str, Any]]:
    answer = await caller.get(f"/gaps/comments{query}")
    assert answer.status_code == 200, answer.text
    return {entry["theme"]: entry for entry in answer.json()["themes"]}


@pytest.mark.rule("insights.5")
class TestComments:
    async def test_a_code_counts_under_the_own_themes_it_maps_to_and_another_as_itself(
        self, library: Library
    ) -> None:
        await comments(library, ("Late", "t"), ("Late and dear", "tp"), ("Nothing", ""))
        found = await told(library.editor)
        assert {theme: entry["comments"] for theme, entry in found.items()} == {
            "patient_transport": 2,
            "parking": 1,
        }
        assert set(await told(library.editor, "?theme=patient_transport")) == {"patient_transport"}

    async def test_two_codes_of_one_own_theme_are_one_comment(self, library: Library) -> None:
        await comments(library, ("Waited and could not get through", "wc"))
        assert (await told(library.editor))["urgent_care"]["comments"] == 1

    async def test_a_day_before_it_was_said_knows_nothing_of_it(self, library: Library) -> None:
        await comments(library, ("Late", "t"))
        assert (await told(library.editor))["patient_transport"]["last_said"] == "2026-03-01"
        assert await told(library.editor, "?as_of=2026-02-28") == {}
        assert set(await told(library.editor, "?as_of=2026-03-01")) == {"patient_transport"}

    @pytest.mark.rule("insights.10")
    async def test_small_numbers_are_hidden_and_others_rounded_for_all_but_editors(
        self, library: Library
    ) -> None:
        few = [(f"Few {number}", "p") for number in range(7)]
        more = [(f"More {number}", "t") for number in range(8)]
        await comments(library, *few, *more, visibility="public")
        public = await told(library.reader)
        assert await told(library.other_partner) == public
        assert public["parking"] == {
            "theme": "parking",
            "comments": None,
            "status": "suppressed",
            "last_said": None,
        }
        assert (public["patient_transport"]["comments"], public["patient_transport"]["status"]) == (
            10,
            "rounded",
        )
        exact = await told(library.editor)
        assert (exact["parking"]["comments"], exact["parking"]["status"]) == (7, "exact")

    async def test_comments_that_one_may_not_see_are_not_counted(self, library: Library) -> None:
        await comments(library, ("Late", "t"), visibility="organisation")
        assert await told(library.other_partner) == await told(library.reader) == {}
        assert set(await told(library.partner)) == {"patient_transport"}
