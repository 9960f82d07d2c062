"""Tables of the Postgres event log, in its own schema; made by its owner.

Clients append, read, and move their group's offset; they can't change or remove a message. What is
old is removed by `trim`, which runs as the owner and spares what a group has not yet handled.
"""

from __future__ import annotations

import asyncpg

from common.db.locks import lock_key

SCHEMA = "event_log"

_DDL = """
CREATE TABLE IF NOT EXISTS event_log.topics (
    name text PRIMARY KEY,
    next_offset bigint NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS event_log.messages (
    topic text NOT NULL,
    "offset" bigint NOT NULL,
    key text NOT NULL,
    headers jsonb NOT NULL,
    payload bytea NOT NULL,
    appended_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, "offset")
);
CREATE TABLE IF NOT EXISTS event_log.consumer_offsets (
    group_name text NOT NULL,
    topic text NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (group_name, topic)
);

CREATE OR REPLACE FUNCTION event_log.trim(keep interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = event_log, pg_temp AS $$
DECLARE
    removed bigint := 0;
    step bigint;
    stream record;
    boundary bigint;
BEGIN
    FOR stream IN SELECT t.name, t.next_offset, c.handled FROM topics t
        LEFT JOIN (SELECT topic, min(next_offset) AS handled FROM consumer_offsets GROUP BY topic) c
        ON c.topic = t.name
    LOOP
        SELECT "offset" INTO boundary FROM messages
            WHERE topic = stream.name AND appended_at > now() - keep
            ORDER BY "offset" LIMIT 1;
        boundary := least(coalesce(boundary, stream.next_offset), stream.handled);
        DELETE FROM messages WHERE topic = stream.name AND "offset" < boundary;
        GET DIAGNOSTICS step = ROW_COUNT;
        removed := removed + step;
    END LOOP;
    RETURN removed;
END $$;

REVOKE ALL ON FUNCTION event_log.trim(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_log.trim(interval) TO event_log_app;
GRANT SELECT, INSERT ON event_log.messages TO event_log_app;
GRANT SELECT, INSERT, UPDATE ON event_log.topics, event_log.consumer_offsets TO event_log_app;
"""


async def migrate(url: str) -> None:
    """Make what is missing; safe to repeat, and for several at once.

    Args:
        url: postgresql:// address, as the role event_log_owner.
    """
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute("SET LOCAL lock_timeout = '5s'")
            await connection.execute(
                "SELECT pg_advisory_xact_lock($1)", lock_key("migrate", SCHEMA)
            )
            await connection.execute(_DDL)
    finally:
        await connection.close()
