"""Actions: kept from meeting to meeting until they are done."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.actions import repository
from governance.actions.errors import ActionNotFound
from governance.actions.models import Action
from governance.actions.schemas import ActionIn, ActionPatch
from governance.bodies import service as bodies
from governance.meetings import service as meetings


async def get(session: ReadSession, action_id: UUID, *, withheld_too: bool) -> Action:
    """Give one action.

    Args:
        withheld_too: the caller may read what is withheld from the public.

    Raises:
        ActionNotFound: if this system has none with that id, or the caller may not read it.
    """
    found = await repository.get(session, action_id, withheld_too=withheld_too)
    if found is None:
        raise ActionNotFound
    return found


async def get_for_change(session: WriteSession, action_id: UUID) -> Action:
    """Give one action, locked.

    Raises:
        ActionNotFound: if this system has none with that id.
    """
    found = await repository.get_for_change(session, action_id)
    if found is None:
        raise ActionNotFound
    return found


async def list_page(
    session: ReadSession,
    request: PageRequest,
    *,
    body_id: UUID | None = None,
    meeting_id: UUID | None = None,
    status: str | None = None,
    owner_post_id: UUID | None = None,
    due_by: date | None = None,
    withheld_too: bool = False,
) -> Page[Action]:
    """List actions, the newest first.

    Args:
        due_by: only those with a day, up to this one.
        withheld_too: the caller may read what is withheld from the public.
    """
    return await repository.page(
        session,
        request,
        body_id=body_id,
        meeting_id=meeting_id,
        status=status,
        owner_post_id=owner_post_id,
        due_by=due_by,
        withheld_too=withheld_too,
    )


async def add(
    session: WriteSession, ics: SystemCode, data: ActionIn, *, ids: NewId = new_id
) -> Action:
    """Keep an action of a body."""
    await bodies.get(session, data.body_id)
    if data.meeting_id is not None:
        meeting = await meetings.get(session, data.meeting_id)
        if meeting.body_id != data.body_id:
            raise Invalid(
                "The meeting is of another body.",
                fields=(FieldError("body.meeting_id", "is a meeting of another body"),),
            )
    if data.item_id is not None:
        if data.meeting_id is None:
            raise Invalid(
                "Say which meeting the item belongs to.",
                fields=(FieldError("body.meeting_id", "is missing; item_id needs it"),),
            )
        await meetings.require_item(session, data.meeting_id, data.item_id)
    await _check_owner(session, data.body_id, data.owner_post_id)
    action = Action(ics=ics, id=ids(), status="open", version=1, **data.model_dump())
    session.add(action)
    await session.flush()
    return action


async def change(
    session: WriteSession, action: Action, patch: ActionPatch, *, today: date
) -> Action:
    """Change an action, close it, or open it again."""
    sent = patch.model_dump(exclude_unset=True)
    empty = [name for name in ("description", "status") if name in sent and sent[name] is None]
    if empty:
        raise Invalid(
            "These fields cannot be empty.",
            fields=tuple(FieldError(f"body.{name}", "cannot be null") for name in empty),
        )
    await _check_owner(session, action.body_id, sent.get("owner_post_id"))
    for name, value in sent.items():
        setattr(action, name, value)
    if "status" in sent:
        action.closed_on = None if action.status == "open" else (action.closed_on or today)
    action.version += 1
    await session.flush()
    return action


async def _check_owner(session: ReadSession, body_id: UUID, post_id: UUID | None) -> None:
    if post_id is None:
        return
    post = await bodies.get_post(session, post_id)
    if post.body_id != body_id:
        raise Invalid(
            "The owner's post belongs to another body.",
            fields=(FieldError("body.owner_post_id", "is a post of another body"),),
        )


async def ids_of_meeting(session: ReadSession, meeting_id: UUID) -> list[UUID]:
    """Give the ids of the actions of a meeting, in the order of their keeping."""
    return await repository.ids_of_meeting(session, meeting_id)
