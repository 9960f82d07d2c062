"""Processor time of a service for each request, which other work on the machine hardly changes.

python benchmarks/cpu.py [--against TREE] [--stages] [NAME…]

For each kind of request (sign-up, answer, decision, point read): microseconds of the service's
process and of all of Postgres, user and system. Beside them stand the bare point read by hand and
Starlette's hello-world, which tell what the same machine takes for less.

--against TREE measures another checkout too, in turn with this one, round by round.
--stages samples the service as well (`sampled.py`), and says in which code it spends them.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psutil

from common.testing.postgres import run
from local_runner.processes import free_port
from point_read import SURVEY, fetch
from web_load import ROOT, Bench, bench, process, request, send
from write_with_outbox import Write, answer, decision, many_bodies, signup, survey_of_many

ROUNDS = 6
REQUESTS = 1_000
WARM = 500
PACKAGES = ("libs/common", "services/panel", "services/governance")

STAGES = (
    ("uvicorn", "uvicorn, httptools"),
    ("starlette", "Starlette"),
    ("fastapi", "FastAPI"),
    ("pydantic", "Pydantic"),
    ("sqlalchemy", "SQLAlchemy"),
    ("asyncpg", "asyncpg"),
    ("structlog", "log line"),
    ("common/observability", "log line"),
    ("prometheus_client", "metrics"),
    ("common/web", "common.web"),
    ("common/db", "common.db"),
    ("common/messaging", "common.messaging"),
    ("common/", "common, the rest"),
    ("panel/", "the slices"),
    ("governance/", "the slices"),
)
"""Part of a file's path → the stage that its time counts to; the first that fits."""


@dataclass(frozen=True)
class Kind:
    """A kind of request and the server that it is sent to."""

    name: str
    command: tuple[str, ...]
    service: str
    make: Callable[[], bytes]
    status: int


@dataclass(frozen=True)
class Cost:
    """Microseconds of processor time for one request."""

    service: float
    postgres: float


def main(names: list[str], against: Path | None, *, stages: bool) -> None:
    """Measure and print."""
    trees = [ROOT] if against is None else [against, ROOT]
    with bench() as prepared:
        for kind in kinds(prepared):
            if not names or kind.name in names:
                compare(prepared, kind, trees, stages=stages)


def kinds(prepared: Bench) -> Iterator[Kind]:
    """Give every kind of request, what it needs made ready."""
    for service in ("panel", "governance"):
        prepared.prepare(service)
    run(many_bodies(prepared))
    numbers = count(2)
    question = survey_of_many(prepared)

    def written(name: str, write: Write) -> Kind:
        fresh = lasting(lambda: prepared.token(write.scope))

        def make() -> bytes:
            number = next(numbers)
            return request("POST", write.path(number), fresh(), write.body(number))

        module = f"{write.service}.main"
        return Kind(name, ("-m", module), write.service, make, write.status)

    yield written("signup", signup())
    yield written("answer", answer(question))
    yield written("decision", decision())
    reader = lasting(lambda: prepared.token("panel:read", "panel:manage"))
    with prepared.service("panel") as port:
        made = fetch(port, "/api/v1/QE1/panel/surveys", reader(), SURVEY)
    path = f"/api/v1/QE1/panel/surveys/{made[7:43].decode()}"

    def read() -> bytes:
        return request("GET", path, reader())

    yield Kind("read", ("-m", "panel.main"), "panel", read, 200)
    yield Kind("read by hand", ("bare_read.py",), "panel", read, 200)
    hello = request("GET", "/health/live", reader())
    yield Kind("hello", ("hello.py",), "panel", lambda: hello, 200)


def lasting(mint: Callable[[], str]) -> Callable[[], str]:
    """Give a token anew before it is too old: on a busy machine a run outlives one."""
    token, until = "", 0.0

    def fresh() -> str:
        nonlocal token, until
        if time.monotonic() > until:
            token, until = mint(), time.monotonic() + 200
        return token

    return fresh


def compare(prepared: Bench, kind: Kind, trees: list[Path], *, stages: bool) -> None:
    """Measure a kind of request in every tree, in turn; print the least of the rounds, since what
    disturbs a process only adds: caches that others emptied, a core that another thread shares."""
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(prepared, kind, tree)) for tree in trees]
        for port, _ in servers:
            send(port, kind.make, requests=WARM, status=kind.status)
        rounds = [[cost(prepared, kind, *server) for server in servers] for _ in range(ROUNDS)]
    for number, tree in enumerate(trees):
        service = min(costs[number].service for costs in rounds)
        postgres = min(costs[number].postgres for costs in rounds)
        print(
            f"{kind.name:<14} service {service:7.0f} µs   Postgres {postgres:7.0f} µs   {tree}",
            flush=True,
        )
        if stages:
            show_stages(prepared, kind, tree, service)


@contextmanager
def serving(
    prepared: Bench, kind: Kind, tree: Path, *, samples: Path | None = None
) -> Iterator[tuple[int, int]]:
    """Run the server out of a tree; give its port and its process id."""
    port = free_port()
    paths = os.pathsep.join(str(tree / package / "src") for package in PACKAGES)
    environment = prepared.environment(kind.service, port) | {"PYTHONPATH": paths}
    arguments = ("sampled.py", str(samples), kind.command[-1]) if samples else kind.command
    with process([sys.executable, *arguments], environment, port) as running:
        yield port, running.pid


def cost(prepared: Bench, kind: Kind, port: int, pid: int) -> Cost:
    """Send requests, and give what each took."""
    before = used(pid), postgres_used(prepared)
    send(port, kind.make, requests=REQUESTS, status=kind.status)
    after = used(pid), postgres_used(prepared)
    service, postgres = (1e6 * (b - a) / REQUESTS for a, b in zip(before, after, strict=True))
    return Cost(service, postgres)


def used(pid: int) -> float:
    """Give the seconds of processor time that a process has had."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def postgres_used(prepared: Bench) -> float:
    """Give the seconds that Postgres' processes have had: those that run and those that ended."""
    folder = str(prepared.server.log_file.parent)
    total = 0.0
    for one in psutil.process_iter(["name"]):
        try:
            if one.name() == "postgres" and one.cwd().startswith(folder):
                total += sum(one.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
    return total


def show_stages(prepared: Bench, kind: Kind, tree: Path, service: float) -> None:
    """Sample the server while it is loaded, and print the share of each stage."""
    stages: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        samples = Path(folder) / "samples"
        with serving(prepared, kind, tree, samples=samples) as (port, pid):
            send(port, kind.make, requests=WARM, status=kind.status)
            os.kill(pid, signal.SIGUSR1)
            send(port, kind.make, requests=REQUESTS, status=kind.status)
            os.kill(pid, signal.SIGUSR2)
            while not samples.exists():
                time.sleep(0.05)
        for line in samples.read_text().splitlines():
            frames, _, seen = line.rpartition(" ")
            stages[stage_of(frames.split(";"))] += int(seen)
    for stage, times in stages.most_common():
        share = times / stages.total()
        print(f"    {stage:<22} {100 * share:5.1f} %  {share * service:6.0f} µs", flush=True)


def stage_of(frames: list[str]) -> str:
    """Give the stage of a stack: that of its innermost frame which is in a known package."""
    for frame in reversed(frames):
        for part, stage in STAGES:
            if f"/{part}" in frame:
                return stage
    return "event loop, the rest"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--stages", action="store_true")
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    main(asked.names, asked.against, stages=asked.stages)
