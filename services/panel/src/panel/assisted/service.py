"""Enrolling somebody without email, with their consent on record (rule 6 of the panel)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common.clock import beginning_of, day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.assisted.errors import ConsentNotRecorded
from panel.assisted.models import Enrolment
from panel.assisted.schemas import EnrolIn
from panel.keys import PanelKeys
from panel.mail import service as mail
from panel.mail.kinds import MailKind
from panel.members import finding
from panel.members import service as members
from panel.members.contacts import ContactIndexes, indexes_of
from panel.members.errors import NotOldEnough
from panel.members.service import Joining
from panel.systems import service as systems
from panel.vocabularies import service as vocabularies

_PURPOSES = "consent_purpose"
_INDEX_BYTES = 32


@dataclass(frozen=True)
class Recorder:
    """Whose key enrols somebody."""

    subject: str
    organisation_id: UUID | None


async def enrol(
    session: WriteSession,
    ics: SystemCode,
    *,
    keys: PanelKeys,
    said: EnrolIn,
    by: Recorder,
    now: datetime,
) -> None:
    """Make a person a member who consented by telephone, on paper or face to face.

    Nobody learns whether they are one already: the same is written in both cases, and taken back
    where the person is known, who then gets a letter that says so in place of the welcome.

    Raises:
        ConsentNotRecorded: if they agreed to nothing, or on a day to come, or to other words.
        NotOldEnough: if they do not state the system's minimum age.
        Invalid: if a place, an answer or a need is not one in force, or a postcode tells no place.
    """
    system = await systems.the_system(session, ics)
    if not said.minimum_age_met:
        raise NotOldEnough(system.minimum_age)
    await _refuse_without_consent(session, ics, said, now)
    indexes = indexes_of(keys, ics, said.contact)
    known = await finding.by_contact(session, ics, indexes)
    async with session.begin_nested() as attempt:
        written = _unlike_any() if known is not None else indexes
        member_id = await members.join(session, ics, keys, _joining(said, written, now), now)
        if member_id is not None:
            session.add(_enrolment(ics, member_id, said, by, now))
            await session.flush()
        if known is not None:
            await attempt.rollback()
    if member_id is None:
        known = await finding.by_contact(session, ics, indexes)
    if known is not None:
        await mail.queue(session, ics, MailKind.ALREADY_MEMBER, [known])


async def _refuse_without_consent(
    session: WriteSession, ics: SystemCode, said: EnrolIn, now: datetime
) -> None:
    if said.consented_on > day_in_england(now):
        raise ConsentNotRecorded("body.consented_on", "must not be to come")
    if not said.consents:
        raise ConsentNotRecorded("body.consents", "must name at least one purpose")
    in_force = await vocabularies.in_force(session, ics, said.consented_on, [_PURPOSES])
    shown: Mapping[str, vocabularies.VocabularyInForce] = in_force
    version = shown[_PURPOSES].version if _PURPOSES in shown else None
    if any(consent.wording_version != version for consent in said.consents):
        raise ConsentNotRecorded("body.consents", "has a wording that was not in force on that day")


def _joining(said: EnrolIn, indexes: ContactIndexes, now: datetime) -> Joining:
    return Joining(
        email=None,
        contact=said.contact,
        contact_indexes=indexes,
        language=said.language,
        minimum_age_met=said.minimum_age_met,
        connection=said.connection,
        place=said.place,
        postcode=said.postcode,
        demographics=said.demographics,
        consents=said.consents,
        consented_at=min(beginning_of(said.consented_on), now),
        means=said.means,
        access_needs=said.access_needs,
        topics={"interest": said.interests, "lived_experience": said.lived_experience},
        household=said.household,
    )


def _unlike_any() -> ContactIndexes:
    return ContactIndexes(secrets.token_bytes(_INDEX_BYTES), secrets.token_bytes(_INDEX_BYTES))


def _enrolment(
    ics: SystemCode, member_id: UUID, said: EnrolIn, by: Recorder, now: datetime
) -> Enrolment:
    return Enrolment(
        ics=ics,
        member_id=member_id,
        means=said.means,
        consented_on=said.consented_on,
        witness=said.witness,
        organisation_id=by.organisation_id,
        recorded_by=by.subject,
        recorded_at=now,
    )
