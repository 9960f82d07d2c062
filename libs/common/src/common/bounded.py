"""Work on what strangers made, in a process of its own that can be stopped and can do no harm.

The process has bounds of memory and time. It has none of the service's environment, connections or
keys, can write no file, and only its answer comes back. Parsers run in it and nowhere else.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

_CHUNK = 1024 * 1024
_MAX_OPEN_FILES = 64


@dataclass(frozen=True)
class Bounds:
    """What a process may take."""

    memory: int
    """Bytes of address space."""
    seconds: int
    """Seconds of the processor."""
    patience: float
    """Seconds of the clock, on a machine with other work too."""
    answer: int
    """Bytes that it may say."""


class TooHeavy(Exception):
    """The work takes more time than it may."""


class SaysTooMuch(Exception):
    """The answer is longer than it may be."""


async def run(
    module: str, file: IO[bytes], out: IO[bytes], bounds: Bounds, arguments: Sequence[str] = ()
) -> None:
    """Run a module on a file in a process of its own.

    The module calls `bound` with its first two arguments before it reads its standard input.

    Args:
        module: run by its name; ours.
        file: a real file, which becomes its standard input; it is read from its beginning.
        out: gets what the process says. It may be cut short where the process died: whoever reads
            it must be able to tell.

    Raises:
        TooHeavy: if it takes too long.
        SaysTooMuch: if its answer is too long.
    """
    file.flush()
    # The process takes over the file itself: what Python has buffered of it is not there.
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", module, str(bounds.memory), str(bounds.seconds), *arguments,
        stdin=file, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "LANG": "C.UTF-8"},
        cwd="/", start_new_session=True, limit=_CHUNK,
    )  # fmt: skip
    try:
        async with asyncio.timeout(bounds.patience):
            await _take(process, out, bounds.answer)
            await process.wait()
    except TimeoutError:
        raise TooHeavy from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise TooHeavy


def bound(memory: int, seconds: int) -> None:
    """Bound what this process can take; it can write no file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MAX_OPEN_FILES, _MAX_OPEN_FILES))


async def _take(process: asyncio.subprocess.Process, out: IO[bytes], most: int) -> None:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    size = 0
    while part := await process.stdout.read(_CHUNK):
        size += len(part)
        if size > most:
            raise SaysTooMuch
        out.write(part)
