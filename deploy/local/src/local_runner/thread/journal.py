"""What happened on the walk: printed as it goes, and as a table at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from local_runner.thread.errors import BrokenThread

T = TypeVar("T")
POLL_SECONDS = 0.02
PATIENCE = 60.0
"""Seconds that a hop may take; a healthy system needs well under one."""


@dataclass
class Step:
    """One step of the walk."""

    title: str
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)


class Journal:
    """Keeps the steps and the hops between services, and prints them."""

    def __init__(self, console: Console, patience: float = PATIENCE) -> None:
        self.console = console
        self._patience = patience
        self.steps: list[Step] = []
        self.hops: list[tuple[str, float]] = []
        """What travelled to another service or to a person, and how many seconds that took."""

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Walk one step: print its title first, and how long it took after it."""
        number = len(self.steps) + 1
        self.console.print(f"\n[bold]{number:>2}. {title}[/bold]")
        step = Step(title)
        began = time.perf_counter()
        yield step
        step.seconds = time.perf_counter() - began
        self.steps.append(step)

    def say(self, text: str) -> None:
        """Print a line about the present step."""
        self.console.print(f"    {text}", markup=False)

    def moment(self) -> float:
        """Give the present moment, from which a hop can be measured."""
        return time.perf_counter()

    def hop(self, what: str, seen: Callable[[], T | None], *, since: float) -> T:
        """Wait until something that travels has arrived, and note how long that took.

        Args:
            what: what has arrived then.
            seen: looks for it; None means not yet.
            since: the moment just before the act that sent it on its way.

        Raises:
            BrokenThread: if it has not arrived in time.
        """
        found = self.wait(what, seen)
        taken = self.moment() - since
        self.hops.append((what, taken))
        self.say(f"→ {what} ({taken * 1000:.0f} ms)")
        return found

    def wait(self, what: str, seen: Callable[[], T | None]) -> T:
        """Wait until something is there.

        Raises:
            BrokenThread: if it is not there in time.
        """
        deadline = time.perf_counter() + self._patience
        while (found := seen()) is None:
            if time.perf_counter() > deadline:
                raise BrokenThread(f"{what}: not seen within {self._patience:g} seconds")
            time.sleep(POLL_SECONDS)
        return found

    def table(self) -> None:
        """Print what happened and how long it took."""
        steps = Table(title="The thread, step by step", title_justify="left")
        steps.add_column("", justify="right")
        steps.add_column("what happened")
        steps.add_column("seconds", justify="right")
        for number, step in enumerate(self.steps, 1):
            steps.add_row(str(number), "; ".join([step.title, *step.notes]), f"{step.seconds:.2f}")
        hops = Table(title="Hops between services", title_justify="left")
        hops.add_column("what travelled")
        hops.add_column("milliseconds", justify="right")
        for what, seconds in self.hops:
            hops.add_row(what, f"{seconds * 1000:.0f}")
        self.console.print()
        self.console.print(steps)
        self.console.print(hops)
