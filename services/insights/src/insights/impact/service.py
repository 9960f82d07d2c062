"""What an organisation's evidence changed, as a reader may see it (rule 7)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from common.db.engine import ReadSession
from common.db.pagination import PageRequest
from insights.audience import ANYONE, Reader
from insights.citations import service as citations
from insights.citations.schemas import UseOut
from insights.findings.models import Finding
from insights.impact import repository
from insights.impact.repository import Whose
from insights.impact.schemas import ImpactOut, ImpactSummary, OutcomeCount, UsedFinding
from insights.organisations import service as organisations


async def of_organisation(
    session: ReadSession,
    organisation_id: UUID,
    reader: Reader,
    request: PageRequest,
    *,
    as_of: date,
) -> ImpactOut:
    """Tell what the findings of an organisation changed, of those that the reader may see.

    Anyone is told nothing of confidential decisions; readers of the library, that there are some.

    Raises:
        OrganisationNotFound: if this system has none with that id.
    """
    organisation = await organisations.get(session, organisation_id)
    whose = Whose(organisation_id, reader, confidential=reader != ANYONE)
    totals = await repository.totals(session, whose)
    outcomes = await repository.outcomes(session, whose)
    page = await repository.used(session, whose, request)
    uses = await citations.uses_of(session, [finding.id for finding in page.items])
    return ImpactOut(
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        as_of=as_of,
        summary=ImpactSummary(
            **totals,
            outcomes=[OutcomeCount(outcome=code, decisions=number) for code, number in outcomes],
        ),
        items=[_used(one, use, whose) for one, use in zip(page.items, uses, strict=True)],
        next_cursor=page.next_cursor,
    )


def _used(finding: Finding, use: UseOut, whose: Whose) -> UsedFinding:
    told = [one for one in use.decisions if whose.confidential or not one.confidential]
    return UsedFinding(
        id=finding.id,
        reference=finding.reference,
        title=finding.title,
        first_published_at=finding.first_published_at,
        decisions=told,
        impact=use.impact,
    )
