"""What one version of a finding says that another doesn't, over HTTP: as data and as a page."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from common.web.dependencies import Reading
from common.web.routing import Router
from insights.dependencies import API, Reads
from insights.findings import differences, service
from insights.findings.links import known_of_contents
from insights.findings.presentation import content_for
from insights.findings.schemas import DifferenceOut, DifferencesOut
from insights.vocabularies import service as vocabularies

router = Router(prefix=f"{API}/findings", tags=["findings"])

VersionNumber = Annotated[int, Path(ge=1, le=1_000_000)]


@router.get("/{finding_id}/versions/{before}/differences/{after}")
async def compare_versions(
    *,
    finding_id: UUID,
    before: VersionNumber,
    after: VersionNumber,
    session: Reading,
    reader: Reads,
) -> DifferencesOut:
    """Read what one version says that another doesn't, if you may see both: field by field."""
    finding, one, other = await service.two_versions(
        session, finding_id, reader, before=before, after=after
    )
    rounding = await vocabularies.rounding(session)
    known = await known_of_contents(session, reader, [one.content, other.content])
    old, new = (
        content_for(reader, finding.organisation_id, each.content, rounding, known)
        for each in (one, other)
    )
    found = differences.between(old, new)
    return DifferencesOut(
        finding_id=finding.id,
        reference=finding.reference,
        before=before,
        after=after,
        differences=[DifferenceOut.model_validate(difference) for difference in found],
    )


@router.get(
    "/{finding_id}/versions/{before}/differences/{after}/page.html", response_class=Response
)
async def compare_versions_as_html(
    *,
    finding_id: UUID,
    before: VersionNumber,
    after: VersionNumber,
    session: Reading,
    reader: Reads,
) -> Response:
    """Read the same as one HTML page, for reading and for screen readers."""
    finding, one, other = await service.two_versions(
        session, finding_id, reader, before=before, after=after
    )
    rounding = await vocabularies.rounding(session)
    known = await known_of_contents(session, reader, [one.content, other.content])
    old, new = (
        content_for(reader, finding.organisation_id, each.content, rounding, known)
        for each in (one, other)
    )
    found = differences.between(old, new)
    title = f"{finding.reference}: from version {before} to version {after}"
    written = differences.as_html(title, found)
    return Response(written, media_type="text/html; charset=utf-8")
