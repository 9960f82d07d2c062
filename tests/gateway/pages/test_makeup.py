"""Which groups the page of the whole panel says that it looks for."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.pages.makeup import SHOWN_WANTED, of_every_place, shows_too_few

pytestmark = pytest.mark.rule("panel.7")


def items(**places: int) -> list[dict[str, Any]]:
    return [
        {"place": place, "words": f"{place} {n}"} for place, size in places.items()
        for n in range(size)
    ]  # fmt: skip


class TestWhomItLooksFor:
    def test_are_of_all_places_in_turn_the_most_wanted_first(self) -> None:
        found = [one["words"] for one in of_every_place(items(a=9, b=9, c=1))]
        assert found[:4] == ["a 0", "b 0", "c 0", "a 1"]
        assert len(found) == SHOWN_WANTED

    def test_leave_out_no_place_where_there_are_many(self) -> None:
        many = {f"place-{number}": 3 for number in range(11)}
        assert {one["place"] for one in of_every_place(items(**many))} == set(many)

    def test_are_nobody_where_nobody_is_short(self) -> None:
        assert of_every_place([]) == []

    @pytest.mark.parametrize(
        ("place", "few"),
        [
            ({"members": None, "dimensions": []}, True),
            ({"members": 0, "dimensions": [{"groups": [{"members": 0}]}]}, True),
            ({"members": 10, "dimensions": []}, True),
            ({"members": 10, "dimensions": [{"groups": [{"members": None}]}]}, True),
            ({"members": 10, "dimensions": [{"groups": [{"members": 0}]}]}, False),
        ],
    )
    def test_are_everybody_where_there_are_too_few_to_show(
        self, place: dict[str, Any], few: bool
    ) -> None:
        assert shows_too_few(place) is few
