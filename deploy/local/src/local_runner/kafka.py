"""A real Apache Kafka broker of our own: Maven's jars, Java, KRaft mode, loopback only.

    with EmbeddedKafka(Path("var/kafka")) as kafka:
        kafka.bootstrap          # "127.0.0.1:9092"

    python -m local_runner.kafka --directory var/kafka --port 9092

One process is broker and controller. It needs Java 17 or later and Maven; `missing` says in one
line which of them isn't there.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Annotated, Self

import typer

from local_runner.processes import DirectoryLock, InUse, end_leftover, free_port

PROJECT = Path(__file__).parents[2] / "kafka"
"""The Maven project that names the broker's jars, deploy/local/kafka."""

START_SECONDS = 90.0
JAVA_AT_LEAST = 17
CLUSTER_ID = "R29sZGVuVGhyZWFkTG9jYWw"
_READY = b"Kafka Server started"

# One broker with few topics: small pools, one replica of everything, no waiting for members. The
# short session lets a killed broker register again after two seconds instead of nine.
_SERVER = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={data}
num.partitions=4
auto.create.topics.enable=false
num.network.threads=2
num.io.threads=4
background.threads=2
log.cleaner.dedupe.buffer.size=4194304
log.index.size.max.bytes=1048576
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=2000
"""


class KafkaFailed(Exception):
    """Kafka cannot be fetched, formatted or started; the message says why."""


def missing() -> str | None:
    """Say in one line what is missing to run Kafka here, or None where nothing is."""
    for program, package in (("java", "Java 17 or later"), ("mvn", "Maven")):
        if shutil.which(program) is None:
            return f"Apache Kafka cannot run here: {package} is not installed"
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)  # noqa: S607
    found = re.search(r'version "(\d+)', told.stderr)
    if found is None or int(found.group(1)) < JAVA_AT_LEAST:
        return f"Apache Kafka cannot run here: it needs Java {JAVA_AT_LEAST} or later"
    return None


def fetch_jars(project: Path = PROJECT) -> Path:
    """Give the folder with the broker's jars, resolved by Maven the first time.

    Raises:
        KafkaFailed: where Java or Maven is missing, or Maven cannot resolve the jars.
    """
    target = project / "target"
    jars, stamp = target / "libs", target / "libs.stamp"
    wanted = hashlib.sha256((project / "pom.xml").read_bytes()).hexdigest()
    target.mkdir(exist_ok=True)
    with (target / "libs.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == wanted:
            return jars
        if (reason := missing()) is not None:
            raise KafkaFailed(reason)
        shutil.rmtree(jars, ignore_errors=True)
        done = subprocess.run(  # noqa: S603
            ["mvn", "-B", "-q", "-f", str(project / "pom.xml"), "dependency:copy-dependencies"],  # noqa: S607
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            lines = [line for line in done.stdout.splitlines() if "ERROR" in line]
            raise KafkaFailed(f"Maven could not resolve Kafka: {' '.join(lines[:2])}")
        stamp.write_text(wanted)
    return jars


class EmbeddedKafka:
    """One Kafka node with its own data directory.

    Args:
        directory: where its data, log and lock are kept; made when missing.
        port: loopback port of the broker; a free one, kept while this object lives, when None.
    """

    def __init__(self, directory: Path, port: int | None = None) -> None:
        self.directory = directory.absolute()
        self.log_file = self.directory / "kafka.log"
        self._port = port
        self._controller_port: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = DirectoryLock(self.directory, "Kafka")

    @property
    def bootstrap(self) -> str:
        """The broker's address as host:port; known from the first start on."""
        if self._port is None:
            raise KafkaFailed("Kafka has no port before its first start")
        return f"127.0.0.1:{self._port}"

    @property
    def pid(self) -> int | None:
        """The broker's process id, or None where it isn't running."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process else None

    def start(self) -> None:
        """Start, after a crash too, and return when the broker serves clients.

        Raises:
            KafkaFailed: where it cannot be fetched or doesn't start.
        """
        if self.pid is not None:
            return
        jars = fetch_jars()
        try:
            self._lock.take()
        except InUse as error:
            raise KafkaFailed(str(error)) from None
        try:
            self._forget_predecessor()
            settings = self._write_settings()
            if not (self.directory / "data" / "meta.properties").exists():
                self._format(jars, settings)
            self._launch(jars, settings)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop in good order. Safe to repeat."""
        if self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=30)
            self._process.kill()
        self._forget_process()

    def kill(self) -> None:
        """Kill -9 the broker, as a crash would; `start` recovers."""
        if self._process is not None:
            self._process.kill()
        self._forget_process()

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

    @property
    def _pid_file(self) -> Path:
        return self.directory / "kafka.pid"

    def _forget_process(self) -> None:
        if self._process is not None:
            self._process.wait()
        self._process = None
        self._pid_file.unlink(missing_ok=True)
        self._lock.release()

    def _forget_predecessor(self) -> None:
        if self._pid_file.exists():
            words = ("kafka.Kafka", str(self.directory / "server.properties"))
            pid = int(self._pid_file.read_text())
            end_leftover(pid, *words, how=signal.SIGTERM, seconds=30)
            self._pid_file.unlink()

    def _write_settings(self) -> Path:
        self._port = self._port or free_port()
        self._controller_port = self._controller_port or free_port()
        settings = self.directory / "server.properties"
        settings.write_text(
            _SERVER.format(
                port=self._port,
                controller_port=self._controller_port,
                data=self.directory / "data",
            )
        )
        return settings

    def _format(self, jars: Path, settings: Path) -> None:
        tool = ["kafka.tools.StorageTool", "format", "--ignore-formatted"]
        done = subprocess.run(  # noqa: S603
            [*_java(jars, "128m"), *tool, "-t", CLUSTER_ID, "-c", str(settings)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise KafkaFailed(f"Kafka's storage could not be formatted: {done.stderr.strip()}")

    def _launch(self, jars: Path, settings: Path) -> None:
        with self.log_file.open("ab") as log:
            told = log.tell()
            self._process = subprocess.Popen(  # noqa: S603
                [*_java(jars, "384m"), "kafka.Kafka", str(settings)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._pid_file.write_text(str(self._process.pid))
        deadline = time.monotonic() + START_SECONDS
        with self.log_file.open("rb") as log:
            log.seek(told)
            told_since = b""
            while _READY not in (told_since := told_since + log.read()):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise KafkaFailed(
                        f"Kafka did not start on port {self._port}; see {self.log_file}"
                    )
                time.sleep(0.02)


def _java(jars: Path, heap: str) -> list[str]:
    quiet = f"-Dlog4j2.configurationFile={PROJECT / 'log4j2.properties'}"
    lean = ["-XX:+UseSerialGC", "-Djava.awt.headless=true"]
    return ["java", f"-Xmx{heap}", *lean, quiet, "-cp", f"{jars}{os.sep}*"]


def main(
    directory: Annotated[Path, typer.Option(help="where its data is kept")] = Path("var/kafka"),
    port: Annotated[int, typer.Option(help="loopback port")] = 9092,
) -> None:
    """Run Apache Kafka on loopback until Ctrl-C."""
    kafka = EmbeddedKafka(directory, port=port)
    try:
        kafka.start()
    except KafkaFailed as error:
        sys.exit(str(error))
    asked = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: asked.set())
    typer.echo(f"Apache Kafka serves {kafka.bootstrap}; Ctrl-C stops it")
    while not asked.wait(0.5) and kafka.pid is not None:
        pass
    stopped_by_itself = kafka.pid is None
    kafka.stop()
    if stopped_by_itself:
        sys.exit(f"Kafka ended by itself; see {kafka.log_file}")


if __name__ == "__main__":
    typer.run(main)
