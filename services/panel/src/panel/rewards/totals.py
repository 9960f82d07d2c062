"""What was paid by kind in a month, for staff who may see persons, and for others.

A payment that came back counts as paid in its month all the same: its people cannot be taken out of
figures that were published. Staff see beside it what came back, or they would add up what was paid
again as paid twice.

Others see whole months that are over. The ledger is only added to, with the day of the entry, so
the figures of such a month never change, and no two of them differ by one person (rule 8). People
are under disclosure control; money is shown only beside a shown number of people, and never where
one payment is more than the share of it that the system's terms allow.

Where payments are alike, as at a fixed rate, a sum of money counts those who had one. So it is
rounded as people are: to so many of the greatest payment as the system's base says, that payment
being taken up to 1, 2, 5, 10, 20 … pounds, so that the step tells little of it. All money together
is what is shown of the kinds, added up: made of exact sums it would narrow each of them. It is left
out where that of any kind is, or subtraction would give it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from common.clock import day_in_england
from common.db.engine import ReadSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.disclosure import Linked, Rule, Sum, protect
from panel.rewards import catalogue, pay_repository
from panel.rewards.amounts import month_of
from panel.rewards.pay_repository import KindPaid
from panel.rewards.schemas import KindTotal, Level, Returned, TotalsOut
from panel.systems import service as systems

_ALL = ("all", "")


async def totals(
    session: ReadSession, ics: SystemCode, *, month: date, level: Level, now: datetime
) -> TotalsOut:
    """Give what was paid in the month that a day is in.

    Raises:
        Invalid: if the month is not over, for those who don't see exact figures.
    """
    first, following = month_of(month)
    if level == "published" and following > day_in_england(now):
        raise Invalid(
            "Figures of a month are published once it is over.",
            fields=(FieldError("query.month", "must be over"),),
        )
    paid = await pay_repository.paid_between(session, ics, first, following)
    name = f"{first:%Y-%m}"
    if level == "exact":
        back = await pay_repository.returned_between(session, ics, first, following)
        return _exact(paid, name, back)
    rule = systems.disclosure_rule(await systems.the_system(session, ics))
    terms = await catalogue.find_terms(session, ics, first)
    return published(paid, rule, terms.dominance_percent if terms is not None else 0, name)


def published(
    paid: Sequence[KindPaid], rule: Rule, dominance_percent: int, month: str
) -> TotalsOut:
    """Apply disclosure control to the figures of a month. Pure.

    Args:
        dominance_percent: 0 where the system had no terms: then no sum is published.
    """
    people = _people(paid, rule)
    amounts = {
        one.kind: _money(one, people[("kind", one.kind)], rule, dominance_percent) for one in paid
    }
    shown = [amount for amount in amounts.values() if amount is not None]
    whole = people[_ALL] is not None and len(shown) == len(paid)
    return TotalsOut(
        level="published",
        month=month,
        people=people[_ALL],
        amount_pence=sum(shown) if whole else None,
        kinds=[
            KindTotal(
                kind=one.kind, people=people[("kind", one.kind)], amount_pence=amounts[one.kind]
            )
            for one in paid
        ],
    )


def _people(paid: Sequence[KindPaid], rule: Rule) -> dict[tuple[str, str], int | None]:
    """People of a kind, and those without it, add up to all: one person may have several kinds."""
    everybody = sum(one.new_people for one in paid)
    counts = {_ALL: everybody}
    sums = []
    for one in paid:
        has, has_not = ("kind", one.kind), ("not", one.kind)
        counts |= {has: one.people, has_not: everybody - one.people}
        sums.append(Sum(_ALL, (has, has_not)))
    implied = frozenset(key for key in counts if key[0] == "not")
    return protect(Linked(counts, sums, frozenset(counts) - implied, implied), rule)


def _money(paid: KindPaid, people: int | None, rule: Rule, dominance_percent: int) -> int | None:
    if people is None or paid.greatest * 100 > paid.pence * dominance_percent:
        return None
    step = rule.base * _coarse(paid.greatest)
    return (2 * paid.pence + step) // (2 * step) * step or None


def _coarse(pence: int) -> int:
    """Give the least of 1, 2, 5, 10, 20, 50 … pounds that is no less."""
    pounds = 100
    while pounds * 5 < pence:
        pounds *= 10
    return next(pounds * n for n in (1, 2, 5) if pounds * n >= pence)


def _exact(paid: Sequence[KindPaid], month: str, back: Sequence[tuple[str, int]]) -> TotalsOut:
    return TotalsOut(
        level="exact",
        month=month,
        people=sum(one.new_people for one in paid),
        amount_pence=sum(one.pence for one in paid),
        kinds=[KindTotal(kind=one.kind, people=one.people, amount_pence=one.pence) for one in paid],
        returned=[Returned(kind=kind, amount_pence=pence) for kind, pence in back],
    )
