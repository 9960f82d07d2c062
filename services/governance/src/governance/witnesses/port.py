"""The port to witnesses: how a checkpoint reaches one. `witnesses.http` is the adapter."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


class WitnessUnreachable(Exception):
    """A witness gave no answer, or none that can be read; later it may."""


@dataclass(frozen=True)
class Answer:
    """What a witness answered (C2SP tlog-witness)."""

    status: int
    content_type: str
    text: str


class Channel(Protocol):
    """An open way to witnesses."""

    async def add_checkpoint(self, address: str, body: bytes) -> Answer:
        """Send a checkpoint with its proof to a witness.

        Args:
            address: the witness's submission prefix.

        Raises:
            WitnessUnreachable: if there is no answer in time.
        """


class Messenger(Protocol):
    """Opens ways to witnesses."""

    def open(self) -> AbstractAsyncContextManager[Channel]:
        """Open a way that serves for several calls."""
