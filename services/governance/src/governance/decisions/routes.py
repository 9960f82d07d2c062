"""Decisions over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from common.clock import utc_now
from common.db.engine import ReadSession
from common.db.pagination import Page
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import Paging, Principal, Reading, System, Writing, requires
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.decision_log.presentation import log_entry
from governance.decision_log.schemas import LogEntryOut
from governance.decisions import service, statements
from governance.decisions.clock import require_after_the_log
from governance.decisions.errors import DecisionNotFound
from governance.decisions.presentation import shown
from governance.decisions.schemas import (
    Citation,
    DecisionIn,
    DecisionOut,
    DecisionPatch,
    VersionsOut,
)
from governance.decisions.service import Clerk, Recorded

router = Router(prefix="/api/v1/{ics}/governance", tags=["decisions"])
Reader = Annotated[Principal, requires("governance:read")]
Manager = Annotated[Principal, requires("governance:manage")]


@router.get("/decisions", response_model=PageOut[DecisionOut])
async def list_decisions(
    *,
    session: Reading,
    reader: Reader,
    page: Paging,
    request: Request,
    response: Response,
    body_id: Annotated[UUID | None, Query(description="Only decisions of this body.")] = None,
    meeting_id: Annotated[UUID | None, Query(description="Only those of this meeting.")] = None,
    finding_id: Annotated[UUID | None, Query(description="Only those relying on it.")] = None,
) -> object:
    """List decisions in their current version, those recorded last first."""
    found = await service.list_page(
        session, page, body_id=body_id, meeting_id=meeting_id, finding_id=finding_id
    )
    items = await shown(session, found.items, withheld_too=_may_read_all(reader))
    if finding_id is not None and not _may_read_all(reader):
        # What a withheld decision relies on is withheld too.
        items = [item for item in items if not item.confidential]
    return page_response(Page(items, found.next_cursor), request, response)


@router.post("/decisions", response_model=DecisionOut, status_code=201)
async def record_decision(
    session: Writing, ics: System, manager: Manager, data: DecisionIn, response: Response
) -> DecisionOut:
    """Record a decision."""
    await require_after_the_log(session, utc_now())
    return await _answer(
        session, await service.record(session, ics, data, _clerk(manager)), response
    )


@router.get("/decisions/{decision_id}", response_model=DecisionOut)
async def get_decision(
    session: Reading, reader: Reader, decision_id: UUID, response: Response
) -> DecisionOut:
    """Give a decision in its current version."""
    recorded = await service.get(session, decision_id)
    response.headers["ETag"] = etag(recorded.decision.version)
    return (await shown(session, [recorded], withheld_too=_may_read_all(reader)))[0]


@router.patch("/decisions/{decision_id}", response_model=DecisionOut)
async def correct_decision(
    *,
    session: Writing, manager: Manager, decision_id: UUID, patch: DecisionPatch,
    expected: IfMatch, response: Response,
) -> DecisionOut:  # fmt: skip
    """Correct a decision: a new version is recorded, the old one is kept."""
    recorded = await service.get_for_change(session, decision_id)
    check_version(recorded.decision.version, expected)
    return await _answer(
        session, await service.correct(session, recorded, patch, _clerk(manager)), response
    )


@router.get("/decisions/{decision_id}/versions", response_model=VersionsOut)
async def list_versions(session: Reading, reader: Reader, decision_id: UUID) -> VersionsOut:
    """Give every version of a decision, newest first.

    Where the current version is withheld, so are those before it.
    """
    found = await service.versions(session, decision_id)
    all_of_it = _may_read_all(reader)
    items = await shown(session, found, withheld_too=all_of_it)
    if items[0].confidential and not all_of_it:
        items = items[:1]
    return VersionsOut(items=items)


@router.get("/decisions/{decision_id}/versions/{version}/log-entry", response_model=LogEntryOut)
async def get_log_entry(
    session: Reading, reader: Reader, decision_id: UUID, version: int
) -> LogEntryOut:
    """Give what the decision log says of a version, and what opens its commitments.

    Nothing opens what is withheld, or a version before it was withheld.
    """
    recorded = await service.versions(session, decision_id)
    chosen = next((one for one in recorded if one.version.version == version), None)
    if chosen is None:
        raise DecisionNotFound
    withheld = recorded[0].version.confidential or chosen.version.confidential
    return await log_entry(
        session,
        statements.of_version(chosen.decision, chosen.version, chosen.evidence),
        opened=_may_read_all(reader) or not withheld,
    )


@router.post("/decisions/{decision_id}/citations", response_model=DecisionOut, status_code=201)
async def cite_finding(
    session: Writing, manager: Manager, decision_id: UUID, citation: Citation, response: Response
) -> DecisionOut:
    """Let a decision rely on a finding: a new version is recorded."""
    recorded = await service.get_for_change(session, decision_id)
    return await _answer(
        session, await service.cite(session, recorded, citation, _clerk(manager)), response
    )


async def _answer(session: ReadSession, recorded: Recorded, response: Response) -> DecisionOut:
    response.headers["ETag"] = etag(recorded.decision.version)
    return (await shown(session, [recorded], withheld_too=True))[0]


def _clerk(principal: Principal) -> Clerk:
    return Clerk(principal.subject, utc_now())


def _may_read_all(principal: Principal) -> bool:
    return "governance:manage" in principal.scopes
