"""What else than decisions shows one of the ten principles, entered for good with its reason."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid, NotFound
from common.personal_data import check
from governance.annual_reports import repository
from governance.annual_reports.errors import PrincipleTagged
from governance.annual_reports.models import PrincipleEvidence
from governance.annual_reports.schemas import PrincipleEvidenceIn, Tagged
from governance.assemblies import service as assemblies
from governance.decisions.service import Clerk
from governance.evidence import service as library
from governance.feedback import service as feedback
from governance.vocabularies import service as vocabularies


async def tag(
    session: WriteSession, ics: SystemCode, data: PrincipleEvidenceIn, clerk: Clerk
) -> PrincipleEvidence:
    """Record that something shows a principle of today, for good.

    Raises:
        Invalid: if it is no principle today, there is no such record that everybody may read, or
            the reason reads like personal data.
        PrincipleTagged: if it was recorded already.
    """
    named = [("body.principle", vocabularies.PRINCIPLE, data.principle)]
    await vocabularies.check_codes(session, named, on=day_in_england(clerk.now))
    hits = check([("body.reason", data.reason)])
    if hits:
        raise Invalid(
            "Leave out what reads like personal data: this is published.",
            fields=tuple(FieldError(hit.field, hit.message) for hit in hits),
        )
    if not await _there(session, data.kind, data.subject_id):
        raise Invalid(
            "A principle is shown by what everybody may read.",
            fields=(FieldError("body.subject_id", f"is no published {data.kind}"),),
        )
    row = PrincipleEvidence(
        ics=ics, recorded_at=clerk.now, recorded_by=clerk.subject, **data.model_dump()
    )
    session.add(row)
    try:
        await session.flush()
    except IntegrityError:
        raise PrincipleTagged from None
    return row


async def listed(session: ReadSession, principle: str | None) -> list[PrincipleEvidence]:
    """List what else than decisions shows a principle, oldest first."""
    return await repository.evidence(session, principle)


async def _there(session: ReadSession, kind: Tagged, subject_id: UUID) -> bool:
    match kind:
        case "activity":
            found = await library.activities(session, [subject_id])
            return any(one.visibility == "public" for one in found)
        case "finding":
            return await library.is_open(session, subject_id)
        case "assembly":
            try:
                await assemblies.get(session, subject_id)
            except NotFound:
                return False
            return True
        case "feedback":
            try:
                return (await feedback.get(session, subject_id)).status == "published"
            except NotFound:
                return False
