"""SQL of what Popolo data tell: of votes only those that led to a decision everybody may read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, func, select

from common.db.engine import ReadSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from governance.bodies.models import Body, Holder, Post
from governance.decisions.models import Decision, DecisionVersion
from governance.meetings.models import AgendaItem, Meeting, MeetingPublication
from governance.sittings.models import DecisionVote, Vote

Told = tuple[Meeting, MeetingPublication]
"""A meeting, and its last publication."""


async def bodies(session: ReadSession, body_id: UUID | None) -> list[Body]:
    """List the bodies of a system by code, or one of them."""
    query = select(Body).order_by(Body.code, Body.id)
    if body_id is not None:
        query = query.where(Body.id == body_id)
    return list(await session.scalars(query))


async def posts(session: ReadSession, body_ids: Sequence[UUID]) -> list[Post]:
    """List the posts of bodies, past ones too."""
    query = select(Post).where(Post.body_id.in_(body_ids))
    return list(await session.scalars(query.order_by(Post.body_id, Post.title, Post.id)))


async def holders(session: ReadSession, body_ids: Sequence[UUID]) -> list[Holder]:
    """List who holds and held the posts of bodies."""
    query = (
        select(Holder)
        .join(Post, (Post.ics == Holder.ics) & (Post.id == Holder.post_id))
        .where(Post.body_id.in_(body_ids))
        .order_by(Holder.post_id, Holder.valid_from, Holder.id)
    )
    return list(await session.scalars(query))


async def meetings(
    session: ReadSession, request: PageRequest, body_ids: Sequence[UUID]
) -> Page[Told]:
    """List published meetings with what was published last, those entered last first."""
    newest = (
        select(
            MeetingPublication.ics,
            MeetingPublication.meeting_id,
            func.max(MeetingPublication.version).label("version"),
        )
        .group_by(MeetingPublication.ics, MeetingPublication.meeting_id)
        .subquery("newest")
    )
    query = (
        select(Meeting, MeetingPublication)
        .join(newest, (newest.c.ics == Meeting.ics) & (newest.c.meeting_id == Meeting.id))
        .join(
            MeetingPublication,
            (MeetingPublication.ics == newest.c.ics)
            & (MeetingPublication.meeting_id == newest.c.meeting_id)
            & (MeetingPublication.version == newest.c.version),
        )
        .where(Meeting.body_id.in_(body_ids))
    )
    keys: Any = (Meeting.id,)
    asked: Select[Any] = cast(Any, query)
    asked = after_cursor(asked, keys, (UUID,), request, descending=True)
    rows = [(row[0], row[1]) for row in await session.execute(asked)]
    return page_of(rows, request, lambda row: (row[0].id,))


async def votes(
    session: ReadSession, meeting_ids: Sequence[UUID]
) -> list[tuple[Vote, Sequence[int], Decision, AgendaItem]]:
    """List the votes of meetings whose item and decision everybody may read, in order, with the
    parts of the decision that each was on."""
    query = (
        select(Vote, DecisionVote.parts, Decision, AgendaItem)
        .join(DecisionVote, (DecisionVote.ics == Vote.ics) & (DecisionVote.vote_id == Vote.id))
        .join(
            Decision,
            (Decision.ics == DecisionVote.ics) & (Decision.id == DecisionVote.decision_id),
        )
        .join(
            DecisionVersion,
            (DecisionVersion.ics == Decision.ics)
            & (DecisionVersion.decision_id == Decision.id)
            & (DecisionVersion.version == Decision.version),
        )
        .join(AgendaItem, (AgendaItem.ics == Vote.ics) & (AgendaItem.id == Vote.item_id))
        .where(
            Vote.meeting_id.in_(meeting_ids),
            AgendaItem.withheld_reason.is_(None),
            DecisionVersion.confidential.is_(False),
        )
        .order_by(Vote.at, Vote.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in await session.execute(query)]
