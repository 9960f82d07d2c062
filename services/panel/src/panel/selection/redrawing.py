"""Putting right digits of the public source that were entered wrongly.

The lottery stays one that anybody can check: every entry stays, with who, when and why, and the
panel follows from the last one by the document that was committed to. Two people do it: one enters
the correction, another, who has looked the digits up as well, confirms it. Until then it has no
effect. Once a panel is complete its digits stand; a wrong panel that sits is for the body that
commissioned it, which can cancel the assembly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.selection import (
    commissioned,
    preparing,
    seating,
    service,
    sitting,
    telling,
    verify,
)
from panel.selection.draw_schemas import CorrectionIn
from panel.selection.errors import (
    CorrectionNotFound,
    DigitsAlreadyStand,
    DigitsDiffer,
    NotInThisState,
    PanelWasInvited,
    ReplacementUnderWay,
    SameHands,
)
from panel.selection.models import Selection, SelectionDraw

_GIVEN_UP = ("declined", "dropped_out")


@dataclass(frozen=True)
class Consequences:
    """What a correction does to the panel: how many keep, lose and are given a seat."""

    keep: int
    lose: int
    gain: int


async def enter(
    session: WriteSession,
    ics: SystemCode,
    selection_id: UUID,
    said: CorrectionIn,
    *,
    by: str,
    now: datetime,
) -> SelectionDraw:
    """Enter a correction, which waits for somebody else; in place of one that waits.

    Raises:
        SelectionNotFound
        NotInThisState: if nothing is drawn yet, or the panel is complete.
        DigitsAlreadyStand: if these are the digits in force.
        PanelWasInvited: if nobody is said to have been invited, and somebody gave a seat up or was
            asked to fill one.
    """
    selection = await service.in_state(session, ics, selection_id, "drawn")
    if said.digits == selection.digits:
        raise DigitsAlreadyStand
    await _refuse_silence(session, ics, selection_id, said.told)
    waiting = await _waiting(session, ics, selection_id)
    if waiting is not None:
        await session.delete(waiting)
        await session.flush()
    entry = SelectionDraw(
        ics=ics,
        selection_id=selection_id,
        number=len(await sitting.entered(session, ics, selection_id)) + 1,
        digits=said.digits,
        evidence=said.evidence,
        recorded_at=now,
        recorded_by=by,
        reason=said.reason,
        told=said.told,
    )
    session.add(entry)
    await service.moved(session, selection, "drawn")
    return entry


async def confirm(
    session: WriteSession,
    ics: SystemCode,
    selection_id: UUID,
    number: int,
    *,
    digits: str,
    by: str,
    now: datetime,
) -> Selection:
    """Give a correction effect, and seat the panel that its digits pick. Who declined or dropped
    out, and is on that panel too, is not asked again.

    Args:
        digits: as they read them themselves: nobody confirms what was entered since they looked.

    Raises:
        SelectionNotFound, CorrectionNotFound
        NotInThisState: if the panel is complete.
        SameHands: if they entered it themselves.
        DigitsDiffer: if they read others than those entered.
        PanelWasInvited, ReplacementUnderWay
        CommissionCancelled: if the assembly was cancelled since.
    """
    today = day_in_england(now)
    drawn = verify.drawn(await service.published(session, ics, selection_id), digits)
    there = await seating.hold_named(
        session, ics, selection_id, drawn, purpose=preparing.POOL_PURPOSE, on=today
    )
    selection = await service.in_state(session, ics, selection_id, "drawn")
    entry = await _waiting(session, ics, selection_id)
    if entry is None or entry.number != number:
        raise CorrectionNotFound
    if entry.recorded_by == by:
        raise SameHands
    if entry.digits != digits:
        raise DigitsDiffer
    await commissioned.hold(session, ics, selection)
    await _refuse_silence(session, ics, selection_id, entry.told)
    if any(one.state == "choosing" for one in await seating.rounds(session, ics, selection_id)):
        raise ReplacementUnderWay
    before = await seating.clear(session, ics, selection_id)
    await seating.seat(session, ics, selection_id, drawn, there, on=today)
    after = set(await service.panel(session, ics, selection_id))
    entry.confirmed_at, entry.confirmed_by = now, by
    entry.lost, entry.gained = len(before - after), len(after - before)
    selection.digits, selection.evidence, selection.drawn_at = entry.digits, entry.evidence, now
    await service.moved(session, selection, "drawn")
    await telling.corrected(session, ics, selection, entry, now)
    return selection


async def consequences(session: ReadSession, ics: SystemCode, entry: SelectionDraw) -> Consequences:
    """Say what a correction that waits would do to the panel as it stands now."""
    drawn = verify.drawn(await service.published(session, ics, entry.selection_id), entry.digits)
    seats = await seating.seats(session, ics, entry.selection_id)
    have = {one.pseudonym for one in seats if one.left_on is None}
    without = {one.pseudonym for one in seats if one.left_on is not None}
    would = set(drawn) - without
    return Consequences(len(have & would), len(have - would), len(would - have))


async def entries(
    session: ReadSession, ics: SystemCode, selection_id: UUID
) -> Sequence[SelectionDraw]:
    """Give every entry of digits, in order; a correction that waits is the last.

    Raises:
        SelectionNotFound
    """
    await service.the_selection(session, ics, selection_id)
    return await seating.draws(session, ics, selection_id)


async def published(
    session: ReadSession, ics: SystemCode, selection_id: UUID
) -> Sequence[SelectionDraw]:
    """Give the entries of digits that have or had effect, for whoever checks the lottery.

    Raises:
        SelectionNotFound
        NotInThisState: if nothing is drawn yet.
    """
    selection = await service.the_selection(session, ics, selection_id)
    if selection.digits is None:
        raise NotInThisState("drawn or completed")
    return await sitting.entered(session, ics, selection_id)


async def _waiting(
    session: ReadSession, ics: SystemCode, selection_id: UUID
) -> SelectionDraw | None:
    found = await seating.draws(session, ics, selection_id)
    last = found[-1] if found else None
    return last if last and last.number > 1 and last.confirmed_at is None else None


async def _refuse_silence(
    session: ReadSession, ics: SystemCode, selection_id: UUID, told: str | None
) -> None:
    """Nobody says that nobody was invited where the record shows that some were."""
    if told is not None:
        return
    seats = await seating.seats(session, ics, selection_id)
    if any(one.reason in _GIVEN_UP or one.round > 0 for one in seats):
        raise PanelWasInvited
