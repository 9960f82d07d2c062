"""What staff do with a petition: open it, refuse it, answer it; and what comes by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from common.clock import Clock, day_in_england, utc_now
from common.db.engine import Database, ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.events.governance import PetitionAnswered
from common.messaging import outbox
from governance.bodies import service as bodies
from governance.decisions import service as decisions
from governance.keys import GovernanceKeys
from governance.mail.letters import in_words
from governance.meetings import service as meetings
from governance.petitions import figures, repository, service, signing
from governance.petitions.errors import PetitionNotFound, PetitionState
from governance.petitions.models import Petition
from governance.petitions.schemas import OpeningIn
from governance.questions.handling import refuse_personal_data
from governance.redaction import without_names
from governance.schemes.rules import Petitions
from governance.senders import service as senders
from governance.senders.schemas import AnswerIn, RefusalIn
from governance.vocabularies import service as vocabularies
from governance.working_days import service as working_days


async def list_page(
    session: ReadSession, request: PageRequest, state: str | None
) -> Page[Petition]:
    """List petitions, the newest first."""
    return await repository.page(session, request, state)


async def overdue(session: ReadSession, body_id: UUID, on: date) -> list[Petition]:
    """List petitions that a body should have checked or answered before a day."""
    return await repository.overdue(session, body_id, on)


async def open_(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, petition_id: UUID, *,
    data: OpeningIn, now: datetime,
) -> Petition:  # fmt: skip
    """Open a petition for signatures, in the words that may be published.

    Raises:
        PetitionState: if it was dealt with before.
        PersonalDataFound: if the words still read like they say who somebody is.
    """
    petition = await _for_change(session, petition_id, {"received"})
    refuse_personal_data({"body.title": data.title, "body.text": data.text}, data.cleared_reason)
    _, taken = service.scheme_of(petition)
    today = day_in_england(now)
    petition.title, petition.text = data.title, data.text
    petition.cleared_reason = data.cleared_reason
    petition.opened_on, petition.closes_on = today, today + timedelta(days=taken.open_days)
    petition.state = "open"
    calendar = await working_days.calendar(session)
    petition.due_on = calendar.after(petition.closes_on, taken.answer_working_days)
    if petition.show_name:
        petition.shown_name = senders.part_of(keys, petition, "name")
    said = {"reference": petition.reference, "closes_on": in_words(petition.closes_on),
            "promise": " ".join(_promise(taken))}  # fmt: skip
    await service.tell(session, ics, keys, petition, kind="petition_opened", said={**said}, now=now)
    return await _changed(session, petition)


async def refuse(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, petition_id: UUID, *,
    data: RefusalIn, now: datetime,
) -> Petition:  # fmt: skip
    """Refuse a petition on a ground of the body's scheme, and tell who started it why.

    Raises:
        PetitionState: if it was dealt with before.
        Invalid: if the scheme has no such ground.
    """
    petition = await _for_change(session, petition_id, {"received"})
    scheme, _ = service.scheme_of(petition)
    ground = scheme.ground(data.ground)
    if ground is None:
        raise Invalid(
            "The body's scheme has no such ground.",
            fields=(FieldError("body.ground", "is no ground of the body's scheme"),),
        )
    petition.state, petition.ground, petition.refusal_reason = "refused", ground.code, data.reason
    service.erase_after(petition, now)
    body = await bodies.get(session, petition.body_id)
    said = {"reference": petition.reference, "body": body.name, "ground": ground.label,
            "reason": data.reason, "clause": ground.clause}  # fmt: skip
    await service.tell(
        session, ics, keys, petition, kind="petition_refused", said={**said}, now=now
    )
    return await _changed(session, petition)


async def answer(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, petition_id: UUID, *,
    data: AnswerIn, now: datetime,
) -> Petition:  # fmt: skip
    """Publish the body's answer to a petition, and mail it to who started it; it closes with that.

    Raises:
        PetitionState: if it is neither open nor closed.
        PersonalDataFound: if the answer reads like it says who somebody is.
        DecisionNotFound: if this system has no such decision.
    """
    petition = await _for_change(session, petition_id, {"open", "closed"})
    refuse_personal_data({"body.answer": data.answer}, data.cleared_reason)
    if data.decision_id is not None:
        await decisions.get(session, data.decision_id)
    petition.answer, petition.answered_by = data.answer, data.answered_by
    petition.answered_on, petition.decision_id = day_in_england(now), data.decision_id
    petition.state = "answered"
    service.erase_after(petition, now)
    await _changed(session, petition)
    body = await bodies.get(session, petition.body_id)
    said = {"reference": petition.reference, "body": body.name, "answer": data.answer,
            "answered_by": data.answered_by}  # fmt: skip
    await service.tell(
        session, ics, keys, petition, kind="petition_answered", said={**said}, now=now
    )
    names = await meetings.names_at(session, None, petition.body_id)
    threshold, base = await vocabularies.disclosure(session, ics)
    await outbox.record(
        session,
        ics,
        PetitionAnswered(
            petition_id=petition.id,
            version=petition.version,
            reference=petition.reference,
            title=without_names(petition.title or "", names),
            text=without_names(petition.text or "", names),
            answer=without_names(data.answer, names),
            body_id=body.id,
            body_name=body.name,
            signatures=figures.figure(petition.basis, threshold, base),
            paper_signatures=figures.figure(petition.paper_basis, threshold, base),
            decision_id=data.decision_id,
            published_at=now,
        ),
        now=now,
    )
    return petition


async def look_after(database: Database, *, clock: Clock = utc_now) -> None:
    """Renew the published figures once a day, close what is over, forget people in time, and let
    debates that wait come to the next meeting, in every system."""
    async with database.reading(None) as reading:
        codes = await vocabularies.systems(reading)

    async def in_one(ics: SystemCode) -> None:
        async with database.transaction(ics) as session:
            await renew(session, ics, clock())

    await in_each(codes, in_one)


async def renew(session: WriteSession, ics: SystemCode, now: datetime) -> None:
    """Do so in one system."""
    today = day_in_england(now)
    threshold, _ = await vocabularies.disclosure(session, ics)
    for petition in await repository.open_for_change(session, ics):
        count(petition, threshold, now)
        if petition.closes_on is not None and petition.closes_on < today:
            petition.state = "closed"
            petition.version += 1
    for petition in await repository.due_for_erasure(session, ics, today):
        service.forget(petition)
        petition.erase_on = None
        await repository.forget_signers(session, petition.id)
    await session.flush()
    await signing.bring_debates(session, ics, today)


def count(petition: Petition, threshold: int, now: datetime) -> None:
    """Renew the published figure of a petition, at most once a day; it must be locked."""
    today = day_in_england(now)
    if petition.released_on is not None and petition.released_on >= today:
        return
    basis = figures.held(petition.basis, petition.signatures, threshold)
    petition.paper_basis = figures.held(petition.paper_basis, petition.paper_signatures, threshold)
    if basis != petition.basis or petition.counted_at is None:
        petition.basis, petition.counted_at = basis, now
    petition.released_on = today


def _promise(taken: Petitions) -> list[str]:
    """Say what each threshold leads to."""
    return [
        f"With {one.signatures:,} signatures it is debated by: {one.by}."
        if one.leads_to == "debate"
        else f"With {one.signatures:,} signatures it is answered by: {one.by}."
        for one in sorted(taken.thresholds, key=lambda one: one.signatures)
    ]


async def _for_change(session: WriteSession, petition_id: UUID, states: set[str]) -> Petition:
    petition = await repository.for_change(session, petition_id)
    if petition is None:
        raise PetitionNotFound
    if petition.state not in states:
        raise PetitionState(
            f"It is {petition.state}. For this it has to be {' or '.join(sorted(states))}."
        )
    return petition


async def _changed(session: WriteSession, petition: Petition) -> Petition:
    petition.version += 1
    await session.flush()
    return petition
