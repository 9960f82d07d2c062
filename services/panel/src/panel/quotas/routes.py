"""Quotas over HTTP, for staff."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from common.clock import utc_now
from common.web.conditional import IfMatch, etag
from common.web.dependencies import Reading, System, Writing
from common.web.routing import Router
from panel.dependencies import Keys, Manager, Reader
from panel.quotas import service
from panel.quotas.schemas import QuotasIn, QuotasOut
from panel.surveys import service as surveys

router = Router(prefix="/api/v1/{ics}/panel/surveys", tags=["panel: surveys"])
_PERSONAL = "panel:personal"


@router.get("/{survey_id}/quotas")
async def read_quotas(
    *,
    ics: System,
    session: Reading,
    keys: Keys,
    survey_id: UUID,
    response: Response,
    principal: Reader,
) -> QuotasOut:
    """Give a survey's quotas; how far they are is exact, so it needs `panel:personal` too."""
    survey = await surveys.the_survey(session, ics, survey_id)
    exact = _PERSONAL in principal.scopes
    response.headers["ETag"] = etag(survey.version)
    return QuotasOut(quotas=await service.shown(session, ics, keys, survey, exact=exact))


@router.put("/{survey_id}/quotas")
async def decide_quotas(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    survey_id: UUID,
    body: QuotasIn,
    version: IfMatch,
    response: Response,
    principal: Manager,
) -> QuotasOut:
    """Give a draft its quotas, or raise those of an open survey. Whoever is in a cell that is full
    is told kindly that there are enough, if possible before they begin; of their answers nothing is
    kept. Other questions, in a draft, take the quotas away."""
    survey = await service.decide(
        session,
        ics,
        keys=keys,
        survey_id=survey_id,
        plan=body.quotas,
        expected_version=version,
        now=utc_now(),
    )
    exact = _PERSONAL in principal.scopes
    response.headers["ETag"] = etag(survey.version)
    return QuotasOut(quotas=await service.shown(session, ics, keys, survey, exact=exact))
