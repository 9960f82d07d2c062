"""The thread for programs."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from common.web.dependencies import Principal, Reading, System, requires
from common.web.routing import Router
from gateway.dependencies import GatewayParts
from gateway.systems.service import SystemEntry
from gateway.thread.models import ThreadNode
from gateway.thread.projection import PUBLIC
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
