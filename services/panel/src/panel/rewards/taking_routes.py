"""Payment details that staff take down for a member without email, over HTTP."""

from __future__ import annotations

from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import System, Writing
from common.web.routing import Router
from panel.dependencies import Keys, PersonalManager
from panel.rewards import taking
from panel.rewards.schemas import PaymentDetails
from panel.rewards.taking_schemas import DetailsTakenIn

router = Router(prefix="/api/v1/{ics}/panel/rewards", tags=["panel: rewards"])


@router.put("/members/{member_id}/payment-details", status_code=204)
async def take_details(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    member_id: UUID,
    body: DetailsTakenIn,
    principal: PersonalManager,
) -> None:
    """Take down where a member without email is paid, with their consent and a witness. Nothing is
    paid there until somebody else has entered the same again."""
    await taking.take(
        session,
        ics,
        keys=keys,
        member_id=member_id,
        said=body,
        by=principal.subject,
        now=utc_now(),
    )


@router.post("/members/{member_id}/payment-details/confirmation", status_code=204)
async def confirm_details(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    member_id: UUID,
    body: PaymentDetails,
    principal: PersonalManager,
) -> None:
    """Enter the details again that somebody else took down, from the member's form or their own
    words; where both are the same, what is approved is paid there."""
    await taking.confirm(
        session,
        ics,
        keys=keys,
        member_id=member_id,
        details=body,
        by=principal.subject,
        now=utc_now(),
    )


@router.delete("/members/{member_id}/payment-details", status_code=204)
async def forget_details(
    ics: System, session: Writing, member_id: UUID, principal: PersonalManager
) -> None:
    """Delete the details of a member without email, as they ask."""
    await taking.forget(session, ics, member_id=member_id, by=principal.subject, now=utc_now())
