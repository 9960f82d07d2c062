"""Which rule of evidence is in force on a day, and how old that makes a finding."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from importlib.resources import files

from pydantic import TypeAdapter

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from insights.ageing import repository
from insights.ageing.decay import Clock
from insights.ageing.models import EvidenceRule
from insights.ageing.schemas import Ageing, EvidenceRuleIn


def baseline() -> list[EvidenceRuleIn]:
    """Give the rules that hold where a system's file has none of its own."""
    text = files("insights.ageing").joinpath("baseline.json").read_bytes()
    return TypeAdapter(list[EvidenceRuleIn]).validate_json(text)


async def load(session: WriteSession, ics: SystemCode, rules: Iterable[EvidenceRuleIn]) -> None:
    """Write a system's rules, or the baseline where it has none; safe to repeat."""
    entries = list(rules) or baseline()
    await repository.upsert(session, [{"ics": ics, **rule.model_dump()} for rule in entries])


async def rule_on(session: ReadSession, on: date) -> EvidenceRule:
    """Give the rule in force on a day.

    A system that was loaded before there were such rules has the baseline's.

    Raises:
        Invalid: if none was in force on that day.
    """
    rule = await repository.in_force(session, on)
    if rule is not None:
        return rule
    for entry in baseline():
        if entry.valid_from <= on and (entry.valid_to is None or entry.valid_to > on):
            return EvidenceRule(**entry.model_dump())
    raise Invalid(
        "No rule of how evidence ages was in force on that day. Ask for a later one.",
        fields=(FieldError("query.as_of", "is before the first rule"),),
    )


async def clock_on(session: ReadSession, on: date) -> Clock:
    """Give the half-lives in force on a day.

    Raises:
        Invalid: if none were in force on that day.
    """
    rule = await rule_on(session, on)
    return Clock(on, rule.half_life_days, rule.half_lives)


def age(
    clock: Clock, heard_to: date | None, published_at: datetime | None, themes: Iterable[str]
) -> Ageing | None:
    """Say how old a finding is; None for a draft that doesn't tell when people were heard.

    Where the last day of hearing isn't told, the day of first publication stands in: the
    people were heard on that day or before.
    """
    heard_on = heard_to or (day_in_england(published_at) if published_at else None)
    return None if heard_on is None else clock.age_of(heard_on, themes)
