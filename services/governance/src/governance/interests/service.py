"""Interests (rule 4): who has one in an item is out, unless the chair's ruling says otherwise."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.interests import repository
from governance.interests.errors import InterestNotFound
from governance.interests.models import Interest, ItemInterest
from governance.interests.schemas import InterestIn, ItemInterestIn
from governance.meetings import service as meetings
from governance.sittings import settled


async def register(session: ReadSession, body_id: UUID) -> list[Interest]:
    """Give the register of a body, newest first, ended interests among them."""
    posts = await bodies.posts(session, body_id)
    return await repository.of_posts(session, [post.id for post, _ in posts])


async def declare(
    session: WriteSession, ics: SystemCode, post_id: UUID, data: InterestIn, *, ids: NewId = new_id
) -> Interest:
    """Enter an interest in the register."""
    await bodies.get_post(session, post_id)
    interest = Interest(ics=ics, id=ids(), post_id=post_id, version=1, **data.model_dump())
    session.add(interest)
    await session.flush()
    return interest


async def for_change(session: WriteSession, interest_id: UUID) -> Interest:
    """Give an entry of the register, locked.

    Raises:
        InterestNotFound: if this system has none with that id.
    """
    found = await repository.for_change(session, interest_id)
    if found is None:
        raise InterestNotFound
    return found


async def end(session: WriteSession, interest: Interest, ended_on: date) -> Interest:
    """Say when an interest ended; it stays in the register.

    Raises:
        Invalid: if it would end before it was declared.
    """
    if ended_on < interest.declared_on:
        raise Invalid(
            "An interest ends after it was declared.",
            fields=(FieldError("body.ended_on", "must not be before declared_on"),),
        )
    interest.ended_on = ended_on
    interest.version += 1
    await session.flush()
    return interest


async def declare_in_item(
    session: WriteSession,
    ics: SystemCode,
    meeting_id: UUID,
    item_id: UUID,
    data: ItemInterestIn,
    *,
    recorded_by: str,
    now: datetime,
    ids: NewId = new_id,
) -> ItemInterest:
    """Record an interest in an item, with the chair's ruling; a later one takes its place.

    Raises:
        Invalid: if the post is another body's, or the entry another post's, or it lies in the
            future. An interest may be declared before the meeting.
        MeetingState: if the meeting was cancelled, or its minutes are approved.
        VoteSettled: if a vote on the item was taken then or later.
    """
    meeting = await meetings.get_for_change(session, meeting_id)
    meetings.require_open(meeting)
    if data.at > now:
        raise Invalid(
            "An interest is recorded once it has been declared.",
            fields=(FieldError("body.at", "must not be in the future"),),
        )
    await meetings.require_item(session, meeting_id, item_id)
    await settled.require_unsettled(session, meeting_id, data.at, item_id)
    post = await bodies.get_post(session, data.post_id)
    if post.body_id != meeting.body_id:
        raise Invalid(
            "The post belongs to another body.",
            fields=(FieldError("body.post_id", "is a post of another body"),),
        )
    if data.interest_id is not None:
        entry = await for_change(session, data.interest_id)
        if entry.post_id != data.post_id:
            raise Invalid(
                "The register's entry is of another post.",
                fields=(FieldError("body.interest_id", "is of another post"),),
            )
    declared = ItemInterest(
        ics=ics, id=ids(), item_id=item_id, recorded_by=recorded_by, **data.model_dump()
    )
    session.add(declared)
    await session.flush()
    return declared


async def of_item(session: ReadSession, meeting_id: UUID, item_id: UUID) -> list[ItemInterest]:
    """List what was declared and ruled on an item, in order."""
    await meetings.get(session, meeting_id)
    await meetings.require_item(session, meeting_id, item_id)
    return await repository.of_item(session, item_id, None)


async def removed_from(session: ReadSession, item_id: UUID, at: datetime) -> frozenset[UUID]:
    """Give the posts that interests keep out of an item's quorum and vote at a moment."""
    found = await repository.of_item(session, item_id, at)
    standing = {one.post_id: one.takes_part for one in found}
    return frozenset(post for post, takes_part in standing.items() if not takes_part)
