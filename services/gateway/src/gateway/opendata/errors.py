"""What can go wrong with reading open data."""

from __future__ import annotations

from gateway.proxy.errors import ServiceUnavailable


class ManyAreReading(ServiceUnavailable):
    """As many files of open data are read as there is room for."""

    def __init__(self) -> None:
        super().__init__("Many are reading open data just now. Try again in a moment.")
