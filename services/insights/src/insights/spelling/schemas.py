"""How a search says that it looked for other words than were typed, or offers others."""

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


class Meant(Model):
    """What may have been meant by words that find little, to be offered to the person."""

    words: str = Field(description="The whole search as it may have been meant: 'Did you mean …?'")
    changed: list[Respelling]
