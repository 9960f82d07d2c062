"""Keeping what bodies commissioned, and refusing selections that do not fit it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.events.governance import AssemblyAmended, AssemblyCancelled, AssemblyCommissioned
from panel.commissions import repository
from panel.commissions.errors import (
    CommissionCancelled,
    CommissionChanged,
    CommissionUnknown,
)
from panel.commissions.models import Commission

_KEPT = {
    "kind",
    "title",
    "question",
    "body_name",
    "seats",
    "categories",
    "spectrum_level",
    "starts_on",
    "ends_on",
}


async def note(
    session: WriteSession, ics: SystemCode, said: AssemblyCommissioned | AssemblyAmended
) -> None:
    """Keep a commission as it stands."""
    values = {"told_version": said.version, **said.model_dump(include=_KEPT)}
    await repository.keep(session, ics, said.assembly_id, values)


async def end(session: WriteSession, ics: SystemCode, said: AssemblyCancelled) -> None:
    """Note that a commission is cancelled."""
    await repository.cancel(session, ics, said.assembly_id, said.version)


async def list_page(
    session: ReadSession, ics: SystemCode, request: PageRequest, *, cancelled_too: bool = False
) -> Page[Commission]:
    """List commissions, the newest first."""
    return await repository.page(session, ics, request, cancelled_too=cancelled_too)


async def find(session: ReadSession, ics: SystemCode, assembly_id: UUID) -> Commission | None:
    """Give a commission; None if none is known."""
    return await repository.find(session, ics, assembly_id)


async def refuse_unfit(
    session: ReadSession,
    ics: SystemCode,
    assembly_id: UUID,
    *,
    seats: int,
    categories: Collection[str],
) -> None:
    """Refuse what is asked for a commission, where it does not fit.

    Raises:
        CommissionUnknown: if this system knows none of that id.
        CommissionCancelled
        Invalid: if seats differ, or a category that must be reflected has no quota.
    """
    commission = await repository.find(session, ics, assembly_id)
    if commission is None:
        raise CommissionUnknown
    if commission.cancelled:
        raise CommissionCancelled
    fields = []
    if seats != commission.seats:
        fields.append(FieldError("body.seats", f"must be {commission.seats}, as commissioned"))
    missing = [one for one in commission.categories if one not in categories]
    if missing:
        told = f"must have quotas of {', '.join(missing)}, as commissioned"
        fields.append(FieldError("body.categories", told))
    if fields:
        raise Invalid("This does not fit what was commissioned.", fields=tuple(fields))


async def hold_standing(
    session: WriteSession,
    ics: SystemCode,
    assembly_id: UUID,
    *,
    seats: int,
    categories: Collection[str],
) -> Commission:
    """Give a commission that still fits a selection, and let nobody else commit to one for it
    until this transaction ends.

    Raises:
        CommissionUnknown, CommissionCancelled, CommissionChanged
    """
    commission = await hold_uncancelled(session, ics, assembly_id)
    if seats != commission.seats or not set(commission.categories) <= set(categories):
        raise CommissionChanged
    return commission


async def hold_uncancelled(session: WriteSession, ics: SystemCode, assembly_id: UUID) -> Commission:
    """Give a commission that was not cancelled, held until the transaction ends.

    Raises:
        CommissionUnknown, CommissionCancelled
    """
    commission = await repository.find_to_hold(session, ics, assembly_id)
    if commission is None:
        raise CommissionUnknown
    if commission.cancelled:
        raise CommissionCancelled
    return commission
