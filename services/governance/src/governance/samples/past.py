"""Give bodies a made-up past: ``python -m governance.samples.past QE1 FILE``; repeatable.

Waits a while for the library's events to tell of the findings that the past cites.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from common.clock import day_in_england, utc_now
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.past import NotPast, read
from common.settings import load_settings
from governance.keys import GovernanceKeys
from governance.samples.ground import NotThere
from governance.samples.record import NotLoaded, is_there, play, unknown
from governance.samples.schemas import Record
from governance.settings import GovernanceSettings

_PAUSE = 0.5


def main(
    ics: Annotated[str, typer.Argument(help="Code of the system, such as QE1")],
    record: Annotated[Path, typer.Argument(help="What bodies decided", exists=True)],
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for findings")] = 60,
) -> None:
    """Write made-up meetings, decisions and answers."""
    settings = load_settings(GovernanceSettings)
    if settings.environment == "production":
        raise SystemExit("A made-up past is not for production.")
    try:
        said = Record.model_validate(read(record.read_bytes(), day_in_england(utc_now())))
        made = asyncio.run(_play(settings, SystemCode(ics), said, wait))
    except ValidationError as error:
        lines = [f"{record}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise SystemExit("\n".join(lines)) from None
    except (NotLoaded, NotThere, NotPast) as error:
        raise SystemExit(f"{record}: {error}") from None
    taken = [one for meeting in said.meetings for one in meeting.decisions]
    powers = [one.delegation for one in taken if one.delegation is not None]
    decided = len(taken) + sum(len(one.exercises) for one in powers)
    typer.echo(
        f"governance: {ics} has {len(said.meetings)} meetings and {decided} decisions more,"
        " all made up"
        if made
        else f"governance: {ics} has this past already; nothing is doubled"
    )


async def _play(settings: GovernanceSettings, ics: SystemCode, record: Record, wait: float) -> bool:
    database = Database(
        settings.database_url.get_secret_value(), schema=settings.service, pool_size=1
    )
    try:
        await _until_known(database, ics, record, wait)
        return await play(database, ics, GovernanceKeys.of(settings), record)
    finally:
        await database.dispose()


async def _until_known(database: Database, ics: SystemCode, record: Record, wait: float) -> None:
    ends = time.monotonic() + wait
    while True:
        async with database.reading(ics) as session:
            missing = [] if await is_there(session, record) else await unknown(session, record)
        if not missing:
            return
        if time.monotonic() >= ends:
            raise NotThere(f"the library has not told of: {'; '.join(missing)}")
        await asyncio.sleep(_PAUSE)


if __name__ == "__main__":
    typer.run(main)
