"""What Popolo data tell of a system or a body: what is public, and no more.

Names are those of holders of posts, which are public offices. Of members of the public there is
nothing. Meetings are as they were published; votes are there once their meeting was published with
its minutes approved, where they led to a decision that is not withheld; who voted how is told of
recorded votes in public meetings alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession
from common.db.pagination import PageRequest
from governance.bodies import seats
from governance.bodies import service as bodies
from governance.bodies.errors import BodyNotFound
from governance.bodies.models import Body, Holder, Post
from governance.meetings import days, formats
from governance.meetings.schemas import Published
from governance.popolo import document, repository
from governance.popolo.document import Balloted
from governance.popolo.repository import Told
from governance.sittings import service as sittings
from governance.sittings.models import Vote


@dataclass(frozen=True)
class Register:
    """The bodies of a system, or one of them, with their posts and holders."""

    bodies: Sequence[Body]
    posts: Sequence[Post]
    holders: Sequence[Holder]


@dataclass(frozen=True)
class Popolo:
    """Popolo data by class, and the cursor of the next page of meetings."""

    classes: dict[str, list[dict[str, Any]]]
    next_cursor: str | None


async def page(
    session: ReadSession, request: PageRequest, *, body_id: UUID | None, today: date
) -> Popolo:
    """Give the register of a system or of one body, and a page of its meetings and votes.

    Raises:
        BodyNotFound: if this system has none with that id.
    """
    register = await _register(session, body_id)
    ids = [one.id for one in register.bodies]
    told = await repository.meetings(session, request, ids)
    motions = [document.motion(one) for one in await _ballots(session, told.items, register)]
    by_id = {one.id: one for one in register.bodies}
    posts = {one.id: one for one in register.posts}
    return Popolo(
        {
            "organizations": [
                *[document.organization(one, await _parent(session, one, today))
                  for one in register.bodies],
                *[document.represented(*one)
                  for one in document.names_represented(register.posts)],
            ],
            "posts": [document.post(one) for one in register.posts],
            "persons": [document.person(one) for one in register.holders],
            "memberships": [
                document.membership(one, posts[one.post_id]) for one in register.holders
            ],
            "events": [
                document.event(meeting, Published.model_validate(last.content or meeting),
                               by_id[meeting.body_id])
                for meeting, last in told.items
            ],
            "motions": [{**one, "vote_events": []} for one in motions],
            "vote_events": [vote for one in motions for vote in one["vote_events"]],
        },
        told.next_cursor,
    )  # fmt: skip


async def _register(session: ReadSession, body_id: UUID | None) -> Register:
    found = await repository.bodies(session, body_id)
    if body_id is not None and not found:
        raise BodyNotFound
    ids = [one.id for one in found]
    return Register(
        found, await repository.posts(session, ids), await repository.holders(session, ids)
    )


async def _parent(session: ReadSession, body: Body, today: date) -> UUID | None:
    parent = await bodies.parent_on(session, body.id, today)
    return None if parent is None else parent.id


async def _ballots(
    session: ReadSession, told: Sequence[Told], register: Register
) -> list[Balloted]:
    approved = {
        meeting.id: meeting
        for meeting, last in told
        if last.content is not None and last.content.get("status") == "minutes_approved"
    }
    found = []
    for vote, parts, decision, item in await repository.votes(session, list(approved)):
        meeting = approved[vote.meeting_id]
        named = await formats.in_public(session, meeting) is True
        sat = await days.of(session, meeting)
        voters = await _voters(session, vote, register, sat.of(vote.at)) if named else {}
        found.append(Balloted(vote, parts, decision, item, named, voters))
    return found


async def _voters(
    session: ReadSession, vote: Vote, register: Register, on: date
) -> dict[UUID, UUID | None]:
    """Give who voted for each post: its holder of that day, unless a deputy came. Where it was
    corrected since who that was, nobody is named: the record does not say who was there."""
    present = await sittings.present_at(session, vote.meeting_id, vote.at)
    deputies = {one.post_id for one in present if one.deputy}
    chose = set(vote.choices or {})
    posts = [one for one in register.posts if str(one.id) in chose]
    holders = [one for one in register.holders if str(one.post_id) in chose and not one.deputy]
    history = await seats.history_of(session, posts, holders)
    return {
        one.post_id: None if one.post_id in deputies else one.id
        for one in holders
        if bodies.in_force(one, on) and history.held(one, on, vote.recorded_at)
    }
