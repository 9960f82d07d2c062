"""Every benchmark, one after the other, and one table of what they found.

python -m benchmarks [NAME…]

Each prints its own figures as it goes; the table is kept in var/benchmarks.json too. Ends with 1
where a benchmark failed to run, not where a figure missed its mark: figures are reported as they
are.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from os import cpu_count, getloadavg
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEPT = HERE.parent / "var" / "benchmarks.json"
NAMES = (
    "point_read",
    "write_with_outbox",
    "signup_timing",
    "erasure",
    "proxied",
    "not_modified",
    "relay",
    "latency",
    "bulk_import",
    "merkle",
    "deciding",
    "postcodes",
    "representation",
    "answers_export",
    "library_export",
    "breakdown_plan",
    "leximin",
    "harvest",
    "search",
)
HEADINGS = ("what", "ours", "baseline", "ratio", "target", "reached")


def main(names: Sequence[str]) -> int:
    """Run, print and keep; give the status to end with."""
    lines: list[dict[str, Any]] = []
    failed = []
    begun, load = datetime.now(UTC), getloadavg()
    for name in names:
        print(f"\n== {name}", flush=True)
        found = measured(name)
        if found is None:
            failed.append(name)
        else:
            lines += found
    show(lines)
    for name in failed:
        print(f"{name} failed")
    KEPT.parent.mkdir(exist_ok=True)
    figures = {
        "begun": begun.isoformat(timespec="seconds"),
        "processors": cpu_count(),
        "load_before": load,
        "lines": lines,
        "failed": failed,
    }
    KEPT.write_text(json.dumps(figures, indent=2) + "\n")
    return 1 if failed else 0


def measured(name: str) -> list[dict[str, Any]] | None:
    """Run one benchmark, let its output through, and give its lines; None if it failed."""
    command = [sys.executable, str(HERE / f"{name}.py")]
    last = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        for text in running.stdout or ():
            print(text, end="", flush=True)
            last = text if text.startswith("{") else last
    if running.returncode != 0 or not last:
        return None
    summary: list[dict[str, Any]] = json.loads(last)["summary"]
    return summary


def show(lines: Sequence[dict[str, Any]]) -> None:
    """Print the table."""
    rows = [HEADINGS, *(_cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    print()
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def _cells(line: dict[str, Any]) -> tuple[str, ...]:
    baseline = f"{line['baseline']} {line['against']}".strip() or "-"
    ratio = "-" if line["ratio"] is None else f"{line['ratio']:.2f}"
    reached = "yes" if line["reached"] else "no"
    return (line["what"], line["ours"], baseline, ratio, line["target"], reached)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or NAMES))
