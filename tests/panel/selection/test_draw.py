"""The draw: 1,000 equally likely panels within quotas, committed to, and picked by three digits."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from panel.selection import verify
from panel.selection.dealing import deal, equally_likely, largest_deviation, reserves
from panel.selection.document import Opening
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
        "reserves": reserves(panels, random.Random(2)),
    }


def opened_document() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Give a document with commitments, and the pool that they are of, opened."""
    found = document()
    openings = [
        Opening(entry["pseudonym"], f"salt-{at}", {"c": "xy"[at % 3 == 0]})
        for at, entry in enumerate(found["pool"])
    ]
    found["pool"] = [{"pseudonym": one.pseudonym, "values": one.commitment()} for one in openings]
    return found, [asdict(one) for one in openings]


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


class TestReserves:
    def test_each_panel_has_as_many_as_seats_none_of_them_on_it(self) -> None:
        published = document()
        for panel, others in zip(published["panels"], published["reserves"], strict=True):
            assert len(set(others)) == len(others) == 4
            assert not set(others) & set(panel)

    def test_they_are_drawn_by_the_same_lottery(self) -> None:
        """Reserves of all panels come from all of the pool, about as often as seats do."""
        published = document()
        had = Counter(one for others in published["reserves"] for one in others)
        assert set(had) == {entry["pseudonym"] for entry in published["pool"]}
        assert max(had.values()) < 2 * min(had.values())

    def test_a_small_pool_gives_as_many_as_it_has(self) -> None:
        people = [Candidate(f"p{n}", {"c": "x"}) for n in range(5)]
        problem = pose(people, [Quota("c", "x", 0, 4)], 4)
        dealt = deal(problem, equally_likely(find_lottery(problem, 10), problem), random.Random(1))
        assert {len(one) for one in reserves(dealt, random.Random(1))} == {1}


class TestTheWholePoolOpened:
    def test_tells_that_every_panel_keeps_the_quotas(self) -> None:
        published, opened = opened_document()
        assert verify.check_opened(published, opened) == 0
        assert verify.check_opened(published, opened[2:]) == 2

    def test_other_values_than_were_committed_to_are_told(self) -> None:
        published, opened = opened_document()
        opened[0]["values"] = {"c": "x"}
        with pytest.raises(ValueError, match="commitment"):
            verify.check_opened(published, opened)

    def test_a_panel_outside_its_quotas_is_told(self) -> None:
        published, opened = opened_document()
        wrong = [one["pseudonym"] for one in opened if one["values"] == {"c": "x"}][:4]
        published["panels"][7] = wrong
        with pytest.raises(ValueError, match="panel 007 has 4"):
            verify.check_opened(published, opened)

    def test_the_command_says_so(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        published, opened = opened_document()
        file, pool = tmp_path / "document.json", tmp_path / "pool.json"
        file.write_text(json.dumps(published), encoding="utf-8")
        pool.write_text(json.dumps(opened), encoding="utf-8")
        root = verify.root_of(published)
        assert verify.main([str(file), "007", root, str(pool)]) == 0
        said = capsys.readouterr().out
        assert "keeps the quotas" in said
        assert published["reserves"][7][0] in said.split("reserves")[1]
        pool.write_text(json.dumps([one | {"salt": "x"} for one in opened]), encoding="utf-8")
        assert verify.main([str(file), "007", root, str(pool)]) == 1


class TestVerifying:
    @pytest.mark.parametrize("wrong", ["sitting", "twice", "stranger", "missing"])
    def test_reserves_that_break_the_rules_are_refused(self, wrong: str) -> None:
        published = document()
        others = published["reserves"][5]
        match wrong:
            case "sitting":
                others[0] = published["panels"][5][0]
            case "twice":
                others[0] = others[1]
            case "stranger":
                others[0] = "nobody"
            case _:
                published["reserves"].pop()
        with pytest.raises(ValueError, match="reserves"):
            verify.drawn(published, "000")

    def test_the_root_is_that_of_rfc_6962(self) -> None:
        """Known values of the test vectors of certificate transparency: 0 and 3 leaves."""
        assert verify.merkle_root([]).hex() == (
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        assert verify.merkle_root([b"", b"\x00", b"\x10"]).hex() == (
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
        )

    @pytest.mark.parametrize(
        "path",
        [
            ("terms", "seats"),
            ("pool", 0, "pseudonym"),
            ("panels", 7, 0),
            ("panels", 999, 3),
            ("reserves", 5, 1),
        ],
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

    def test_the_command_tells_where_the_digits_come_from(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        published = document()
        published["terms"] |= {
            "title": "A jury", "source": "Lotto, the first three balls",
            "committed_on": "2026-08-01", "draw_on": "2026-08-08",
        }  # fmt: skip
        file = tmp_path / "document.json"
        file.write_text(json.dumps(published), encoding="utf-8")
        assert verify.main([str(file), "123", verify.root_of(published).upper()]) == 0
        said = capsys.readouterr().out
        for line in (
            "source Lotto, the first three balls",
            "draw_on 2026-08-08",
            "quota c x 2 to 3",
        ):
            assert line in said.splitlines()

    @pytest.mark.parametrize("draw_on", ["2026-08-08", "2026-08-07"])
    def test_the_command_refuses_digits_that_may_have_been_known(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], draw_on: str
    ) -> None:
        published = document()
        published["terms"] |= {"committed_on": "2026-08-08", "draw_on": draw_on}
        file = tmp_path / "document.json"
        file.write_text(json.dumps(published), encoding="utf-8")
        assert verify.main([str(file), "123"]) == 1
        assert "not a later day" in capsys.readouterr().out

    @pytest.mark.parametrize("content", ["x", "{}", "[]", "null", '{"terms": 1, "pool": []}', None])
    def test_the_command_says_what_is_no_such_document(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None
    ) -> None:
        file = tmp_path / "document.json"
        if content is not None:
            file.write_text(content, encoding="utf-8")
        assert verify.main([str(file), "123"]) == 2
        assert capsys.readouterr().out.startswith("this ")
