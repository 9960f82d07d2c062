"""The check for personal data before publication, and the clearing of what it finds."""

from __future__ import annotations

from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.errors import FieldError
from common.personal_data import Hit, texts_of
from insights.audience import Reader
from insights.findings import repository
from insights.findings.access import Act, checked
from insights.findings.content import check_words
from insights.findings.errors import (
    FindingNotFound,
    NothingToClear,
    NotYours,
    PersonalDataFound,
)
from insights.findings.models import FindingVersion
from insights.findings.schemas import TEXT_FIELDS, ClearanceIn, HitOut
from insights.named_people import personal_data_in


async def listing(session: ReadSession, finding_id: UUID, reader: Reader) -> list[HitOut]:
    """List what in the newest version reads like personal data, cleared or not."""
    finding = await repository.get(session, finding_id, reader)
    if finding is None:
        raise FindingNotFound
    if not reader.owns(finding.organisation_id):
        raise NotYours
    version = await repository.version(session, finding.id, finding.latest_version)
    cleared = await repository.clearances(session, finding.id, version.version)
    return [
        HitOut(
            version=version.version,
            field=hit.field,
            start=hit.start,
            end=hit.end,
            kind=hit.kind,
            message=hit.message,
            cleared=(hit.field, hit.start, hit.kind) in cleared,
        )
        for hit in _hits(version)
    ]


async def clear(session: WriteSession, act: Act, finding_id: UUID, clearance: ClearanceIn) -> None:
    """Record that something which reads like personal data may stay in a version, and why.

    Raises:
        NothingToClear: if nothing of that kind is found at that place of the newest version.
    """
    finding = (await repository.lock(session, {finding_id})).get(finding_id)
    finding = checked(finding, act, None)
    version = await repository.version(session, finding.id, finding.latest_version)
    places = {(hit.field, hit.start, hit.kind) for hit in _hits(version)}
    place = (clearance.field, clearance.start, clearance.kind)
    if clearance.version != version.version or place not in places:
        raise NothingToClear
    check_words([("body.reason", clearance.reason)])
    await repository.add_clearance(
        session,
        {
            "ics": act.ics,
            "finding_id": finding.id,
            **clearance.model_dump(),
            "cleared_at": act.now,
            "cleared_by": act.reader.subject,
        },
    )


async def refuse_personal_data(session: ReadSession, version: FindingVersion) -> None:
    """Refuse to publish a version while anything in it reads like personal data uncleared.

    Raises:
        PersonalDataFound: naming each field and position.
    """
    cleared = await repository.clearances(session, version.finding_id, version.version)
    left = [hit for hit in _hits(version) if (hit.field, hit.start, hit.kind) not in cleared]
    if left:
        raise PersonalDataFound(tuple(FieldError(hit.field, hit.message) for hit in left))


def _hits(version: FindingVersion) -> list[Hit]:
    return personal_data_in(texts_of(version.content, TEXT_FIELDS))
