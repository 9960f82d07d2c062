"""Within how many days those who spoke are answered, and who hears of it when they are not (rule
11). Dated data: the entry ``feedback`` of a body's terms, or the standard of the day. Pure.

    {"source": "clause 9", "due_days": 60,
     "escalation": [{"after_days": 0, "to": "body"}, {"after_days": 14, "to": "parent"}]}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

ENTRY = "feedback"
Days = Annotated[int, Field(ge=0, le=1_000)]
To = Literal["body", "parent"]
"""Whose forward plan it comes to: the body's own, or that of the body it reports to."""


class Step(BaseModel):
    """Who hears of an answer so many days after it was due."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after_days: Days
    to: To


class Standard(BaseModel):
    """A time, and the steps when it is over."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Annotated[str, Field(min_length=1, max_length=500)]
    due_days: Annotated[int, Field(ge=1, le=1_000)]
    """After the day on which the thread was opened."""
    remind_days: Days = 7
    """So many days before it is due whoever sees to it is written to."""
    escalation: Annotated[tuple[Step, ...], Field(max_length=10)] = ()

    @model_validator(mode="after")
    def _goes_up(self) -> Self:
        days = [one.after_days for one in self.escalation]
        if days != sorted(set(days)):
            raise ValueError("escalates in no order of days")
        return self


class _Dated(Standard):
    valid_from: date
    valid_to: date | None
    """First day on which it is no more used."""


class _Standards(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    standards: tuple[_Dated, ...]


def read(terms: Mapping[str, Any]) -> Standard | None:
    """Read the entry of terms of reference; None where they have none.

    Raises:
        ValueError: if it does not have that form.
    """
    found = terms.get(ENTRY)
    return None if found is None else Standard.model_validate(found)


def on(day: date, terms: Mapping[str, Any] | None) -> Standard | None:
    """Give what holds for a body on a day: its terms', or else the standard's; None before any."""
    try:
        own = read(terms or {})
    except ValueError:
        # Adopted before the entry meant anything.
        own = None
    if own is not None:
        return own
    found = [one for one in _all() if one.valid_from <= day]
    dated = next((one for one in found if one.valid_to is None or day < one.valid_to), None)
    if dated is None:
        return None
    return Standard.model_validate(dated.model_dump(include=set(Standard.model_fields)))


@lru_cache(maxsize=1)
def _all() -> Sequence[_Dated]:
    text = files("governance.threads").joinpath("standards.json").read_bytes()
    return _Standards.model_validate_json(text).standards


def first_day() -> date:
    """Give the first day on which any standard held."""
    return min(one.valid_from for one in _all())
