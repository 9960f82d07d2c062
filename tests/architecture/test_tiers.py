"""Tiers side by side: all of them run, none beside what needs the machine, each told whole."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import tiers
from tiers import Result, Tier, side_by_side

ALL = 2
"""Cores of the machine in these tests."""
PATIENCE = 10.0
"""Seconds after which what never happens is taken to be a failure."""


def ended(tier: Tier, status: int = 0) -> Result:
    return Result(tier.name, status, 0.0, Counter(passed=1), output=f"<{tier.name}>")


class TestSideBySide:
    def test_tiers_of_one_core_run_at_the_same_time(self) -> None:
        together = threading.Barrier(2)

        def run(tier: Tier, live: bool) -> Result:
            assert not live
            together.wait(PATIENCE)
            return ended(tier)

        results = side_by_side([Tier("a", cores=1), Tier("b", cores=1)], ALL, run)
        assert {result.name for result in results} == {"a", "b"}

    def test_a_tier_of_all_cores_has_the_machine_to_itself_and_prints_as_it_goes(self) -> None:
        running: set[str] = set()
        seen: list[tuple[str, bool, bool]] = []
        first_two = threading.Barrier(2)

        def run(tier: Tier, live: bool) -> Result:
            running.add(tier.name)
            if tier.cores == 1:
                first_two.wait(PATIENCE)
            seen.append((tier.name, live, running == {tier.name}))
            running.discard(tier.name)
            return ended(tier)

        asked = [Tier("large"), Tier("a", cores=1), Tier("b", cores=1), Tier("larger", cores=4)]
        names = [result.name for result in side_by_side(asked, ALL, run)]
        assert sorted(names) == ["a", "b", "large", "larger"]
        assert ("large", True, True) in seen
        assert ("larger", True, True) in seen
        assert [live for name, live, _ in seen if name in {"a", "b"}] == [False, False]

    def test_a_small_tier_does_not_wait_behind_a_large_one_that_does_not_fit(self) -> None:
        beside = threading.Barrier(2)

        def run(tier: Tier, live: bool) -> Result:
            if tier.cores == 1:
                beside.wait(PATIENCE)
            return ended(tier)

        asked = [Tier("check", cores=1), Tier("large"), Tier("e2e", cores=1)]
        names = [result.name for result in side_by_side(asked, ALL, run)]
        assert names[-1] == "large"

    def test_what_a_tier_said_is_printed_whole(self, capsys: pytest.CaptureFixture[str]) -> None:
        asked = [Tier("a", cores=1), Tier("b", cores=1)]
        list(side_by_side(asked, ALL, lambda tier, _live: ended(tier)))
        assert sorted(capsys.readouterr().out.split(">")) == ["", "<a", "<b"]


class TestTheWholeRun:
    """`main` itself, on tiers of one small file each, side by side."""

    @pytest.fixture
    def run(
        self,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        capfd: pytest.CaptureFixture[str],
    ) -> Callable[..., tuple[int, str]]:
        def with_bodies(**bodies: str) -> tuple[int, str]:
            made = []
            for name, body in bodies.items():
                file = tmp_path / f"test_{name}.py"
                file.write_text(f"import pytest\n\ndef test_it():\n    {body}\n")
                made.append(Tier(name, (str(file),), cores=1))
            monkeypatch.setattr(tiers, "TIERS", tuple(made))
            monkeypatch.setenv("CI", "true")
            status = tiers.main(list(bodies))
            return status, capfd.readouterr().out

        return with_bodies

    def test_what_is_wrong_in_one_of_several_fails_the_run_and_is_named_at_the_end(
        self, run: Callable[..., tuple[int, str]]
    ) -> None:
        bodies = {"good": "pass", "bad": "assert 1 == 2, 'the reason'", "lazy": "pytest.skip('x')"}
        status, told = run(**bodies)
        assert status == 1
        before, _, end = told.partition("\n== all tiers\n")
        assert "the reason" in before
        assert "NOT ALLOWED TO BE SKIPPED" in before
        verdicts = [re.search(rf"^{name} .* (ok|FAILED \S+ 1\))$", end, re.M) for name in bodies]
        assert [found and found[1][:6] for found in verdicts] == ["ok", "FAILED", "FAILED"]
        assert re.search(r"FAILED bad: \S*test_bad\.test_it\n", end)
        assert "1 passed, 1 failed, 1 skipped" in end

    def test_all_good_is_a_success(self, run: Callable[..., tuple[int, str]]) -> None:
        status, told = run(good="pass")
        assert status == 0
        assert "1 passed, 0 failed, 0 skipped" in told


def test_every_folder_of_tests_is_in_a_tier() -> None:
    """A folder that no tier names would never be run."""
    named = {word for tier in tiers.TIERS for word in tier.arguments if word.startswith("tests/")}
    tests = tiers.ROOT / "tests"
    folders = {file.relative_to(tests).parts[0] for file in tests.rglob("test_*.py")}
    assert named == {f"tests/{folder}" for folder in folders}
