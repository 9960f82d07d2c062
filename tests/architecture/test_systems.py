"""Jobs that go through every system do so by `common.db.systems`: one that fails holds up none."""

from __future__ import annotations

import ast
from pathlib import Path

from architecture.test_files import python_files
from conftest import ROOT

OTHERWISE = {
    "services/governance/src/governance/decision_log/__main__.py": "a command: it stops and says",
    "services/governance/src/governance/decision_log/sequencer.py": "goes on, and names damage",
    "services/governance/src/governance/witnesses/submitting.py": "gathers what is due first",
    "services/insights/src/insights/files/upkeep.py": "destroys nothing rather than too much",
    "services/insights/src/insights/ledger/service.py": "tells all ledgers from before: no part",
    "services/panel/src/panel/bounces/__main__.py": "a command: it stops and says",
    "services/panel/src/panel/datakeys/rotation.py": "a command: it stops and says",
    "services/panel/src/panel/datakeys/sealing_up.py": "a command: it stops and says",
    "services/panel/src/panel/erasures/ledger.py": "tells all ledgers apart from before: no part",
    "services/panel/src/panel/erasures/watch.py": "counts over all systems: part would be wrong",
    "services/panel/src/panel/selection/calculation.py": "goes on, and groups what failed",
}
"""File that awaits in a loop over systems -> why."""


def loops_over_systems(file: Path) -> bool:
    """Tell whether a file awaits something in a loop over systems."""
    return any(
        isinstance(node, ast.For)
        and isinstance(node.target, ast.Name)
        and node.target.id == "ics"
        and any(isinstance(inner, ast.Await | ast.AsyncWith) for inner in ast.walk(node))
        for node in ast.walk(ast.parse(file.read_text()))
    )


def test_no_job_stops_at_the_first_system_that_fails() -> None:
    found = {
        str(file.relative_to(ROOT))
        for file in python_files("services/", "libs/")
        if "/src/" in str(file) and loops_over_systems(file)
    }
    assert found - {"libs/common/src/common/db/systems.py"} == set(OTHERWISE)
