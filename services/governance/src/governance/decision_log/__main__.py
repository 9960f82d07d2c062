"""The decision log from the operator's side.

    python -m governance.decision_log check              # entries, tiles and checkpoints agree
    python -m governance.decision_log rebuild            # make the tiles again from the entries
    python -m governance.decision_log erase QE1 ID --field title

Each takes ``--system QE1`` for one system alone, except ``erase``.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import UUID

import typer

from common.db.engine import Database
from common.db.tenancy import SystemCode, system_code
from common.settings import load_settings
from governance.decision_log import rebuilding, service
from governance.decision_log.errors import LogDamaged
from governance.decision_log.rebuilding import Found
from governance.settings import GovernanceSettings
from governance.vocabularies import service as vocabularies

app = typer.Typer(help="The decision log.", no_args_is_help=True)

_System = Annotated[str | None, typer.Option(help="ODS code; every system if unset")]
Look = Callable[[Database, SystemCode], Awaitable[Found]]


@app.command("check")
def check_command(system: _System = None) -> None:
    """Compare entries, tiles and checkpoints; exit status 1 where they disagree."""

    async def look(database: Database, ics: SystemCode) -> Found:
        async with database.reading(ics) as session:
            return await rebuilding.check(session)

    _each(system, look)


@app.command("rebuild")
def rebuild_command(system: _System = None) -> None:
    """Write the tiles again from the entries; exit status 1 if these are not what was signed."""

    async def look(database: Database, ics: SystemCode) -> Found:
        async with database.transaction(ics) as session:
            return await rebuilding.rebuild(session, ics)

    _each(system, look)


@app.command("erase")
def erase_command(
    system: Annotated[str, typer.Argument(help="ODS code")],
    subject: Annotated[UUID, typer.Argument(help="id of the decision or of the feedback")],
    field: Annotated[
        list[str] | None, typer.Option(help="field whose salts go; all fields if unset")
    ] = None,
) -> None:
    """Erase salts, so that commitments to words or names can never be opened again."""

    async def erase() -> int:
        async with _database() as database, database.transaction(system_code(system)) as session:
            return await service.erase(session, subject, field or None)

    typer.echo(f"{asyncio.run(erase())} salts erased")


def _each(system: str | None, look: Look) -> None:
    async def run() -> bool:
        sound = True
        async with _database() as database:
            for ics in [system_code(system)] if system else await _systems(database):
                try:
                    found = await look(database, ics)
                except LogDamaged as damage:
                    found = Found(0, b"", {}, [str(damage)])
                for problem in found.problems:
                    typer.echo(f"{ics}: {problem}", err=True)
                if not found.problems:
                    typer.echo(f"{ics}: {found.tree_size} leaves, root {found.root_hash.hex()}")
                sound = sound and not found.problems
        return sound

    if not asyncio.run(run()):
        raise typer.Exit(1)


async def _systems(database: Database) -> list[SystemCode]:
    async with database.reading(None) as session:
        return await vocabularies.systems(session)


@asynccontextmanager
async def _database() -> AsyncIterator[Database]:
    url = load_settings(GovernanceSettings).database_url.get_secret_value()
    database = Database(url, schema=GovernanceSettings.service, pool_size=1)
    try:
        yield database
    finally:
        await database.dispose()


if __name__ == "__main__":
    app()
