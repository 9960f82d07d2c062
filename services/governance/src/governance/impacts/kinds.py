"""Kinds of further assessment, as dated data (``kinds.json``), and what each asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class Asked(BaseModel):
    """Something that an assessment of a kind has to say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    asks: str


class Kind(BaseModel):
    """A kind of assessment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    law: str
    source: str
    valid_from: date
    valid_to: date | None
    """First day on which it is no more asked for."""
    fields: tuple[Asked, ...]


class _Kinds(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    kinds: tuple[Kind, ...]


@lru_cache(maxsize=1)
def _all() -> Sequence[Kind]:
    text = files("governance.impacts").joinpath("kinds.json").read_bytes()
    return _Kinds.model_validate_json(text).kinds


def on(day: date) -> list[Kind]:
    """List the kinds that are asked for on a day."""
    return [
        kind
        for kind in _all()
        if kind.valid_from <= day and (kind.valid_to is None or day < kind.valid_to)
    ]
