"""Keeps processes alive: starts them, prefixes their output, restarts what dies, stops them all."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from local_runner.plan import Child
from local_runner.processes import end_leftover
from local_runner.state import write_private

EX_CONFIG = 78
"""A process that ends with this says that its settings are wrong: trying again changes nothing."""

STOP_SECONDS = 15.0
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
"""A process that has lived this long starts again at once when it dies."""


class SystemFailed(Exception):
    """The system cannot run; the message says which part and why."""


class Supervisor:
    """The processes of one run.

    Args:
        pids: file that remembers the processes, for the case that this one is killed.
    """

    def __init__(self, pids: Path) -> None:
        self._pids = pids
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._names: dict[str, Child] = {}
        self._copying: set[asyncio.Task[None]] = set()
        self._failed: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def start(self, children: Iterable[Child]) -> None:
        """Start processes, each of which is then kept alive."""
        for child in children:
            self._names[child.name] = child
            self._tasks[child.name] = asyncio.create_task(self._keep_alive(child))

    def keep_server(self, name: str, alive: Callable[[], bool], start: Callable[[], None]) -> None:
        """Watch a server that starts and stops in its own way, and start it again if it dies."""
        self._tasks[name] = asyncio.create_task(self._keep_server(name, alive, start))

    async def wait_until_ready(self, seconds: float) -> None:
        """Wait until every process says that it is ready.

        Raises:
            SystemFailed: where one cannot start, or is not ready in time.
        """
        waiting = [asyncio.create_task(_until_ready(c)) for c in self._names.values()]
        everything: asyncio.Future[Any] = asyncio.gather(*waiting)
        failed: asyncio.Future[Any] = self._failed
        done, _ = await asyncio.wait(
            [everything, failed], timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        late = [c.name for c, t in zip(self._names.values(), waiting, strict=True) if not t.done()]
        if everything in done:
            return
        everything.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await everything
        if self._failed.done():
            raise SystemFailed(self._failed.result())
        raise SystemFailed(f"not ready after {seconds:.0f} s: {', '.join(late)}")

    async def wait_until_failed(self) -> None:
        """Wait for a failure that no restart mends.

        Raises:
            SystemFailed: when it comes.
        """
        raise SystemFailed(await asyncio.shield(self._failed))

    async def stop(self) -> None:
        """Stop every process: APIs first, so that workers still publish what they accepted."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        apis = [n for n in self._running if not n.endswith("-worker")]
        for group in (apis, [n for n in self._running if n not in apis]):
            await asyncio.gather(*(self._end(self._running[name]) for name in group))
        self._running.clear()
        await asyncio.gather(*self._copying)
        self._pids.unlink(missing_ok=True)

    async def _keep_alive(self, child: Child) -> None:
        pause = FIRST_PAUSE
        while True:
            begun = time.monotonic()
            status = await self._run(child)
            if status == EX_CONFIG:
                self._fail(f"{child.name} refused its settings (see its lines above)")
                return
            if time.monotonic() - begun > STEADY_SECONDS:
                pause = FIRST_PAUSE
            say("supervisor", f"{child.name} ended ({_ending(status)}); again in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _run(self, child: Child) -> int:
        process = await asyncio.create_subprocess_exec(
            *child.command,
            env=child.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            limit=2**20,
        )
        self._running[child.name] = process
        self._remember()
        copying = asyncio.create_task(_copy_lines(child.name, process))
        self._copying.add(copying)
        copying.add_done_callback(self._copying.discard)
        status = await process.wait()
        del self._running[child.name]
        return status

    async def _keep_server(
        self, name: str, alive: Callable[[], bool], start: Callable[[], None]
    ) -> None:
        while True:
            await asyncio.sleep(0.5)
            if alive():
                continue
            say("supervisor", f"{name} ended; it starts again")
            try:
                await asyncio.to_thread(start)
            except Exception as error:
                self._fail(str(error))
                return

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    def _fail(self, reason: str) -> None:
        if not self._failed.done():
            self._failed.set_result(reason)

    def _remember(self) -> None:
        write_private(
            self._pids,
            {name: [p.pid, self._names[name].command] for name, p in self._running.items()},
        )


async def end_leftovers(pids: dict[str, tuple[int, list[str]]]) -> None:
    """Stop what an earlier run left behind when it was killed."""

    async def end(name: str, pid: int, command: list[str]) -> None:
        words = " ".join(command)
        ended = await asyncio.to_thread(
            end_leftover, pid, words, how=signal.SIGTERM, seconds=STOP_SECONDS
        )
        if ended:
            say("supervisor", f"stopped {name}, left behind by an earlier run")

    await asyncio.gather(*(end(name, pid, command) for name, (pid, command) in pids.items()))


async def run_to_end(name: str, command: list[str], environment: dict[str, str]) -> str:
    """Run a command to its end and give what it printed.

    Raises:
        SystemFailed: where its status isn't 0; its output is shown first.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, errors = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if process.returncode:
        for line in errors.decode(errors="replace").splitlines():
            say(name, line)
        raise SystemFailed(f"{name} failed ({_ending(process.returncode)})")
    return out.decode(errors="replace")


def say(name: str, line: str) -> None:
    """Print one line with the name of who says it."""
    sys.stdout.write(f"{name:<18} | {line}\n")
    sys.stdout.flush()


async def _copy_lines(name: str, process: asyncio.subprocess.Process) -> None:
    if process.stdout is None:
        return
    with contextlib.suppress(ValueError):  # a line beyond 1 MiB ends the copying, not the process
        async for line in process.stdout:
            say(name, line.decode(errors="replace").rstrip())
    while await process.stdout.read(2**16):
        pass


async def _until_ready(child: Child) -> None:
    while not await asyncio.to_thread(_answers, child.health):  # noqa: ASYNC110
        await asyncio.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310
            ready: bool = response.status == 200
            return ready
    except (urllib.error.URLError, OSError):
        return False


def _ending(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"
