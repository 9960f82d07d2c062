"""Loads the sample panel into the running system: `make sample`; a second time changes nothing.

python -m local_runner.sample --state var
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from local_runner.plan import Plan, Ports
from local_runner.postgres import EmbeddedPostgres, running_port
from local_runner.state import State

SYSTEM = "QE1"
HISTORY = Path(__file__).parent / "data" / "samples" / "history.json"


def main(
    state: Annotated[Path, typer.Option(help="the state directory of `make run`")] = Path("var"),
    members: Annotated[int, typer.Option(min=1, help="how many members")] = 1340,
    seed: Annotated[int, typer.Option(min=0, help="the same seed makes the same people")] = 1,
) -> None:
    """Let the panel write its sample into the database of the running system."""
    place = State(state)
    port = running_port(place.postgres) if place.postgres.is_dir() else None
    if port is None:
        raise SystemExit(f"No system runs on {state}. Start it in another terminal: make run")
    postgres = EmbeddedPostgres(place.postgres, port=port, passwords=place.passwords())
    plan = Plan(place, Ports(postgres=port), "postgres", postgres)
    sized = ["--size", str(members), "--seed", str(seed)]
    command = [sys.executable, "-m", "panel.samples.past", SYSTEM, str(HISTORY), *sized]
    os.execve(sys.executable, command, plan.environment("panel"))  # noqa: S606


if __name__ == "__main__":
    typer.run(main)
