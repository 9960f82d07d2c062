"""Runs a module as a program, and samples its stack every 2 ms of processor time.

python benchmarks/sampled.py FILE MODULE

Processor time and not the clock's: a process that lost its core, such as at each message to
Postgres, would else seem to work there. SIGUSR1 forgets what was sampled so far. At SIGUSR2 FILE
gets a line for each stack, its frames from the outermost, and how often it was seen.
"""

from __future__ import annotations

import runpy
import signal
import sys
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType

INTERVAL = 0.002
"""Seconds of processor time, user and system."""

_seen: Counter[tuple[CodeType, ...]] = Counter()


def main(file: Path, module: str) -> None:
    """Run the module."""
    signal.signal(signal.SIGPROF, _sample)
    signal.signal(signal.SIGUSR1, lambda _, __: _seen.clear())
    signal.signal(signal.SIGUSR2, lambda _, __: _write(file))
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
    sys.argv = [module]
    if module.endswith(".py"):
        runpy.run_path(module, run_name="__main__")
    else:
        runpy.run_module(module, run_name="__main__", alter_sys=True)


def _sample(_: int, frame: FrameType | None) -> None:
    codes = []
    while frame is not None:
        codes.append(frame.f_code)
        frame = frame.f_back
    _seen[tuple(codes)] += 1


def _write(file: Path) -> None:
    signal.setitimer(signal.ITIMER_PROF, 0)
    lines = []
    for codes, times in _seen.items():
        stack = ";".join(f"{code.co_qualname} ({code.co_filename})" for code in reversed(codes))
        lines.append(f"{stack} {times}\n")
    part = file.with_suffix(".part")
    part.write_text("".join(lines))
    part.rename(file)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
