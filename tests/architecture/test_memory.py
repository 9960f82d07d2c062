"""What a process loads when it starts: large libraries wait for the request that needs them.

`tests/e2e` measures the memory of the whole system; this says at once who fills it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache

import pytest

LATER = {
    "PIL": "writing a picture anew",
    "docx": "writing a Word document",
    "icalendar": "writing a calendar",
    "obstore": "files in a bucket",
    "openpyxl": "reading Excel",
    "puremagic": "telling what a file is",
    "rdflib": "writing the catalogue as Turtle",
    "rich": "tracebacks in colour, which no log has",
    "typer": "commands",
    "pikepdf": "looking through PDF files",
    "pyarrow": "writing Parquet",
    "pypdfium2": "reading PDF files",
    "scipy": "training themes",
    "sklearn": "training themes",
}
"""Library → what it is for."""
SERVING = {"fastapi", "starlette", "uvicorn"}
PROCESSES = [
    f"{service}.{process}"
    for service in ("panel", "insights", "governance", "gateway")
    for process in ("main", "worker")
]


@pytest.mark.parametrize("process", PROCESSES)
def test_large_libraries_wait_until_they_are_needed(process: str) -> None:
    assert loaded_by(process) & LATER.keys() == set()


@pytest.mark.parametrize("process", [one for one in PROCESSES if one.endswith(".worker")])
def test_workers_load_nothing_that_serves(process: str) -> None:
    assert loaded_by(process) & SERVING == set()


def test_an_http_client_waits_for_the_first_witness() -> None:
    assert "aiohttp" not in loaded_by("governance.worker")


@cache
def loaded_by(process: str) -> frozenset[str]:
    asked = f"import {process}, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return frozenset(json.loads(done.stdout))
