"""The ledger of stories from the operator's side.

    python -m insights.stories export --to FILE      # after each day's backup, and kept apart
    python -m insights.stories reapply --from FILE   # after a restore, before the API is started

Where GT_STORY_LEDGER is set the worker does both by itself (`insights.stories.keeping`). The file
holds ids and moments alone.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from common.clock import utc_now
from common.db.commands import database_of, lines_of
from common.db.ledgers import write_lines
from common.db.tenancy import SystemCode
from common.settings import load_settings
from insights.files import service as files
from insights.files.storage import open_store
from insights.settings import InsightsSettings
from insights.stories import ledger
from insights.stories.ledger import Reapplied

app = typer.Typer(help="The ledger of stories that are gone.", no_args_is_help=True)


@app.command("export")
def export_command(to: Annotated[Path, typer.Option(help="File to write; replaced")]) -> None:
    """Write the ledger of every system to a file, complete from the moment it has its name."""

    async def run() -> list[str]:
        async with database_of(load_settings(InsightsSettings)) as database:
            return await ledger.export(database)

    lines = asyncio.run(run())
    write_lines(to, lines)
    typer.echo(f"{len(lines)} entries")


@app.command("reapply")
def reapply_command(
    source: Annotated[Path, typer.Option("--from", help="Exported ledger")],
) -> None:
    """Take out again what a restore brought back, and end again what consent has ended."""
    lines = lines_of(source)

    async def run() -> list[Reapplied]:
        settings = load_settings(InsightsSettings)
        store = open_store(settings)

        async def destroy(ics: SystemCode, ids: list[UUID]) -> None:
            await files.destroy(store, ics, ids)

        async with database_of(settings) as database:
            return await ledger.reapply(database, lines, destroy, utc_now())

    try:
        done = asyncio.run(run())
    except ValueError as error:
        raise SystemExit(f"{source}: {error}") from None
    for one in done:
        typer.echo(
            f"{one.ics}: {one.entries} entries, {one.stories} stories taken out again, "
            f"{one.consents} consents ended again"
        )


if __name__ == "__main__":
    app()
