"""How a search says that it looked for other words than were typed."""

from __future__ import annotations

from pydantic import Field

from common.web.schemas import Model


class Respelling(Model):
    """A word that was typed, and the one that was searched for."""

    typed: str
    shown: str


class Showing(Model):
    """What was searched for instead of what was typed."""

    words: str = Field(description="The whole search as it was made: 'Showing results for …'.")
    changed: list[Respelling]
