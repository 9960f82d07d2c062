"""The whole system on one machine, in the foreground until Ctrl-C.

    python -m local_runner.run [--state var] [--event-log kafka] [--port gateway=9080]

State is kept under one directory; a second run finds it again.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any, Literal

from local_runner import kafka as local_kafka
from local_runner.kafka import EmbeddedKafka, KafkaFailed
from local_runner.mailbox_page import MailboxPage
from local_runner.pages import LocalSite
from local_runner.plan import SERVICES, Plan, Ports
from local_runner.postgres import EmbeddedPostgres, PostgresFailed
from local_runner.processes import DirectoryLock, InUse
from local_runner.state import State
from local_runner.supervisor import Supervisor, SystemFailed, end_leftovers, run_to_end, say
from local_runner.unprivileged import Unreachable
from local_runner.website import DemonstrationWebsite
from local_runner.welcome import welcome

READY_SECONDS = 120.0


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    state: Path
    ports: Ports
    event_log: Literal["postgres", "kafka"]
    ready_file: Path | None
    once_ready: bool


def main(arguments: Sequence[str] | None = None) -> None:
    """Run until Ctrl-C or SIGTERM; status 0 then, 1 where the system cannot run."""
    options = _options(arguments)
    lock = DirectoryLock(options.state, "Golden Thread")
    try:
        lock.take()
        asyncio.run(_run(options))
    except (InUse, SystemFailed, PostgresFailed, KafkaFailed, Unreachable) as error:
        sys.exit(f"Golden Thread cannot run: {error}")
    finally:
        lock.release()


async def _run(options: Options) -> None:
    run = asyncio.create_task(_stay_up(options))
    asked = asyncio.Event()

    def stop() -> None:
        if not asked.is_set():  # a second Ctrl-C must not cut the stopping short
            asked.set()
            run.cancel()

    with _on_signals(stop):
        try:
            await run
        except asyncio.CancelledError:
            say("supervisor", "everything has stopped")


async def _stay_up(options: Options) -> None:
    begun = time.monotonic()
    state = State(options.state)
    state.prepare()
    await end_leftovers(state.left_processes())
    if taken := options.ports.taken():
        raise SystemFailed(
            f"something else listens on the ports of: {', '.join(taken)}; stop it, or choose "
            "others with --port name=number"
        )
    passwords = state.passwords()
    postgres = EmbeddedPostgres(state.postgres, port=options.ports.postgres, passwords=passwords)
    kafka = EmbeddedKafka(state.kafka, options.ports.kafka)
    plan = Plan(state, options.ports, options.event_log, postgres)
    supervisor = Supervisor(state.processes)
    sites = _sites(plan)
    try:
        await _start_servers(plan, supervisor, kafka)
        await _load(plan)
        supervisor.start(plan.children())
        for site in sites:
            site.start()
        await supervisor.wait_until_ready(READY_SECONDS)
        say("supervisor", f"ready after {time.monotonic() - begun:.1f} s")
        sys.stdout.write(welcome(plan))
        sys.stdout.flush()
        _announce(plan, options.ready_file)
        if not options.once_ready:
            await supervisor.wait_until_failed()
    finally:
        say("supervisor", "stopping")
        await asyncio.shield(_stop(supervisor, sites, postgres, kafka))
        if options.ready_file is not None:
            options.ready_file.unlink(missing_ok=True)


async def _start_servers(plan: Plan, supervisor: Supervisor, kafka: EmbeddedKafka) -> None:
    state, postgres = plan.state, plan.postgres
    starting = [asyncio.to_thread(postgres.start)]
    if plan.event_log == "kafka":
        if (reason := local_kafka.missing()) is not None:
            raise SystemFailed(reason)
        starting.append(asyncio.to_thread(kafka.start))
    await _all(starting)
    supervisor.keep_server("postgres", lambda: postgres.pid is not None, postgres.start)
    if plan.event_log == "kafka":
        supervisor.keep_server("kafka", lambda: kafka.pid is not None, kafka.start)
    where = ["--state", str(state.directory), "--postgres-port", str(postgres.port)]
    command = [sys.executable, "-m", "local_runner.prepare", *where]
    await run_to_end("migrations", command, dict(os.environ))


async def _load(plan: Plan) -> None:
    async def load(service: str) -> None:
        files = plan.files_to_load(service)
        if not files:
            return
        command = plan.load_command(service, list(files))
        await run_to_end(f"{service}-load", command, plan.environment(service))
        plan.state.note_loaded({f"{service}/{f.name}": digest for f, digest in files.items()})
        say("supervisor", f"{service} loaded {', '.join(file.stem for file in files)}")

    await _all([load(service) for service in SERVICES])


async def _all(jobs: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Do jobs side by side, then raise the first failure.

    A thread goes on when its awaiter is cancelled, so every job is waited for: only then is it
    known what has to be stopped.
    """
    together = asyncio.gather(*jobs, return_exceptions=True)
    try:
        results = await asyncio.shield(together)
    except asyncio.CancelledError:
        await together
        raise
    for result in results:
        if isinstance(result, BaseException):
            raise result


def _sites(plan: Plan) -> list[LocalSite]:
    systems = {code: name for code, (name, _) in plan.systems().items()}
    return [
        LocalSite(plan.ports.mailbox, MailboxPage(plan.state.mail)),
        LocalSite(plan.ports.website, DemonstrationWebsite(plan.public_url, systems)),
    ]


async def _stop(
    supervisor: Supervisor,
    sites: list[LocalSite],
    postgres: EmbeddedPostgres,
    kafka: EmbeddedKafka,
) -> None:
    await supervisor.stop()
    for site in sites:
        await asyncio.to_thread(site.stop)
    await asyncio.gather(asyncio.to_thread(postgres.stop), asyncio.to_thread(kafka.stop))


def _announce(plan: Plan, file: Path | None) -> None:
    if file is None:
        return
    content = {
        "pid": os.getpid(),
        "gateway": plan.public_url,
        "mailbox": plan.mailbox_url,
        "website": plan.website_url,
        "mail": str(plan.state.mail),
        "secrets": str(plan.state.api_keys),
    }
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    temporary.write_text(json.dumps(content, indent=2))
    temporary.replace(file)


@contextlib.contextmanager
def _on_signals(act: Callable[[], object]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, act)
    try:
        yield
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(name)


def _options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--state", type=Path, default=Path("var"), help="the state directory")
    parser.add_argument("--event-log", choices=["postgres", "kafka"], default="postgres")
    parser.add_argument(
        "--port", action="append", default=[], metavar="NAME=NUMBER", help="listen elsewhere"
    )
    parser.add_argument("--free-ports", action="store_true", help="listen wherever it is free")
    parser.add_argument("--ready-file", type=Path, help="is written once all is ready")
    parser.add_argument("--once-ready", action="store_true", help="stop as soon as all is ready")
    told = parser.parse_args(arguments)
    try:
        ports = reduce(Ports.override, told.port, Ports.free() if told.free_ports else Ports())
    except ValueError as error:
        parser.error(str(error))
    return Options(told.state, ports, told.event_log, told.ready_file, told.once_ready)


if __name__ == "__main__":
    main()
