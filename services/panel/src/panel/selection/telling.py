"""What is told of a selection: its steps and counts of seats, never persons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from common.events.panel import (
    SelectionCommitted,
    SelectionCorrected,
    SelectionDrawn,
    SelectionSeated,
)
from common.messaging.outbox import record
from panel.selection import seating
from panel.selection.models import Selection, SelectionDraw


def about(selection: Selection) -> dict[str, Any]:
    """Give what every event of a selection bears."""
    return {
        "selection_id": selection.id,
        "title": selection.title,
        "seats": selection.seats,
        "assembly_id": selection.assembly_id,
    }


async def committed(
    session: WriteSession, ics: SystemCode, selection: Selection, now: datetime
) -> None:
    """Tell that terms, pool and panels are committed to."""
    said = SelectionCommitted(
        **about(selection),
        root=selection.root or "",
        source=selection.source or "",
        draw_on=selection.draw_on or day_in_england(now),
        committed_at=now,
    )
    await record(session, ics, said, now=now)


async def drawn(
    session: WriteSession, ics: SystemCode, selection: Selection, now: datetime
) -> None:
    """Tell that a panel was drawn, and how many seats are filled."""
    filled, _ = await seating.counted(session, ics, selection.id)
    said = SelectionDrawn(
        **about(selection),
        root=selection.root or "",
        digits=selection.digits or "",
        evidence=selection.evidence or "",
        filled=filled,
        drawn_at=now,
    )
    await record(session, ics, said, now=now)


async def corrected(
    session: WriteSession,
    ics: SystemCode,
    selection: Selection,
    entry: SelectionDraw,
    now: datetime,
) -> None:
    """Tell that digits were entered wrongly, why, and which are in force now."""
    filled, replaced = await seating.counted(session, ics, selection.id)
    said = SelectionCorrected(
        **about(selection),
        root=selection.root or "",
        number=entry.number,
        digits=entry.digits,
        evidence=entry.evidence,
        reason=entry.reason or "",
        invited=entry.told is not None,
        version=selection.version,
        filled=filled,
        replaced=replaced,
        corrected_at=now,
    )
    await record(session, ics, said, now=now)


async def seated(
    session: WriteSession, ics: SystemCode, selection: Selection, now: datetime
) -> None:
    """Tell how many seats are filled now, and how many somebody else was given."""
    filled, replaced = await seating.counted(session, ics, selection.id)
    said = SelectionSeated(
        **about(selection), version=selection.version, filled=filled, replaced=replaced
    )
    await record(session, ics, said, now=now)
