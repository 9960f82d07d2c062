"""Schemas and roles, made once by a superuser before the first migration; safe to repeat.

    python -m common.db.roles --url postgresql://postgres@host/golden_thread --passwords file.json

For each service: ``<service>_owner`` owns the schema, ``<service>_app`` and ``<service>_relay`` own
nothing. For the Postgres event log: ``event_log_owner`` and ``event_log_app``. None may bypass
row-level security, and no role but its own reaches a schema.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import asyncpg
import orjson
import typer

SERVICES = ("panel", "insights", "governance", "gateway")
EVENT_LOG = "event_log"

_LOOKED_UP = ("ts_match_vq(tsvector, tsquery)", "arrayoverlap(anyarray, anyarray)")
"""What ``tsvector @@ tsquery`` and ``array && array`` call.

Under row-level security Postgres uses an index only for operators that are known not to tell of the
rows they look at. These say nothing but true or false and raise nothing that tells of a row (an
array's elements may be of a type whose comparison does: no role but the superuser can make one), so
they are declared leakproof; without it a search reads every row of the system (ADR 3)."""


def role_names() -> list[str]:
    """Name every role that the platform uses."""
    services = [f"{s}_{kind}" for s in SERVICES for kind in ("owner", "app", "relay")]
    return [*services, f"{EVENT_LOG}_owner", f"{EVENT_LOG}_app"]


async def create_roles(url: str, passwords: Mapping[str, str] | None = None) -> None:
    """Make what is missing: roles, schemas, and the rights to use them.

    Args:
        url: address of the platform's database, as a superuser.
        passwords: role → password; None where the server trusts its local users.
    """
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            for role in role_names():
                await _create_role(connection, role, (passwords or {}).get(role))
            for service in SERVICES:
                await _create_schema(connection, service, [f"{service}_app", f"{service}_relay"])
            await _create_schema(connection, EVENT_LOG, [f"{EVENT_LOG}_app"])
            await connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            for function in _LOOKED_UP:
                await connection.execute(f"ALTER FUNCTION pg_catalog.{function} LEAKPROOF")
    finally:
        await connection.close()


async def _create_role(connection: asyncpg.Connection, role: str, password: str | None) -> None:
    if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role):
        await connection.execute(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT")
    if password is not None:
        quoted = await connection.fetchval("SELECT quote_literal($1::text)", password)
        await connection.execute(f"ALTER ROLE {role} PASSWORD {quoted}")


async def _create_schema(connection: asyncpg.Connection, schema: str, users: list[str]) -> None:
    owner = f"{schema}_owner"
    await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema} AUTHORIZATION {owner}")
    await connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {', '.join(users)}")
    await connection.execute(
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} "
        f"GRANT USAGE ON SEQUENCES TO {', '.join(users)}"
    )
    for extension in ("pg_trgm", "unaccent", "btree_gin"):
        await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension} WITH SCHEMA public")


def main(
    url: Annotated[str, typer.Option(help="postgresql:// address, as a superuser")],
    passwords: Annotated[Path | None, typer.Option(help="JSON file: role → password")] = None,
) -> None:
    """Make the platform's roles and schemas."""
    asyncio.run(create_roles(url, orjson.loads(passwords.read_bytes()) if passwords else None))


if __name__ == "__main__":
    typer.run(main)
