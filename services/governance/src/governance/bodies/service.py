"""Bodies, their terms of reference, posts and holders: all dated, none deleted (rule 1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import repository, seats
from governance.bodies import terms as terms_of_reference
from governance.bodies.errors import (
    BodyCodeTaken,
    BodyNotFound,
    PostNotFound,
    TermsOverlap,
    TermsSettled,
)
from governance.bodies.models import Body, Holder, Post, TermsOfReference
from governance.bodies.schemas import BodyIn, BodyPatch, PostIn, TermsIn
from governance.quorum.conditions import Member


async def get(session: ReadSession, body_id: UUID) -> Body:
    """Give one body.

    Raises:
        BodyNotFound: if this system has none with that id.
    """
    found = await repository.get(session, body_id)
    if found is None:
        raise BodyNotFound
    return found


async def get_for_change(session: WriteSession, body_id: UUID) -> Body:
    """Give one body, locked.

    Raises:
        BodyNotFound: if this system has none with that id.
    """
    found = await repository.get_for_change(session, body_id)
    if found is None:
        raise BodyNotFound
    return found


async def parent_on(session: ReadSession, body_id: UUID, on: date) -> Body | None:
    """Give the body that a body's terms of a day name, by its code, as its parent."""
    terms = await terms_on(session, body_id, on)
    code = terms.content.get("parent") if terms is not None else None
    return await repository.by_code(session, code) if isinstance(code, str) else None


async def by_code(session: ReadSession, code: str) -> Body | None:
    """Give the body that bears a code; None where this system has none."""
    return await repository.by_code(session, code)


async def list_page(session: ReadSession, request: PageRequest, on: date | None) -> Page[Body]:
    """List bodies by name, those in being on a day if one is given."""
    return await repository.page(session, request, on)


async def register(
    session: WriteSession, ics: SystemCode, data: BodyIn, *, ids: NewId = new_id
) -> Body:
    """Add a body.

    Raises:
        BodyCodeTaken: if another bears its code.
    """
    if await repository.code_taken(session, data.code):
        raise BodyCodeTaken
    body = Body(ics=ics, id=ids(), version=1, **data.model_dump())
    session.add(body)
    await session.flush()
    return body


async def change(session: WriteSession, body: Body, patch: BodyPatch) -> Body:
    """Rename a body, or say when it ends.

    Raises:
        Invalid: if it would have no name, or end before it begins.
    """
    sent = patch.model_dump(exclude_unset=True)
    if "name" in sent and sent["name"] is None:
        raise Invalid("A body has a name.", fields=(FieldError("body.name", "cannot be null"),))
    ends = sent.get("valid_to")
    if ends is not None and ends <= body.valid_from:
        raise Invalid(
            "A body ends after it begins.",
            fields=(FieldError("body.valid_to", "must be after valid_from"),),
        )
    for name, value in sent.items():
        setattr(body, name, value)
    body.version += 1
    await session.flush()
    return body


async def terms(session: ReadSession, body_id: UUID) -> list[TermsOfReference]:
    """List the terms of reference of a body, newest first."""
    await get(session, body_id)
    return await repository.terms(session, body_id)


async def terms_on(session: ReadSession, body_id: UUID, on: date) -> TermsOfReference | None:
    """Give the terms that govern a body on a day."""
    found = await repository.terms(session, body_id)
    return next((one for one in found if in_force(one, on)), None)


async def adopt_terms(
    session: WriteSession, ics: SystemCode, body_id: UUID, data: TermsIn
) -> TermsOfReference:
    """Add terms of reference; those before them end on the day that these begin.

    Raises:
        BodyNotFound: if this system has no such body.
        TermsOverlap: if they don't begin after the newest ones.
        TermsSettled: if the body voted by the terms of that day, or of a later one.
        TermsContradict: if no meeting could follow them.
    """
    await get_for_change(session, body_id)
    before = await repository.terms(session, body_id)
    if before and data.valid_from <= before[0].valid_from:
        raise TermsOverlap
    ruled = await repository.last_ruled_on(session, body_id)
    if ruled is not None and data.valid_from <= day_in_england(ruled):
        raise TermsSettled(day_in_england(ruled))
    members = await members_on(session, body_id, data.valid_from)
    terms_of_reference.check(data.content, members)
    if before and (before[0].valid_to is None or before[0].valid_to > data.valid_from):
        before[0].valid_to = data.valid_from
    adopted = TermsOfReference(ics=ics, body_id=body_id, **data.model_dump())
    session.add(adopted)
    await session.flush()
    return adopted


async def hold_of_meeting(session: WriteSession, meeting_id: UUID, now: datetime) -> datetime:
    """Let nobody else put on record who is on a meeting's body, or what it decides, until the
    transaction ends. Gives the moment at which that is put on record (`seats.moment`).

    A meeting that there is not is for the caller to miss.
    """
    body_id = await repository.hold_of_meeting(session, meeting_id)
    return now if body_id is None else await seats.moment(session, body_id, now)


async def posts(session: ReadSession, body_id: UUID) -> list[tuple[Post, list[Holder]]]:
    """List the posts of a body, each with its holders, newest first."""
    await get(session, body_id)
    found = await repository.posts(session, body_id)
    holders = await repository.holders(session, [post.id for post in found])
    return [(post, [h for h in holders if h.post_id == post.id]) for post in found]


async def members_on(
    session: ReadSession, body_id: UUID, on: date, known_at: datetime | None = None
) -> list[Member]:
    """Give the members' posts that a body has on a day, as its quorum sees them (`seats.members`).

    Args:
        known_at: go by what was on record at that moment; by what is on record now if not given.
    """
    return seats.members(await seats.history(session, body_id), on, known_at)


async def filled_on(session: ReadSession, body_id: UUID, on: Sequence[date]) -> set[UUID]:
    """Give the members' posts that somebody holds on one of these days."""
    return {
        one.post_id
        for day in on
        for one in await members_on(session, body_id, day)
        if not one.vacant
    }


async def get_post(session: ReadSession, post_id: UUID) -> Post:
    """Give one post.

    Raises:
        PostNotFound: if this system has none with that id.
    """
    found = await repository.post(session, post_id)
    if found is None:
        raise PostNotFound
    return found


async def add_post(
    session: WriteSession, ics: SystemCode, body_id: UUID, data: PostIn, *,
    recorded_by: str, now: datetime, co_opted: bool = False, ids: NewId = new_id,
) -> Post:  # fmt: skip
    """Add a post to a body.

    Args:
        co_opted: it is a co-opted member's; whether there may be one is for the caller to know.
    """
    await get_for_change(session, body_id)
    now = await seats.moment(session, body_id, now)
    values = data.model_dump() | ({"standing": "co_opted"} if co_opted else {})
    post = Post(ics=ics, id=ids(), body_id=body_id, version=1, **values)
    session.add(post)
    await session.flush()
    await seats.entered(session, post, recorded_by=recorded_by, now=now, ids=ids)
    return post


async def holder_names(session: ReadSession, body_id: UUID) -> list[str]:
    """Name everybody who holds or held a post of a body."""
    return await repository.holder_names(session, body_id)


def in_force(dated: Body | Post | Holder | TermsOfReference, on: date) -> bool:
    """Say whether something dated is in force on a day."""
    return dated.valid_from <= on and (dated.valid_to is None or dated.valid_to > on)
