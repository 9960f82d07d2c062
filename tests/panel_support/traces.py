"""Looking for a person in everything that is kept: every table, every file of a folder, any text.

A needle is looked for as text, and as the hexadecimal digits in which Postgres shows bytes, so
that a JSON document kept as bytes and a digest are found too. Capitals make no difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import asyncpg

_TABLES = """
SELECT n.nspname || '.' || quote_ident(c.relname) AS name FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY($1) AND c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition ORDER BY 1
"""

SCHEMAS = ("panel", "insights", "governance", "gateway", "event_log")

Needles = Mapping[str, str | bytes]
"""What is looked for → how it is written."""


async def in_tables(connection: asyncpg.Connection, needles: Needles) -> dict[str, set[str]]:
    """Give each table in which something was found, and what.

    Args:
        connection: as a superuser, for whom there is no row-level security.
    """
    found: dict[str, set[str]] = {}
    for table in await connection.fetch(_TABLES, list(SCHEMAS)):
        rows = await connection.fetch(f"SELECT whole::text FROM {table['name']} AS whole")
        seen = {name for row in rows for name in in_text(row[0], needles)}
        if seen:
            found[table["name"]] = seen
    return found


def in_folder(folder: Path, needles: Needles) -> dict[str, set[str]]:
    """Give each file in which, or in whose name, something was found, and what."""
    found: dict[str, set[str]] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        seen = in_text(f"{path.name}\n{path.read_bytes().decode(errors='replace')}", needles)
        if seen:
            found[path.name] = seen
    return found


def in_text(text: str, needles: Needles) -> set[str]:
    """Give what is found in a text."""
    searched = text.casefold()
    return {name for name, needle in needles.items() if any(f in searched for f in _forms(needle))}


def _forms(needle: str | bytes) -> list[str]:
    if isinstance(needle, bytes):
        return [needle.hex()]
    return [needle.casefold(), needle.encode().hex(), needle.casefold().encode().hex()]
