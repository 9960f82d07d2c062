"""The ledger of erasures and withdrawals from the operator's side.

    python -m panel.erasures export --to FILE      # after each day's backup, and kept apart from it
    python -m panel.erasures reapply --from FILE   # after a restore, before the API is started

Where GT_ERASURE_LEDGER is set the worker does both by itself (`panel.erasures.keeping`).
The file holds keyed hashes, purposes and dates alone. It is of use with the same GT_INDEX_KEY only.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from common.clock import utc_now
from common.db.commands import add_to_ledger, database_of, ledger_in
from common.settings import load_settings
from panel.erasures import ledger
from panel.erasures.ledger import Reapplied
from panel.erasures.lines import entries_of
from panel.erasures.progress import Terms
from panel.keys import PanelKeys
from panel.settings import PanelSettings

app = typer.Typer(help="The erasure ledger.", no_args_is_help=True)


@app.command("export")
def export_command(
    to: Annotated[Path, typer.Option(help="File to write; what it has stays in it")],
) -> None:
    """Write the ledger of every system to a file, complete from the moment it has its name.

    A file that is there is added to: after a restore the database knows less than it.
    """
    kept = ledger_in(to, entries_of) if to.exists() else []

    async def run() -> list[str]:
        settings = load_settings(PanelSettings)
        async with database_of(settings) as database:
            await ledger.note_earlier(database, PanelKeys.of(settings), utc_now())
            return await ledger.export(database)

    typer.echo(add_to_ledger(to, kept, asyncio.run(run())))


@app.command("reapply")
def reapply_command(
    source: Annotated[
        Path | None, typer.Option("--from", help="Exported ledger; the database's own if unset")
    ] = None,
) -> None:
    """Erase again whoever a restore brought back; let who left leave again, and every no stand."""
    lines = ledger_in(source, entries_of) if source is not None else []

    async def run() -> tuple[int, list[Reapplied]]:
        settings = load_settings(PanelSettings)
        within = timedelta(seconds=settings.erasure_due_seconds)
        terms = Terms(settings.erasure_awaits(), within)
        async with database_of(settings) as database:
            new = await ledger.take_in(database, lines)
            keys = PanelKeys.of(settings)
            return new, await ledger.reapply(database, keys, terms, utc_now())

    new, done = asyncio.run(run())
    typer.echo(f"{new} entries taken in")
    for one in done:
        typer.echo(
            f"{one.ics}: {one.entries} entries, {one.members} members and {one.signups} requests "
            f"to join erased again; {one.withdrawn.left} left again, {one.withdrawn.consents} "
            f"consents withdrawn again, {one.withdrawn.objections} objections and "
            f"{one.withdrawn.pauses} pauses stand again"
        )


if __name__ == "__main__":
    app()
