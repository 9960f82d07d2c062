"""The library's tables: kept apart by system, as the models say, loaded without harm twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from common.db.engine import Database
from insights.load import load_system
from insights.tables import Base
from insights_support import HEALTHWATCH, QE1, QKK, Library, activity, finding, system_file

DIALECT: Any = postgresql.dialect()  # type: ignore[no-untyped-call]


OPEN = {"systems": "the worker must know which systems there are"}
"""Tables that may be read across systems, and why."""


class TestTenancy:
    async def test_rows_of_one_system_are_seen_in_no_other_and_in_none(
        self, library: Library, databases: Any
    ) -> None:
        published = await library.published()
        await library.editor.post("/activities", activity())
        source = {
            "name": "x",
            "kind": "complaints_and_compliments",
            "mapping": {"text": "Comment"},
        }
        made = (await library.editor.post("/feedback-sources", source)).json()
        await library.editor.upload(f"/feedback-sources/{made['id']}/imports", b"Comment\na\n")
        filled = 0
        for table in Base.metadata.sorted_tables:
            query = text(f"SELECT count(*) FROM {table.fullname} WHERE ics = 'QE1'")
            counts = []
            for ics in (QE1, QKK, None):
                async with library.database.reading(ics) as session:
                    counts.append((await session.execute(query)).scalar_one())
            filled += counts[0] > 0
            if table.name not in OPEN:
                assert counts[1:] == [0, 0], table.name
        assert filled >= 10
        other = library.caller(["insights:read"], None, "QKK")
        assert (await other.get(f"/findings/{published['id']}")).status_code == 404

    async def test_every_table_forces_row_level_security(self, database: Database) -> None:
        query = text(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class "
            "WHERE relnamespace = 'insights'::regnamespace AND relkind IN ('r', 'p') "
            "AND relname <> 'alembic_version' AND NOT relispartition"
        )
        async with database.reading(None) as session:
            assert [row[0] for row in await session.execute(query) if not row[1]] == []

    async def test_nothing_can_be_written_for_another_system(self, database: Database) -> None:
        statement = text("INSERT INTO places (ics, code, name) VALUES ('QKK', 'x', 'x')")
        with pytest.raises(DBAPIError, match="row-level security"):
            async with database.transaction(QE1) as session:
                await session.execute(statement)


class TestModels:
    async def test_they_say_what_the_migration_made(
        self, databases: Any, database: Database
    ) -> None:
        async with database.engine.connect() as connection:
            found = await connection.run_sync(_columns)
        for table in Base.metadata.sorted_tables:
            said = {c.name: (c.nullable, _kind(c.type)) for c in table.columns}
            assert found[table.name] == said, table.name
        shared = {"outbox", "inbox", "dead_letters", "idempotency_keys", "alembic_version"}
        shared.add("tombstones")
        assert set(found) - {t.name for t in Base.metadata.sorted_tables} <= shared


def _columns(connection: Any) -> dict[str, dict[str, tuple[bool, str]]]:
    inspector = inspect(connection)
    return {
        table: {
            column["name"]: (column["nullable"], _kind(column["type"]))
            for column in inspector.get_columns(table, schema="insights")
        }
        for table in inspector.get_table_names(schema="insights")
        if not table.startswith("outbox_")
    }


def _kind(column_type: Any) -> str:
    """Name a type by what it holds: lengths of text and sizes of whole numbers aside."""
    name = str(column_type.compile(dialect=DIALECT)).partition("(")[0]
    if name.endswith("[]"):
        return f"{_kind(column_type.item_type)}[]"
    same = {"TEXT": "VARCHAR", "BIGINT": "INTEGER", "FLOAT": "DOUBLE PRECISION"}
    return same.get(name, name)


class TestLoad:
    async def test_loading_again_changes_nothing(self, library: Library) -> None:
        before = (await library.editor.get("/vocabularies")).json()
        listed = (await library.editor.get("/organisations")).json()
        await load_system(library.database, orjson.dumps(system_file()))
        assert (await library.editor.get("/vocabularies")).json() == before
        assert (await library.editor.get("/organisations")).json() == listed

    async def test_an_organisation_that_is_there_is_left_by_a_change_in_the_file(
        self, library: Library
    ) -> None:
        changed = system_file()
        changed["organisations"][0]["name"] = "Healthwatch, renamed"
        await load_system(library.database, orjson.dumps(changed))
        body = (await library.editor.get(f"/organisations/{HEALTHWATCH}")).json()
        assert (body["name"], body["version"]) == ("Healthwatch of the Coast", 1)

    async def test_the_real_systems_load_and_take_a_finding(
        self, insights_database: Database, databases: Any, library: Library
    ) -> None:
        folder = Path(__file__).parents[2] / "deploy/local/src/local_runner/data/systems"
        for file in sorted(folder.glob("*.json")):
            await load_system(library.database, file.read_bytes())
        answer = await library.editor.post(
            "/findings",
            finding(
                places=["blackpool"],
                themes=["urgent_care"],
                methods=["focus_group"],
                communities=["homelessness"],
            ),
        )
        assert answer.status_code == 201, answer.text
