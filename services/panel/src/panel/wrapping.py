"""The port behind which data keys are wrapped, and the adapter that has its keys from the settings.

A data key is what one person's data is sealed with (`panel.datakeys`). It is stored wrapped: sealed
with a key-encryption key that the database never sees. A key management service would be another
adapter; so the port is asynchronous and takes many keys at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from common.crypto.sealing import Sealer


@dataclass(frozen=True)
class Wrapped:
    """A data key as it is stored."""

    kek: str
    """Id of the key-encryption key that wraps it."""
    wrapped: bytes


class KeyWrapping(Protocol):
    """Wraps and unwraps data keys.

    ``places`` says whose keys they are, in the same order; a key unwraps in its own place only.
    """

    @property
    def current(self) -> str:
        """Give the id of the key-encryption key that wraps from now on."""

    async def wrap(self, keys: Sequence[bytes], places: Sequence[bytes]) -> list[Wrapped]:
        """Wrap data keys under the current key-encryption key."""

    async def unwrap(self, wrapped: Sequence[Wrapped], places: Sequence[bytes]) -> list[bytes]:
        """Unwrap data keys.

        Raises:
            UnknownKey: naming the key-encryption key, if it is not at hand.
            CannotOpen: if one was altered or belongs to somebody else.
        """


class SettingsWrapping:
    """Key-encryption keys by id, from ``GT_KEY_ENCRYPTION_KEYS``; the first wraps."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    @property
    def current(self) -> str:
        """Give the id of the key-encryption key that wraps from now on."""
        return self._sealer.current

    async def wrap(self, keys: Sequence[bytes], places: Sequence[bytes]) -> list[Wrapped]:
        """Wrap data keys under the first key."""
        return [
            Wrapped(self.current, self._sealer.seal(key, place))
            for key, place in zip(keys, places, strict=True)
        ]

    async def unwrap(self, wrapped: Sequence[Wrapped], places: Sequence[bytes]) -> list[bytes]:
        """Unwrap data keys under whichever key wraps them."""
        return [
            self._sealer.open(one.wrapped, place)
            for one, place in zip(wrapped, places, strict=True)
        ]
