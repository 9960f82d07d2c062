"""Words that minutes use for people, offices, organisations and places: dated data, not code."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class Lexicon(BaseModel):
    """Words by what they are; each a regular expression for one word or a few."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collected_on: date
    source: str
    titles: tuple[str, ...]
    """What stands before the name of one person."""
    councils: tuple[str, ...]
    """What stands before "Councillor"."""
    ranks: tuple[str, ...]
    """Ranks and offices that stand before a name as a title does."""
    plural_titles: tuple[str, ...]
    """What stands once before several names, and is part of none."""
    honours: tuple[str, ...]
    offices: tuple[str, ...]
    offices_joined: tuple[str, ...]
    organisations: tuple[str, ...]
    not_names: tuple[str, ...]
    """Words in lower case that no name of a person holds, though they are written like one."""
    where: tuple[str, ...]
    """Words of an address, or of a meeting online."""
    headings: dict[str, tuple[str, ...]]
    """Words in lower case of the headings above lists of attendance, by what they show."""


def _read() -> Lexicon:
    text = files("governance.minutes.reading").joinpath("lexicon.json").read_bytes()
    return Lexicon.model_validate_json(text)


LEXICON = _read()


def any_of(words: tuple[str, ...]) -> str:
    """Give words as one alternative of a regular expression, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))
