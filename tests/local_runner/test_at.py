"""Running tests as if it were another moment."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import at

NOW = datetime(2026, 11, 27, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "faked"),
    [
        (datetime(2026, 11, 28, tzinfo=UTC), "+3600s"),
        (datetime(2026, 11, 27, 22, 59, 59, tzinfo=UTC), "-1s"),
    ],
)
def test_a_process_is_told_how_far_off_its_now_is(moment: datetime, faked: str) -> None:
    told = at.environment(moment, NOW, Path("/lib/faked.so"))
    assert (told["FAKETIME"], told["LD_PRELOAD"]) == (faked, "/lib/faked.so")


def test_its_pythons_wait_by_another_way_than_the_one_that_is_refused() -> None:
    told = at.environment(NOW, NOW, Path("none"))["PYTHONPATH"]
    waits = "import time; a = time.monotonic(); time.sleep(0.05); print(time.monotonic() - a)"
    said = subprocess.run(
        [sys.executable, "-c", f"{waits}; print(time.sleep.__module__)"],
        env={"PYTHONPATH": told}, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert (float(said[0]) >= 0.05, said[1]) == (True, "sitecustomize")


def test_without_a_command_it_says_how_it_is_used() -> None:
    with pytest.raises(SystemExit, match="as if it were another moment"):
        at.main(["2027-03-28 00:50"])
