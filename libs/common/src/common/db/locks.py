"""Advisory locks: of a session, for who relays, consumes or runs a job; of a transaction, for what
must be done one after the other though there may be no row yet to lock."""

from __future__ import annotations

import hashlib

from common.db.engine import WriteSession, raw_connection


def lock_key(*names: str) -> int:
    """Give the 64-bit key of an advisory lock.

    Keys are shared by a whole database, so the names say what is locked and whose it is:
    ``lock_key("relay", "panel")``.
    """
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


async def hold(session: WriteSession, *names: str) -> None:
    """Let nobody else who holds the same go on until this transaction ends.

    Args:
        names: of what is held, the service and the system among them, as for `lock_key`.
    """
    await session.flush()
    connection = await raw_connection(session)
    await connection.execute("SELECT pg_advisory_xact_lock($1)", lock_key(*names))
