"""Communities are shown each by itself, under disclosure control."""

from __future__ import annotations

import orjson
import pytest

from gaps_support import CELL, RULE, cells, gaps
from insights.load import load_system
from insights_support import Library, system_file


@pytest.mark.rule("insights.10")
class TestCommunities:
    async def test_a_finding_about_several_counts_whole_in_each(self, library: Library) -> None:
        await library.published(communities=["young_carers", "homelessness"], people_heard=40)
        found = await cells(library.editor)
        assert {key[1]: cell["people"] for key, cell in found.items()} == {
            "young_carers": 40,
            "homelessness": 40,
        }

    async def test_no_total_over_communities_is_offered(self, library: Library) -> None:
        await library.published(communities=["young_carers", "homelessness"], people_heard=40)
        answer = await gaps(library.editor)
        assert set(answer) == {"as_of", "rule", "people", "cells", "communities"}
        assert all(cell["community"] is not None for cell in answer["cells"])
        assert 80 not in [cell["people"] for cell in answer["cells"]]

    @pytest.mark.parametrize(
        ("people", "shown", "status"),
        [
            (0, 0, "rounded"),
            (1, None, "suppressed"),
            (7, None, "suppressed"),
            (8, 10, "rounded"),
            (43, 45, "rounded"),
            (None, None, "unknown"),
        ],
    )
    async def test_small_numbers_are_hidden_from_all_but_editors(
        self, library: Library, people: int | None, shown: int | None, status: str
    ) -> None:
        await library.published(people_heard=people)
        for caller in (library.reader, library.partner):
            cell = (await cells(caller))[CELL]
            assert (cell["people"], cell["people_status"]) == (shown, status)
        assert (await cells(library.editor))[CELL]["people"] == people

    async def test_a_small_number_is_not_to_be_had_by_subtracting(self, library: Library) -> None:
        await library.published(people_heard=40, places=["blackpool", "fylde"])
        await library.published(people_heard=5, places=["blackpool"])
        found = await cells(library.reader)
        shown = {key[2]: cell["people"] for key, cell in found.items()}
        assert shown == {"blackpool": None, "fylde": 40}

    async def test_the_threshold_is_the_systems_own(self, library: Library) -> None:
        settings = {"suppression_threshold": 50, "rounding_base": 10}
        system = {**system_file(), "evidence": [RULE], "settings": settings}
        await load_system(library.database, orjson.dumps(system))
        await library.published(people_heard=40)
        answer = await gaps(library.reader)
        assert answer["people"] == {"controlled": True, **settings}
        assert answer["cells"][0]["people"] is None
