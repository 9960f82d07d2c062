"""Session advisory locks: who is the one that relays, consumes, or runs a job."""

from __future__ import annotations

import hashlib


def lock_key(*names: str) -> int:
    """Give the 64-bit key of an advisory lock.

    Keys are shared by a whole database, so the names say what is locked and whose it is:
    ``lock_key("relay", "panel")``.
    """
    digest = hashlib.sha256("\x1f".join(names).encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
