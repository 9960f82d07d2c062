"""Walk the golden thread on the running system: `make thread`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.console import Console

from local_runner.thread.context import Start
from local_runner.thread.errors import BrokenThread
from local_runner.thread.journal import Journal
from local_runner.thread.ready import PATIENCE, await_system
from local_runner.thread.walk import walk_the_thread

SYSTEM = "QE1"
"""The system that the sample files are about."""
SAMPLES = Path(__file__).parents[1] / "data" / "samples"


def main(
    *,
    base: Annotated[
        str, typer.Option(envvar="BASE", help="Address of the gateway")
    ] = "http://127.0.0.1:8080",
    comments: Annotated[
        Path, typer.Option(help="A Friends and Family Test export", exists=True, dir_okay=False)
    ] = SAMPLES / "fft_comments.csv",
    minutes: Annotated[
        Path, typer.Option(help="Minutes of a meeting, as text", exists=True, dir_okay=False)
    ] = SAMPLES / "minutes.txt",
    state: Annotated[Path, typer.Option(help="The state directory of `make run`")] = Path("var"),
    answering: Annotated[
        int, typer.Option(min=24, max=200, help="How many residents answer the survey")
    ] = 24,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for a system that is still starting")
    ] = PATIENCE,
) -> None:
    """Walk from a resident's first word to the answer that they get, and back, link by link."""
    console = Console(highlight=False, soft_wrap=True)
    journal = Journal(console)
    start = Start(
        base=base.rstrip("/"),
        system=SYSTEM,
        secrets=state / "secrets" / "api_keys.json",
        mail=state / "mail",
        comments=comments,
        minutes=minutes,
        answering=answering,
    )
    console.print(f"The golden thread of {SYSTEM}, through {start.base}")
    try:
        await_system(start, partial(console.print, markup=False), patience=wait)
        walk_the_thread(start, journal)
    except BrokenThread as broken:
        if journal.steps:
            journal.table()
        console.print(f"\n[bold red]The thread is broken:[/] {broken}")
        raise typer.Exit(1) from None
    except httpx.TransportError as error:
        console.print(
            f"\n[bold red]The gateway at {start.base} was lost on the way[/] "
            f"({type(error).__name__}). Does the system still run?"
        )
        raise typer.Exit(1) from None
    journal.table()
    console.print("\n[bold green]The thread is whole[/]: every link is there, both ways.")


if __name__ == "__main__":
    typer.run(main)
