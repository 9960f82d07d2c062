"""What an operator's commands need of a service: its database, and files that they are given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from common.db.engine import Database
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
