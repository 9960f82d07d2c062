"""The thread for programs."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from starlette.responses import JSONResponse

from common.clock import day_in_england, utc_now
from common.web.dependencies import Principal, Reading, System, requires
from common.web.routing import Router
from gateway.dependencies import GatewayParts
from gateway.thread.provenance import MEDIA_TYPE, provenance, thread_base
from gateway.thread.schemas import Kind, ThreadOut
from gateway.thread.service import follow, reader_for
from gateway.thread.shown import thread_out

router = Router(prefix="/api/v1/{ics}/thread", tags=["thread"])


@router.get("/{kind}/{node_id}", response_model=ThreadOut)
async def follow_thread(
    *,
    kind: Kind,
    node_id: UUID,
    ics: System,
    session: Reading,
    parts: GatewayParts,
    principal: Annotated[Principal, requires()],
) -> dict[str, Any]:
    """Follow the golden thread from one node, backwards and forwards.

    Backwards lead decisions to findings, activities and surveys; forwards to decisions and to
    "you said, we did". Needs the scope insights:read or governance:read.
    """
    reader = await reader_for(
        session, principal.scopes, principal.organisation_id, on=day_in_england(utc_now())
    )
    system = await parts.systems.by_code(ics)
    thread = await follow(session, kind, node_id, reader)
    return thread_out(system, thread)


@router.get(
    "/{kind}/{node_id}/provenance",
    response_class=JSONResponse,
    responses={200: {"content": {MEDIA_TYPE: {"schema": {"type": "object"}}}}},
)
async def follow_provenance(
    *,
    kind: Kind,
    node_id: UUID,
    ics: System,
    session: Reading,
    parts: GatewayParts,
    principal: Annotated[Principal, requires()],
) -> JSONResponse:
    """Give the thread of one node as W3C PROV-JSON: the same nodes and steps, to the same reader.

    Needs the scope insights:read or governance:read.
    """
    reader = await reader_for(
        session, principal.scopes, principal.organisation_id, on=day_in_england(utc_now())
    )
    system = await parts.systems.by_code(ics)
    thread = await follow(session, kind, node_id, reader)
    document = provenance(thread, thread_base(parts.settings.public_url, system.slug))
    return JSONResponse(document, media_type=MEDIA_TYPE)
