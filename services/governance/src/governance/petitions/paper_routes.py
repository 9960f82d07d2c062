"""Signatures on paper over HTTP, for staff."""

from __future__ import annotations

from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import Reading, System, Writing
from common.web.routing import Router
from governance.dependencies import Manager
from governance.petitions import paper, service
from governance.petitions.models import PaperCount
from governance.petitions.schemas import PaperCountIn, PaperCountOut, PaperCountsOut

router = Router(
    prefix="/api/v1/{ics}/governance/petitions/{petition_id}/paper-counts", tags=["petitions"]
)


@router.get("", response_model=PaperCountsOut)
async def list_paper_counts(session: Reading, _: Manager, petition_id: UUID) -> PaperCountsOut:
    """List who counted how many signatures on paper, when, and where the sheets are kept."""
    petition = await service.get(session, petition_id)
    found = await paper.of_petition(session, petition)
    return PaperCountsOut(
        items=[PaperCountOut.model_validate(one) for one in found],
        paper_signatures=petition.paper_signatures,
    )


@router.post("", response_model=PaperCountOut, status_code=201)
async def count_paper_signatures(
    *, session: Writing, ics: System, manager: Manager, petition_id: UUID, data: PaperCountIn
) -> PaperCount:
    """Add signatures on paper to a petition, or correct a count of them.

    They count towards the thresholds with those given online, and are shown apart from them. Names
    are not taken down: the sheets stay where you say that they are kept.
    """
    petition = await service.for_change(session, petition_id)
    return await paper.count(session, ics, petition, data, by=manager.subject, now=utc_now())
