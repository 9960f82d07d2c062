"""The law on public involvement, as dated data (``law.json``): whom it binds, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

Engages = Literal["always", "on_impact"]


class Duty(BaseModel):
    """A duty to involve, in one wording of the law."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    act: str
    section: str
    bodies: tuple[str, ...]
    """Kinds of body that it binds."""
    involve: str
    """Whom it says are to be involved."""
    services: str
    """The services that it speaks of; the first step asks about them."""
    engaged_by: dict[str, Engages]
    """Kind of activity → whether the kind alone engages it, or only an impact on services."""
    valid_from: date
    valid_to: date | None
    """First day on which it is no more the law."""
    source: str

    def binds(self, body_kind: str, on: date) -> bool:
        """Say whether it binds a kind of body on a day."""
        return body_kind in self.bodies and _in_force(self, on)


class Ground(BaseModel):
    """A ground on which urgency may limit involvement."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    words: str
    valid_from: date
    valid_to: date | None
    source: str


class _Law(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    duties: tuple[Duty, ...]
    urgency_grounds: tuple[Ground, ...]


@lru_cache(maxsize=1)
def _law() -> _Law:
    text = files("governance.duty").joinpath("law.json").read_bytes()
    return _Law.model_validate_json(text)


def duties() -> Sequence[Duty]:
    """Give every duty in every wording."""
    return _law().duties


def grounds(on: date) -> Sequence[Ground]:
    """Give the grounds on which urgency may limit involvement on a day."""
    return [one for one in _law().urgency_grounds if _in_force(one, on)]


def in_force(body_kind: str, on: date, among: Sequence[Duty] | None = None) -> Duty | None:
    """Give the duty that binds a kind of body on a day; None where there is none."""
    known = duties() if among is None else among
    return next((duty for duty in known if duty.binds(body_kind, on)), None)


def _in_force(dated: Duty | Ground, on: date) -> bool:
    return dated.valid_from <= on and (dated.valid_to is None or on < dated.valid_to)
