"""The draw: 1,000 equally likely panels within quotas, committed to, and picked by three digits."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from panel.selection import verify
from panel.selection.dealing import deal, equally_likely, largest_deviation
from panel.selection.leximin import find_lottery
from panel.selection.problem import Candidate, Problem, Quota, pose
from panel_support.lotteries import every_panel, problems

pytestmark = pytest.mark.rule("panel.11")


def document() -> dict[str, Any]:
    people = [Candidate(f"p{n:02}", {"c": "xy"[n % 3 == 0]}) for n in range(12)]
    problem = pose(people, [Quota("c", "x", 2, 3)], 4)
    lottery = find_lottery(problem, 10)
    panels = deal(problem, equally_likely(lottery, problem), random.Random(1))
    return {
        "terms": {"seats": 4, "quotas": [["c", "x", 2, 3]]},
        "pool": [{"pseudonym": one.pseudonym} for one in people],
        "panels": [list(panel) for panel in panels],
    }


class TestEquallyLikelyPanels:
    @settings(max_examples=60, deadline=None)
    @given(problem=problems(), seed=st.integers(0, 99))
    def test_each_keeps_the_quotas_and_the_household_rule(
        self, problem: Problem, seed: int
    ) -> None:
        assume(every_panel(problem))
        lottery = find_lottery(problem, 60)
        dealt = deal(problem, equally_likely(lottery, problem), random.Random(seed))
        assert len(dealt) == 1000
        kinds = {one: at for at, kind in enumerate(problem.types) for one in kind.members}
        for panel in dealt:
            assert len(set(panel)) == problem.seats
            counts = np.bincount([kinds[one] for one in panel], minlength=len(problem.types))
            assert problem.admits(counts)
            homes = [problem.households[one] for one in panel if one in problem.households]
            assert len(set(homes)) == len(homes)

    def test_people_of_one_type_differ_by_one_panel_at_most(self) -> None:
        people = [Candidate(f"p{n:02}", {"c": "xy"[n % 3 == 0]}) for n in range(40)]
        problem = pose(people, [Quota("c", "x", 2, 3)], 7)
        lottery = find_lottery(problem, 10)
        dealt = deal(problem, equally_likely(lottery, problem), random.Random(1))
        for kind in problem.types:
            had = [sum(one in panel for panel in dealt) for one in kind.members]
            assert max(had) - min(had) <= 1
        assert largest_deviation(problem, lottery.shares, dealt) <= 0.002

    def test_the_same_seed_deals_the_same_panels(self) -> None:
        assert document() == document()


class TestVerifying:
    def test_the_root_is_that_of_rfc_6962(self) -> None:
        """Known values of the test vectors of certificate transparency: 0 and 3 leaves."""
        assert verify.merkle_root([]).hex() == (
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        assert verify.merkle_root([b"", b"\x00", b"\x10"]).hex() == (
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
        )

    @pytest.mark.parametrize(
        "path", [("terms", "seats"), ("pool", 0, "pseudonym"), ("panels", 7, 0), ("panels", 999, 3)]
    )
    def test_any_change_is_another_root(self, path: tuple[Any, ...]) -> None:
        changed = document()
        before = verify.root_of(changed)
        *way, last = path
        inner: Any = changed
        for step in way:
            inner = inner[step]
        inner[last] = "other"
        assert verify.root_of(changed) != before

    def test_three_digits_pick_one_panel(self) -> None:
        published = document()
        assert verify.drawn(published, "042") == published["panels"][42]

    @pytest.mark.parametrize("digits", ["", "42", "0042", "4.2", "-12", "٠٤٢"])
    def test_anything_but_three_digits_is_refused(self, digits: str) -> None:
        with pytest.raises(ValueError, match="three digits"):
            verify.drawn(document(), digits)

    def test_a_document_with_an_unfilled_panel_is_refused(self) -> None:
        published = document()
        published["panels"][5].pop()
        with pytest.raises(ValueError, match="seats"):
            verify.drawn(published, "000")

    def test_the_command_tells_a_document_that_was_changed(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        published = document()
        root = verify.root_of(published)
        file = tmp_path / "document.json"
        file.write_text(json.dumps(published), encoding="utf-8")
        assert verify.main([str(file), "123", root]) == 0
        assert published["panels"][123][0] in capsys.readouterr().out
        published["panels"][0], published["panels"][1] = published["panels"][1::-1]
        file.write_text(json.dumps(published | {"panels": published["panels"][::-1]}))
        assert verify.main([str(file), "123", root]) == 1
