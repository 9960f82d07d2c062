"""SQL of kinds, offers, decisions, claims and payees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, and_, cast, delete, func, inspect, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession, raw_connection
from common.db.locks import hold
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from panel.rewards.ledger import AuditEntry
from panel.rewards.models import (
    Claim,
    Offered,
    Payee,
    RewardCause,
    RewardKind,
    RewardOffer,
    RewardTerms,
    RewardWarning,
)
from panel.rewards.states import COUNTING

Dated = TypeVar("Dated", RewardKind, RewardWarning, RewardCause, RewardTerms)


async def lock(session: WriteSession, ics: SystemCode) -> None:
    """Let nobody else pay, settle or take out claims of a system until this transaction ends."""
    await hold(session, "rewards", "panel", ics)


async def in_force(
    session: ReadSession, table: type[Dated], ics: SystemCode, day: date
) -> Sequence[Dated]:
    """Give the rows of a dated table that are in force on a day, by their keys."""
    query = (
        select(table)
        .where(table.ics == ics, table.valid_from <= day)
        .where(or_(table.valid_to.is_(None), table.valid_to >= day))
        .order_by(*inspect(table).primary_key)
    )
    return (await session.scalars(query)).all()


async def replace(
    session: WriteSession, table: type[Any], ics: SystemCode, rows: Sequence[dict[str, Any]]
) -> None:
    """Write the rows of a table of one system anew."""
    await session.execute(delete(table).where(table.ics == ics))
    if rows:
        await session.execute(insert(table), rows)


async def make_offered(
    session: WriteSession, ics: SystemCode, offer_id: UUID, member_ids: Sequence[UUID]
) -> None:
    """Make an offer to members."""
    rows = [
        {"ics": ics, "offer_id": offer_id, "member_id": member_id, "decision": "open"}
        for member_id in member_ids
    ]
    await session.execute(insert(Offered), rows)


async def have_it(
    session: ReadSession, made: RewardOffer, member_ids: Sequence[UUID]
) -> frozenset[UUID]:
    """Give those of some members to whom the same kind was offered for the same activity, on any of
    the days of an offer; of what has a title alone, under that title."""
    same = RewardOffer.title == made.title
    if made.activity_id is not None:
        same = RewardOffer.activity_id == made.activity_id
    query = (
        select(Offered.member_id)
        .join(RewardOffer, (Offered.ics == RewardOffer.ics) & (Offered.offer_id == RewardOffer.id))
        .where(
            Offered.ics == made.ics, Offered.member_id == func.any(cast(member_ids, ARRAY(Uuid)))
        )
        .where(RewardOffer.kind == made.kind, RewardOffer.activity == made.activity, same)
        .where(RewardOffer.first_day <= made.last_day, RewardOffer.last_day >= made.first_day)
    )
    return frozenset((await session.scalars(query)).all())


async def find_offer(session: ReadSession, ics: SystemCode, offer_id: UUID) -> RewardOffer | None:
    """Give an offer."""
    query = select(RewardOffer).where(RewardOffer.ics == ics, RewardOffer.id == offer_id)
    return (await session.scalars(query)).one_or_none()


async def offers_for(
    session: ReadSession, ics: SystemCode, activity_id: UUID
) -> Sequence[RewardOffer]:
    """Give the offers for one activity, the oldest first."""
    query = select(RewardOffer).where(
        RewardOffer.ics == ics, RewardOffer.activity_id == activity_id
    )
    return (await session.scalars(query.order_by(RewardOffer.id))).all()


async def list_offers(
    session: ReadSession, ics: SystemCode, page: PageRequest
) -> Page[RewardOffer]:
    """List offers in the order in which they were made."""
    query = select(RewardOffer).where(RewardOffer.ics == ics)
    ordered = after_cursor(query, [RewardOffer.__table__.c.id], [UUID], page)
    rows = (await session.scalars(ordered)).all()
    return page_of(rows, page, lambda offer: [offer.id])


async def offered_to(
    session: ReadSession, ics: SystemCode, member_id: UUID
) -> Sequence[tuple[RewardOffer, Offered]]:
    """Give the offers that were made to a member, with what they decided."""
    query = (
        select(RewardOffer, Offered)
        .join(Offered, (Offered.ics == RewardOffer.ics) & (Offered.offer_id == RewardOffer.id))
        .where(Offered.ics == ics, Offered.member_id == member_id)
        .order_by(RewardOffer.id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def lock_offered(
    session: WriteSession, ics: SystemCode, offer_id: UUID, member_id: UUID
) -> Offered | None:
    """Give what a member was offered, and lock the row."""
    query = (
        select(Offered)
        .where(Offered.ics == ics, Offered.offer_id == offer_id, Offered.member_id == member_id)
        .with_for_update()
    )
    return (await session.scalars(query)).one_or_none()


async def claimed_pence(
    session: ReadSession, ics: SystemCode, offer_id: UUID, member_id: UUID
) -> int:
    """Give what a member's claims on an offer come to; refused and returned ones don't count."""
    query = select(func.coalesce(func.sum(Claim.amount_pence), 0)).where(
        Claim.ics == ics,
        Claim.offer_id == offer_id,
        Claim.member_id == member_id,
        Claim.state.in_(COUNTING),
    )
    return int((await session.execute(query)).scalar_one())


async def claims_of(session: ReadSession, ics: SystemCode, member_id: UUID) -> Sequence[Claim]:
    """Give a member's claims in order."""
    query = select(Claim).where(Claim.ics == ics, Claim.member_id == member_id).order_by(Claim.id)
    return (await session.scalars(query)).all()


async def lock_claim(session: WriteSession, ics: SystemCode, claim_id: UUID) -> Claim | None:
    """Give a claim as it is now, and lock the row."""
    query = (
        select(Claim)
        .where(Claim.ics == ics, Claim.id == claim_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(query)).one_or_none()


async def list_claims(
    session: ReadSession, ics: SystemCode, page: PageRequest, state: str | None
) -> Page[Claim]:
    """List claims in the order in which they were entered."""
    query = select(Claim).where(Claim.ics == ics)
    if state is not None:
        query = query.where(Claim.state == state)
    rows = (await session.scalars(after_cursor(query, [Claim.__table__.c.id], [UUID], page))).all()
    return page_of(rows, page, lambda claim: [claim.id])


async def find_payee(session: ReadSession, ics: SystemCode, member_id: UUID) -> Payee | None:
    """Give where a member is paid."""
    query = select(Payee).where(Payee.ics == ics, Payee.member_id == member_id)
    return (await session.scalars(query)).one_or_none()


_TAKEN = ("taken_id", "means", "witness", "consented_on", "taken_by")


async def write_payee(
    session: WriteSession,
    ics: SystemCode,
    member_id: UUID,
    sealed: bytes,
    taken: Mapping[str, Any] | None = None,
) -> None:
    """Write where a member is paid, in place of what was there.

    Args:
        taken: how staff took it down; None where the member entered it.
    """
    how = dict.fromkeys(_TAKEN) | dict(taken or {})
    values = {"sealed": sealed, "confirmed_by": None, **how}
    statement = insert(Payee).values(ics=ics, member_id=member_id, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["ics", "member_id"], set_=values)
    )


async def payee_to_change(session: WriteSession, ics: SystemCode, member_id: UUID) -> Payee | None:
    """Give where a member is paid, and lock the row."""
    query = select(Payee).where(Payee.ics == ics, Payee.member_id == member_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def delete_payee(session: WriteSession, ics: SystemCode, member_id: UUID) -> None:
    """Forget where a member is paid."""
    await session.execute(delete(Payee).where(Payee.ics == ics, Payee.member_id == member_id))


async def cancel_unpaid(
    session: WriteSession, ics: SystemCode, member_id: UUID, *, even_approved: bool
) -> None:
    """Cancel what a member who goes has claimed: what is not decided on, and what was approved too
    where it can't be paid. A voucher cannot reach who is gone."""
    owed = Claim.given_as == "voucher"
    if even_approved:
        owed = or_(owed, Claim.cause.is_(None))
    gone = update(Claim).where(
        Claim.ics == ics,
        Claim.member_id == member_id,
        or_(Claim.state == "submitted", and_(Claim.state == "approved", owed)),
    )
    await session.execute(gone.values(state="cancelled"))


_FORGET_PAYEES = """
DELETE FROM reward_payees p USING members m
WHERE p.ics = $1 AND m.ics = p.ics AND m.id = p.member_id AND m.left_on IS NOT NULL
    AND NOT EXISTS (SELECT FROM reward_claims c WHERE c.ics = p.ics AND c.member_id = p.member_id
        AND c.state IN ('approved', 'exported'))
"""
_FORGET_OFFERED = """
DELETE FROM reward_offered o USING members m
WHERE o.ics = $1 AND m.ics = o.ics AND m.id = o.member_id AND m.left_on IS NOT NULL
    AND NOT EXISTS (SELECT FROM reward_claims c WHERE c.ics = o.ics AND c.member_id = o.member_id
        AND c.state IN ('approved', 'exported'))
"""


async def forget_settled(session: WriteSession, ics: SystemCode) -> None:
    """Delete what is held here of members who left and to whom nothing is owed any more."""
    await session.flush()
    connection = await raw_connection(session)
    await connection.execute(_FORGET_PAYEES, ics)
    await connection.execute(_FORGET_OFFERED, ics)


async def list_audit(session: ReadSession, ics: SystemCode, page: PageRequest) -> Page[AuditEntry]:
    """List who did what, the oldest first."""
    query = select(AuditEntry).where(AuditEntry.ics == ics)
    ordered = after_cursor(query, [AuditEntry.__table__.c.id], [UUID], page)
    rows = (await session.scalars(ordered)).all()
    return page_of(rows, page, lambda entry: [entry.id])
