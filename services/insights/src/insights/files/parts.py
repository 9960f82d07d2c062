"""A part of a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Some bytes of a file of ``size`` bytes: from ``start`` up to, and without, ``stop``."""

    start: int
    stop: int
    size: int

    @property
    def length(self) -> int:
        """Count its bytes."""
        return self.stop - self.start

    @property
    def told(self) -> str:
        """Give it as Content-Range tells it."""
        return f"bytes {self.start}-{self.stop - 1}/{self.size}"
