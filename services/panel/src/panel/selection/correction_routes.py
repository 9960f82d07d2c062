"""Corrections of a draw over HTTP: entered by one, confirmed by another, read by everybody."""

from __future__ import annotations

from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import Reading, System, Writing
from common.web.routing import Router
from panel.dependencies import Caller, Manager
from panel.selection import redrawing
from panel.selection.draw_schemas import (
    ConfirmationIn,
    CorrectionIn,
    CorrectionOut,
    DrawnOut,
)
from panel.selection.schemas import SelectionOut
from panel.selection.shown import correction_out, selection_out

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: selections"])


@router.post("/selections/{selection_id}/draw-corrections", status_code=201)
async def enter_correction(
    ics: System, session: Writing, selection_id: UUID, body: CorrectionIn, principal: Manager
) -> CorrectionOut:
    """Enter the digits as the source really gave them. It has no effect until somebody else
    confirms it; the answer says how many would keep, lose and be given a seat. One that waits is
    replaced."""
    entry = await redrawing.enter(
        session, ics, selection_id, body, by=principal.subject, now=utc_now()
    )
    return correction_out(entry, await redrawing.consequences(session, ics, entry))


@router.post("/selections/{selection_id}/draw-corrections/{number}/confirmation")
async def confirm_correction(
    *,
    ics: System,
    session: Writing,
    selection_id: UUID,
    number: int,
    body: ConfirmationIn,
    principal: Manager,
) -> SelectionOut:
    """Confirm a correction that somebody else entered, by the digits as you looked them up: where
    both are the same, the panel that they pick takes the seats. Both entries stay on record."""
    selection = await redrawing.confirm(
        session,
        ics,
        selection_id,
        number,
        digits=body.digits,
        by=principal.subject,
        now=utc_now(),
    )
    return selection_out(selection)


@router.get("/selections/{selection_id}/draws")
async def read_draws(
    ics: System, session: Reading, selection_id: UUID, _: Caller
) -> list[DrawnOut]:
    """Give every entry of digits that has or had effect, the last one in force:
    `python -m panel.selection.verify` takes it in place of digits."""
    found = await redrawing.published(session, ics, selection_id)
    return [DrawnOut.model_validate(one, from_attributes=True) for one in found]
