"""Load the panel's part of system files: ``python -m panel.load FILE…``; safe to repeat.

With ``--population TABLE.csv`` each file is held to the table of usual residents first: all files
are loaded, or none where a place and the table name other authorities, or other totals.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.settings import load_settings
from panel.burden import service as burden
from panel.rewards import catalogue as rewards
from panel.settings import PanelSettings
from panel.systems import residents
from panel.systems import service as systems
from panel.systems.schemas import SystemFile
from panel.vocabularies import service as vocabularies


async def load_file(database: Database, file: SystemFile) -> None:
    """Write one system in one transaction: all of it, or nothing."""
    async with database.transaction(SystemCode(file.code)) as session:
        await systems.load(session, file)
        await vocabularies.load(session, file)
        await burden.load(session, file)
        await rewards.load(session, file)


def read_file(path: Path) -> SystemFile:
    """Read a system file.

    Raises:
        SystemExit: with a line for each thing that is wrong with it.
    """
    try:
        return SystemFile.model_validate_json(path.read_bytes())
    except OSError as error:
        raise SystemExit(f"{path}: {error.strerror}") from None
    except ValidationError as error:
        lines = [f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise SystemExit("\n".join(lines)) from None


async def _load_all(settings: PanelSettings, files: list[SystemFile]) -> None:
    url = settings.database_url.get_secret_value()
    database = Database(url, schema=settings.service, pool_size=1)
    try:
        for file in files:
            await load_file(database, file)
            typer.echo(f"panel: {file.code} has {len(file.places)} places")
    finally:
        await database.dispose()


def refuse_other_residents(table: Path, files: list[SystemFile]) -> None:
    """Refuse files whose places and totals are not those of a table of usual residents.

    Raises:
        SystemExit: with a line for each thing in which they differ.
    """
    try:
        rows = list(residents.read_rows(table))
        lines = [
            f"{table}: {file.code}: {line}"
            for file in files
            for line in residents.differences(file, rows)
        ]
    except residents.TableUnreadable as error:
        raise SystemExit(f"{table}: {error}") from None
    if lines:
        raise SystemExit("\n".join(lines))


def load(
    files: Annotated[list[Path], typer.Argument(help="System files, as JSON")],
    population: Annotated[
        Path | None,
        typer.Option(help="Table of usual residents by authority, CSV, to hold the files to"),
    ] = None,
) -> None:
    """Load systems with their places, population and vocabularies."""
    read = [read_file(path) for path in files]
    if population is not None:
        refuse_other_residents(population, read)
    asyncio.run(_load_all(load_settings(PanelSettings), read))


if __name__ == "__main__":
    typer.run(load)
