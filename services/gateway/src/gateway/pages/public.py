"""Public pages: the front page of each system, and the thread."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import Response
from starlette.responses import JSONResponse

from common.db.tenancy import SystemCode
from common.errors import DomainError
from gateway.dependencies import GatewayParts, Parts
from gateway.pages.answers import waiting_for
from gateway.pages.assessments import assessments_of
from gateway.pages.chairs import chairs_of
from gateway.pages.open import read_open
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router
from gateway.proxy.errors import ServiceBroke, ServiceTooSlow, ServiceUnavailable
from gateway.thread.drawing import draw
from gateway.thread.models import ThreadNode
from gateway.thread.provenance import MEDIA_TYPE, provenance, thread_base
from gateway.thread.repository import ANYBODY
from gateway.thread.schemas import Kind
from gateway.thread.service import Thread, follow, recent_decisions
from gateway.thread.statements import CORRECTS, REPLACES, SUPERSEDED, WITHDRAWN

router = page_router()

SHOWN_DECISIONS = 20
_KEPT_SECONDS = 5
"""Short, so that a withdrawn finding is soon seen to be withdrawn."""

KINDS = {
    "assemblies": {
        "one": "Assembly or jury",
        "first": "The record does not name the decision that commissioned it.",
        "last": "Nobody has been drawn for it yet.",
    },
    "selections": {
        "one": "People drawn by lot",
        "first": "No board or committee commissioned it.",
        "last": "Nothing has come of it yet.",
    },
    "surveys": {
        "one": "Survey",
        "first": "This is where it began: people were asked.",
        "last": "Nothing has come of it yet.",
    },
    "activities": {
        "one": "Asking people",
        "first": "This is where it began: people were asked.",
        "last": "Nothing has come of it yet.",
    },
    "findings": {
        "one": "What was heard",
        "first": "The record does not say where this was heard.",
        "last": "No decision has used it yet.",
    },
    "recommendations": {
        "one": "Recommendation",
        "first": "The record does not say where this came from.",
        "last": "No decision has answered it yet.",
    },
    "meetings": {
        "one": "Meeting",
        "first": "A meeting rests on nothing before it.",
        "last": "No decision of this meeting has been published yet.",
    },
    "papers": {
        "one": "Paper",
        "first": "This paper cites no finding.",
        "last": "No decision on it has been published yet.",
    },
    "decisions": {
        "one": "Decision",
        "first": "No finding is linked to this decision. See above how people were involved.",
        "last": "People have not been told yet what came of it.",
    },
    "feedback": {
        "one": "You said, we did",
        "first": "The decision that this answers is not published.",
        "last": "This is the answer that people got.",
    },
    "questions": {
        "one": "Question from the public",
        "first": "The answer refers to no decision.",
        "last": "This is the answer that was given.",
    },
    "petitions": {
        "one": "Petition",
        "first": "The answer refers to no decision.",
        "last": "This is the answer that was given.",
    },
}
"""Kind → how it is called, and what is said where nothing comes before or after it."""


@router.get("/")
async def home(parts: GatewayParts) -> Response:
    """List the systems."""
    return page("home.html", systems=await parts.systems.all(), public_seconds=_KEPT_SECONDS)


@router.get("/{slug}/thread/{kind}/{node_id}")
async def thread_page(slug: Slug, kind: Kind, node_id: UUID, parts: GatewayParts) -> Response:
    """Show the thread of one node both ways: in words, and as a picture."""
    system = await parts.systems.by_slug(slug)
    async with parts.database.reading(system.code) as session:
        thread = await follow(session, kind, node_id, ANYBODY)
    versions = {
        (step.to_kind, step.to_id): step.to_version
        for step in thread.steps
        if (step.from_kind, step.from_id) == (kind, node_id)
    }
    return page(
        "thread.html",
        places=_places(thread),
        files=await _files(parts, system.code, node_id) if kind == "findings" else [],
        system=system,
        node=thread.node,
        back=thread.back,
        thread=thread,
        versions=versions,
        drawing=draw(thread),
        kinds=KINDS,
        replies=await _replies(parts, system.code, kind, node_id),
        chairs=await chairs_of(parts, system.code, node_id) if kind == "meetings" else [],
        assessments=await assessments_of(parts, system.code, kind, node_id),
        waiting=await waiting_for(parts, system.code, kind, node_id),
        age=await _age(parts, system.code, node_id) if kind == "findings" else None,
        stands=await _stands(parts, system.code, thread.node),
        public_seconds=_KEPT_SECONDS,
    )


def _places(thread: Thread) -> dict[tuple[str, UUID], str]:
    """Name what took the place of the decision or answer shown, and that whose place it took."""
    here = (thread.node.kind, thread.node.id)
    found = {}
    for step in thread.steps:
        called = _TAKING_PLACES.get(step.relation)
        source, target = (step.from_kind, step.from_id), (step.to_kind, step.to_id)
        if called and target == here:
            found[source] = f"{called} that took its place"
        if called and source == here:
            found[target] = f"{called} whose place it took"
    return found


_TAKING_PLACES = {REPLACES: "Decision", CORRECTS: "Answer"}


async def _files(parts: Parts, ics: SystemCode, finding_id: UUID) -> list[dict[str, Any]]:
    """List the files of a finding that are for everybody; none while the library is away."""
    try:
        path = f"/published-findings/{finding_id}/files"
        found: Any = await read_open(parts, ics, path, "insights")
    except DomainError:
        return []
    return [file for file in found if file["name"]] if isinstance(found, list) else []


async def _age(parts: Parts, ics: SystemCode, finding_id: UUID) -> dict[str, Any] | None:
    """Tell how old a finding's evidence is; nothing of one that was withdrawn, or while the library
    is away."""
    try:
        return await read_open(parts, ics, f"/published-findings/{finding_id}/age", "insights")
    except DomainError:
        return None


async def _stands(parts: Parts, ics: SystemCode, node: ThreadNode) -> dict[str, Any] | None:
    """Tell what stands in for a finding, or why it was withdrawn; nothing of one that stands, or
    while the library is away."""
    if node.kind != "findings" or node.state not in {SUPERSEDED, WITHDRAWN}:
        return None
    try:
        return await read_open(parts, ics, f"/published-findings/{node.id}/standing", "insights")
    except DomainError:
        return None


async def _replies(
    parts: Parts, ics: SystemCode, kind: Kind, node_id: UUID
) -> list[dict[str, Any]] | None:
    """Give the replies to a finding, as the library shows them to anyone; of other kinds there are
    none. None where the library can't be asked now: the page says so, and shows the rest."""
    if kind != "findings":
        return []
    try:
        said = await read_open(parts, ics, f"/published-replies/{node_id}", "insights")
    except (ServiceUnavailable, ServiceBroke, ServiceTooSlow):
        return None
    return [] if said is None else list(said.get("replies", []))


@router.get("/{slug}/thread/{kind}/{node_id}/provenance.json")
async def thread_provenance(slug: Slug, kind: Kind, node_id: UUID, parts: GatewayParts) -> Response:
    """Give the same thread as W3C PROV-JSON, for anybody."""
    system = await parts.systems.by_slug(slug)
    async with parts.database.reading(system.code) as session:
        thread = await follow(session, kind, node_id, ANYBODY)
    return JSONResponse(
        provenance(thread, thread_base(parts.settings.public_url, system.slug)),
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": f"public, max-age={_KEPT_SECONDS}"},
    )


@router.get("/{slug}")
@router.get("/{slug}/")
async def front(slug: Slug, parts: GatewayParts, older_than: UUID | None = None) -> Response:
    """Show a system's decisions, the latest first: from the newest, or from after a decision.

    Raises:
        NodeNotFound: if that decision is not there, or not for everybody.
    """
    system = await parts.systems.by_slug(slug)
    async with parts.database.reading(system.code) as session:
        found = await recent_decisions(session, SHOWN_DECISIONS + 1, older_than)
    shown = found[:SHOWN_DECISIONS]
    return page(
        "front.html",
        system=system,
        decisions=shown,
        paged=older_than is not None,
        older_than=shown[-1].id if len(found) > SHOWN_DECISIONS else None,
        public_seconds=_KEPT_SECONDS,
    )
