"""The whole system as `make run` runs it, on free ports and a state directory of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psutil

READY_SECONDS = 180.0
STOP_SECONDS = 60.0
WALK_SECONDS = 240.0
ERROR = re.compile(r"\[(?:error|critical) *\]|^[^|]*\| Traceback ")


class RunningSystem:
    """Starts, stops and walks one system.

    Args:
        state: the state directory; kept between starts.
        event_log: `postgres` or `kafka`.
    """

    def __init__(self, state: Path, event_log: str = "postgres") -> None:
        self.state = state
        self.event_log = event_log
        self.log = state.parent / f"{state.name}.log"
        self.cold_start = 0.0
        """Seconds from the command to everything being ready, at the last start."""
        self._ready = state.parent / f"{state.name}.ready.json"
        self._process: subprocess.Popen[bytes] | None = None
        self._addresses: dict[str, Any] = {}

    @property
    def gateway(self) -> str:
        """Address of the front door."""
        return str(self._addresses["gateway"])

    def start(self) -> None:
        """Start, and wait until everything is ready."""
        begun = time.monotonic()
        command = [sys.executable, "-m", "local_runner.run", "--free-ports"]
        where = ["--state", str(self.state), "--ready-file", str(self._ready)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *where, "--event-log", self.event_log],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C in the terminal of the tests is not meant for the system.
                start_new_session=True,
            )
        while not self._ready.exists():
            assert self._process.poll() is None, f"it ended while starting:\n{self.tail()}"
            assert time.monotonic() - begun < READY_SECONDS, f"it isn't ready:\n{self.tail()}"
            time.sleep(0.05)
        self.cold_start = time.monotonic() - begun
        self._addresses = json.loads(self._ready.read_text("utf-8"))

    def processes(self) -> list[psutil.Process]:
        """Give every process of the system, the supervisor first."""
        assert self._process is not None
        supervisor = psutil.Process(self._process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def stop(self) -> tuple[int, list[str]]:
        """Press Ctrl-C; gives the exit status, and the commands of processes that are left."""
        assert self._process is not None
        processes = self.processes()
        self._process.send_signal(signal.SIGINT)
        status = self._process.wait(STOP_SECONDS)
        _, left = psutil.wait_procs(processes, timeout=5)
        self._process = None
        return status, [" ".join(process.cmdline()) for process in left]

    def walk(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Walk the thread as `make thread` does."""
        command = [sys.executable, "-m", "local_runner.thread"]
        where = ["--base", self.gateway, "--state", str(self.state)]
        return subprocess.run(
            [*command, *where, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=WALK_SECONDS,
            check=False,
            env={**os.environ, "COLUMNS": "160", "NO_COLOR": "1"},
        )

    def key(self, role: str) -> str:
        """Give the API key of a role of Lancashire and South Cumbria."""
        keys = json.loads(Path(self._addresses["secrets"]).read_text("utf-8"))
        return str(keys["QE1"][role])

    def ask(self, role: str, address: str) -> httpx.Response:
        """Ask the gateway with the key of a role of Lancashire and South Cumbria."""
        headers = {"Authorization": f"Bearer {self.key(role)}"}
        return httpx.get(f"{self.gateway}{address}", headers=headers, timeout=30)

    def idle_memory(self) -> float:
        """Give the memory of all processes, in megabytes, shared pages counted once."""
        return sum(float(p.memory_full_info().pss) for p in self.processes()) / 1e6

    def errors(self) -> list[str]:
        """Give the lines in which a process told of an error, but for those in which the client of
        Kafka tells of a broker that is still starting, and tries again."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        return [line for line in lines if ERROR.search(line) and "[aiokafka." not in line]

    def tail(self) -> str:
        """Give the end of what the system printed."""
        return self.log.read_text("utf-8", errors="replace")[-6000:] if self.log.exists() else ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self.stop()


def expect_whole(system: RunningSystem, walk: subprocess.CompletedProcess[str]) -> None:
    """Expect a walk to have found every link, and the system to have told of no error."""
    assert walk.returncode == 0, f"{walk.stdout}\n\n{system.tail()}"
    assert "The thread is whole" in walk.stdout, walk.stdout
    assert "Hops between services" in walk.stdout, walk.stdout
    assert system.errors() == []
