"""The draw, and the panel that comes of it: dropouts, replacements, completion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.events.panel import SelectionCompleted
from common.messaging.outbox import record
from panel.selection import (
    commissioned,
    preparing,
    repository,
    seating,
    service,
    telling,
    verify,
)
from panel.selection.errors import NothingToReplace, NotOnThePanel, SeatsVacant, TooEarlyToDraw
from panel.selection.models import Selection, SelectionDraw, SelectionRound
from panel.selection.schemas import DrawIn, DropoutIn


async def draw(
    session: WriteSession,
    ics: SystemCode,
    selection_id: UUID,
    said: DrawIn,
    *,
    by: str,
    now: datetime,
) -> Selection:
    """Record the digits, once, and seat the panel that they pick; digits that were entered wrongly
    are put right by `panel.selection.redrawing`. Since the commitment somebody may
    have left the citizens' panel, or taken back that they agree to a draw, or have objected to it
    or paused: their seat is vacant from the start, since they may not be asked.

    Raises:
        SelectionNotFound
        NotInThisState: if nothing was committed to, or the digits are recorded already.
        TooEarlyToDraw
        CommissionCancelled: if the assembly was cancelled since.
    """
    drawn = verify.drawn(await service.published(session, ics, selection_id), said.digits)
    today = day_in_england(now)
    there = await seating.hold_named(
        session, ics, selection_id, drawn, purpose=preparing.POOL_PURPOSE, on=today
    )
    selection = await service.in_state(session, ics, selection_id, "committed")
    await commissioned.hold(session, ics, selection)
    if selection.draw_on is not None and today < selection.draw_on:
        raise TooEarlyToDraw
    await seating.seat(session, ics, selection_id, drawn, there, on=today)
    session.add(
        SelectionDraw(
            ics=ics,
            selection_id=selection_id,
            number=1,
            digits=said.digits,
            evidence=said.evidence,
            recorded_at=now,
            recorded_by=by,
        )
    )
    selection.digits, selection.evidence, selection.drawn_at = said.digits, said.evidence, now
    await service.moved(session, selection, "drawn")
    await telling.drawn(session, ics, selection, now)
    return selection


async def drop_out(
    session: WriteSession, ics: SystemCode, selection_id: UUID, said: DropoutIn, now: datetime
) -> Selection:
    """Record that somebody gives their seat up.

    Raises:
        SelectionNotFound, NotInThisState, NotOnThePanel
    """
    selection = await service.in_state(session, ics, selection_id, "drawn")
    if not await seating.vacate(
        session,
        ics,
        selection_id,
        pseudonym=said.pseudonym,
        reason=said.reason,
        on=day_in_england(now),
    ):
        raise NotOnThePanel
    await service.moved(session, selection, "drawn")
    await telling.seated(session, ics, selection, now)
    return selection


async def ask_replacements(
    session: WriteSession, ics: SystemCode, selection_id: UUID, ease: bool, now: datetime
) -> Selection:
    """Ask the worker to fill the vacant seats.

    Raises:
        SelectionNotFound, NotInThisState, NothingToReplace
    """
    selection = await service.in_state(session, ics, selection_id, "drawn")
    rounds = await seating.rounds(session, ics, selection_id)
    if any(one.state == "choosing" for one in rounds) or not await vacant(session, ics, selection):
        raise NothingToReplace
    session.add(
        SelectionRound(
            ics=ics,
            selection_id=selection_id,
            number=len(rounds) + 1,
            asked_on=day_in_england(now),
            draw=len(await entered(session, ics, selection_id)),
            ease=ease,
            state="choosing",
            people=[],
            changes=[],
        )
    )
    await service.moved(session, selection, "drawn")
    return selection


async def complete(
    session: WriteSession, ics: SystemCode, selection_id: UUID, leave_vacant: bool, now: datetime
) -> Selection:
    """Close a selection, and say who sits, by pseudonym.

    Raises:
        SelectionNotFound, NotInThisState, SeatsVacant
        CommissionCancelled: if the assembly was cancelled since.
    """
    selection = await service.in_state(session, ics, selection_id, "drawn")
    commission = await commissioned.hold(session, ics, selection)
    rounds = await seating.rounds(session, ics, selection_id)
    waiting = any(one.state == "choosing" for one in rounds)
    if waiting or (await vacant(session, ics, selection) and not leave_vacant):
        raise SeatsVacant
    selection.completed_on = day_in_england(now)
    await service.moved(session, selection, "completed")
    _, replaced = await seating.counted(session, ics, selection_id)
    last = (await entered(session, ics, selection_id))[-1]
    said = SelectionCompleted(
        **telling.about(selection),
        root=selection.root or "",
        digits=selection.digits or "",
        completed_on=day_in_england(now),
        panel=await service.panel(session, ics, selection_id),
        replaced=replaced,
        correction=last.reason,
        corrected_at=last.confirmed_at,
        method=commission.kind if commission else None,
        spectrum_level=commission.spectrum_level if commission else None,
        starts_on=commission.starts_on if commission else None,
        ends_on=commission.ends_on if commission else None,
    )
    await record(session, ics, said, now=now)
    return selection


async def seated_members(
    session: ReadSession, ics: SystemCode, selection_ids: Sequence[UUID]
) -> Sequence[UUID]:
    """Give the members who have a seat on the panels of some selections, once each."""
    return await seating.members(session, ics, selection_ids)


async def vacant(session: ReadSession, ics: SystemCode, selection: Selection) -> int:
    """Count the seats that nobody has; none before the draw."""
    if selection.digits is None:
        return 0
    return selection.seats - len(await service.panel(session, ics, selection.id))


async def entered(
    session: ReadSession, ics: SystemCode, selection_id: UUID
) -> Sequence[SelectionDraw]:
    """Give the entries of digits that have or had effect, in order; the last one is in force."""
    found = await seating.draws(session, ics, selection_id)
    return [one for one in found if one.number == 1 or one.confirmed_at is not None]


async def rounds(
    session: ReadSession, ics: SystemCode, selection_id: UUID
) -> Sequence[SelectionRound]:
    """Give the replacements of a selection, in order."""
    return await seating.rounds(session, ics, selection_id)


async def reserves(session: ReadSession, ics: SystemCode, selection: Selection) -> list[str]:
    """Give the reserves of the panel that was drawn, in their order, those seated since too."""
    if selection.digits is None:
        return []
    return await repository.reserves(session, ics, selection.id, selection.digits)
