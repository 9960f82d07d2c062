"""The rules of accessible documents, dated: what each barrier means on a day, and its source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from common.inspection.found import Barrier

Severity = Literal["serious", "moderate"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Strict):
    """A clause that asks for it."""

    name: str
    clause: str
    url: str | None = None


class Failure(_Strict):
    """A barrier in one document, judged by the rule of the day."""

    rule: str
    severity: Severity
    name: str
    why: str
    do: str
    sources: tuple[Source, ...]
    places: tuple[str, ...] = Field(description="Twenty at most.")
    number: int = Field(description="How many places there are; 1 where it is of all of it.")


class _Standard(_Strict):
    name: str
    url: str | None


class _Rule(_Strict):
    code: str
    valid_from: date
    valid_to: date | None
    """First day on which it holds no more."""
    severity: Severity
    at_least: int | None = None
    """Pages or paragraphs from which on it holds."""
    name: str
    why: str
    do: str
    sources: tuple[tuple[str, str], ...]


class _Rules(_Strict):
    sources: dict[str, _Standard]
    rules: tuple[_Rule, ...]


@lru_cache(maxsize=1)
def _all() -> _Rules:
    text = files("common.inspection").joinpath("rules.json").read_bytes()
    return _Rules.model_validate_json(text)


def judged(barriers: Iterable[Barrier], on: date) -> list[Failure]:
    """Judge barriers by the rules of a day, the serious first; those that no rule names then, or
    that are below a rule's size, are none."""
    known = _all()
    found = []
    for barrier in barriers:
        for rule in known.rules:
            if rule.code == barrier.rule and _holds(rule, barrier, on):
                found.append(_failure(rule, barrier, known.sources))
    return sorted(found, key=lambda one: one.severity != "serious")


def _holds(rule: _Rule, barrier: Barrier, on: date) -> bool:
    if on < rule.valid_from or (rule.valid_to is not None and on >= rule.valid_to):
        return False
    return rule.at_least is None or (barrier.measure or 0) >= rule.at_least


def _failure(rule: _Rule, barrier: Barrier, standards: dict[str, _Standard]) -> Failure:
    sources = [
        Source(name=standards[code].name, clause=clause, url=standards[code].url)
        for code, clause in rule.sources
    ]
    return Failure(
        rule=rule.code, severity=rule.severity, name=rule.name, why=rule.why, do=rule.do,
        sources=tuple(sources), places=tuple(barrier.places), number=barrier.number,
    )  # fmt: skip
