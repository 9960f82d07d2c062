"""What a system offers: kinds, the benefits warning, causes and terms, each as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.rewards import repository
from panel.rewards.errors import NothingInForce
from panel.rewards.models import (
    RewardCause,
    RewardKind,
    RewardOffer,
    RewardTerms,
    RewardWarning,
)
from panel.systems.schemas import SystemFile


@dataclass(frozen=True)
class Catalogue:
    """What is in force on one day."""

    kinds: Sequence[RewardKind]
    causes: Sequence[RewardCause]
    warning: RewardWarning | None
    """None where the system's data have none: then nobody can accept anything."""


async def on_day(session: ReadSession, ics: SystemCode, day: date) -> Catalogue:
    """Give what is in force on a day."""
    warnings = await repository.in_force(session, RewardWarning, ics, day)
    return Catalogue(
        await repository.in_force(session, RewardKind, ics, day),
        await repository.in_force(session, RewardCause, ics, day),
        warnings[0] if warnings else None,
    )


async def kind_on(session: ReadSession, ics: SystemCode, code: str, day: date) -> RewardKind | None:
    """Give a kind with its rate and cap as in force on a day; None if it isn't."""
    kinds = await repository.in_force(session, RewardKind, ics, day)
    return next((kind for kind in kinds if kind.code == code), None)


async def kinds_of(
    session: ReadSession, ics: SystemCode, offers: Iterable[RewardOffer]
) -> Mapping[UUID, RewardKind]:
    """Give by offer its kind as in force on the first day of the activity, by which claims go:
    rate and cap may have changed since, or the kind ended. Left out where none was in force."""
    named = list(offers)
    by_day = {
        day: {kind.code: kind for kind in await repository.in_force(session, RewardKind, ics, day)}
        for day in {offer.first_day for offer in named}
    }
    return {
        offer.id: by_day[offer.first_day][offer.kind]
        for offer in named
        if offer.kind in by_day[offer.first_day]
    }


async def find_terms(session: ReadSession, ics: SystemCode, day: date) -> RewardTerms | None:
    """Give the terms of the ledger that are in force on a day; None if there are none."""
    terms = await repository.in_force(session, RewardTerms, ics, day)
    return terms[0] if terms else None


async def terms_on(session: ReadSession, ics: SystemCode, day: date) -> RewardTerms:
    """Give the terms of the ledger that are in force on a day.

    Raises:
        NothingInForce: if there are none.
    """
    terms = await find_terms(session, ics, day)
    if terms is None:
        raise NothingInForce("terms of the ledger")
    return terms


async def load(session: WriteSession, file: SystemFile) -> None:
    """Write what the system file says; safe to repeat. Claims keep the rate that they were made
    at."""
    rewards = file.rewards
    for table, rows in (
        (RewardKind, rewards.kinds),
        (RewardWarning, rewards.warnings),
        (RewardCause, rewards.causes),
        (RewardTerms, rewards.terms),
    ):
        values = [{"ics": file.code, **row.model_dump()} for row in rows]
        await repository.replace(session, table, SystemCode(file.code), values)
