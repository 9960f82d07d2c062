"""Child processes whose starter may have been killed: who holds a directory, who is left over."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import IO


class InUse(Exception):
    """Another live process holds the directory; the message names it."""


class DirectoryLock:
    """One owner per directory. The kernel releases it when the owner dies, however it dies."""

    def __init__(self, directory: Path, what: str) -> None:
        self._directory = directory
        self._what = what
        self._file: IO[bytes] | None = None

    def take(self) -> None:
        """Hold the directory, which is made when missing.

        Raises:
            InUse: where another process holds it.
        """
        self._directory.mkdir(parents=True, exist_ok=True)
        file = (self._directory / "lock").open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise InUse(f"another process runs {self._what} in {self._directory}") from None
        self._file = file

    def release(self) -> None:
        """Let the directory go. Safe to repeat."""
        if self._file is not None:
            self._file.close()
            self._file = None


def command_of(pid: int) -> str | None:
    """Give the command line of a live process, or None where it is gone or only a zombie."""
    proc = Path("/proc") / str(pid)
    if Path("/proc/self").exists():
        try:
            state = (proc / "stat").read_text().rpartition(")")[2].split()[0]
            return None if state == "Z" else (proc / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            return None
    ps = ["/bin/ps", "-o", "stat=,args=", "-p", str(pid)]
    listed = subprocess.run(ps, capture_output=True, text=True, check=False).stdout  # noqa: S603
    state, _, command = listed.strip().partition(" ")
    return None if not state or state.startswith("Z") else command


def end_leftover(pid: int, *words: str, how: signal.Signals, seconds: float) -> bool:
    """Stop a process that an earlier, killed starter left behind; say whether it was there.

    A remembered pid may by now belong to something else, so the process counts only where its
    command line has all the given words. What doesn't stop in time is killed.
    """

    def lives() -> bool:
        command = command_of(pid)
        return command is not None and all(f"{word} " in f"{command} " for word in words)

    if not lives():
        return False
    deadline = time.monotonic() + seconds
    os.kill(pid, how)
    while lives():
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)
    return True


def children_of(pid: int) -> list[int]:
    """List a process's children; none where the system has no /proc."""
    try:
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def free_port() -> int:
    """Give a loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_free(port: int) -> bool:
    """Say whether a server could listen on a loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
