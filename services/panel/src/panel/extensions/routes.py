"""Extensions of surveys over HTTP, for staff."""

from __future__ import annotations

from uuid import UUID

from common.clock import utc_now
from common.web.dependencies import Principal, Reading, System, Writing
from common.web.routing import Router
from panel.dependencies import Keys, Manager, Reader
from panel.extensions import service
from panel.extensions.models import Extension
from panel.extensions.schemas import ExtendIn, ExtensionOut, ExtensionsOut

router = Router(
    prefix="/api/v1/{ics}/panel/surveys/{survey_id}/extensions", tags=["panel: surveys"]
)


@router.post("", status_code=201)
async def extend(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    survey_id: UUID,
    body: ExtendIn,
    principal: Manager,
) -> ExtensionOut:
    """Let an open survey take answers longer, with the reason on record; mails that wait say the
    new day. It cannot be undone: people are told."""
    extension = await service.extend(
        session,
        ics,
        keys=keys,
        survey_id=survey_id,
        said=body,
        by=principal.subject,
        now=utc_now(),
    )
    return _out(extension, principal)


@router.get("")
async def list_extensions(
    ics: System, session: Reading, survey_id: UUID, principal: Reader
) -> ExtensionsOut:
    """List the extensions of a survey, in order."""
    found = await service.of_survey(session, ics, survey_id)
    return ExtensionsOut(extensions=[_out(one, principal) for one in found])


def _out(extension: Extension, principal: Principal) -> ExtensionOut:
    exact = "panel:personal" in principal.scopes
    return ExtensionOut(
        id=extension.id,
        closed_on_before=extension.closed_on_before,
        closes_on=extension.closes_on,
        reason=extension.reason,
        extended_by=extension.extended_by,
        extended_at=extension.extended_at,
        with_reminder=extension.reminded is not None,
        reminded=extension.reminded if exact else None,
    )
