"""The public page of an assessment, and which assessments a decision or a paper has."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Response

from common.db.tenancy import SystemCode
from common.errors import DomainError, NotFound
from gateway.dependencies import GatewayParts, Parts
from gateway.pages.open import read_open
from gateway.pages.render import page
from gateway.pages.routing import Slug, page_router

router = page_router()
AssessmentKind = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]

_KEPT_SECONDS = 5
"""Short, so that what is withheld later is soon gone."""
_ASKED_OF = {"decisions": "decision_id", "papers": "paper_id"}
"""Kind of a page → how governance is asked for the assessments of it."""


@router.get("/{slug}/assessments/{kind}/{subject_id}")
async def assessment_page(
    slug: Slug, kind: AssessmentKind, subject_id: UUID, parts: GatewayParts
) -> Response:
    """Show what was judged, under which law, on what grounds, and where it came from.

    Raises:
        NotFound: if there is none, it is not published, or what it is about is withheld.
        ServiceUnavailable, ServiceBroke: if governance can't be reached.
    """
    system = await parts.systems.by_slug(slug)
    path = f"/published-assessments/{kind}/{subject_id}"
    found = await read_open(parts, system.code, path)
    if found is None:
        raise NotFound("Check the address. The assessment may not be published yet.")
    return page("assessment.html", system=system, assessment=found, public_seconds=_KEPT_SECONDS)


async def assessments_of(
    parts: Parts, ics: SystemCode, kind: str, node_id: UUID
) -> list[dict[str, Any]]:
    """List the published assessments of a decision or a paper; of other kinds there are none, and
    none while governance is away."""
    asked = _ASKED_OF.get(kind)
    if asked is None:
        return []
    try:
        found = await read_open(parts, ics, f"/published-assessments?{asked}={node_id}")
    except DomainError:
        return []
    return [] if found is None else list(found.get("items", []))
