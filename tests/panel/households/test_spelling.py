"""One spelling of a home, however it is written."""

from __future__ import annotations

import pytest

from panel.households.spelling import one_spelling


class TestOneSpelling:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("14", "14 High Street"),
            ("Flat 2, 14 High Street", "14 high st, FLAT 2"),
            ("14A", "14 a"),
            ("Rose Cottage", "rose cottage, Mill Lane"),
            ("St Mary's House", "St Marys House"),
        ],
    )
    def test_of_one_home_is_the_same(self, one: str, other: str) -> None:
        assert one_spelling(one, "fy1 1aa") == one_spelling(other, "FY11AA")

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("14", "15"),
            ("14", "Flat 2, 14"),
            ("Flat A, 14", "Flat B, 14"),
            ("1, 14", "114"),
            ("Rose Cottage", "Mill Cottage"),
        ],
    )
    def test_of_two_homes_is_not(self, one: str, other: str) -> None:
        assert one_spelling(one, "FY1 1AA") != one_spelling(other, "FY1 1AA")

    def test_a_number_in_another_street_is_another_home(self) -> None:
        assert one_spelling("14", "FY1 1AA") != one_spelling("14", "FY1 1AB")
