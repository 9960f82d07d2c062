"""Correcting an agenda: an item is worded otherwise, withheld from the public, or taken off.

What hangs on an item that is withheld, its papers and decisions, is withheld too (rule 7: a
confidential matter is withheld with its reason).
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from common.db.engine import ReadSession, WriteSession
from common.errors import FieldError, Invalid
from governance.meetings import repository, service
from governance.meetings.errors import ItemInUse, ItemNotFound, ItemWithheld
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.schemas import ItemPatch


async def get_for_change(session: WriteSession, meeting: Meeting, item_id: UUID) -> AgendaItem:
    """Give an item, locked.

    Raises:
        ItemNotFound: if the meeting has none with that id.
    """
    found = await repository.item_for_change(session, meeting.id, item_id)
    if found is None:
        raise ItemNotFound
    return found


async def change(
    session: WriteSession, meeting: Meeting, item: AgendaItem, patch: ItemPatch
) -> AgendaItem:
    """Correct an item, withhold it from the public, or open it again; meeting and item must be
    locked.

    What was published stays until the meeting is published again, but for a title that is
    withheld: that is told nowhere from now on.

    Raises:
        MeetingState: if it would be worded otherwise and the meeting was cancelled, or its minutes
            stand. It can be withheld at any time.
        Invalid: if it would have no number or title.
    """
    sent = patch.model_dump(exclude_unset=True)
    empty = [name for name in ("number", "title") if name in sent and sent[name] is None]
    if empty:
        raise Invalid(
            "An item has a number and a title.",
            fields=tuple(FieldError(f"body.{name}", "cannot be null") for name in empty),
        )
    if {"number", "title"} & set(sent):
        service.require_open(meeting)
    for name, value in sent.items():
        setattr(item, name, value)
    item.version += 1
    await session.flush()
    return item


async def require_public(session: WriteSession, meeting_id: UUID, item_id: UUID) -> None:
    """Refuse to publish what hangs on an item that is withheld; the item stays as it is until the
    transaction ends.

    Raises:
        ItemNotFound: if the meeting has none with that id.
        ItemWithheld: if it is withheld.
    """
    found = await repository.item_kept(session, meeting_id, item_id)
    if found is None:
        raise ItemNotFound
    if found.withheld_reason is not None:
        raise ItemWithheld


async def hidden_from(
    session: ReadSession, meeting_id: UUID, scopes: Collection[str]
) -> frozenset[UUID]:
    """Give the items of a meeting that are withheld from a caller with these scopes: from all who
    do not keep the record. What was voted on under them is withheld too.

    Raises:
        MeetingNotFound: if this system has no meeting with that id.
    """
    found = await service.items(session, meeting_id)
    if "governance:manage" in scopes:
        return frozenset()
    return frozenset(one.id for one in found if one.withheld_reason is not None)


async def take_off(session: WriteSession, meeting: Meeting, item_id: UUID) -> None:
    """Take an item off the agenda of a meeting to come; the meeting must be locked.

    Raises:
        ItemNotFound: if the meeting has none with that id.
        ItemInUse: if the meeting is not to come, or a paper, question, interest or another record
            hangs on the item.
    """
    item = await service.require_item(session, meeting.id, item_id)
    if meeting.status != "scheduled":
        raise ItemInUse("Only an item of a meeting to come is taken off its agenda.")
    await session.delete(item)
    try:
        await session.flush()
    except IntegrityError:
        raise ItemInUse(
            "A paper, a question, an interest or another record hangs on it. Move that first, or "
            "correct the item's title."
        ) from None
