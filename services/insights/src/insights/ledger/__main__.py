"""The ledger of what was taken back from the operator's side.

    python -m insights.ledger export --to FILE      # after each day's backup, and kept apart
    python -m insights.ledger reapply --from FILE   # after a restore, before the API is started

Where GT_WITHDRAWAL_LEDGER is set the worker does both by itself (`insights.ledger.keeping`).
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from common.clock import utc_now
from common.db.commands import add_to_ledger, database_of, ledger_in
from common.db.systems import SomeFailed
from common.db.tenancy import SystemCode
from common.observability.logging import configure
from common.settings import load_settings
from insights.files import service as files
from insights.files.storage import open_store
from insights.ledger import service
from insights.ledger.entries import entries_of
from insights.ledger.service import Reapplied
from insights.settings import InsightsSettings

app = typer.Typer(help="The ledger of what was taken back.", no_args_is_help=True)


@app.command("export")
def export_command(
    to: Annotated[Path, typer.Option(help="File to write; what it has stays in it")],
) -> None:
    """Write the ledger of every system to a file, complete from the moment it has its name.

    A file that is there is added to: after a restore the database knows less than it.
    """
    kept = ledger_in(to, entries_of) if to.exists() else []

    async def run() -> list[str]:
        async with database_of(load_settings(InsightsSettings)) as database:
            return await service.export(database)

    typer.echo(add_to_ledger(to, kept, asyncio.run(run())))


@app.command("reapply")
def reapply_command(
    source: Annotated[Path, typer.Option("--from", help="Exported ledger")],
) -> None:
    """Take back again what a restore brought back."""
    lines = ledger_in(source, entries_of)

    async def run() -> list[Reapplied]:
        settings = load_settings(InsightsSettings)
        configure(settings, settings.service)  # an error is told without the words of a row
        store = open_store(settings)

        async def destroy(ics: SystemCode, ids: list[UUID]) -> None:
            await files.destroy(store, ics, ids)

        async with database_of(settings) as database:
            return await service.reapply(database, lines, destroy, utc_now())

    try:
        done = asyncio.run(run())
    except SomeFailed as error:
        raise SystemExit(f"{source}: {error}; in the other systems it is done") from None
    for one in done:
        typer.echo(
            f"{one.ics}: {one.entries} entries; taken back again: {one.stories} stories, "
            f"{one.consents} consents, {one.findings} findings, {one.files} files"
        )


if __name__ == "__main__":
    app()
