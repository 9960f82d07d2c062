"""Give a panel a made-up past: ``python -m panel.samples.past QE1 HISTORY.json``; repeatable."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from common.db.commands import database_of
from common.db.tenancy import SystemCode
from common.settings import load_settings
from panel.keys import PanelKeys
from panel.samples.history import OtherPeopleThere, Sample, play
from panel.samples.schemas import History
from panel.settings import PanelSettings
from panel.systems.errors import SystemNotLoaded


def main(
    ics: Annotated[str, typer.Argument(help="Code of the system, such as QE1")],
    history: Annotated[Path, typer.Argument(help="What happened, as JSON", exists=True)],
    size: Annotated[int, typer.Option(min=1, max=100_000, help="How many members")] = 1340,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same people")] = 1,
) -> None:
    """Write made-up members, the surveys that they were asked, and an assembly drawn of them."""
    settings = load_settings(PanelSettings)
    if settings.environment == "production":
        raise SystemExit("A made-up past is not for production.")
    try:
        sample = Sample(size, seed, History.model_validate_json(history.read_bytes()))
        made = asyncio.run(_play(settings, SystemCode(ics), sample))
    except ValidationError as error:
        lines = [f"{history}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise SystemExit("\n".join(lines)) from None
    except OtherPeopleThere:
        raise SystemExit(
            f"The people of seed {seed} are members already, without this past; choose another."
        ) from None
    except SystemNotLoaded as error:
        raise SystemExit(str(error)) from None
    typer.echo(
        f"panel: {ics} has {size} members more and their past, all made up"
        if made
        else f"panel: {ics} has this past already; nothing is doubled"
    )


async def _play(settings: PanelSettings, ics: SystemCode, sample: Sample) -> bool:
    async with database_of(settings) as database:
        return await play(database, ics, PanelKeys.of(settings), sample, say=typer.echo)


if __name__ == "__main__":
    typer.run(main)
