"""Which rules of the domain are proved, by which tests, and with what result.

    python -m local_runner.rules                              lists rules and their tests
    python -m local_runner.rules --run                        runs those tests as well
    python -m local_runner.rules --run --services panel       fails if a rule of the panel is
                                                              untested or its tests do not pass

The rules are in tests/rules.json; a test says which it proves by ``@pytest.mark.rule("panel.7")``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

ROOT = Path(__file__).parents[4]
UNTESTED = "untested"
WORKERS = 2
"""Processes that run the tests together, as `make test` does."""


@dataclass(frozen=True)
class Rule:
    """A rule of the domain, and the results of its tests."""

    name: str
    title: str
    tests: Mapping[str, str]
    """Test → passed, failed, skipped or not run."""

    @property
    def service(self) -> str:
        """Name the service whose rule it is."""
        return self.name.partition(".")[0]

    @property
    def result(self) -> str:
        """Give the worst result of its tests."""
        for word in ("failed", "skipped", "not run", "passed"):
            if word in self.tests.values():
                return word
        return UNTESTED


def read_rules(root: Path, results: Mapping[str, Mapping[str, str]]) -> list[Rule]:
    """Join the list of rules with the results of their tests.

    Raises:
        ValueError: if a test names a rule that there isn't.
    """
    titles: dict[str, str] = json.loads((root / "tests" / "rules.json").read_text())
    unknown = sorted(set(results) - set(titles))
    if unknown:
        raise ValueError(f"tests name rules that there are not: {', '.join(unknown)}")
    return [Rule(name, title, results.get(name, {})) for name, title in titles.items()]


def ask_pytest(
    root: Path, *, run: bool, workers: int = 0, services: Collection[str] = ()
) -> dict[str, dict[str, str]]:
    """Collect the tests that bear a rule, and run them if asked to, by so many processes.

    Args:
        services: whose rules are meant; none means all.

    Raises:
        RuntimeError: if pytest could not collect them.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "rules.json"
        command = [
            *(sys.executable, "-m", "pytest", "-m", "rule", "-p", "rule_report"),
            *("--rules-report", str(report)),
            *("--rules-of", ",".join(sorted(services))),
            *(["-n", str(workers)] if run else ["--collect-only"]),
        ]
        done = subprocess.run(  # noqa: S603
            command,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root / "tests")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        # 1: some failed, which the report tells; 5: none bears a rule.
        if done.returncode not in {0, 1, 5} or not report.exists():
            raise RuntimeError(done.stdout)
        results: dict[str, dict[str, str]] = json.loads(report.read_text())
        return results


def unproved(rules: list[Rule], services: set[str], *, run: bool) -> list[Rule]:
    """Give the rules of these services that are untested or, if they were run, did not pass."""
    good = {"passed"} if run else {"passed", "not run"}
    return [rule for rule in rules if rule.service in services and rule.result not in good]


def show(rules: list[Rule], console: Console) -> None:
    """Print every rule with its tests and results."""
    colours = {"passed": "green", "failed": "red", "skipped": "yellow", UNTESTED: "red"}
    for rule in rules:
        colour = colours.get(rule.result, "cyan")
        console.print(f"[{colour}]{rule.result:>8}[/]  {rule.name:<14} {rule.title}")
        for test, result in rule.tests.items():
            line = f"            {result:<8} {test}"
            console.print(line, style="dim", highlight=False, markup=False)
    counts = Counter(rule.result for rule in rules)
    console.print(", ".join(f"{count} {word}" for word, count in sorted(counts.items())))


def main(
    services: Annotated[
        str,
        typer.Option(envvar="SERVICES", help="services whose every rule must be proved: panel,…"),
    ] = "",
    run: Annotated[bool, typer.Option("--run", help="run the tests, not only list them")] = False,
) -> None:
    """Print every rule with its tests, or those of the services named alone; fail for one of these
    with a rule that is unproved."""
    named = {name for name in services.replace(",", " ").split() if name}
    known = {rule.service for rule in read_rules(ROOT, {})}
    if not named <= known:
        raise typer.BadParameter(f"rules are of {', '.join(sorted(known))}")
    results = ask_pytest(ROOT, run=run, workers=WORKERS, services=named)
    rules = [one for one in read_rules(ROOT, results) if not named or one.service in named]
    show(rules, Console(soft_wrap=True))
    missing = unproved(rules, named, run=run)
    if missing:
        typer.echo("unproved: " + ", ".join(rule.name for rule in missing), err=True)
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
