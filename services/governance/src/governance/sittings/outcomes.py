"""Outcomes that say that a motion was carried: dated data beside the vocabulary ``outcome``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class _Outcomes(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    valid_from: date
    valid_to: date | None
    """First day on which they are no more used."""
    source: str
    carried: frozenset[str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    outcomes: tuple[_Outcomes, ...]


def says_carried(outcome: str, on: date) -> bool:
    """Say whether an outcome means that a motion was carried. Codes that are not known here may
    mean either."""
    found = [one for one in _all() if one.valid_from <= on]
    return any(outcome in one.carried for one in found if one.valid_to is None or on < one.valid_to)


@lru_cache(maxsize=1)
def _all() -> Sequence[_Outcomes]:
    text = files("governance.sittings").joinpath("outcomes.json").read_bytes()
    return _File.model_validate_json(text).outcomes
