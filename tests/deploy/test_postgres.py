"""The embedded Postgres: starts, recovers, stops, and never trusts a stale pid file."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from local_runner import unprivileged
from local_runner.postgres import EmbeddedPostgres, PostgresFailed, _wheel, running_port
from local_runner.processes import free_port

WHEEL = _wheel()


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A directory that an unprivileged process can enter; pytest's own is closed to it."""
    with tempfile.TemporaryDirectory(prefix="golden-thread-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path / "pg", durable=False)
    yield server
    server.stop()


def value(url: str, query: str) -> object:
    async def fetch() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    return asyncio.run(fetch())


def execute(url: str, statement: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


class TestStarting:
    def test_it_is_postgres_18_with_the_platforms_database(
        self, postgres: EmbeddedPostgres
    ) -> None:
        postgres.start()
        query = "SELECT current_database() || ' ' || current_setting('server_version_num')"
        assert str(value(postgres.url(), query)).startswith("golden_thread 18")

    def test_it_listens_on_loopback_only(self, postgres: EmbeddedPostgres) -> None:
        postgres.start()
        assert value(postgres.url(), "SHOW listen_addresses") == "127.0.0.1"
        assert value(postgres.url(), "SHOW unix_socket_directories") == ""

    def test_it_never_runs_as_root(self, postgres: EmbeddedPostgres) -> None:
        postgres.start()
        assert postgres.pid is not None
        expected = unprivileged.NOBODY if os.geteuid() == 0 else os.geteuid()
        assert Path(f"/proc/{postgres.pid}").stat().st_uid == expected

    def test_tests_skip_fsync_and_real_data_does_not(
        self, postgres: EmbeddedPostgres, tmp_path: Path
    ) -> None:
        postgres.start()
        assert value(postgres.url(), "SHOW fsync") == "off"
        with EmbeddedPostgres(tmp_path / "durable") as durable:
            assert value(durable.url(), "SHOW fsync") == "on"

    def test_it_has_the_extensions_that_migrations_need(self, postgres: EmbeddedPostgres) -> None:
        postgres.start()
        for extension in ("pg_trgm", "unaccent", "btree_gin"):
            execute(postgres.url(), f"CREATE EXTENSION {extension}")

    def test_a_port_that_is_taken_is_named(self, tmp_path: Path) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            server = EmbeddedPostgres(tmp_path / "pg", port=port, durable=False)
            with pytest.raises(PostgresFailed, match=f"port {port}.*could not bind"):
                server.start()

    def test_the_callers_own_postgres_variables_do_not_redirect_it(
        self, postgres: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PGDATA", "/nonexistent")
        monkeypatch.setenv("PGPORT", "1")
        monkeypatch.setenv("PGSSLMODE", "require")
        postgres.start()

    def test_two_cannot_share_a_directory(self, postgres: EmbeddedPostgres) -> None:
        postgres.start()
        second = EmbeddedPostgres(postgres.directory, durable=False)
        with pytest.raises(PostgresFailed, match="another process runs Postgres"):
            second.start()
        assert postgres.pid is not None

    def test_its_port_is_found_by_its_directory_while_it_runs(self, tmp_path: Path) -> None:
        assert running_port(tmp_path / "state") is None
        with EmbeddedPostgres(tmp_path / "state", durable=False) as postgres:
            assert running_port(tmp_path / "state") == postgres.port
            postgres.kill()
            assert running_port(tmp_path / "state") is None


class TestStopping:
    def test_data_is_found_again_on_the_same_port(self, postgres: EmbeddedPostgres) -> None:
        postgres.start()
        first_port = postgres.port
        execute(postgres.url(), "CREATE TABLE kept AS SELECT 42 AS n")
        postgres.stop()
        assert postgres.pid is None
        postgres.start()
        assert postgres.port == first_port
        assert value(postgres.url(), "SELECT n FROM kept") == 42

    def test_a_committed_row_survives_kill_9(self, postgres: EmbeddedPostgres) -> None:
        postgres.start()
        execute(postgres.url(), "CREATE TABLE kept AS SELECT 42 AS n")
        postgres.kill()
        postgres.start()
        assert value(postgres.url(), "SELECT n FROM kept") == 42

    def test_kill_9_with_open_connections_can_be_followed_by_a_start(
        self, postgres: EmbeddedPostgres
    ) -> None:
        postgres.start()
        with socket.create_connection(("127.0.0.1", postgres.port)):
            postgres.kill()
            postgres.start()
        assert value(postgres.url(), "SELECT 1") == 1

    def test_stopping_twice_is_fine(self, postgres: EmbeddedPostgres) -> None:
        postgres.start()
        postgres.stop()
        postgres.stop()


class TestStalePidFile:
    def test_a_pid_that_now_belongs_to_another_process_is_left_alone(
        self, postgres: EmbeddedPostgres
    ) -> None:
        postgres.start()
        postgres.kill()
        bystander = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        try:
            data = unprivileged.reachable_home(postgres.directory) / "data"
            lines = (data / "postmaster.pid").read_text().splitlines()
            (data / "postmaster.pid").write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")
            postgres.start()
            assert value(postgres.url(), "SELECT 1") == 1
            assert bystander.poll() is None
        finally:
            bystander.communicate()

    def test_a_server_whose_starter_was_killed_is_replaced(
        self, postgres: EmbeddedPostgres
    ) -> None:
        starter = (
            "import os, sys; from pathlib import Path;"
            "from local_runner.postgres import EmbeddedPostgres;"
            f"EmbeddedPostgres(Path({str(postgres.directory)!r}), durable=False).start();"
            "os.kill(os.getpid(), 9)"
        )
        assert subprocess.run([sys.executable, "-c", starter], check=False).returncode == -9
        postgres.start()
        assert value(postgres.url(), "SELECT 1") == 1


class TestPasswords:
    def test_a_wrong_password_is_refused_and_the_right_one_is_in_the_address(
        self, tmp_path: Path
    ) -> None:
        passwords = {"postgres": "p/w@?", "reader": "r"}
        with EmbeddedPostgres(tmp_path / "pg", durable=False, passwords=passwords) as server:
            execute(server.url(), "CREATE ROLE reader LOGIN PASSWORD 'r'")
            assert value(server.url("reader"), "SELECT current_user::text") == "reader"
            wrong = f"postgresql://reader:wrong@127.0.0.1:{server.port}/golden_thread"
            with pytest.raises(asyncpg.InvalidPasswordError):
                value(wrong, "SELECT 1")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another identity")
class TestUnreachablePlaces:
    def test_a_private_home_and_a_private_installation_get_stand_ins(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shared = Path("/var/lib/golden-thread-test") / str(free_port())
        monkeypatch.setattr(unprivileged, "SHARED", shared)
        hidden = tmp_path / "hidden"
        hidden.mkdir(mode=0o700)
        monkeypatch.setattr("local_runner.postgres._wheel", lambda: _copy_of_the_wheel(hidden))
        try:
            with EmbeddedPostgres(hidden / "pg", durable=False) as server:
                assert value(server.url(), "SELECT 1") == 1
            assert not (hidden / "pg" / "data").exists()
            assert (shared / "state").exists()
            assert (shared / "postgresql").exists()
        finally:
            subprocess.run(["rm", "-rf", str(shared.parent)], check=True)

    def test_stand_ins_of_deleted_directories_are_deleted(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(unprivileged, "SHARED", tmp_path / "shared")
        hidden = tmp_path / "hidden"
        hidden.mkdir(mode=0o700)
        gone = unprivileged.reachable_home(hidden / "gone")
        (hidden / "gone").rmdir()
        kept = unprivileged.reachable_home(hidden / "kept")
        assert kept.exists()
        assert not gone.exists()


def _copy_of_the_wheel(hidden: Path) -> Path:
    for part in (WHEEL, WHEEL.with_name(f"{WHEEL.name}.libs")):
        if part.exists() and not (hidden / part.name).exists():
            shutil.copytree(part, hidden / part.name, symlinks=True)
    return hidden / WHEEL.name
