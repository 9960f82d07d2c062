"""The page of what people said, what was done, and what they still wait to be told."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Response

from common.db.tenancy import SystemCode
from common.errors import DomainError, NotFound
from gateway.dependencies import GatewayParts, Parts
from gateway.pages.open import read_open
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router
from gateway.thread.service import recent_answers

router = page_router()

SHOWN = 20
_KEPT_SECONDS = 5
"""Short, so that what is withheld later is soon gone."""


@router.get("/{slug}/you-said-we-did")
async def list_answers(slug: Slug, parts: GatewayParts, older_than: UUID | None = None) -> Response:
    """List the answers that people got, the latest first, and what is due next.

    Raises:
        NodeNotFound: if the answer to begin after is not there, or not for everybody.
    """
    system = await parts.systems.by_slug(slug)
    async with parts.database.reading(system.code) as session:
        found = await recent_answers(session, SHOWN + 1, older_than)
    shown = found[:SHOWN]
    return page(
        "answers/list.html",
        system=system,
        answers=shown,
        paged=older_than is not None,
        older_than=shown[-1].id if len(found) > SHOWN else None,
        waiting=None if older_than else await _first_waiting(parts, system.code),
        public_seconds=_KEPT_SECONDS,
    )


@router.get("/{slug}/you-said-we-did/waiting")
async def list_waiting(slug: Slug, parts: GatewayParts, cursor: str | None = None) -> Response:
    """List everything that people wait to be told, what is due first at the top.

    Raises:
        NotFound: if the cursor leads nowhere.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    found = await _waiting(parts, system.code, {"cursor": cursor} if cursor else {})
    if found is None:
        raise NotFound("Check the address, or begin with what is due first.")
    return page("answers/waiting.html", system=system, waiting=found, public_seconds=_KEPT_SECONDS)


async def waiting_for(
    parts: Parts, ics: SystemCode, kind: str, node_id: UUID
) -> list[dict[str, Any]]:
    """List who owes people an answer about a decision or a finding; nothing while governance is
    away, and of other kinds."""
    named = {"decisions": "decision_id", "findings": "finding_id"}.get(kind)
    if named is None:
        return []
    try:
        found = await _waiting(parts, ics, {named: node_id})
    except DomainError:
        return []
    return [] if found is None else list(found.get("items", []))


async def _first_waiting(parts: Parts, ics: SystemCode) -> dict[str, Any] | None:
    """Give what is due first; None while governance can't be asked: the page shows the rest."""
    try:
        return await _waiting(parts, ics, {})
    except DomainError:
        return None


async def _waiting(parts: Parts, ics: SystemCode, asked: dict[str, Any]) -> dict[str, Any] | None:
    query = urlencode({"limit": SHOWN, **asked})
    return await read_open(parts, ics, f"/published-feedback-threads?{query}")
