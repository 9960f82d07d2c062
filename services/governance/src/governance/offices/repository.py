"""SQL of office terms."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from common.db.engine import ReadSession, WriteSession
from governance.bodies.models import Body
from governance.offices.models import OfficeTerm


async def of_body(session: ReadSession, body_id: UUID) -> list[OfficeTerm]:
    """List the terms of a body's offices, the earliest first."""
    query = select(OfficeTerm).where(OfficeTerm.body_id == body_id)
    return list(await session.scalars(query.order_by(OfficeTerm.valid_from, OfficeTerm.id)))


async def for_change(session: WriteSession, term_id: UUID) -> OfficeTerm | None:
    """Give one term, locked after its body until the transaction ends."""
    of_term = select(Body.id).join(
        OfficeTerm, (OfficeTerm.ics == Body.ics) & (OfficeTerm.body_id == Body.id)
    )
    await session.execute(
        of_term.where(OfficeTerm.id == term_id).with_for_update(of=Body, key_share=True)
    )
    query = select(OfficeTerm).where(OfficeTerm.id == term_id).with_for_update()
    return (await session.scalars(query)).one_or_none()
