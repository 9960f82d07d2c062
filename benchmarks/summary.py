"""One line of the table that all benchmarks end in."""

from __future__ import annotations

from typing import Any


def line(
    what: str, ours: str, against: str, baseline: str, *, ratio: float, target: float
) -> dict[str, Any]:
    """Give a line: what was measured, beside what, and whether the wanted ratio was reached."""
    return {
        "what": what,
        "ours": ours,
        "against": against,
        "baseline": baseline,
        "ratio": round(ratio, 3),
        "target": f">= {target:.2f}",
        "reached": ratio >= target,
    }


def bound(what: str, ours: float, limit: float, unit: str) -> dict[str, Any]:
    """Give a line of what has no baseline but a most that it may be."""
    return {
        "what": what,
        "ours": f"{ours:,.1f} {unit}",
        "against": "",
        "baseline": "",
        "ratio": None,
        "target": f"<= {limit:,.0f} {unit}",
        "reached": ours <= limit,
    }
