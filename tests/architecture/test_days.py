"""The panel's days are England's: a UTC day ends an hour late in summer."""

from __future__ import annotations

import re

from conftest import ROOT

PANEL = ROOT / "services/panel/src/panel"
_UTC_DAY = re.compile(r"(now|clock\(\)|_at|moment)(\(\))?\.date\(\)|date\.today\(\)|func\.date\(")


def test_no_day_is_taken_from_a_moment_in_utc() -> None:
    found = {
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in PANEL.rglob("*.py")
        for line in file.read_text().splitlines()
        if _UTC_DAY.search(line)
    }
    assert found == set(), "use common.clock.day_in_england"
