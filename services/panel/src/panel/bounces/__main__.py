"""Reports of failed delivery from a mailbox.

    python -m panel.bounces FILE...        # whole messages, one a file, as in a Maildir; - is stdin

Prints how many said what, and nothing of whom.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from common.clock import utc_now
from common.db.engine import Database
from common.settings import load_settings
from panel.bounces import service
from panel.bounces.reports import MOST
from panel.settings import PanelSettings
from panel.systems import service as systems


async def take_in(database: Database, messages: Iterable[bytes]) -> Counter[str]:
    """Take messages in, each in whichever system knows its mail; gives how many said what."""
    async with database.reading(None) as session:
        codes = await systems.system_codes(session)
    said: Counter[str] = Counter()
    for raw in messages:
        outcome = service.NOT_READ
        for ics in codes:
            async with database.transaction(ics) as session:
                outcome = await service.take_report(session, ics, raw, utc_now())
            if outcome != service.UNKNOWN:
                break
        said[outcome] += 1
    return said


def read(files: Annotated[list[Path], typer.Argument(help="Messages; - for stdin")]) -> None:
    """Take in reports of failed delivery."""

    async def run() -> Counter[str]:
        settings = load_settings(PanelSettings)
        url = settings.database_url.get_secret_value()
        database = Database(url, schema=settings.service, pool_size=1)
        try:
            return await take_in(database, (_message(path) for path in files))
        finally:
            await database.dispose()

    for outcome, count in sorted(asyncio.run(run()).items()):
        typer.echo(f"{outcome} {count}")


def _message(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read(MOST)
    with path.open("rb") as file:
        return file.read(MOST)


if __name__ == "__main__":
    typer.run(read)
