"""Replies beside their finding: whoever is shown a finding is shown what was replied to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from common.db.engine import ReadSession
from common.web.schemas import Model
from insights.replies import repository


class ReplyTold(Model):
    """A reply as feeds and documents tell it."""

    replier_name: str
    text: str


class ReplyShown(Model):
    """The reply of somebody that a finding speaks about, as it stands."""

    id: UUID
    replier_kind: Literal["organisation", "body"]
    replier_id: UUID
    replier_name: str
    text: str
    version: int
    published_at: datetime


def told(said: Sequence[ReplyShown]) -> list[ReplyTold]:
    """Give what feeds and documents tell of replies."""
    return [ReplyTold(replier_name=one.replier_name, text=one.text) for one in said]


async def of_finding(session: ReadSession, finding_id: UUID) -> list[ReplyShown]:
    """Give the replies to a finding that stand, the oldest first."""
    return (await of_findings(session, [finding_id])).get(finding_id, [])


async def of_findings(session: ReadSession, ids: Collection[UUID]) -> dict[UUID, list[ReplyShown]]:
    """Give the replies that stand, by finding, the oldest first.

    Ask only for findings that are shown.
    """
    found: dict[UUID, list[ReplyShown]] = {}
    for reply, version in await repository.standing(session, ids):
        one = ReplyShown(
            id=reply.id,
            replier_kind="organisation" if reply.replier_kind == "organisation" else "body",
            replier_id=reply.replier_id,
            replier_name=reply.replier_name,
            text=version.text,
            version=reply.version,
            published_at=version.published_at,
        )
        found.setdefault(reply.finding_id, []).append(one)
    return found
