"""Who holds which post, and when posts end (rule 1; LSC ICP terms, clauses 7.4 and 7.10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from common.clock import NewId, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import approvals, repository, seats, service
from governance.bodies import terms as terms_of_reference
from governance.bodies.errors import HolderNotFound, PostNotFound
from governance.bodies.models import Holder, HolderApproval, Post
from governance.bodies.schemas import HolderIn


async def post_for_change(session: WriteSession, post_id: UUID) -> Post:
    """Give one post, locked after its body.

    Raises:
        PostNotFound: if this system has none with that id.
    """
    await repository.hold_of_post(session, post_id)
    found = await repository.post_for_change(session, post_id)
    if found is None:
        raise PostNotFound
    return found


async def end_post(
    session: WriteSession, post: Post, valid_to: date, *, recorded_by: str, now: datetime
) -> Post:
    """Say when a post ends; its holders' time ends with it. The post must be locked.

    Raises:
        Invalid: if it would end before it begins.
        TermsContradict: if no meeting could follow the terms of that day without it.
    """
    if valid_to <= post.valid_from:
        raise Invalid(
            "A post ends after it begins.",
            fields=(FieldError("body.valid_to", "must be after valid_from"),),
        )
    ending: list[Post | Holder] = [
        holder
        for holder in await repository.holders(session, [post.id])
        if holder.valid_from < valid_to and (holder.valid_to is None or holder.valid_to > valid_to)
    ]
    now = await seats.moment(session, post.body_id, now)
    for one in (post, *ending):
        await _end(session, one, valid_to, recorded_by=recorded_by, now=now)
    governing = await service.terms_on(session, post.body_id, valid_to)
    if governing is not None:
        members = await service.members_on(session, post.body_id, valid_to)
        terms_of_reference.check(governing.content, members, "terms")
    return post


async def appoint(
    session: WriteSession, ics: SystemCode, post_id: UUID, data: HolderIn, *,
    recorded_by: str, now: datetime, ids: NewId = new_id,
) -> Holder:  # fmt: skip
    """Put a person into a post. Two may hold it in turn, never the same seat at once.

    Raises:
        Invalid: if somebody else holds the post at that time, deputies aside; or the post is not
            there for all of it.
        ApprovalsWanting: if the terms of the first day ask for approvals that there are not.
    """
    await repository.hold_of_post(session, post_id)
    post = await service.get_post(session, post_id)
    now = await seats.moment(session, post.body_id, now)
    _check_within(data, post)
    if post.standing == "full" and not data.deputy:
        governing = await service.terms_on(session, post.body_id, data.valid_from)
        approvals.check(governing.content if governing else {}, data)
    others = await repository.holders(session, [post_id])
    if not data.deputy and any(_overlap(data, other) for other in others if not other.deputy):
        raise Invalid(
            "Somebody holds this post at that time. End their time first, or add a deputy.",
            fields=(FieldError("body.valid_from", "overlaps another holder's time"),),
        )
    values = data.model_dump(exclude={"approvals"})
    holder = Holder(ics=ics, id=ids(), post_id=post_id, version=1, **values)
    session.add(holder)
    await session.flush()
    session.add_all(
        HolderApproval(ics=ics, holder_id=holder.id, **one.model_dump()) for one in data.approvals
    )
    await seats.entered(session, holder, recorded_by=recorded_by, now=now, ids=ids)
    return holder


async def approvals_of(
    session: ReadSession, holder_ids: Sequence[UUID]
) -> dict[UUID, list[HolderApproval]]:
    """Give who approved holders, in the order of their approval."""
    found: dict[UUID, list[HolderApproval]] = {one: [] for one in holder_ids}
    for one in await repository.approvals(session, holder_ids):
        found[one.holder_id].append(one)
    return found


async def holder_for_change(session: WriteSession, post_id: UUID, holder_id: UUID) -> Holder:
    """Give one holder, locked after the body.

    Raises:
        HolderNotFound: if the post has none with that id.
    """
    await repository.hold_of_post(session, post_id)
    found = await repository.holder_for_change(session, post_id, holder_id)
    if found is None:
        raise HolderNotFound
    return found


async def end_holding(
    session: WriteSession, holder: Holder, valid_to: date, *, recorded_by: str, now: datetime
) -> Holder:
    """Say when a holder's time ends.

    Raises:
        Invalid: if it would end before it began.
    """
    if valid_to <= holder.valid_from:
        raise Invalid(
            "A holder's time ends after it begins.",
            fields=(FieldError("body.valid_to", "must be after valid_from"),),
        )
    post = await service.get_post(session, holder.post_id)
    now = await seats.moment(session, post.body_id, now)
    await _end(session, holder, valid_to, recorded_by=recorded_by, now=now)
    return holder


async def _end(
    session: WriteSession, one: Post | Holder, valid_to: date, *, recorded_by: str, now: datetime
) -> None:
    before = seats.said(one)
    one.valid_to = valid_to
    one.version += 1
    await session.flush()
    await seats.changed(session, one, before, recorded_by=recorded_by, now=now)


def _check_within(data: HolderIn, post: Post) -> None:
    """Refuse a time in which the post is not there; one that is open ends with the post."""
    if data.valid_from < post.valid_from or (
        post.valid_to is not None and (data.valid_to is None or data.valid_to > post.valid_to)
    ):
        raise Invalid(
            "The post is not there for all of that time.",
            fields=(FieldError("body.valid_from", "lies outside of the post's time"),),
        )


def _overlap(data: HolderIn, other: Holder) -> bool:
    begins_before_other_ends = other.valid_to is None or data.valid_from < other.valid_to
    ends_after_other_begins = data.valid_to is None or data.valid_to > other.valid_from
    return begins_before_other_ends and ends_after_other_begins
