"""Vocabularies over HTTP."""

from __future__ import annotations

from common.clock import day_in_england
from common.web.dependencies import Reading
from common.web.routing import Router
from insights.dependencies import API, Now, Reads
from insights.vocabularies import service
from insights.vocabularies.schemas import VocabulariesOut

router = Router(prefix=API, tags=["vocabularies"])


@router.get("/vocabularies")
async def list_vocabularies(session: Reading, reader: Reads, now: Now) -> VocabulariesOut:
    """List the codes that can be used today: themes, communities, methods, places and so on."""
    return await service.listing(session, on=day_in_england(now))
