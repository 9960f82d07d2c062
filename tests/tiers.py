"""Runs the tests tier by tier, the quick ones first, and adds up what they said.

    python tests/tiers.py                       every tier
    python tests/tiers.py unit contract         these
    python tests/tiers.py --only tests/panel    these paths, whatever their tier

With CI=true the static checks come first, and a skipped test is a failure. Every tier runs even
where an earlier one failed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
SOURCE_FOLDERS = (
    "tests/architecture",
    "tests/common",
    "tests/local_runner",
    "tests/panel",
    "tests/insights",
    "tests/governance",
    "tests/gateway",
)
APART = "slow or kafka or browser"


@dataclass(frozen=True)
class Tier:
    """Tests that are run together."""

    name: str
    arguments: tuple[str, ...]


TIERS = (
    Tier("unit", (*SOURCE_FOLDERS, "-m", f"not ({APART})", "-n", "2")),
    Tier("contract", ("tests/contract", "-n", "2")),
    Tier("integration", (*SOURCE_FOLDERS, "-m", APART, "-n", "2", "--dist", "loadfile")),
    Tier("deploy", ("tests/deploy", "-n", "2", "--dist", "loadfile")),
    Tier("faults", ("tests/faults", "-n", "2")),
    Tier("browser", ("tests/browser", "-n", "2", "--dist", "loadfile")),
    Tier("e2e", ("tests/e2e",)),
)


@dataclass(frozen=True)
class Result:
    """How a tier ended."""

    name: str
    status: int
    seconds: float
    counts: Counter[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run tiers; 0 where all is well."""
    names = [tier.name for tier in TIERS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tiers", nargs="*", metavar="TIER", help=", ".join(names))
    parser.add_argument("--only", nargs="+", default=[], metavar="PATH")
    told = parser.parse_args(arguments)
    if unknown := set(told.tiers) - set(names):
        parser.error(f"no such tier: {', '.join(sorted(unknown))}")
    in_ci = os.environ.get("CI") == "true"
    if told.only:
        tiers: list[Tier] = [Tier("chosen", (*told.only, "-n", "2"))]
    else:
        tiers = [tier for tier in TIERS if not told.tiers or tier.name in told.tiers]
    results = [_check()] if in_ci and not told.tiers and not told.only else []
    if any(tier.name in {"browser", "chosen"} for tier in tiers):
        _install_chromium()
    results += [_run(tier, in_ci=in_ci) for tier in tiers]
    return _sum_up(results)


def _check() -> Result:
    print("\n== check", flush=True)
    begun = time.monotonic()
    status = subprocess.run(["make", "check"], cwd=ROOT, check=False).returncode
    counts = Counter(passed=int(status == 0), failed=int(status != 0))
    return Result("check", status, time.monotonic() - begun, counts)


def _run(tier: Tier, *, in_ci: bool) -> Result:
    print(f"\n== {tier.name}", flush=True)
    strict = ["-p", "plugins.no_skips"] if in_ci else []
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "results.xml"
        options = ["-rs", "--durations=5", f"--junitxml={report}", *strict]
        status = subprocess.run(
            [BIN / "pytest", *options, *tier.arguments],
            cwd=ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode
        counts = _counts(report)
    return Result(tier.name, status, time.monotonic() - begun, counts)


def _environment() -> dict[str, str]:
    """Let what is compiled be kept: dozens of processes of one run import the same files."""
    kept = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    path = os.pathsep.join(filter(None, ["tests", os.environ.get("PYTHONPATH")]))
    return {**kept, "PYTHONPATH": path}


def _counts(report: Path) -> Counter[str]:
    if not report.exists():
        return Counter(failed=1)
    counts: Counter[str] = Counter()
    for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 (pytest wrote it)
        failed = int(suite.get("failures", "0")) + int(suite.get("errors", "0"))
        skipped = int(suite.get("skipped", "0"))
        counts["failed"] += failed
        counts["skipped"] += skipped
        counts["passed"] += int(suite.get("tests", "0")) - failed - skipped
    return counts


def _sum_up(results: Sequence[Result]) -> int:
    print("\n== all tiers")
    total: Counter[str] = Counter()
    for result in results:
        total.update(result.counts)
        verdict = "ok" if result.status == 0 else f"FAILED (status {result.status})"
        print(
            f"{result.name:<12} {result.seconds:7.1f} s   {result.counts['passed']:5} passed   "
            f"{result.counts['failed']:3} failed   {result.counts['skipped']:3} skipped   {verdict}"
        )
    print(f"{'':<12} {sum(result.seconds for result in results):7.1f} s")
    unexplained = any(r.status for r in results) and not total["failed"]
    failed = total["failed"] + int(unexplained)
    print(f"{total['passed']} passed, {failed} failed, {total['skipped']} skipped")
    return int(any(result.status for result in results))


def _install_chromium() -> None:
    """Install Debian's Chromium where that can be done and it is missing."""
    able = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    if shutil.which("chromium") or not able:
        return
    print("\n== installing chromium (Debian's package) for the browser tests", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run(
            ["apt-get", "-y", *words],
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=True,
        )


if __name__ == "__main__":
    sys.exit(main())
