"""The priorities test, dated: what an item of the plan is scored by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class Criterion(BaseModel):
    """Something that an item is scored by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    asks: str


class Test(BaseModel):
    """A test, from one day to another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    source: str
    valid_from: date
    valid_to: date | None
    """First day on which it is no more used."""
    highest: int
    """Each criterion is scored from 0 to this."""
    criteria: tuple[Criterion, ...]


class _Tests(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    tests: tuple[Test, ...]


@lru_cache(maxsize=1)
def _all() -> Sequence[Test]:
    text = files("governance.plans").joinpath("priorities.json").read_bytes()
    return _Tests.model_validate_json(text).tests


def on(day: date) -> Test | None:
    """Give the test of a day; None where there is none."""
    found = [one for one in _all() if one.valid_from <= day]
    return next((one for one in found if one.valid_to is None or day < one.valid_to), None)
