"""Preparing and committing to selections; `calculation` reckons, `sitting` draws.

The order is what makes the lottery one that anybody can check (rule 11): terms, pool and panels
are frozen and their root published, and only then, on the day that the terms name, are the digits
of the public source recorded, once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from panel.keys import PanelKeys
from panel.segments import service as segments
from panel.selection import (
    commissioned,
    freshness,
    preparing,
    repository,
    sealing,
    seating,
    telling,
    verify,
)
from panel.selection.document import Opening, terms_of
from panel.selection.errors import NotInThisState, PoolChanged, SelectionNotFound
from panel.selection.models import Selection, SelectionEntry
from panel.selection.schemas import CalculationIn, CategoryIn, CommitmentIn, SelectionIn
from panel.systems import service as systems


@dataclass(frozen=True)
class Held:
    """A row of a pool, opened."""

    selection: Selection
    entry: SelectionEntry
    opening: Opening
    on_panel: bool
    may_be_asked: bool = True
    """False of who sits and since does not agree to the draw, objects to it or is paused."""


async def prepare(
    session: WriteSession, ics: SystemCode, said: SelectionIn, now: datetime
) -> Selection:
    """Write a new selection down; the worker calculates it.

    Raises:
        SystemNotLoaded, SegmentNotFound
        CommissionUnknown, CommissionCancelled, CommissionTaken
        Invalid: if the quotas name what is not in force, or contradict themselves.
    """
    await systems.the_system(session, ics)
    today = day_in_england(now)
    await preparing.refuse(session, ics, said.categories, seats=said.seats, today=today)
    await commissioned.refuse_unfit(
        session, ics, said.assembly_id, seats=said.seats, categories=said.categories
    )
    if said.segment_id is not None:
        await segments.the_segment(session, ics, said.segment_id)
    selection = Selection(
        ics=ics,
        id=new_id(),
        title=said.title,
        seats=said.seats,
        quotas=_rows(said.categories),
        segment_id=said.segment_id,
        assembly_id=said.assembly_id,
        seconds=said.seconds,
        state="calculating",
        created_at=now,
        version=1,
    )
    session.add(selection)
    await session.flush()
    return selection


async def calculate_anew(
    session: WriteSession, ics: SystemCode, selection_id: UUID, said: CalculationIn, now: datetime
) -> Selection:
    """Let a selection that is not committed be calculated again, from who is in the pool now.

    Raises:
        SelectionNotFound, NotInThisState
        Invalid: if the new quotas name what is not in force, or contradict themselves.
    """
    selection = await in_state(session, ics, selection_id, "calculated", "infeasible", "failed")
    if said.categories is not None:
        await preparing.refuse(
            session, ics, said.categories, seats=selection.seats, today=day_in_england(now)
        )
        await commissioned.refuse_unfit(
            session, ics, selection.assembly_id, seats=selection.seats, categories=said.categories
        )
        selection.quotas = _rows(said.categories)
    await _start_over(session, ics, selection)
    return selection


async def commit(
    session: WriteSession,
    ics: SystemCode,
    selection_id: UUID,
    said: CommitmentIn,
    *,
    keys: PanelKeys,
    now: datetime,
) -> Selection:
    """Freeze the document, and make its root, before any digit is known.

    Raises:
        SelectionNotFound, NotInThisState
        PoolChanged: if somebody in the pool no longer agrees, moved, or told something else since.
        CommissionCancelled, CommissionChanged, CommissionTaken
        Invalid: if the draw is not on a later day; on the same day the digits may be known already.
    """
    today = day_in_england(now)
    if said.draw_on <= today:
        raise Invalid(
            "The draw comes after the day of the commitment, so that nobody can know the digits.",
            fields=(FieldError("body.draw_on", "must be a day to come"),),
        )
    pool = await repository.entries(session, ics, selection_id)
    ids = [entry.member_id for entry, _ in pool]
    there = await repository.still_there(session, ics, ids, preparing.POOL_PURPOSE, today)
    selection = await in_state(session, ics, selection_id, "calculated")
    await commissioned.hold_to_commit(session, ics, selection)
    kept = await repository.document(session, ics, selection_id)
    if kept is None or len(there) != len(kept.document["pool"]):
        raise PoolChanged
    if not await freshness.is_as_calculated(session, ics, selection, ids, keys=keys, now=now):
        raise PoolChanged
    terms = terms_of(selection, said.source, said.draw_on, today)
    kept.document = {"terms": terms, **kept.document}
    selection.source, selection.draw_on = said.source, said.draw_on
    selection.root = verify.root_of(kept.document)
    selection.committed_at = now
    await moved(session, selection, "committed")
    await telling.committed(session, ics, selection, now)
    return selection


async def forget_member(
    session: WriteSession, ics: SystemCode, member_id: UUID, now: datetime
) -> None:
    """Unlink a member from every pool. A published document stays, since it has pseudonyms only,
    and its commitment is mute without the salt; a draft is calculated again; a seat is vacated."""
    today = day_in_england(now)
    # A selection is held before its pool, as by whoever has it calculated again.
    held = {
        selection_id: await repository.find_to_change(session, ics, selection_id)
        for selection_id in await repository.selections_of(session, ics, member_id)
    }
    for selection_id, pseudonym in await repository.delete_entries(
        session, ics, member_id=member_id
    ):
        selection = held.get(selection_id)
        if selection is None:
            continue
        if selection.state == "calculated":
            await _start_over(session, ics, selection)
        if await seating.vacate(
            session, ics, selection_id, pseudonym=pseudonym, reason="left_panel", on=today
        ):
            await moved(session, selection, selection.state)
            await telling.seated(session, ics, selection, now)


async def the_selection(session: ReadSession, ics: SystemCode, selection_id: UUID) -> Selection:
    """Give a selection.

    Raises:
        SelectionNotFound: if this system has none of that id.
    """
    return _found(await repository.find(session, ics, selection_id))


async def list_selections(
    session: ReadSession, ics: SystemCode, page: PageRequest
) -> Page[Selection]:
    """List selections, in the order in which they were prepared."""
    return await repository.list_selections(session, ics, page)


async def published(session: ReadSession, ics: SystemCode, selection_id: UUID) -> dict[str, Any]:
    """Give the document that the root was made of.

    Raises:
        SelectionNotFound
        NotInThisState: if nothing is committed to yet.
    """
    selection = await the_selection(session, ics, selection_id)
    kept = await repository.document(session, ics, selection_id)
    if selection.root is None or kept is None:
        raise NotInThisState("committed, drawn or completed")
    return kept.document


async def panel(session: ReadSession, ics: SystemCode, selection_id: UUID) -> list[str]:
    """Give the pseudonyms of those who have a seat now."""
    seats = await seating.seats(session, ics, selection_id)
    return [one.pseudonym for one in seats if one.left_on is None]


async def people(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, selection_id: UUID, now: datetime
) -> list[Held]:
    """Open the rows of those who have a seat, for staff who may see personal data, and say who of
    them may no longer be asked.

    Raises:
        SelectionNotFound: if this system has none of that id.
    """
    selection = await the_selection(session, ics, selection_id)
    seated = await panel(session, ics, selection_id)
    rows = await repository.entries(session, ics, selection_id, seated)
    openings = await sealing.opened(ics, keys, rows)
    ids = [entry.member_id for entry, _ in rows]
    purpose, on = preparing.POOL_PURPOSE, day_in_england(now)
    askable = await repository.may_be_asked_still(session, ics, ids, purpose, on)
    return [
        Held(selection, entry, opening, on_panel=True, may_be_asked=entry.member_id in askable)
        for (entry, _), opening in zip(rows, openings, strict=True)
    ]


async def held_of(
    session: ReadSession, ics: SystemCode, keys: PanelKeys, member_id: UUID
) -> list[Held]:
    """Open a member's own rows."""
    rows = await repository.entries_of_member(session, ics, member_id)
    openings = await sealing.opened(ics, keys, [(entry, key) for entry, key, _ in rows])
    return [
        Held(
            selection,
            entry,
            opening,
            entry.pseudonym in await panel(session, ics, selection.id),
        )
        for (entry, _, selection), opening in zip(rows, openings, strict=True)
    ]


async def in_state(
    session: WriteSession, ics: SystemCode, selection_id: UUID, *states: str
) -> Selection:
    """Give a selection that is at one of some steps, and lock the row.

    Raises:
        SelectionNotFound, NotInThisState
    """
    selection = _found(await repository.find_to_change(session, ics, selection_id))
    if selection.state not in states:
        raise NotInThisState(" or ".join(states))
    return selection


async def moved(session: WriteSession, selection: Selection, state: str) -> None:
    """Write down at which step a selection is now."""
    selection.state = state
    selection.version += 1
    await session.flush()


async def _start_over(session: WriteSession, ics: SystemCode, selection: Selection) -> None:
    await repository.delete_document(session, ics, selection.id)
    await repository.delete_entries(session, ics, selection_id=selection.id)
    selection.claimed_at = selection.inputs = None
    selection.counts = selection.outcome = selection.changes = None
    await moved(session, selection, "calculating")


def _rows(categories: Sequence[CategoryIn]) -> list[list[Any]]:
    return [
        [one.category, quota.value, quota.minimum, quota.maximum]
        for one in categories
        for quota in one.quotas
    ]


def _found(selection: Selection | None) -> Selection:
    if selection is None:
        raise SelectionNotFound
    return selection
