"""Addresses of holders over HTTP."""

from __future__ import annotations

from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import System, Writing
from common.web.routing import Router
from governance.contacts import service
from governance.contacts.models import HolderContact
from governance.contacts.schemas import ContactIn, ContactOut
from governance.dependencies import Keys, PersonalManager

router = Router(
    prefix="/api/v1/{ics}/governance/posts/{post_id}/holders/{holder_id}/contact", tags=["bodies"]
)


@router.put("", response_model=ContactOut)
async def put_contact(
    *,
    session: Writing, ics: System, keys: Keys, _: PersonalManager, post_id: UUID, holder_id: UUID,
    data: ContactIn,
) -> HolderContact:  # fmt: skip
    """Keep the address of a holder, who is written to about answers that they are to see to. It is
    sealed, shown to nobody, and deleted when their time ends."""
    return await service.put(
        session, ics, keys, post_id, holder_id, email=data.email, now=utc_now()
    )


@router.delete("", status_code=204)
async def forget_contact(
    *, session: Writing, _: PersonalManager, post_id: UUID, holder_id: UUID
) -> None:
    """Delete the address of a holder."""
    await service.forget(session, post_id, holder_id)
