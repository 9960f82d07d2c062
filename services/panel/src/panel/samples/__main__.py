"""Fill a panel with made-up members: ``python -m panel.samples QE1 1340 --seed 1``."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from asyncpg import UniqueViolationError

from common.clock import utc_now
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.settings import load_settings
from panel.keys import PanelKeys
from panel.samples.service import fill
from panel.samples.telling import tell
from panel.settings import PanelSettings
from panel.systems.errors import SystemNotLoaded


def main(
    ics: Annotated[str, typer.Argument(help="Code of the system, such as QE1")],
    size: Annotated[int, typer.Argument(min=1, max=1_000_000, help="How many members")],
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same people")] = 1,
) -> None:
    """Write made-up members who chose themselves as volunteers do."""
    settings = load_settings(PanelSettings)
    if settings.environment == "production":
        raise SystemExit("Made-up members are not for production.")
    try:
        asyncio.run(_fill(settings, SystemCode(ics), size, seed))
    except UniqueViolationError:
        raise SystemExit(f"The people of seed {seed} are there already; choose another.") from None
    except SystemNotLoaded as error:
        raise SystemExit(str(error)) from None
    typer.echo(f"panel: {ics} has {size} members more, all made up")


async def _fill(settings: PanelSettings, ics: SystemCode, size: int, seed: int) -> None:
    url = settings.database_url.get_secret_value()
    database = Database(url, schema=settings.service, pool_size=1)
    try:
        async with database.transaction(ics) as session:
            keys = PanelKeys.of(settings)
            filled = await fill(session, ics, keys, size=size, seed=seed, now=utc_now())
            await tell(session, ics, keys, filled=filled, seed=seed, now=utc_now())
    finally:
        await database.dispose()


if __name__ == "__main__":
    typer.run(main)
