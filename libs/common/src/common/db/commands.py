"""What an operator's commands need of a service: its database, and files that they are given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from common.db.engine import Database
from common.db.ledgers import write_lines
from common.settings import ServiceSettings

_CONNECTIONS = 2


@asynccontextmanager
async def database_of(settings: ServiceSettings) -> AsyncIterator[Database]:
    """Open a service's database for as long as a command works with it."""
    url = settings.database_url.get_secret_value()
    database = Database(url, schema=settings.service, pool_size=_CONNECTIONS)
    try:
        yield database
    finally:
        await database.dispose()


def lines_of(source: Path) -> list[str]:
    """Read the lines of a file that a command was given.

    Raises:
        SystemExit: if it can't be read, with its name and why.
    """
    try:
        return source.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SystemExit(f"{source}: {error}") from None


def ledger_in(file: Path, entries_of: Callable[[Iterable[str]], Iterable[object]]) -> list[str]:
    """Read the lines of a ledger's file.

    Args:
        entries_of: reads lines, and raises ValueError where one is no entry.

    Raises:
        SystemExit: if it can't be read or is no such ledger, with its name and why.
    """
    lines = lines_of(file)
    try:
        list(entries_of(lines))
    except ValueError as error:
        raise SystemExit(f"{file}: {error}") from None
    return lines


def add_to_ledger(file: Path, kept: Sequence[str], lines: Sequence[str]) -> str:
    """Write to a ledger's file what it has and what it has not; after a restore the database knows
    less than it.

    Args:
        kept: the lines that the file has.
        lines: those that the database has.

    Returns:
        What was done, to be told.

    Raises:
        SystemExit: if it can't be written, with its name and why.
    """
    there = set(kept)
    new = [line for line in lines if line not in there]
    try:
        write_lines(file, [*kept, *new])
    except OSError as error:
        raise SystemExit(f"{file}: {error}") from None
    return f"{len(new)} entries added to {len(kept)}"
