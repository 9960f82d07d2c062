"""Runs the Compose file as processes: each service's own command and environment.

What a container would give is put in its place: host names and ports become loopback ones, volumes
become folders, an image becomes its Dockerfile's COPY instructions in a folder of its own.
Everything else is the file's own word.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from deploy.compose import ROOT, Dockerfile, compose_file, interpolated
from local_runner.kafka import EmbeddedKafka
from local_runner.postgres import EmbeddedPostgres
from local_runner.processes import free_port

BIN = Path(sys.executable).parent
HEALTHY_SECONDS = 90.0
PYTHONPATH = "PYTHONPATH"


class ComposedSystem:
    """The system of docker-compose.yml, running.

    Args:
        directory: for volumes, images and logs; an unprivileged process can enter it.
        env: the variables of the file, as .env would give them.
        profiles: profiles to start besides what has none.
        elsewhere: host:port of what isn't started here → its actual address.
    """

    def __init__(
        self,
        directory: Path,
        env: Mapping[str, str],
        profiles: set[str],
        elsewhere: Mapping[str, str],
    ) -> None:
        self.directory = directory
        self._content = interpolated(compose_file(), env)
        self.services: dict[str, dict[str, Any]] = {
            name: service
            for name, service in self._content["services"].items()
            if set(service.get("profiles", [])) <= profiles
        }
        passwords = {"postgres": env["POSTGRES_PASSWORD"]}
        self.postgres = EmbeddedPostgres(directory / "postgres", durable=False, passwords=passwords)
        self.kafka = EmbeddedKafka(directory / "kafka")
        self._ports = {name: free_port() for name in self.services}
        self._hosts = dict(elsewhere)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def door(self) -> str:
        """Address of the gateway."""
        return f"http://127.0.0.1:{self._ports['gateway']}"

    def volume(self, name: str) -> Path:
        """Give the folder of a named volume."""
        folder = self.directory / "volumes" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def start(self) -> None:
        """Start everything in the order of `depends_on`, and wait until every health check passes.

        Raises:
            AssertionError: with the output of what did not start.
        """
        graph = {name: service.get("depends_on", {}) for name, service in self.services.items()}
        for name in TopologicalSorter(graph).static_order():
            for needed, how in graph[name].items():
                if how["condition"] == "service_healthy":
                    self._wait_until_healthy(needed)
            self._start(name)
        for name in self.services:
            self._wait_until_healthy(name)

    def stop(self) -> dict[str, int]:
        """Stop as `docker compose down` does; gives the exit status of each process."""
        for process in self._processes.values():
            process.terminate()
        statuses = {}
        for name, process in self._processes.items():
            try:
                statuses[name] = process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                statuses[name] = process.wait()
        self._processes.clear()
        self.kafka.stop()
        self.postgres.stop()
        return statuses

    def _start(self, name: str) -> None:
        if name == "postgres":
            self.postgres.start()
            self._hosts["postgres:5432"] = f"127.0.0.1:{self.postgres.port}"
            return
        if name == "kafka":
            self.kafka.start()
            self._hosts["kafka:9092"] = self.kafka.bootstrap
            return
        service = self.services[name]
        self._hosts[f"{name}:8000"] = f"127.0.0.1:{self._ports[name]}"
        image = self._image(service["image"].removeprefix("golden-thread/"))
        mounts = self._mounts(service) | {"/srv/": f"{image}/srv/"}
        command = [self._placed(word, mounts) for word in service["command"]]
        program = str(BIN / command[0])
        with self._log(name).open("wb") as log:
            process = subprocess.Popen(
                [program, *command[1:]],
                env=self._environment(name, image, mounts),
                cwd=image / "srv" / image.name,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if service["restart"] == "no":
            assert process.wait(HEALTHY_SECONDS) == 0, f"{name} failed:\n{self.output(name)}"
        else:
            self._processes[name] = process

    def output(self, name: str) -> str:
        """Give what a service printed last."""
        return self._log(name).read_text("utf-8", errors="replace")[-4000:]

    def _log(self, name: str) -> Path:
        return self.directory / f"{name}.log"

    def _environment(self, name: str, image: Path, mounts: Mapping[str, str]) -> dict[str, str]:
        service = self.services[name]
        given = {**Dockerfile.of(image.name).environment(), **service.get("environment", {})}
        placed = {key: self._placed(str(value), mounts) for key, value in given.items()}
        port = str(self._ports[name])
        placed |= {"PATH": os.environ["PATH"], "GT_HOST": "127.0.0.1", "GT_PORT": port}
        if "GT_METRICS_PORT" in placed:
            assert placed["GT_METRICS_PORT"] == "8000"
            placed["GT_METRICS_PORT"] = port
        return placed

    def _placed(self, value: str, mounts: Mapping[str, str]) -> str:
        for address, actual in self._hosts.items():
            value = value.replace(address, actual)
        for inside, outside in mounts.items():
            if value.startswith(inside):
                value = value.replace(inside, outside, 1)
        return value

    def _mounts(self, service: Mapping[str, Any]) -> dict[str, str]:
        mounts = {}
        for volume in service.get("volumes", []):
            source, inside = volume.split(":")[:2]
            outside = ROOT / source if source.startswith(".") else self.volume(source)
            mounts[inside] = str(outside)
        for config in service.get("configs", []):
            file = self.directory / config["source"]
            file.write_text(self._content["configs"][config["source"]]["content"], "utf-8")
            mounts[config["target"]] = str(file)
        return mounts

    def _image(self, service: str) -> Path:
        """Lay out a folder as the Dockerfile lays out the image."""
        image = self.directory / "images" / service
        if image.exists():
            return image
        for sources, target in Dockerfile.of(service).copies():
            for source in sources:
                inside = image / target.lstrip("/")
                if (ROOT / source).is_dir():
                    ignore = shutil.ignore_patterns("__pycache__")
                    shutil.copytree(ROOT / source, inside, dirs_exist_ok=True, ignore=ignore)
                else:
                    inside.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / source, inside)
        return image

    def _wait_until_healthy(self, name: str) -> None:
        check = self.services[name]["healthcheck"]
        if check.get("disable"):
            return
        kind, *command = check["test"]
        assert kind == "CMD"
        rewritten = [self._checked_here(name, word) for word in command]
        deadline = time.monotonic() + HEALTHY_SECONDS
        while True:
            done = subprocess.run(
                [self._program(rewritten[0]), *rewritten[1:]],
                env={**os.environ, "PGPORT": str(self.postgres.port)},
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
            )
            if done.returncode == 0:
                return
            process = self._processes.get(name)
            ended = process is not None and process.poll() is not None
            assert not ended, f"{name} ended:\n{self.output(name)}"
            late = f"{name} is not healthy: {done.stderr[-500:]}\n"
            assert time.monotonic() < deadline, late + (self.output(name) if process else "")
            time.sleep(0.3)

    def _checked_here(self, name: str, word: str) -> str:
        kafka_port = self.kafka.bootstrap.rpartition(":")[2] if name == "kafka" else ""
        here = f"127.0.0.1:{self._ports[name]}"
        return word.replace("127.0.0.1:8000", here).replace(
            "/dev/tcp/127.0.0.1/9092", f"/dev/tcp/127.0.0.1/{kafka_port}"
        )

    def _program(self, name: str) -> str:
        if name == "pg_isready":
            return str(self.postgres.program(name))
        return str(BIN / name) if (BIN / name).exists() else name
