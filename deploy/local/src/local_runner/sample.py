"""Loads the samples into the running system: `make sample`; a second time changes nothing.

python -m local_runner.sample --state var
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from local_runner.plan import Plan, Ports
from local_runner.postgres import EmbeddedPostgres, running_port
from local_runner.state import State

SAMPLES = Path(__file__).parent / "data" / "samples"
PANEL = "QE1"
"""The system whose panel has a past."""


Command = tuple[str, list[str]]
"""A service, and the module with its arguments that gives it a past."""


def of_the_panel(members: int, seed: int) -> Command:
    """Give the command for the panel."""
    sized = ["--size", str(members), "--seed", str(seed)]
    return "panel", ["panel.samples.past", PANEL, str(SAMPLES / "history.json"), *sized]


def of_the_others() -> Iterator[Command]:
    """Give the commands for libraries and then for bodies, which rely on what those published."""
    for library in sorted((SAMPLES / "library").glob("*.json")):
        comments = SAMPLES / f"comments-{library.stem}.csv"
        imported = ["--comments", str(comments)] if comments.exists() else []
        yield "insights", ["insights.samples.past", library.stem, str(library), *imported]
    for record in sorted((SAMPLES / "record").glob("*.json")):
        yield "governance", ["governance.samples.past", record.stem, str(record)]


def main(
    state: Annotated[Path, typer.Option(help="the state directory of `make run`")] = Path("var"),
    members: Annotated[int, typer.Option(min=1, help="how many members")] = 1340,
    seed: Annotated[int, typer.Option(min=0, help="the same seed makes the same people")] = 1,
) -> None:
    """Let each service write its sample into the database of the running system."""
    plan = running_plan(state)
    # The panel's past takes the longest, and nothing else waits for it.
    panel = begin(plan, of_the_panel(members, seed))
    failed = 0
    for command in of_the_others():
        failed = failed or begin(plan, command).wait()
    raise SystemExit(panel.wait() or failed)


def running_plan(state: Path) -> Plan:
    """Give how the system runs that keeps its state there.

    Raises:
        SystemExit: if none runs.
    """
    place = State(state)
    port = running_port(place.postgres) if place.postgres.is_dir() else None
    if port is None:
        raise SystemExit(f"No system runs on {state}. Start it in another terminal: make run")
    postgres = EmbeddedPostgres(place.postgres, port=port, passwords=place.passwords())
    return Plan(place, Ports(postgres=port), "postgres", postgres)


def begin(plan: Plan, command: Command) -> subprocess.Popen[bytes]:
    """Begin to give a service its past."""
    service, arguments = command
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", *arguments], env=plan.environment(service)
    )


if __name__ == "__main__":
    typer.run(main)
