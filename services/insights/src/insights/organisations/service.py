"""Organisations: who deposits findings and leads activities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from common.clock import new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from insights.audience import Reader
from insights.organisations import repository
from insights.organisations.errors import (
    OrganisationNotFound,
    OrganisationNotInBeing,
    OrganisationNotYours,
)
from insights.organisations.models import Organisation
from insights.organisations.schemas import OrganisationIn, OrganisationPatch, OrganisationRecord
from insights.vocabularies.service import (
    COMMUNITIES,
    ORGANISATION_KINDS,
    PLACES,
    Codes,
    check_codes,
    codes_of,
)


async def get(session: ReadSession, organisation_id: UUID) -> Organisation:
    """Give one organisation.

    Raises:
        OrganisationNotFound: if this system has none with that id.
    """
    found = await repository.get(session, organisation_id)
    if found is None:
        raise OrganisationNotFound
    return found


async def register(
    session: WriteSession, ics: SystemCode, reader: Reader, data: OrganisationIn, *, now: datetime
) -> Organisation:
    """Add an organisation to the system.

    Raises:
        OrganisationNotYours: if the caller stands for an organisation.
        Invalid: naming each code that isn't known.
    """
    if not reader.is_editor:
        raise OrganisationNotYours
    await _check(session, data, now)
    organisation = Organisation(ics=ics, id=new_id(), version=1, **data.model_dump())
    await repository.add(session, organisation)
    await session.refresh(organisation)
    return organisation


async def change(
    session: WriteSession, organisation: Organisation, patch: OrganisationPatch, *, now: datetime
) -> Organisation:
    """Change an organisation that was read for change."""
    fields = ("name", "kind", "places", "communities", "valid_from", "valid_to")
    before = {name: getattr(organisation, name) for name in fields}
    sent = patch.model_dump(exclude_unset=True)
    absent = [name for name in fields if name in sent and name != "valid_to" and sent[name] is None]
    if absent:
        raise Invalid(
            "These fields cannot be empty.",
            fields=tuple(FieldError(f"body.{name}", "cannot be null") for name in absent),
        )
    if (ends := sent.get("valid_to", before["valid_to"])) is not None:
        begins = sent.get("valid_from", before["valid_from"])
        if ends <= begins:
            raise Invalid(
                "An organisation ends after it begins.",
                fields=(FieldError("body.valid_to", "must be after valid_from"),),
            )
    after = OrganisationIn.model_validate(before | sent)
    await _check(session, after, now)
    for name in fields:
        setattr(organisation, name, getattr(after, name))
    organisation.version += 1
    await session.flush()
    return organisation


async def get_for_change(
    session: WriteSession, reader: Reader, organisation_id: UUID
) -> Organisation:
    """Give one organisation that the caller may change, locked.

    Raises:
        OrganisationNotFound: if this system has none with that id.
        OrganisationNotYours: if the caller stands for another.
    """
    found = await repository.get_for_change(session, organisation_id)
    if found is None:
        raise OrganisationNotFound
    if not reader.owns(found.id):
        raise OrganisationNotYours
    return found


async def require_in_being(session: ReadSession, reader: Reader, *, now: datetime) -> None:
    """Check that the reader's organisation, if it has one, is one of the system's today.

    Raises:
        OrganisationNotInBeing: if it isn't.
    """
    if reader.organisation_id is None:
        return
    own = await repository.get(session, reader.organisation_id)
    if own is None or not own.valid_on(now.date()):
        raise OrganisationNotInBeing


async def is_in_being(session: ReadSession, organisation_id: UUID, *, on: date) -> bool:
    """Tell whether an organisation is one of the system's on a day."""
    return await repository.is_in_being(session, organisation_id, on)


async def load(
    session: WriteSession, ics: SystemCode, records: Sequence[OrganisationRecord]
) -> None:
    """Write the organisations of a system's file; safe to repeat."""
    await repository.upsert(session, [{"ics": ics, **record.model_dump()} for record in records])


async def _check(session: ReadSession, data: OrganisationIn, now: datetime) -> None:
    await check_codes(
        session,
        [
            codes_of("body.kind", ORGANISATION_KINDS, data.kind),
            Codes("body.places", PLACES, data.places),
            Codes("body.communities", COMMUNITIES, data.communities),
        ],
        on=now.date(),
    )


async def name_of(session: ReadSession, organisation_id: UUID | None) -> str | None:
    """Give an organisation's name; None for the system's own team."""
    if organisation_id is None:
        return None
    return (await repository.names(session, {organisation_id})).get(organisation_id)


async def names(session: ReadSession, ids: set[UUID]) -> dict[UUID, str]:
    """Give the names of organisations by id."""
    return await repository.names(session, ids)


async def all_names(session: ReadSession) -> dict[UUID, str]:
    """Give the names of all organisations of the system by id."""
    return await repository.all_names(session)


async def in_being(session: ReadSession, *, on: date) -> set[UUID]:
    """Give the organisations of the system that are in being on a day."""
    return await repository.in_being(session, on)
