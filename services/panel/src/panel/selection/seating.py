"""SQL of seats and replacements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from panel.selection import repository
from panel.selection.models import (
    Selection,
    SelectionDraw,
    SelectionEntry,
    SelectionRound,
    SelectionSeat,
)


async def seats(
    session: ReadSession, ics: SystemCode, selection_id: UUID
) -> Sequence[SelectionSeat]:
    """Give everybody who has or had a seat."""
    query = (
        select(SelectionSeat)
        .where(SelectionSeat.ics == ics, SelectionSeat.selection_id == selection_id)
        .order_by(SelectionSeat.pseudonym)
    )
    return (await session.scalars(query)).all()


async def seat(
    session: WriteSession,
    ics: SystemCode,
    selection_id: UUID,
    drawn: Sequence[str],
    there: frozenset[UUID],
    *,
    on: date,
) -> None:
    """Seat those whom the digits pick. Who gave a seat up before stays without; the seat of who has
    left, or may not be asked, is vacant from the start.

    Args:
        there: the members of those drawn who may be asked, as `hold_named` gives them.
    """
    pool = await repository.entries(session, ics, selection_id, drawn)
    ids = {entry.pseudonym: entry.member_id for entry, _ in pool}
    had = {one.pseudonym for one in await seats(session, ics, selection_id)}
    for pseudonym in drawn:
        if pseudonym in had:
            continue
        member_id = ids.get(pseudonym)
        gone = member_id not in there
        reason = "left_panel" if member_id is None else "withdrew"
        session.add(
            SelectionSeat(
                ics=ics,
                selection_id=selection_id,
                pseudonym=pseudonym,
                round=0,
                left_on=on if gone else None,
                reason=reason if gone else None,
            )
        )
    await session.flush()


async def clear(session: WriteSession, ics: SystemCode, selection_id: UUID) -> frozenset[str]:
    """Take everybody's seat, before another panel is seated; give who had one. Who gave
    theirs up stays written, as having no seat whichever panel is drawn."""
    mine = (SelectionSeat.ics == ics, SelectionSeat.selection_id == selection_id)
    taken = delete(SelectionSeat).where(*mine, SelectionSeat.left_on.is_(None))
    gone = await session.scalars(taken.returning(SelectionSeat.pseudonym))
    await session.execute(update(SelectionSeat).where(*mine).values(round=0))
    return frozenset(gone)


async def counted(session: ReadSession, ics: SystemCode, selection_id: UUID) -> tuple[int, int]:
    """Count the seats that somebody has, and those that were given to somebody else since the
    draw."""
    query = select(
        func.count().filter(SelectionSeat.left_on.is_(None)),
        func.count().filter(SelectionSeat.round > 0),
    ).where(SelectionSeat.ics == ics, SelectionSeat.selection_id == selection_id)
    filled, replaced = (await session.execute(query)).one()
    return filled, replaced


async def members(
    session: ReadSession, ics: SystemCode, selection_ids: Sequence[UUID]
) -> Sequence[UUID]:
    """Give the members who have a seat on the panels of some selections, once each."""
    query = (
        select(SelectionEntry.member_id)
        .join(
            SelectionSeat,
            (SelectionSeat.ics == SelectionEntry.ics)
            & (SelectionSeat.selection_id == SelectionEntry.selection_id)
            & (SelectionSeat.pseudonym == SelectionEntry.pseudonym),
        )
        .where(SelectionEntry.ics == ics, SelectionEntry.selection_id.in_(selection_ids))
        .where(SelectionSeat.left_on.is_(None))
        .order_by(SelectionEntry.member_id)
        .distinct()
    )
    return (await session.scalars(query)).all()


async def vacate(
    session: WriteSession,
    ics: SystemCode,
    selection_id: UUID,
    *,
    pseudonym: str,
    reason: str,
    on: date,
) -> bool:
    """Write down that somebody gave their seat up; False if they have none."""
    statement = (
        update(SelectionSeat)
        .where(SelectionSeat.ics == ics, SelectionSeat.selection_id == selection_id)
        .where(SelectionSeat.pseudonym == pseudonym, SelectionSeat.left_on.is_(None))
        .values(left_on=on, reason=reason)
        .returning(SelectionSeat.pseudonym)
    )
    return (await session.scalar(statement)) is not None


async def rounds(
    session: ReadSession, ics: SystemCode, selection_id: UUID
) -> Sequence[SelectionRound]:
    """Give the replacements of a selection, in order."""
    query = (
        select(SelectionRound)
        .where(SelectionRound.ics == ics, SelectionRound.selection_id == selection_id)
        .order_by(SelectionRound.number)
    )
    return (await session.scalars(query)).all()


async def draws(
    session: ReadSession, ics: SystemCode, selection_id: UUID
) -> Sequence[SelectionDraw]:
    """List the entries of digits of a selection, a correction that waits among them, in order."""
    query = (
        select(SelectionDraw)
        .where(SelectionDraw.ics == ics, SelectionDraw.selection_id == selection_id)
        .order_by(SelectionDraw.number)
    )
    return (await session.scalars(query)).all()


async def round_to_choose(session: ReadSession, ics: SystemCode) -> SelectionRound | None:
    """Give a replacement that is to be chosen."""
    query = (
        select(SelectionRound)
        .where(SelectionRound.ics == ics, SelectionRound.state == "choosing")
        .order_by(SelectionRound.selection_id)
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def hold_named(
    session: WriteSession,
    ics: SystemCode,
    selection_id: UUID,
    pseudonyms: Sequence[str],
    *,
    purpose: str,
    on: date,
) -> frozenset[UUID]:
    """Give those of some in a pool who have not left and may be asked, and hold their rows: before
    the selection's, as whoever leaves does, or each would wait for the other."""
    named = await repository.entries(session, ics, selection_id, pseudonyms)
    ids = [entry.member_id for entry, _ in named]
    return await repository.still_there(session, ics, ids, purpose, on)


async def finish_round(
    session: WriteSession,
    ics: SystemCode,
    selection_id: UUID,
    *,
    number: int,
    was: Sequence[str],
    state: str,
    people: Sequence[str],
    changes: Sequence[Any],
    purpose: str,
    on: date,
) -> Selection | None:
    """Write down what came of a replacement, and seat those chosen; gives the selection. If seats
    were given up meanwhile, or somebody chosen has gone or may no longer be asked, nothing is
    written, and it is chosen again.

    Args:
        was: the pseudonyms of those who had a seat when it was chosen.
    """
    there = await hold_named(session, ics, selection_id, people, purpose=purpose, on=on)
    selection = await repository.find_to_change(session, ics, selection_id)
    seated = [one.pseudonym for one in await seats(session, ics, selection_id) if not one.left_on]
    if selection is None or sorted(seated) != sorted(was) or len(there) != len(people):
        return None
    for pseudonym in people:
        session.add(
            SelectionSeat(
                ics=ics,
                selection_id=selection_id,
                pseudonym=pseudonym,
                round=number,
                left_on=None,
                reason=None,
            )
        )
    finished = update(SelectionRound).where(
        SelectionRound.ics == ics,
        SelectionRound.selection_id == selection_id,
        SelectionRound.number == number,
    )
    values = {"state": state, "people": list(people), "changes": list(changes)}
    await session.execute(finished.values(values))
    selection.version += 1
    await session.flush()
    return selection
