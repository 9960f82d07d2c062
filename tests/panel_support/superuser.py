"""An administrator of the database, who reads pages and files as they lie."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from panel_support.world import Member

_TABLES = """
SELECT c.oid::regclass::text FROM pg_class c
WHERE c.relkind IN ('r', 't') AND pg_relation_size(c.oid) > 0
    AND (c.relnamespace = 'panel'::regnamespace
        OR c.oid IN (SELECT reltoastrelid FROM pg_class WHERE relnamespace = 'panel'::regnamespace))
"""
_VERSIONS = """
SELECT item.t_xmin::text AS wrote, item.t_xmax::text AS ended, item.t_data AS data
FROM generate_series(0, pg_relation_size($1::text::regclass) / 8192 - 1) AS page,
    heap_page_items(get_raw_page($1::text, page::int)) AS item
WHERE item.t_data IS NOT NULL
"""
_FILES = """
SELECT name FROM unnest($1::text[]) AS folder, LATERAL (
    SELECT folder || '/' || file AS name FROM pg_ls_dir(folder) AS file
) AS one WHERE NOT (pg_stat_file(name, true)).isdir ORDER BY name
"""


@dataclass(frozen=True)
class Superuser:
    """A superuser's connection, in a database with pageinspect."""

    connection: asyncpg.Connection

    async def pairs(self, people: list[Member], words: re.Pattern[bytes]) -> set[tuple[str, bytes]]:
        """Join by transaction, over every version of every row that lies on a page: (address,
        words) where one wrote or ended a row of one member alone and a row of one answer alone."""
        ids = {UUID(person.member_id).bytes: person.email for person in people}
        who: dict[str, set[str]] = defaultdict(set)
        what: dict[str, set[bytes]] = defaultdict(set)
        for (table,) in await self.connection.fetch(_TABLES):
            for row in await self.connection.fetch(_VERSIONS, table):
                for transaction in {row["wrote"], row["ended"]} - {"0", None}:
                    who[transaction] |= {one for held, one in ids.items() if held in row["data"]}
                    what[transaction] |= set(words.findall(row["data"]))
        both = [one for one in who if len(who[one]) == 1 and len(what[one]) == 1]
        return {(min(who[one]), min(what[one])) for one in both}

    async def on_pages(self, pattern: re.Pattern[bytes]) -> list[bytes]:
        """Find bytes in every version of every row that lies on a page."""
        found: list[bytes] = []
        for (table,) in await self.connection.fetch(_TABLES):
            for row in await self.connection.fetch(_VERSIONS, table):
                found += pattern.findall(row["data"])
        return found

    async def found(self, pattern: re.Pattern[bytes], *, wal: bool) -> list[bytes]:
        """Find bytes in every file of this database, or else of the write-ahead log, as they
        follow one another there."""
        await self.connection.execute("CHECKPOINT")
        own = await self.connection.fetchval(
            "SELECT 'base/' || oid FROM pg_database WHERE datname = current_database()"
        )
        found: list[bytes] = []
        for (name,) in await self.connection.fetch(_FILES, ["pg_wal" if wal else own]):
            held = await self.connection.fetchval("SELECT pg_read_binary_file($1, true)", name)
            found += pattern.findall(held or b"")
        return found
