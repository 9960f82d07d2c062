"""Organisations: who deposits findings and leads activities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode, system_code
from common.errors import FieldError, Invalid
from common.events.insights import OrganisationRecorded
from common.messaging.outbox import record
from insights.audience import Reader
from insights.organisations import repository
from insights.organisations.errors import (
    OrganisationNotFound,
    OrganisationNotInBeing,
    OrganisationNotYours,
)
from insights.organisations.models import Organisation
from insights.organisations.repository import Stand
from insights.organisations.schemas import (
    OrganisationIn,
    OrganisationPatch,
    OrganisationRecord,
    SpanOut,
)
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
    await repository.put_span(session, organisation, organisation.valid_from)
    await _tell(session, organisation, now=now)
    await session.refresh(organisation)
    return organisation


async def change(
    session: WriteSession, organisation: Organisation, patch: OrganisationPatch, *, now: datetime
) -> Organisation:
    """Change an organisation that was read for change; what it was before stays on record.

    Raises:
        Invalid: naming each field that can't be so; of `since` a day to come, or one before the
            last change.
    """
    fields = ("name", "kind", "places", "communities", "valid_from", "valid_to")
    before = {name: getattr(organisation, name) for name in fields}
    sent = patch.model_dump(exclude_unset=True)
    asked = sent.pop("since", None)
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
    otherwise = any(before[name] != getattr(after, name) for name in repository.SPANNED)
    if asked is not None and not otherwise:
        raise Invalid(
            "Nothing is otherwise from that day on.",
            fields=(FieldError("body.since", "goes with a change of what the organisation is"),),
        )
    for name in fields:
        setattr(organisation, name, getattr(after, name))
    organisation.version += 1
    await session.flush()
    if before["valid_from"] != organisation.valid_from:
        await _begin(session, organisation)
    if otherwise:
        since = await _since(session, organisation, asked, today=day_in_england(now))
        await repository.put_span(session, organisation, since)
    await _tell(session, organisation, now=now)
    return organisation


async def _begin(session: WriteSession, organisation: Organisation) -> None:
    """Let what an organisation was at first be so from its first day, which was corrected."""
    spans = await repository.spans(session, organisation.id)
    if len(spans) > 1 and organisation.valid_from >= spans[1].since:
        raise Invalid(
            f"It is on record what it was before {spans[1].since}.",
            fields=(FieldError("body.valid_from", f"must be before {spans[1].since}"),),
        )
    await repository.begin_spans(session, organisation)


async def _tell(session: WriteSession, organisation: Organisation, *, now: datetime) -> None:
    fact = OrganisationRecorded(
        organisation_id=organisation.id,
        version=organisation.version,
        valid_from=organisation.valid_from,
        valid_to=organisation.valid_to,
    )
    await record(session, system_code(organisation.ics), fact, now=now)


async def _since(
    session: ReadSession, organisation: Organisation, asked: date | None, *, today: date
) -> date:
    last = await repository.last_change(session, organisation.id) or organisation.valid_from
    ends = organisation.valid_to
    latest = max(today if ends is None else min(today, ends - timedelta(days=1)), last)
    if asked is None:
        return latest
    if not last <= asked <= latest:
        raise Invalid(
            f"It is what it is since {last}. Say since when it is otherwise: not before that day, "
            "and not a day to come.",
            fields=(FieldError("body.since", f"must be from {last} to {latest}"),),
        )
    return asked


async def get_on(session: ReadSession, organisation_id: UUID, *, on: date) -> Stand:
    """Give one organisation as it was on a day.

    Raises:
        OrganisationNotFound: if this system has none with that id.
    """
    found = await repository.get_on(session, organisation_id, on)
    if found is None:
        raise OrganisationNotFound
    return found


async def history(session: ReadSession, organisation_id: UUID) -> list[SpanOut]:
    """Give what an organisation was, and from when until when, from the beginning.

    Raises:
        OrganisationNotFound: if this system has none with that id.
    """
    organisation = await get(session, organisation_id)
    spans = await repository.spans(session, organisation_id)
    ends = [*(span.since for span in spans[1:]), organisation.valid_to]
    return [
        SpanOut(
            since=span.since,
            until=until,
            **{name: getattr(span, name) for name in repository.SPANNED},
        )
        for span, until in zip(spans, ends, strict=True)
    ]


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
    if own is None or not own.valid_on(day_in_england(now)):
        raise OrganisationNotInBeing


async def is_in_being(session: ReadSession, organisation_id: UUID, *, on: date) -> bool:
    """Tell whether an organisation is one of the system's on a day."""
    return await repository.is_in_being(session, organisation_id, on)


async def load(
    session: WriteSession, ics: SystemCode, records: Sequence[OrganisationRecord], *, now: datetime
) -> None:
    """Add those organisations of a system's file that the library doesn't have; safe to repeat.

    One that is there already stays as it is: it is changed over the API, and a file that is read
    again at every start would bring back what was, such as one that has ended. All are told as they
    are, for those who didn't hear of them: what is for partners is shown to none that is unknown.
    """
    added = await repository.add_new(
        session, [{"ics": ics, **record.model_dump()} for record in records]
    )
    for organisation in added:
        await repository.put_span(session, organisation, organisation.valid_from)
    for organisation in await repository.every(session):
        await _tell(session, organisation, now=now)


async def _check(session: ReadSession, data: OrganisationIn, now: datetime) -> None:
    await check_codes(
        session,
        [
            codes_of("body.kind", ORGANISATION_KINDS, data.kind),
            Codes("body.places", PLACES, data.places),
            Codes("body.communities", COMMUNITIES, data.communities),
        ],
        on=day_in_england(now),
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
