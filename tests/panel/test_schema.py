"""The tables that the migrations make are those that the code means."""

from __future__ import annotations

import asyncio
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

import panel.access.models
import panel.answers.models
import panel.assisted.models
import panel.bounces.models
import panel.bulletins.models
import panel.burden.models
import panel.commissions.models
import panel.datakeys.models
import panel.erasures.models
import panel.extensions.models
import panel.facts.models
import panel.feedback.models
import panel.gatherings.models
import panel.mail.models
import panel.members.models
import panel.offline.models
import panel.polls.models
import panel.postcodes.models
import panel.quotas.models
import panel.rewards.ledger
import panel.rewards.models
import panel.rewards.vouchers
import panel.rights.models
import panel.segments.models
import panel.selection.models
import panel.signups.models
import panel.surveys.models
import panel.systems.models
import panel.vocabularies.models
import panel.withdrawals.models  # noqa: F401 - imported for their tables
from common.db.engine import asyncpg_url
from common.testing.postgres import TestDatabases
from panel.tables import Base

SHARED = {"outbox", "inbox", "dead_letters", "idempotency_keys", "alembic_version"}


def _ours(_: Any, name: str | None, kind: str, parents: Any) -> bool:
    table = name if kind == "table" else parents.get("table_name")
    return table is None or not (table in SHARED or table.startswith(("outbox_", "postcodes_")))


async def test_migrations_and_models_agree(databases: TestDatabases) -> None:
    await asyncio.to_thread(databases.migrate, "panel")
    engine = create_async_engine(asyncpg_url(databases.server.url("panel_owner")))

    def differences(connection: Connection) -> Any:
        options = {
            "include_schemas": True,
            "include_name": lambda name, kind, parents: (
                name == "panel" if kind == "schema" else _ours(None, name, kind, parents)
            ),
        }
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, Base.metadata)

    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()
