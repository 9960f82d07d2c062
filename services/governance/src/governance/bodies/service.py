"""Bodies, their terms of reference, posts and holders: all dated, none deleted (rule 1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import repository
from governance.bodies import terms as terms_of_reference
from governance.bodies.errors import (
    BodyCodeTaken,
    BodyNotFound,
    HolderNotFound,
    PostNotFound,
    TermsOverlap,
)
from governance.bodies.models import Body, Holder, Post, TermsOfReference
from governance.bodies.schemas import BodyIn, BodyPatch, BodyRecord, HolderIn, PostIn, TermsIn
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
    return next((one for one in found if _in_force(one, on)), None)


async def adopt_terms(
    session: WriteSession, ics: SystemCode, body_id: UUID, data: TermsIn
) -> TermsOfReference:
    """Add terms of reference; those before them end on the day that these begin.

    Raises:
        BodyNotFound: if this system has no such body.
        TermsOverlap: if they don't begin after the newest ones.
        TermsContradict: if no meeting could follow them.
    """
    await get_for_change(session, body_id)
    before = await repository.terms(session, body_id)
    if before and data.valid_from <= before[0].valid_from:
        raise TermsOverlap
    members = await members_on(session, body_id, data.valid_from)
    terms_of_reference.check(data.content, members)
    if before and (before[0].valid_to is None or before[0].valid_to > data.valid_from):
        before[0].valid_to = data.valid_from
    adopted = TermsOfReference(ics=ics, body_id=body_id, **data.model_dump())
    session.add(adopted)
    await session.flush()
    return adopted


async def posts(session: ReadSession, body_id: UUID) -> list[tuple[Post, list[Holder]]]:
    """List the posts of a body, each with its holders, newest first."""
    await get(session, body_id)
    found = await repository.posts(session, body_id)
    holders = await repository.holders(session, [post.id for post in found])
    return [(post, [h for h in holders if h.post_id == post.id]) for post in found]


async def members_on(session: ReadSession, body_id: UUID, on: date) -> list[Member]:
    """Give the posts that a body has on a day, as its quorum sees them."""
    found = [post for post in await repository.posts(session, body_id) if _in_force(post, on)]
    holders = await repository.holders(session, [post.id for post in found])
    held = {h.post_id for h in holders if not h.deputy and _in_force(h, on)}
    return [
        Member(post.id, post.sector, post.organisation, vacant=post.id not in held)
        for post in found
    ]


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
    session: WriteSession, ics: SystemCode, body_id: UUID, data: PostIn, *, ids: NewId = new_id
) -> Post:
    """Add a post to a body."""
    await get(session, body_id)
    post = Post(ics=ics, id=ids(), body_id=body_id, **data.model_dump())
    session.add(post)
    await session.flush()
    return post


async def appoint(
    session: WriteSession, ics: SystemCode, post_id: UUID, data: HolderIn, *, ids: NewId = new_id
) -> Holder:
    """Put a person into a post. Two may hold it in turn, never the same seat at once.

    Raises:
        Invalid: if somebody else holds the post at that time, deputies aside.
    """
    await get_post(session, post_id)
    others = await repository.holders(session, [post_id])
    if not data.deputy and any(_overlap(data, other) for other in others if not other.deputy):
        raise Invalid(
            "Somebody holds this post at that time. End their time first, or add a deputy.",
            fields=(FieldError("body.valid_from", "overlaps another holder's time"),),
        )
    holder = Holder(ics=ics, id=ids(), post_id=post_id, version=1, **data.model_dump())
    session.add(holder)
    await session.flush()
    return holder


async def holder_for_change(session: WriteSession, post_id: UUID, holder_id: UUID) -> Holder:
    """Give one holder, locked.

    Raises:
        HolderNotFound: if the post has none with that id.
    """
    found = await repository.holder_for_change(session, post_id, holder_id)
    if found is None:
        raise HolderNotFound
    return found


async def end_holding(session: WriteSession, holder: Holder, valid_to: date) -> Holder:
    """Say when a holder's time ends.

    Raises:
        Invalid: if it would end before it began.
    """
    if valid_to <= holder.valid_from:
        raise Invalid(
            "A holder's time ends after it begins.",
            fields=(FieldError("body.valid_to", "must be after valid_from"),),
        )
    holder.valid_to = valid_to
    holder.version += 1
    await session.flush()
    return holder


async def holder_names(session: ReadSession, body_id: UUID) -> list[str]:
    """Name everybody who holds or held a post of a body."""
    return await repository.holder_names(session, body_id)


async def load(session: WriteSession, ics: SystemCode, records: Sequence[BodyRecord]) -> int:
    """Write the bodies of a system's file, with terms, posts and holders; safe to repeat."""
    for record in records:
        body = record.model_dump(exclude={"terms", "posts"})
        await repository.upsert(session, Body, ("ics", "id"), {"ics": ics, **body})
        if record.terms is not None:
            members = [Member(post.id, post.sector, post.organisation) for post in record.posts]
            terms_of_reference.check(record.terms, members, f"bodies.{record.code}.terms")
            await repository.upsert(
                session,
                TermsOfReference,
                ("ics", "body_id", "valid_from"),
                {"ics": ics, "body_id": record.id, **_terms_of(record)},
            )
        for post in record.posts:
            row = post.model_dump(exclude={"holders"}) | {"valid_from": record.valid_from}
            await repository.upsert(
                session, Post, ("ics", "id"), {"ics": ics, "body_id": record.id, **row}
            )
            for holder in post.holders:
                # A holder in a file has no id: the same person from the same day is the same one.
                identity = uuid5(post.id, f"{holder.name}|{holder.valid_from}|{holder.deputy}")
                row = {"ics": ics, "id": identity, "post_id": post.id, **holder.model_dump()}
                await repository.upsert(session, Holder, ("ics", "id"), row)
    return len(records)


def _terms_of(record: BodyRecord) -> dict[str, object]:
    terms = dict(record.terms or {})
    begins = terms.pop("valid_from", None)
    ends = terms.pop("valid_to", None)
    return {
        "valid_from": date.fromisoformat(begins) if begins else record.valid_from,
        "valid_to": date.fromisoformat(ends) if ends else None,
        "content": terms,
    }


def _in_force(dated: Post | Holder | TermsOfReference, on: date) -> bool:
    return dated.valid_from <= on and (dated.valid_to is None or dated.valid_to > on)


def _overlap(data: HolderIn, other: Holder) -> bool:
    begins_before_other_ends = other.valid_to is None or data.valid_from < other.valid_to
    ends_after_other_begins = data.valid_to is None or data.valid_to > other.valid_from
    return begins_before_other_ends and ends_after_other_begins
