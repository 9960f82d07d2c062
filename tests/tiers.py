"""Runs the tests tier by tier, the quick ones first, and adds up what they said.

    python tests/tiers.py                       every tier
    python tests/tiers.py unit contract         these
    python tests/tiers.py --only tests/panel    these paths, whatever their tier

With CI=true the static checks come first, and a skipped test is a failure. Every tier runs even
where an earlier one failed. Tiers that wait more than they work run side by side; what each said is
printed whole when it ends.
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
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
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


CORES = 2
"""What every tier is cut for; a machine with more runs more of them at once."""


@dataclass(frozen=True)
class Tier:
    """Tests that are run together.

    Args:
        arguments: of pytest.
        cores: how many it keeps busy; one that mostly waits leaves room for another.
    """

    name: str
    arguments: tuple[str, ...] = ()
    cores: int = CORES


CHECK = Tier("check", cores=1)
TIERS = (
    Tier("unit", (*SOURCE_FOLDERS, "-m", f"not ({APART})", "-n", "2")),
    Tier("contract", ("tests/contract", "-n", "2")),
    Tier("integration", (*SOURCE_FOLDERS, "-m", APART, "-n", "2", "--dist", "loadfile"), cores=1),
    Tier("deploy", ("tests/deploy", "-n", "2", "--dist", "loadfile"), cores=1),
    Tier("faults", ("tests/faults", "-n", "2"), cores=1),
    Tier("browser", ("tests/browser", "-n", "2", "--dist", "loadfile")),
    Tier("e2e", ("tests/e2e", "-n", "2", "--dist", "loadfile"), cores=1),
)


@dataclass(frozen=True)
class Result:
    """How a tier ended."""

    name: str
    status: int
    seconds: float
    counts: Counter[str]
    failures: tuple[str, ...] = ()
    """The tests that failed."""
    output: str = ""
    """What it printed, where it could not print as it went."""


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
    if in_ci and not told.tiers and not told.only:
        tiers.insert(0, CHECK)
    if any(tier.name in {"browser", "chosen"} for tier in tiers):
        _install_chromium()
    cores = max(CORES, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else CORES)
    begun = time.monotonic()
    ended = side_by_side(tiers, cores, lambda tier, live: _run(tier, in_ci=in_ci, live=live))
    return _sum_up(list(ended), time.monotonic() - begun)


def side_by_side(
    tiers: Sequence[Tier], cores: int, run: Callable[[Tier, bool], Result]
) -> Iterator[Result]:
    """Run every tier, as many at once as there are cores for; give the results as they end.

    Args:
        run: runs a tier, and is told whether it has the machine to itself and so may print as it
            goes. Otherwise what it printed is in the result, and is printed here.
    """
    waiting, running = list(tiers), dict[Future[Result], int]()
    with ThreadPoolExecutor(max(len(waiting), 1)) as pool:
        while waiting or running:
            for tier in tuple(waiting):
                needed = min(tier.cores, cores)
                if needed <= cores - sum(running.values()):
                    waiting.remove(tier)
                    running[pool.submit(run, tier, needed == cores)] = needed
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                del running[future]
                result = future.result()
                print(result.output, end="", flush=True)
                yield result


def _run(tier: Tier, *, in_ci: bool, live: bool) -> Result:
    header = f"\n== {tier.name}\n"
    if live:
        print(header, end="", flush=True)
    else:
        print(f"-- {tier.name} begins", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report, printed = Path(folder) / "results.xml", Path(folder) / "printed"
        with printed.open("wb") as file:
            status = subprocess.run(
                _command(tier, report, in_ci=in_ci),
                cwd=ROOT,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=None if live else file,
                stderr=None if live else subprocess.STDOUT,
                check=False,
            ).returncode
        if tier is CHECK:
            counts = Counter(passed=int(status == 0), failed=int(status != 0))
        else:
            counts = _counts(report)
        failures = _failures(report)
        output = "" if live else header + printed.read_text("utf-8", errors="replace")
    return Result(tier.name, status, time.monotonic() - begun, counts, failures, output)


def _command(tier: Tier, report: Path, *, in_ci: bool) -> list[str]:
    if tier is CHECK:
        return ["make", "check"]
    strict = ["-p", "plugins.no_skips"] if in_ci else []
    options = ["-rs", "--durations=5", f"--junitxml={report}", *strict]
    return [str(BIN / "pytest"), *options, *tier.arguments]


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


def _failures(report: Path) -> tuple[str, ...]:
    if not report.exists():
        return ()
    cases = ET.parse(report).getroot().iter("testcase")  # noqa: S314 (pytest wrote it)
    return tuple(
        f"{case.get('classname')}.{case.get('name')}"
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    )


def _sum_up(results: Sequence[Result], seconds: float) -> int:
    print("\n== all tiers")
    order = [CHECK.name, *(tier.name for tier in TIERS), "chosen"]
    results = sorted(results, key=lambda result: order.index(result.name))
    total: Counter[str] = Counter()
    for result in results:
        total.update(result.counts)
        verdict = "ok" if result.status == 0 else f"FAILED (status {result.status})"
        print(
            f"{result.name:<12} {result.seconds:7.1f} s   {result.counts['passed']:5} passed   "
            f"{result.counts['failed']:3} failed   {result.counts['skipped']:3} skipped   {verdict}"
        )
    print(f"{'':<12} {seconds:7.1f} s in all")
    for result in results:
        for failure in result.failures:
            print(f"FAILED {result.name}: {failure}")
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
