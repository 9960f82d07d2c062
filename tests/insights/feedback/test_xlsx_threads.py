"""An Excel file is read by whichever thread is free, and leaves the process whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import xlsx_threads_support

pytestmark = pytest.mark.rule("insights.11")


def test_a_file_whose_batches_are_read_by_many_threads_ends_no_process() -> None:
    program = Path(xlsx_threads_support.__file__)
    ended = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"PYTHONMALLOC": "debug", "PYTHONFAULTHANDLER": "1"},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == f"{xlsx_threads_support.ROWS} rows by 4 threads\n"
