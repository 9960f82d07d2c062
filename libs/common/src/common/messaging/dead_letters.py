"""Dead letters: see what is parked, replay it by key in order, or drop it.

python -m common.messaging.dead_letters list panel
python -m common.messaging.dead_letters replay panel --key 0198…
python -m common.messaging.dead_letters drop panel --key 0198… --event 0198…

Takes the addresses of the database from GT_DATABASE_URL and GT_RELAY_DATABASE_URL, as the worker
does; ``panel`` is the service, whose ``panel.subscriptions.SUBSCRIPTIONS`` names the handlers.
"""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

import asyncpg
import orjson
import typer

from common.db.engine import Database, raw_connection
from common.db.tenancy import SystemCode, system_code
from common.events.envelope import MalformedEvent, read_event
from common.messaging.subscriptions import Subscriptions
from common.observability.tracing import continue_trace


@dataclass(frozen=True)
class ParkedKey:
    """A key whose events wait."""

    ics: SystemCode
    consumer: str
    topic: str
    key: str
    events: int
    first_event: UUID
    """The event at fault; the others wait behind it."""
    reason: str
    since: datetime


@dataclass(frozen=True)
class Replayed:
    """What became of a key's dead letters."""

    handled: int
    fault: BaseException | None = None
    """Why it stopped; None if the key flows again."""


_LIST = """
SELECT ics, consumer, topic, key, count(*) AS events,
    (array_agg(event_id ORDER BY position))[1] AS first_event,
    (array_agg(reason ORDER BY position))[1] AS reason, min(parked_at) AS since
FROM dead_letters
WHERE ($1::text IS NULL OR topic = $1) AND ($2::text IS NULL OR key = $2)
GROUP BY ics, consumer, topic, key ORDER BY since
"""

_NEXT = """
SELECT id, event_id, headers, payload FROM dead_letters
WHERE consumer = $1 AND topic = $2 AND key = $3 ORDER BY position LIMIT 1 FOR UPDATE
"""


async def parked_keys(
    relay: asyncpg.Connection, *, topic: str | None = None, key: str | None = None
) -> Sequence[ParkedKey]:
    """List what is parked, the longest parked first.

    Args:
        relay: a connection as the role <service>_relay, which sees all systems.
    """
    rows = await relay.fetch(_LIST, topic, key)
    return [ParkedKey(**{**row, "ics": system_code(row["ics"])}) for row in rows]


async def replay(database: Database, subscriptions: Subscriptions, parked: ParkedKey) -> Replayed:
    """Handle a key's dead letters in order, each in its own transaction, until one fails.

    May run beside the worker: an event that arrives meanwhile waits behind, or, once the last one
    is handled, is handled by the worker.
    """
    handled = 0
    while True:
        try:
            async with database.transaction(parked.ics) as session:
                connection = await raw_connection(session)
                row = await connection.fetchrow(
                    _NEXT, subscriptions.consumer, parked.topic, parked.key
                )
                if row is None:
                    return Replayed(handled)
                event = read_event(_headers(row["headers"]), row["payload"], subscriptions.kinds)
                fresh = await connection.fetchval(
                    "INSERT INTO inbox (ics, consumer, event_id) VALUES ($1, $2, $3) "
                    "ON CONFLICT DO NOTHING RETURNING true",
                    parked.ics,
                    subscriptions.consumer,
                    row["event_id"],
                )
                if fresh:
                    with continue_trace(event.traceparent, ics=parked.ics):
                        await subscriptions.handler(event.type)(event, session)
                await connection.execute("DELETE FROM dead_letters WHERE id = $1", row["id"])
        except Exception as error:
            return Replayed(handled, error)
        handled += 1


async def drop(relay: asyncpg.Connection, parked: ParkedKey, event_id: UUID | None = None) -> int:
    """Forget a key's dead letters, or one of them; gives how many. Their effects never happen."""
    rows = await relay.fetch(
        "DELETE FROM dead_letters WHERE consumer = $1 AND topic = $2 AND key = $3 "
        "AND ($4::uuid IS NULL OR event_id = $4) RETURNING id",
        parked.consumer,
        parked.topic,
        parked.key,
        event_id,
    )
    return len(rows)


def _headers(value: object) -> dict[str, str]:
    """Read the headers column, which a plain connection gives as text."""
    headers = orjson.loads(value) if isinstance(value, str | bytes) else value
    if not isinstance(headers, dict):
        raise MalformedEvent("headers are no JSON object")
    return headers


app = typer.Typer(no_args_is_help=True, add_completion=False, help="Dead letters of a service.")

Service = Annotated[str, typer.Argument(help="panel, insights, governance or gateway")]
RelayUrl = Annotated[str, typer.Option(envvar="GT_RELAY_DATABASE_URL")]
AppUrl = Annotated[str, typer.Option(envvar="GT_DATABASE_URL")]
Topic = Annotated[str | None, typer.Option(help="Only of this topic")]
Key = Annotated[str | None, typer.Option(help="Only of this key")]


@app.command("list")
def list_command(
    service: Service, relay_database_url: RelayUrl, topic: Topic = None, key: Key = None
) -> None:
    """List the keys that are parked."""

    async def run() -> Sequence[ParkedKey]:
        async with _relay_connection(relay_database_url, service) as relay:
            return await parked_keys(relay, topic=topic, key=key)

    for parked in asyncio.run(run()):
        typer.echo(
            f"{parked.since:%Y-%m-%d %H:%M} {parked.ics} {parked.topic} {parked.key}: "
            f"{parked.events} waiting, first {parked.first_event}: {parked.reason}"
        )


@app.command("replay")
def replay_command(
    service: Service,
    relay_database_url: RelayUrl,
    database_url: AppUrl,
    topic: Topic = None,
    key: Key = None,
) -> None:
    """Handle parked events again, key by key, in order; exit status 1 if any is left."""
    subscriptions: Subscriptions = importlib.import_module(f"{service}.subscriptions").SUBSCRIPTIONS

    async def run() -> bool:
        database = Database(database_url, schema=service)
        complete = True
        async with _relay_connection(relay_database_url, service) as relay:
            for parked in await parked_keys(relay, topic=topic, key=key):
                result = await replay(database, subscriptions, parked)
                left = type(result.fault).__name__ if result.fault else "none left"
                typer.echo(f"{parked.topic} {parked.key}: {result.handled} handled, {left}")
                complete = complete and result.fault is None
        await database.dispose()
        return complete

    if not asyncio.run(run()):
        raise typer.Exit(1)


@app.command("drop")
def drop_command(
    service: Service,
    relay_database_url: RelayUrl,
    key: Annotated[str, typer.Option(help="The key whose events to forget")],
    topic: Topic = None,
    event: Annotated[UUID | None, typer.Option(help="Only this event of the key")] = None,
) -> None:
    """Forget parked events: their effects never happen here."""

    async def run() -> int:
        async with _relay_connection(relay_database_url, service) as relay:
            keys = await parked_keys(relay, topic=topic, key=key)
            return sum([await drop(relay, parked, event) for parked in keys])

    typer.echo(f"dropped {asyncio.run(run())}")


@asynccontextmanager
async def _relay_connection(url: str, service: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url, server_settings={"search_path": service})
    try:
        yield connection
    finally:
        await connection.close()


if __name__ == "__main__":
    app()
