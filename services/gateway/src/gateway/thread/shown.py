"""The thread as programs are shown it."""

from __future__ import annotations

from typing import Any

from gateway.systems.service import SystemEntry
from gateway.thread.models import ThreadNode
from gateway.thread.service import Thread
from gateway.thread.statements import PUBLIC


def thread_out(system: SystemEntry, thread: Thread) -> dict[str, Any]:
    """Give a thread in the form of `gateway.thread.schemas.ThreadOut`."""
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
        "complete": thread.complete,
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
