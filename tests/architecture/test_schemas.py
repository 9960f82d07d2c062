"""The schemas of all services: row-level security forced, nothing owned by those who serve."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from common.db.roles import SERVICES
from common.testing.postgres import TestDatabases
from conftest import ROOT

pytestmark = pytest.mark.parametrize("service", SERVICES)

TENANT = "ics = NULLIF(current_setting('app.ics'"

_TABLES = """
SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
       pg_get_userbyid(c.relowner) AS owner,
       EXISTS (SELECT 1 FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attname = 'ics' AND a.attnotnull) AS tenanted
FROM pg_class c
WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND c.relname <> 'alembic_version'
ORDER BY 1
"""
_POLICIES = """
SELECT tablename AS name, policyname AS policy, roles::text[] AS roles, cmd, qual, with_check
FROM pg_policies WHERE schemaname = $1
"""
_OWNED = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = $1::regnamespace AND pg_get_userbyid(c.relowner) <> $2
UNION ALL
SELECT p.proname FROM pg_proc p
WHERE p.pronamespace = $1::regnamespace AND pg_get_userbyid(p.proowner) <> $2
"""
_PARTITION_RIGHTS = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = $1::regnamespace AND c.relispartition
  AND has_table_privilege($2, c.oid, 'SELECT, INSERT, UPDATE, DELETE')
"""
_DEFINERS = """
SELECT p.proname AS name, p.proconfig AS settings, p.prorettype::regtype::text AS gives,
       p.pronargs AS arguments, has_function_privilege('public', p.oid, 'EXECUTE') AS for_all
FROM pg_proc p WHERE p.pronamespace = $1::regnamespace AND p.prosecdef
"""
_DAYS_OF_THE_SESSION = """
SELECT said.what, said.rule FROM (
    SELECT p.proname AS what, p.prosrc AS rule FROM pg_proc p
    WHERE p.pronamespace = $1::regnamespace
    UNION ALL
    SELECT d.adrelid::regclass::text, pg_get_expr(d.adbin, d.adrelid)
    FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid
    WHERE c.relnamespace = $1::regnamespace
    UNION ALL
    SELECT c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
    WHERE c.connamespace = $1::regnamespace AND c.contype = 'c'
) AS said
WHERE said.rule ~* 'current_date|localtimestamp|now\\(\\)\\s*::\\s*date'
"""

LENDING = {
    "panel": {"systems_with_due_mail": "the worker learns which systems have mail to send"},
    "governance": {"systems_with_due_mail": "the worker learns which systems have mail to send"},
    "insights": {
        "systems_with_due_mail": "the worker learns which systems have mail to send",
        "systems_with_addresses": "the worker learns where notices may have to be mailed",
        "systems_with_embargoes": "the worker learns where something waits for its embargo to end",
        "systems_with_arrivals": "the worker learns where something was published or planned",
        "systems_with_uploads": "the worker learns where an upload waits to be imported",
    },
}
"""Functions that act with their owner's rights, by service, and what for: they tell codes of
systems and nothing else."""


@pytest.fixture
async def superuser(databases: TestDatabases, service: str) -> AsyncIterator[asyncpg.Connection]:
    databases.migrate(service)
    connection = await asyncpg.connect(databases.server.url())
    yield connection
    await connection.close()


class TestTenancy:
    async def test_every_table_bears_its_system_and_forces_row_level_security(
        self, superuser: asyncpg.Connection, service: str
    ) -> None:
        tables = await superuser.fetch(_TABLES, service)

        assert len(tables) > 5
        for table in tables:
            assert table["tenanted"], f"{table['name']} has no column ics NOT NULL"
            assert table["enabled"], f"{table['name']} has no row-level security"
            assert table["forced"], f"{table['name']} does not force it upon its owner"

    async def test_every_table_shows_and_takes_rows_of_the_present_system_alone(
        self, superuser: asyncpg.Connection, service: str
    ) -> None:
        policies = await superuser.fetch(_POLICIES, service)
        tenant = {p["name"]: p for p in policies if p["policy"] == "tenant"}

        for table in await superuser.fetch(_TABLES, service):
            policy = tenant[table["name"]]
            assert policy["cmd"] == "ALL"
            assert policy["roles"] == [f"{service}_app"]
            for rule in (policy["qual"], policy["with_check"]):
                assert TENANT in rule.replace("((", "(").replace("(ics)::text", "ics")

    async def test_other_policies_for_the_app_role_only_read_a_register(
        self, superuser: asyncpg.Connection, service: str
    ) -> None:
        others = [
            (p["name"], p["policy"], p["cmd"])
            for p in await superuser.fetch(_POLICIES, service)
            if p["policy"] != "tenant" and f"{service}_app" in p["roles"]
        ]

        assert all((policy, cmd) == ("register", "SELECT") for _, policy, cmd in others), others

    async def test_no_policy_is_for_everybody(
        self, superuser: asyncpg.Connection, service: str
    ) -> None:
        known = {f"{service}_{kind}" for kind in ("app", "relay", "owner")}
        for policy in await superuser.fetch(_POLICIES, service):
            assert set(policy["roles"]) <= known, policy["name"]


class TestOwnership:
    async def test_all_is_the_owners_and_nothing_is_the_app_roles(
        self, superuser: asyncpg.Connection, service: str
    ) -> None:
        assert await superuser.fetch(_OWNED, service, f"{service}_owner") == []

    async def test_the_app_role_reaches_partitions_through_their_parent_alone(
        self, superuser: asyncpg.Connection, service: str
    ) -> None:
        assert await superuser.fetch(_PARTITION_RIGHTS, service, f"{service}_app") == []

    async def test_a_function_that_lends_its_owners_rights_tells_codes_of_systems_alone(
        self, superuser: asyncpg.Connection, service: str
    ) -> None:
        definers = await superuser.fetch(_DEFINERS, service)

        assert {d["name"] for d in definers} == set(LENDING.get(service, {}))
        for definer in definers:
            assert definer["gives"] == "character varying"
            assert definer["arguments"] == 0
            assert not definer["for_all"]
            assert definer["settings"] == [f"search_path={service}"]


class TestDays:
    async def test_no_rule_of_a_schema_takes_the_day_that_its_session_has(
        self, superuser: asyncpg.Connection, service: str
    ) -> None:
        """A session has UTC: in summer its day begins an hour after England's."""
        assert await superuser.fetch(_DAYS_OF_THE_SESSION, service) == []


class TestMigrations:
    @pytest.fixture
    def scripts(self, service: str) -> ScriptDirectory:
        return ScriptDirectory.from_config(Config(self.folder(service) / "alembic.ini"))

    @staticmethod
    def folder(service: str) -> Path:
        return ROOT / "services" / service

    def test_they_form_one_line_and_the_code_needs_its_end(
        self, scripts: ScriptDirectory, service: str
    ) -> None:
        package = __import__(service)

        assert scripts.get_heads() == [package.SCHEMA_REVISION]
        assert len(scripts.get_bases()) == 1
        assert all(not s.is_merge_point for s in scripts.walk_revisions())

    def test_they_run_with_the_lock_timeout_of_all(self, service: str) -> None:
        environment = (self.folder(service) / "migrations" / "env.py").read_text()

        assert f'run_migrations(schema="{service}")' in environment
