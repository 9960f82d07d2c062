"""Outcomes that say that a motion was carried, or was not: dated data beside the vocabulary
``outcome``."""

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
    not_carried: frozenset[str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    outcomes: tuple[_Outcomes, ...]


def says_carried(outcome: str, on: date) -> bool:
    """Say whether an outcome means that a motion was carried. Codes that are not known here may
    mean either."""
    return any(outcome in one.carried for one in _on(on))


def says_not_carried(outcome: str, on: date) -> bool:
    """Say whether an outcome means that nothing was resolved. Codes that are not known here may
    mean either."""
    return any(outcome in one.not_carried for one in _on(on))


def _on(day: date) -> list[_Outcomes]:
    found = [one for one in _all() if one.valid_from <= day]
    return [one for one in found if one.valid_to is None or day < one.valid_to]


@lru_cache(maxsize=1)
def _all() -> Sequence[_Outcomes]:
    text = files("governance.sittings").joinpath("outcomes.json").read_bytes()
    return _File.model_validate_json(text).outcomes
