"""The token that a service gets in the place of the caller's credential, kept while it is fresh."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from common.crypto.keys import read_keys
from common.crypto.tokens import TokenMinter
from common.db.tenancy import SystemCode

LIFETIME = timedelta(seconds=120)
_REUSED_SECONDS = 60.0
_REMEMBERED = 10_000

_Caller = tuple[str, SystemCode, frozenset[str], UUID | None]


class Tokens:
    """Mints tokens with the gateway's private key, one per caller a minute.

    Args:
        keys: path of the private key set; a rotation is noticed at the next minting.
        monotonic: seconds that only grow; tests set it.
    """

    def __init__(self, keys: Path, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._path = keys
        self._monotonic = monotonic
        self._modified = keys.stat().st_mtime_ns
        self._minter = TokenMinter(read_keys(keys), lifetime=LIFETIME)
        self._kept: dict[_Caller, tuple[float, str]] = {}

    def header(
        self,
        subject: str,
        ics: SystemCode,
        scopes: Iterable[str],
        organisation_id: UUID | None = None,
    ) -> str:
        """Give the value of the Authorization header for a caller."""
        caller = (subject, ics, frozenset(scopes), organisation_id)
        now = self._monotonic()
        kept = self._kept.get(caller)
        if kept is not None and kept[0] > now:
            return kept[1]
        self._notice_rotation()
        token = self._minter.mint(
            subject=subject, ics=ics, scopes=caller[2], organisation_id=organisation_id
        )
        if len(self._kept) >= _REMEMBERED:
            self._kept.clear()
        header = f"Bearer {token}"
        self._kept[caller] = (now + _REUSED_SECONDS, header)
        return header

    def _notice_rotation(self) -> None:
        modified = self._path.stat().st_mtime_ns
        if modified != self._modified:
            self._minter = TokenMinter(read_keys(self._path), lifetime=LIFETIME)
            self._modified = modified
            self._kept.clear()
