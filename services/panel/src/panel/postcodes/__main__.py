"""Load the ONS Postcode Directory, and which decile of deprivation each LSOA is in.

    python -m panel.postcodes load FILE [--index imd2025]     # CSV or zip
    python -m panel.postcodes deciles FILE --index imd2025    # CSV: File 7 of the indices
    python -m panel.postcodes derive                          # deciles of the members there are

Files are read row by row; each comes into force as a whole, for all systems, and the one before is
used until then.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.settings import load_settings
from panel.keys import PanelKeys
from panel.members.deprivation import Derived, derive_anew
from panel.postcodes import deprivation, service
from panel.postcodes.directory import opened
from panel.postcodes.errors import NotADirectory, NotDeciles
from panel.postcodes.indices import Index, indices, named
from panel.postcodes.service import Loaded
from panel.settings import PanelSettings

app = typer.Typer(help="The postcode directory.", no_args_is_help=True)


@app.callback()
def _commands() -> None:
    """Keep ``load`` a command of its own."""


@app.command("load")
def load_command(
    file: Annotated[Path, typer.Argument(help="The directory, as CSV or zip")],
    version: Annotated[str | None, typer.Option(help="Its name; that of the file if unset")] = None,
    index: Annotated[
        str | None, typer.Option(help="Index of its ranks, where it is a part of a directory")
    ] = None,
) -> None:
    """Load a release of the directory."""
    settings = load_settings(PanelSettings)
    try:
        loaded = asyncio.run(_load(settings, file, version or file.stem, index))
    except (OSError, NotADirectory) as error:
        raise SystemExit(f"{file}: {error}") from None
    typer.echo(f"{loaded.kept} postcodes are in force, of {loaded.read} rows")
    told = f"of {loaded.index}" if loaded.index else "not known: name their --index"
    typer.echo(f"deciles of deprivation are {told}")


@app.command("deciles")
def load_deciles(
    file: Annotated[Path, typer.Argument(help="LSOAs with their deciles, as CSV")],
    index: Annotated[str, typer.Option(help="The index that they are of, such as imd2025")],
) -> None:
    """Load which decile of deprivation each LSOA is in, in place of what the directory tells."""
    found = named(index)
    if found is None:
        known = ", ".join(one.code for one in indices())
        raise SystemExit(f"There is no index {index}; known are {known}.")
    try:
        areas = asyncio.run(_load_deciles(load_settings(PanelSettings), file, found))
    except (OSError, NotDeciles) as error:
        raise SystemExit(f"{file}: {error}") from None
    typer.echo(f"{areas} areas have a decile of {found.name} ({found.source}; {found.licence})")


@app.command("derive")
def derive() -> None:
    """Derive the decile of every member whose area is kept, by what is loaded now."""
    for ics, found in asyncio.run(_derive(load_settings(PanelSettings))).items():
        typer.echo(f"{ics}: of {found.members} members, {found.known} have a decile")


async def _load(settings: PanelSettings, file: Path, version: str, index: str | None) -> Loaded:
    async with _database(settings) as database:
        with opened(file) as rows:
            return await service.load(database, rows, version, index=index)


async def _load_deciles(settings: PanelSettings, file: Path, index: Index) -> int:
    async with _database(settings) as database:
        with deprivation.opened(file) as rows:
            return await service.load_deciles(database, rows, file.name, index)


async def _derive(settings: PanelSettings) -> dict[SystemCode, Derived]:
    async with _database(settings) as database:
        return await derive_anew(database, PanelKeys.of(settings))


@asynccontextmanager
async def _database(settings: PanelSettings) -> AsyncIterator[Database]:
    url = settings.database_url.get_secret_value()
    database = Database(url, schema=settings.service, pool_size=1)
    try:
        yield database
    finally:
        await database.dispose()


if __name__ == "__main__":
    app()
