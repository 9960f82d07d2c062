"""Files of ledgers, kept apart from the database and its backups: lines that are only added to.

By such a file a service notices that an older backup was restored, and what that had undone.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

Signature = tuple[int, int, int] | None
"""What tells a file from what it was; None where there is none."""


def write_lines(file: Path, lines: Sequence[str]) -> None:
    """Write a ledger's lines; the file is complete from the moment it has its name."""
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    with partial.open("w", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in lines)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(file)


def read_lines(file: Path) -> list[str]:
    """Read a ledger's lines; none where there is no file yet.

    Raises:
        OSError, UnicodeDecodeError: if it can't be read.
    """
    return file.read_text("utf-8").splitlines() if file.exists() else []


def signature(file: Path) -> Signature:
    """Tell a file from what it was: another one, or other content."""
    if not file.exists():
        return None
    found = file.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns
