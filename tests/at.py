"""Runs a command as if it were another moment; time goes on from there.

    python tests/at.py "2027-03-28 00:50" .venv/bin/pytest tests/panel -n 2

The moment is UTC's. Every process that the command starts takes it for now, the database too; only
waiting is by the clock of the machine. It needs libfaketime (Debian: package faketime).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

SITE = Path(__file__).parent / "plugins" / "faked_time"
LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt")


def library() -> Path | None:
    """Find libfaketime for programs with threads; None where it is not installed."""
    named = (
        found
        for folder in LIBRARIES
        for pattern in ("faketime/libfaketimeMT.so.1", "*/faketime/libfaketimeMT.so.1")
        for found in Path(folder).glob(pattern)
    )
    return next(named, None)


def environment(moment: datetime, now: datetime, faked: Path) -> dict[str, str]:
    """Give what makes a process take a moment for now."""
    ahead = round((moment - now).total_seconds())
    path = os.pathsep.join(filter(None, [str(SITE), os.environ.get("PYTHONPATH")]))
    return {
        "LD_PRELOAD": str(faked),
        "FAKETIME": f"{ahead:+d}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": path,
    }


def main(arguments: Sequence[str]) -> None:
    """Become the command.

    Raises:
        SystemExit: where it can't.
    """
    if len(arguments) < 2:
        sys.exit(__doc__)
    moment, program = datetime.fromisoformat(arguments[0]), shutil.which(arguments[1])
    faked = library()
    if faked is None or program is None:
        sys.exit(f"{'libfaketime' if faked is None else arguments[1]} is not there")
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    os.environ |= environment(moment, datetime.now(UTC), faked)
    os.execv(program, [program, *arguments[2:]])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
