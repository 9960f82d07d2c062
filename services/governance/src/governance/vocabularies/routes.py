"""Vocabularies over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query

from common.clock import day_in_england, utc_now
from common.web.dependencies import Principal, Reading, requires
from common.web.routing import Router
from governance.vocabularies import service
from governance.vocabularies.schemas import VocabulariesOut

router = Router(prefix="/api/v1/{ics}/governance", tags=["vocabularies"])


@router.get("/vocabularies", response_model=VocabulariesOut)
async def vocabularies(
    session: Reading,
    _: Annotated[Principal, requires("governance:read")],
    on: Annotated[date | None, Query(description="The day asked about; today if left out.")] = None,
) -> dict[str, Any]:
    """List the outcomes and kinds of activity that are valid on a day."""
    return {"terms": await service.terms(session, on or day_in_england(utc_now()))}
