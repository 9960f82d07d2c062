"""What the gateway's benchmarks share: a gateway before Starlette's hello-world, and a real key."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local_runner.processes import free_port
from web_load import ROOT, SYSTEM, bench, process


@dataclass(frozen=True)
class Contenders:
    """Both servers, running."""

    gateway: int
    """Port of the gateway."""
    hello: int
    """Port of Starlette's hello-world, which is the service behind the gateway too."""
    key: str
    """An API key of QE1."""


@contextmanager
def contenders() -> Iterator[Contenders]:
    """Run a gateway as in production, its limits wide enough not to refuse the load."""
    with bench() as prepared:
        prepared.databases.migrate("gateway")
        port, hello = free_port(), free_port()
        secrets = Path(prepared.keys.private).with_name("secrets.json")
        environment = prepared.environment("gateway", port) | {
            "GT_TOKEN_KEYS": str(prepared.keys.private),
            "GT_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "GT_PANEL_URL": f"http://127.0.0.1:{hello}",
            "GT_INSIGHTS_URL": f"http://127.0.0.1:{hello}",
            "GT_KEY_RATE": "100000000",
            "GT_ANONYMOUS_RATE": "100000000",
        }
        load = [sys.executable, "-m", "gateway.load", "--secrets", str(secrets), str(SYSTEM)]
        subprocess.run(load, env=environment, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        key = next(iter(json.loads(secrets.read_bytes())["QE1"].values()))
        with (
            process([sys.executable, "hello.py"], environment | {"GT_PORT": str(hello)}, hello),
            process([sys.executable, "-m", "gateway.main"], environment, port),
        ):
            yield Contenders(port, hello, key)
