"""Data keys from the operator's side.

    python -m panel.datakeys status    # which key-encryption keys wrap how many data keys
    python -m panel.datakeys rotate    # wraps all data keys under the first key-encryption key
    python -m panel.datakeys reseal    # seals anew what an older one of GT_SEALING_KEYS sealed
    python -m panel.datakeys seal      # between two migrations: seals what stood in clear

All may be run while the service runs, stopped, and run again. Each ends with status 1 where
something is left that it could not do, and says what.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from common.crypto.sealing import CannotOpen
from common.db.commands import database_of
from common.db.engine import Database
from common.settings import load_settings
from panel.datakeys import rotation, sealing_up
from panel.datakeys.errors import KeyEncryptionKeyUnknown
from panel.datakeys.rotation import Rotated
from panel.keys import PanelKeys
from panel.settings import PanelSettings

T = TypeVar("T")

app = typer.Typer(help="The data keys of members.", no_args_is_help=True)


@app.command("status")
def status_command() -> None:
    """Count the data keys under each key-encryption key."""
    settings = load_settings(PanelSettings)
    current = PanelKeys.of(settings).wrapping.current
    counted = _run(settings, lambda database, _: rotation.wrapped_under(database))
    for ics, by_kek in counted.items():
        told = ", ".join(f"{count} under {kek}" for kek, count in by_kek.items()) or "none"
        typer.echo(f"{ics}: {told}")
    if left := sum(n for by_kek in counted.values() for k, n in by_kek.items() if k != current):
        typer.echo(f"{left} are not under {current}: python -m panel.datakeys rotate")


@app.command("rotate")
def rotate_command() -> None:
    """Wrap every data key under the first of GT_KEY_ENCRYPTION_KEYS."""
    done = _run(load_settings(PanelSettings), rotation.rotate)
    _report(done, "data keys wrapped anew", "GT_KEY_ENCRYPTION_KEYS")


@app.command("reseal")
def reseal_command() -> None:
    """Seal what is the service's own under the first of GT_SEALING_KEYS."""
    done = _run(load_settings(PanelSettings), rotation.reseal)
    _report(done, "values sealed anew", "GT_SEALING_KEYS")


@app.command("seal")
def seal_command() -> None:
    """Seal what an earlier version kept in clear; does nothing where that is done."""
    try:
        done = _run(load_settings(PanelSettings), sealing_up.seal_up)
    except sealing_up.NoRoom:
        raise SystemExit(f"Make room first: alembic upgrade {sealing_up.MAKES_ROOM}") from None
    except CannotOpen as error:
        raise SystemExit(
            f"Something is {error}. Put the key into GT_SEALING_KEYS and run this again; what was "
            "not sealed is as it was."
        ) from None
    for one in done:
        typer.echo(f"{one.ics}: {one.members} members and {one.answers} answers sealed")
    typer.echo("Everything is sealed." if done else "There is nothing to seal.")


def _report(done: list[Rotated], what: str, setting: str) -> None:
    for one in done:
        typer.echo(f"{one.ics}: {one.done} {what}")
    problems = [
        f"{one.ics}: {count} are under the key {kid}, which is not in {setting}: put it back "
        "behind the first, and run this again."
        for one in done
        for kid, count in one.left.items()
    ]
    problems += [
        f"{one.ics}: {one.damaged} were altered, and their own key does not open them."
        for one in done
        if one.damaged
    ]
    if problems:
        raise SystemExit("\n".join(problems))


def _run(settings: PanelSettings, work: Callable[[Database, PanelKeys], Awaitable[T]]) -> T:
    async def run() -> T:
        async with database_of(settings) as database:
            return await work(database, PanelKeys.of(settings))

    try:
        return asyncio.run(run())
    except KeyEncryptionKeyUnknown as error:
        raise SystemExit(error.remedy) from None


if __name__ == "__main__":
    app()
