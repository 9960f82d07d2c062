"""What a process loads when it starts: large libraries wait for the request that needs them.

`tests/e2e` measures the memory of the whole system; this says at once who fills it.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

LATER = {
    "docx": "writing a Word document",
    "obstore": "files in a bucket",
    "openpyxl": "reading Excel",
    "pikepdf": "looking through PDF files",
    "pyarrow": "writing Parquet",
    "pypdfium2": "reading PDF files",
    "scipy": "training themes",
    "sklearn": "training themes",
}
"""Library → what it is for."""
PROCESSES = [
    f"{service}.{process}"
    for service in ("panel", "insights", "governance", "gateway")
    for process in ("main", "worker")
]


@pytest.mark.parametrize("process", PROCESSES)
def test_large_libraries_wait_until_they_are_needed(process: str) -> None:
    asked = f"import {process}, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert set(json.loads(done.stdout)) & LATER.keys() == set()
