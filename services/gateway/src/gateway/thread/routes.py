"""The thread for programs."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from starlette.responses import JSONResponse

from common.web.dependencies import Principal, Reading, System, requires
from common.web.routing import Router
from gateway.dependencies import GatewayParts
from gateway.systems.service import SystemEntry
from gateway.thread.models import ThreadNode
from gateway.thread.projection import PUBLIC
from gateway.thread.provenance import MEDIA_TYPE, provenance, thread_base
from gateway.thread.schemas import Kind, ThreadOut
from gateway.thread.service import follow, reader_of

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
    reader = reader_of(principal.scopes, principal.organisation_id)
    system = await parts.systems.by_code(ics)
    thread = await follow(session, kind, node_id, reader)
    return {
        "node": _node(system, thread.node),
        "back": [{**_node(system, p.node), "depth": p.depth} for p in thread.back],
        "forward": [{**_node(system, p.node), "depth": p.depth} for p in thread.forward],
        "steps": [
            {
                "source": {"kind": s.from_kind, "id": s.from_id},
                "target": {"kind": s.to_kind, "id": s.to_id},
                "relation": s.relation,
                "version": s.to_version,
            }
            for s in thread.steps
        ],
    }


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
    reader = reader_of(principal.scopes, principal.organisation_id)
    system = await parts.systems.by_code(ics)
    thread = await follow(session, kind, node_id, reader)
    document = provenance(thread, thread_base(parts.settings.public_url, system.slug))
    return JSONResponse(document, media_type=MEDIA_TYPE)


def _node(system: SystemEntry, node: ThreadNode) -> dict[str, Any]:
    place = f"thread/{node.kind}/{node.id}"
    return {
        "kind": node.kind,
        "id": node.id,
        "title": node.title,
        "summary": node.summary,
        "state": node.state,
        "version": node.version,
        "visibility": node.visibility,
        "occurred_at": node.occurred_at,
        "data": node.data,
        "href": f"/api/v1/{system.code}/{place}",
        "page": f"/{system.slug}/{place}" if node.visibility == PUBLIC else None,
    }
