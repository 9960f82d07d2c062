"""Upkeep of the Postgres event log by command:

python -m common.messaging.event_log migrate --url postgresql://event_log_owner@…
python -m common.messaging.event_log trim --url postgresql://event_log_app@… --days 365
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Annotated

import typer

from common.messaging.adapters import postgres_schema
from common.messaging.adapters.postgres import PostgresLog

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.command()
def migrate(url: Annotated[str, typer.Option(help="Address, as the role event_log_owner")]) -> None:
    """Make the log's tables; safe to repeat."""
    asyncio.run(postgres_schema.migrate(url))


@app.command()
def trim(
    url: Annotated[str, typer.Option(help="Address, as the role event_log_app")],
    days: Annotated[int, typer.Option(min=1, help="Keep what is younger than this")],
) -> None:
    """Remove old messages that every consumer group has handled."""
    removed = asyncio.run(PostgresLog(url).trim(timedelta(days=days)))
    typer.echo(f"removed {removed} messages")


if __name__ == "__main__":
    app()
