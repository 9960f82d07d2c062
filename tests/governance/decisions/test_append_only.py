"""The database itself refuses to rewrite what was decided."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from common.db.engine import raw_connection
from governance_support import QE1, Governance

REWRITES = [
    "UPDATE decision_versions SET title = 'other'",
    "DELETE FROM decision_versions",
    "TRUNCATE decision_versions CASCADE",
    "UPDATE decision_evidence SET finding_version = 9",
    "DELETE FROM decision_evidence",
    "DELETE FROM decisions",
    "UPDATE decisions SET reference = 'QE1-ICP-2024-9999'",
    "UPDATE decisions SET version = version - 1",
    "UPDATE decisions SET decided_on = '2020-01-01', version = version + 1",
]


@pytest.mark.rule("governance.7")
class TestAppendOnly:
    @pytest.mark.parametrize("statement", REWRITES)
    async def test_the_service_cannot_rewrite_a_decision(
        self, governance: Governance, statement: str
    ) -> None:
        finding = await governance.finding()
        decision = await governance.decision(evidence=[{"finding_id": str(finding), "version": 1}])
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.PostgresError)):
            async with governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(statement)
        kept = (await governance.get(f"/decisions/{decision['id']}")).json()
        assert kept == decision

    @pytest.mark.parametrize("statement", [s for s in REWRITES if "versions" in s][:2])
    async def test_nor_can_the_owner_of_the_tables(
        self, governance: Governance, databases: Any, statement: str
    ) -> None:
        await governance.decision()
        owner = await asyncpg.connect(databases.server.url("postgres"))
        try:
            await owner.execute("SET search_path TO governance")
            with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
                await owner.execute(statement)
        finally:
            await owner.close()
