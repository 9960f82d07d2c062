"""Give a library a made-up past: ``python -m insights.samples.past QE1 FILE``; repeatable."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from common.clock import day_in_england, utc_now
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.past import NotPast, read
from common.settings import load_settings
from insights.keys import InsightsKeys
from insights.samples.library import NotLoaded, play
from insights.samples.schemas import Library
from insights.settings import InsightsSettings


def main(
    ics: Annotated[str, typer.Argument(help="Code of the system, such as QE1")],
    library: Annotated[Path, typer.Argument(help="What came into the library", exists=True)],
    comments: Annotated[
        Path | None, typer.Option(help="A file of the Friends and Family Test", exists=True)
    ] = None,
) -> None:
    """Write made-up activities and findings, and import comments."""
    settings = load_settings(InsightsSettings)
    if settings.environment == "production":
        raise SystemExit("A made-up past is not for production.")
    try:
        said = Library.model_validate(read(library.read_bytes(), day_in_england(utc_now())))
        made = asyncio.run(_play(settings, SystemCode(ics), said, comments))
    except ValidationError as error:
        lines = [f"{library}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise SystemExit("\n".join(lines)) from None
    except (NotLoaded, NotPast) as error:
        raise SystemExit(f"{library}: {error}") from None
    typer.echo(
        f"insights: {ics} has {len(said.activities)} activities and {len(said.findings)} findings"
        " more, all made up"
        if made
        else f"insights: {ics} has this past already; nothing is doubled"
    )


async def _play(
    settings: InsightsSettings, ics: SystemCode, library: Library, comments: Path | None
) -> bool:
    database = Database(
        settings.database_url.get_secret_value(), schema=settings.service, pool_size=1
    )
    try:
        return await play(database, ics, InsightsKeys.of(settings), library, comments=comments)
    finally:
        await database.dispose()


if __name__ == "__main__":
    typer.run(main)
