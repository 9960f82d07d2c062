"""The sample files of the library and of governance's past, as of today."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from common.past import read
from common.testing.clock import today
from governance.samples.schemas import Record

DATA = Path(__file__).parents[1] / "deploy/local/src/local_runner/data"


def library() -> dict[str, Any]:
    """Give the library's sample as its file has it."""
    file = DATA / "samples" / "library" / "QE1.json"
    found: dict[str, Any] = read(file.read_bytes(), today())
    return found


def sample() -> Record:
    """Read the sample as of today."""
    file = DATA / "samples" / "record" / "QE1.json"
    return Record.model_validate(read(file.read_bytes(), today()))
