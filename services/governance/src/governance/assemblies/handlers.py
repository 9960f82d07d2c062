"""What the panel says of the lottery of an assembly, kept: counts and proofs, never persons."""

from __future__ import annotations

from typing import Any

from common.db.engine import WriteSession
from common.events.envelope import Event
from common.events.panel import (
    SelectionCommitted,
    SelectionCompleted,
    SelectionCorrected,
    SelectionDrawn,
    SelectionSeated,
)
from governance.assemblies import repository
from governance.assemblies.models import Lottery

Told = (
    SelectionCommitted | SelectionDrawn | SelectionCorrected | SelectionSeated | SelectionCompleted
)
_STEPS = ("committed", "drawn", "completed")


async def keep_committed(event: Event[SelectionCommitted], session: WriteSession) -> None:
    """From now on seats and categories of the commission stand."""
    data = event.data
    values = data.model_dump(include={"root", "source", "draw_on", "committed_at"})
    await _keep(event, session, "committed", values)


async def keep_drawn(event: Event[SelectionDrawn], session: WriteSession) -> None:
    """From now on the assembly may recommend."""
    data = event.data
    values = data.model_dump(include={"root", "digits", "evidence", "drawn_at"})
    await _keep(event, session, "drawn", values, filled=data.filled)


async def keep_corrected(event: Event[SelectionCorrected], session: WriteSession) -> None:
    """Other digits are in force, and another panel; every entry is read where the lottery is
    held."""
    data = event.data
    known = await _same(session, data)
    if known is None or known.state == "completed":
        return
    if data.version > known.told_version:
        known.told_version = data.version
        known.digits, known.evidence = data.digits, data.evidence
        known.drawn_at = data.corrected_at
        known.filled, known.replaced = data.filled, data.replaced
        await session.flush()


async def keep_seated(event: Event[SelectionSeated], session: WriteSession) -> None:
    """Count the seats that are filled; an older count changes nothing."""
    data = event.data
    known = await _same(session, data)
    if known is not None and data.version > known.told_version:
        known.told_version = data.version
        known.filled, known.replaced = data.filled, data.replaced
        await session.flush()


async def keep_completed(event: Event[SelectionCompleted], session: WriteSession) -> None:
    """The panel is as it will sit; who that is, is not kept."""
    data = event.data
    values = data.model_dump(include={"root", "digits", "completed_on"})
    await _keep(event, session, "completed", values)
    known = await _same(session, data)
    if known is not None:
        known.filled, known.replaced = len(data.panel), data.replaced
        await session.flush()


async def _keep(
    event: Event[Any],
    session: WriteSession,
    state: str,
    values: dict[str, Any],
    *,
    filled: int | None = None,
) -> None:
    data: Told = event.data
    if data.assembly_id is None:
        return
    first = {
        "ics": event.ics,
        "assembly_id": data.assembly_id,
        "selection_id": data.selection_id,
        "state": state,
        "seats": data.seats,
        "root": values["root"],
    }
    await repository.keep_lottery(session, first)
    known = await _same(session, data)
    if known is None:
        return
    for name, value in values.items():
        setattr(known, name, value)
    if known.filled is None:
        known.filled = filled
    known.state = max(known.state, state, key=_STEPS.index)
    await session.flush()


async def _same(session: WriteSession, data: Told) -> Lottery | None:
    """Give what is known of this selection; None if the assembly has another, or none."""
    if data.assembly_id is None:
        return None
    known = await repository.lottery_for_change(session, data.assembly_id)
    return known if known is not None and known.selection_id == data.selection_id else None
