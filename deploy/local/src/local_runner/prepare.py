"""Readies a database and the keys for the services, in one process: roles, event log, migrations.

python -m local_runner.prepare --state var --postgres-port 8432
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

from common.crypto import keys
from common.db.roles import create_roles
from common.messaging.adapters import postgres_schema
from local_runner.plan import ROOT, SERVICES, Plan, Ports
from local_runner.postgres import EmbeddedPostgres
from local_runner.state import State


def migrate(service: str, url: str) -> None:
    """Bring one service's schema up to date, as its owner."""
    config = Config(str(ROOT / "services" / service / "alembic.ini"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    command.upgrade(config, "head")


def migrate_panel(plan: Plan) -> None:
    """Bring the panel's schema up to date; answers that an earlier version kept in clear are sealed
    on the way, by a process that has the keys, since the last migration refuses until they are."""
    url = plan.postgres.url("panel_owner")
    try:
        migrate("panel", url)
    except DBAPIError:
        seal = [sys.executable, "-m", "panel.datakeys", "seal"]
        subprocess.run(seal, env=plan.environment("panel"), check=True)  # noqa: S603
        migrate("panel", url)


def main(
    state: Annotated[Path, typer.Option(help="the state directory")],
    postgres_port: Annotated[int, typer.Option(help="where Postgres listens")],
) -> None:
    """Make what is missing; safe to repeat."""
    place = State(state)
    keys.generate(place.private_keys, place.public_keys)
    keys.generate(place.log_keys, place.public_log_keys)
    passwords = place.passwords()
    postgres = EmbeddedPostgres(place.postgres, port=postgres_port, passwords=passwords)
    asyncio.run(create_roles(postgres.url(), passwords))
    asyncio.run(postgres_schema.migrate(postgres.url("event_log_owner")))
    migrate_panel(Plan(place, Ports(), "postgres", postgres))
    for service in SERVICES:
        if service != "panel":
            migrate(service, postgres.url(f"{service}_owner"))


if __name__ == "__main__":
    typer.run(main)
