"""What runs on one machine: every process with its command, environment and health address.

This module is the architecture as it runs. It imports no service: settings go by environment, as
in a cluster.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Literal, Self

from local_runner.postgres import EmbeddedPostgres
from local_runner.processes import free_port, is_free
from local_runner.state import State

SERVICES = ("panel", "insights", "governance", "gateway")
ROOT = Path(__file__).parents[4]
"""The repository: the services' migrations are run from it."""

SYSTEM_FILES = Path(__file__).parent / "data" / "systems"
WEBSITE_IN_FILES = "http://127.0.0.1:8090"
"""Origin of the demonstration website in the system files; the actual one replaces it."""


@dataclass(frozen=True)
class Ports:
    """Where everything listens, on loopback."""

    gateway: int = 8080
    panel: int = 8101
    insights: int = 8102
    governance: int = 8103
    gateway_worker: int = 8200
    panel_worker: int = 8201
    insights_worker: int = 8202
    governance_worker: int = 8203
    postgres: int = 8432
    kafka: int = 8492
    mailbox: int = 8025
    website: int = 8090

    @classmethod
    def free(cls) -> Self:
        """Choose ports that nothing uses now, for tests beside a running system."""
        chosen: set[int] = set()
        while len(chosen) < len(fields(cls)):
            chosen.add(free_port())
        return cls(*chosen)

    def taken(self) -> list[str]:
        """Name what can't listen since something else does, with its port.

        Postgres and Kafka aren't asked about: each first stops its own leftover, then says itself
        that it cannot listen.
        """
        names = [field.name for field in fields(self) if field.name not in {"postgres", "kafka"}]
        ports = [(name, getattr(self, name)) for name in names]
        return [f"{name} ({port})" for name, port in ports if not is_free(port)]

    def override(self, text: str) -> Self:
        """Give ports with one of them changed, from `name=port`.

        Raises:
            ValueError: where there is no such name or the port is no port.
        """
        name, _, number = text.partition("=")
        known = [field.name for field in fields(self)]
        if name not in known or not number.isdecimal() or not 0 < int(number) < 65536:
            raise ValueError(f"--port takes name=number, with a name of: {', '.join(known)}")
        return replace(self, **{name: int(number)})


@dataclass(frozen=True)
class Child:
    """A process that the supervisor keeps alive."""

    name: str
    command: list[str]
    environment: dict[str, str]
    health: str
    """Address that answers 200 once it can do its work."""


@dataclass(frozen=True)
class Plan:
    """Everything that follows from where the state is, the ports and the event log."""

    state: State
    ports: Ports
    event_log: Literal["postgres", "kafka"]
    postgres: EmbeddedPostgres

    @property
    def public_url(self) -> str:
        """Address of the front door."""
        return _local(self.ports.gateway)

    @property
    def website_url(self) -> str:
        """Address of the demonstration ICS website."""
        return _local(self.ports.website)

    @property
    def mailbox_url(self) -> str:
        """Address of the page that shows sent mail."""
        return _local(self.ports.mailbox)

    def children(self) -> list[Child]:
        """Give every process, workers first: they start to carry events while APIs warm up."""
        return [
            *(self._worker(service) for service in SERVICES),
            *(self._api(service) for service in SERVICES),
        ]

    def environment(self, service: str) -> dict[str, str]:
        """Give what the API, the worker and the commands of a service all need to know."""
        kafka = self.event_log == "kafka"
        log = f"127.0.0.1:{self.ports.kafka}" if kafka else self.postgres.url("event_log_app")
        keys = self.state.private_keys if service == "gateway" else self.state.public_keys
        return {
            **_inherited(),
            "GT_ENVIRONMENT": "development",
            "GT_DATABASE_URL": self.postgres.url(f"{service}_app"),
            "GT_RELAY_DATABASE_URL": self.postgres.url(f"{service}_relay"),
            "GT_EVENT_LOG": self.event_log,
            "GT_EVENT_LOG_URL": log,
            "GT_TOKEN_KEYS": str(keys),
            "GT_LOG_FORMAT": "console",
            **self._own_settings(service),
            **self.state.service_secrets().get(service, {}),
        }

    def _own_settings(self, service: str) -> dict[str, str]:
        match service:
            case "panel":
                return {
                    "GT_PUBLIC_URL": self.public_url,
                    "GT_MAIL_ADAPTER": "file",
                    "GT_MAIL_DIRECTORY": str(self.state.mail),
                    "GT_ERASURE_LEDGER": str(self.state.ledger),
                }
            case "insights":
                return {
                    "GT_PUBLIC_URL": self.public_url,
                    "GT_FILES_DIRECTORY": str(self.state.files),
                    "GT_WITHDRAWAL_LEDGER": str(self.state.withdrawal_ledger),
                    "GT_MAIL_ADAPTER": "file",
                    "GT_MAIL_DIRECTORY": str(self.state.mail),
                    "GT_MAIL_FROM": "Insights library <insights@example.org>",
                }
            case "governance":
                return {
                    "GT_LOG_KEYS": str(self.state.log_keys),
                    "GT_PUBLIC_URL": self.public_url,
                    "GT_MAIL_ADAPTER": "file",
                    "GT_MAIL_DIRECTORY": str(self.state.mail),
                    "GT_MAIL_FROM": "Questions and petitions <questions@example.org>",
                }
            case "gateway":
                return {
                    "GT_PUBLIC_URL": self.public_url,
                    "GT_PANEL_URL": _local(self.ports.panel),
                    "GT_INSIGHTS_URL": _local(self.ports.insights),
                    "GT_GOVERNANCE_URL": _local(self.ports.governance),
                    # All residents of the demonstration share one address, this machine's.
                    "GT_FORM_RATE": "600",
                    "GT_ANONYMOUS_RATE": "3000",
                }
            case _:
                return {}

    def _api(self, service: str) -> Child:
        port: int = getattr(self.ports, service)
        return Child(
            name=service,
            command=[sys.executable, "-m", f"{service}.main"],
            environment=self.environment(service)
            | {"GT_HOST": "127.0.0.1", "GT_PORT": str(port), "GT_DATABASE_POOL": "5"},
            health=f"{_local(port)}/health/ready",
        )

    def _worker(self, service: str) -> Child:
        port: int = getattr(self.ports, f"{service}_worker")
        return Child(
            name=f"{service}-worker",
            command=[sys.executable, "-m", f"{service}.worker"],
            environment=self.environment(service)
            | {"GT_HOST": "127.0.0.1", "GT_METRICS_PORT": str(port), "GT_DATABASE_POOL": "12"},
            health=f"{_local(port)}/health/ready",
        )

    def system_files(self) -> list[Path]:
        """Write the system files into the state directory, with the website's actual origin."""
        self.state.systems.mkdir(parents=True, exist_ok=True)
        written = []
        for source in sorted(SYSTEM_FILES.glob("*.json")):
            content = source.read_text("utf-8").replace(WEBSITE_IN_FILES, self.website_url)
            target = self.state.systems / source.name
            target.write_text(content, "utf-8")
            written.append(target)
        return written

    def files_to_load(self, service: str) -> dict[Path, str]:
        """Give the system files that a service hasn't loaded as they are now, with their hash."""
        loaded = self.state.loaded()
        found = {f: hashlib.sha256(f.read_bytes()).hexdigest() for f in self.system_files()}
        return {f: h for f, h in found.items() if loaded.get(f"{service}/{f.name}") != h}

    def load_command(self, service: str, files: list[Path]) -> list[str]:
        """Give the command by which a service loads system files."""
        where = ["--secrets", str(self.state.api_keys)] if service == "gateway" else []
        return [sys.executable, "-m", f"{service}.load", *where, *map(str, files)]

    def systems(self) -> dict[str, tuple[str, str]]:
        """Give each system's name and slug by its code."""
        contents = [json.loads(file.read_text("utf-8")) for file in self.system_files()]
        return {c["code"]: (c["name"], c["slug"]) for c in contents}


def _inherited() -> dict[str, str]:
    """Keep the caller's environment but its own GT_ settings, and keep memory small.

    glibc otherwise gives each thread an arena of its own, which costs idle memory.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GT_")}
    return {**kept, "MALLOC_ARENA_MAX": "2", "PYTHONUNBUFFERED": "1"}


def _local(port: int) -> str:
    return f"http://127.0.0.1:{port}"
