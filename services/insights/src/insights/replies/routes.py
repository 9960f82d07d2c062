"""Right of reply over HTTP."""

from __future__ import annotations

from uuid import UUID

from fastapi import Request, Response

from common.web.conditional import IfMatch, etag
from common.web.dependencies import Reading, Writing, anonymous
from common.web.routing import Router
from insights.audience import ANYONE
from insights.dependencies import API, Deposits, Now, Reads, System
from insights.findings import service as findings
from insights.findings.access import Act
from insights.findings.errors import FindingNotFound
from insights.replies import service, shown
from insights.replies.models import Reply
from insights.replies.schemas import (
    PublicReplies,
    ReplyIn,
    ReplyOut,
    ReplyPatch,
    ReplyVersionOut,
    ReplyWithdrawal,
)

router = Router(prefix=f"{API}/findings", tags=["replies"])
public = Router(prefix=f"{API}/published-replies", tags=["replies"], dependencies=[anonymous()])


@router.post("/{finding_id}/replies", status_code=201)
async def reply_to_finding(
    *,
    finding_id: UUID,
    data: ReplyIn,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    request: Request,
    response: Response,
) -> ReplyOut:
    """Reply to a published finding that speaks about you; the reply is published with it."""
    act = Act(ics, reader, now)
    one = await service.reply(session, act, finding_id, data.text, data.on_behalf_of)
    response.headers["Location"] = f"{request.url.path}/{one.id}"
    return _out(one, data.text, response)


@router.get("/{finding_id}/replies/{reply_id}")
async def read_reply(
    *, finding_id: UUID, reply_id: UUID, session: Reading, reader: Reads, response: Response
) -> ReplyOut:
    """Read a reply, and where it stands. `GET /findings/{id}` shows those that stand."""
    one, text = await service.get(session, reader, finding_id, reply_id)
    return _out(one, text, response)


@router.patch("/{finding_id}/replies/{reply_id}")
async def change_reply(
    *,
    finding_id: UUID,
    reply_id: UUID,
    data: ReplyPatch,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> ReplyOut:
    """Publish a new version of your reply; one that was withdrawn stands again."""
    act = Act(ics, reader, now)
    one = await service.change(
        session, act, finding_id, reply_id, expected=expected, text=data.text
    )
    return _out(one, data.text, response)


@router.post("/{finding_id}/replies/{reply_id}/withdraw")
async def withdraw_reply(
    *,
    finding_id: UUID,
    reply_id: UUID,
    data: ReplyWithdrawal,
    session: Writing,
    ics: System,
    reader: Deposits,
    now: Now,
    expected: IfMatch,
    response: Response,
) -> ReplyOut:
    """Withdraw your reply; the reason stays in its place."""
    act = Act(ics, reader, now)
    one = await service.withdraw(
        session, act, finding_id, reply_id, expected=expected, reason=data.reason
    )
    return _out(one, None, response)


@router.get("/{finding_id}/replies/{reply_id}/versions")
async def list_reply_versions(
    finding_id: UUID, reply_id: UUID, session: Reading, reader: Reads
) -> list[ReplyVersionOut]:
    """List the versions of a reply, oldest first; none of one that was withdrawn, unless yours."""
    kept = await service.versions(session, reader, finding_id, reply_id)
    return [ReplyVersionOut.model_validate(version) for version in kept]


@public.get("/{finding_id}")
async def read_public_replies(*, finding_id: UUID, session: Reading) -> PublicReplies:
    """Read the replies to a finding that is for everybody, as anyone may."""
    finding = await findings.get(session, finding_id, ANYONE)
    if finding.state == "withdrawn":
        raise FindingNotFound
    return PublicReplies(finding_id=finding.id, replies=await shown.of_finding(session, finding.id))


def _out(one: Reply, text: str | None, response: Response) -> ReplyOut:
    response.headers["ETag"] = etag(one.revision)
    fields = {name: getattr(one, name) for name in ReplyOut.model_fields if name != "text"}
    return ReplyOut(**fields, text=text)
