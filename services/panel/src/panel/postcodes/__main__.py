"""Load the ONS Postcode Directory: ``python -m panel.postcodes load FILE``, CSV or zip.

It is read row by row; a release comes into force as a whole, for all systems, and the one before
is used until then.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from common.db.engine import Database
from common.settings import load_settings
from panel.postcodes import service
from panel.postcodes.directory import opened
from panel.postcodes.errors import NotADirectory
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
) -> None:
    """Load a release of the directory."""
    try:
        loaded = asyncio.run(_load(load_settings(PanelSettings), file, version or file.stem))
    except (OSError, NotADirectory) as error:
        raise SystemExit(f"{file}: {error}") from None
    typer.echo(f"{loaded.kept} postcodes are in force, of {loaded.read} rows")


async def _load(settings: PanelSettings, file: Path, version: str) -> Loaded:
    url = settings.database_url.get_secret_value()
    database = Database(url, schema=settings.service, pool_size=1)
    try:
        with opened(file) as rows:
            return await service.load(database, rows, version)
    finally:
        await database.dispose()


if __name__ == "__main__":
    app()
