"""What an erasure is held to, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from panel.erasures.models import Acknowledgement, Erasure

AskedBy = Literal["member", "staff", "ledger"]


@dataclass(frozen=True)
class Terms:
    """What an erasure is held to."""

    awaited: Sequence[str]
    """Services that must acknowledge it."""
    within: timedelta


@dataclass(frozen=True)
class Asked:
    """An erasure that was asked for."""

    erasure: Erasure
    token: str
    """Opens its receipt; told once, to whoever asked."""


@dataclass(frozen=True)
class Progress:
    """How far an erasure is."""

    erasure: Erasure
    said: Mapping[str, Acknowledgement]
    """Service → its word."""

    @property
    def missing(self) -> list[str]:
        """Name the services that have not acknowledged it yet."""
        return [name for name in self.erasure.awaited if name not in self.said]
