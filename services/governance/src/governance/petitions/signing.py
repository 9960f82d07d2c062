"""Signing a petition once, taking it back, and what happens when enough have signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.events.governance import PetitionThresholdReached
from common.messaging import outbox
from governance.bodies import service as bodies
from governance.confirmations import service as confirmations
from governance.keys import GovernanceKeys
from governance.mail import service as mails
from governance.mail.service import Source
from governance.meetings import service as meetings
from governance.petitions import figures, repository, service
from governance.petitions.errors import PetitionClosed, PetitionNotFound
from governance.petitions.models import Petition
from governance.petitions.schemas import SignatureIn
from governance.plans import next_meeting
from governance.plans import service as plans
from governance.plans.schemas import PlanItemIn
from governance.redaction import without_names
from governance.schemes.rules import Threshold

NAME = "signatures.name_sealed"
DEBATE = "Petition debate, {reference}:"
"""How the item of the plan begins under which a petition is debated."""
_LONGEST_TITLE = 300
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Signed:
    """A signature that counts."""

    petition: Petition
    signature_id: UUID


async def request_link(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, petition_id: UUID, *, email: str,
    now: datetime,
) -> None:  # fmt: skip
    """Mail an address the link by which its owner signs.

    Raises:
        PetitionNotFound: if there is no such petition for the public.
        PetitionClosed: if it is not open.
    """
    petition = await public(session, petition_id)
    require_open(petition, now)
    await confirmations.request(
        session, ics, keys, purpose="signature", email=email, path="/petitions/sign",
        said={"title": petition.title}, now=now, about_id=petition.id,
    )  # fmt: skip


async def public(session: ReadSession, petition_id: UUID) -> Petition:
    """Give a petition that everybody may read.

    Raises:
        PetitionNotFound: if there is none, or it was never open.
    """
    found = await repository.find(session, petition_id)
    if found is None or found.state not in repository.PUBLIC:
        raise PetitionNotFound
    return found


async def to_sign(session: ReadSession, token: str, now: datetime) -> Petition:
    """Give the petition that a mailed link signs, without using it up.

    Raises:
        LinkNotValid: if the link is forged, used or expired.
        PetitionClosed: if it is not open any more.
    """
    about = await confirmations.require(session, "signature", token, now)
    petition = None if about is None else await repository.find(session, about)
    if petition is None:
        raise PetitionNotFound
    require_open(petition, now)
    return petition


async def sign(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, data: SignatureIn, now: datetime,
    *, ids: NewId = new_id,
) -> Signed:  # fmt: skip
    """Count a signature, once for each address; an address that has signed is told the same.

    Raises:
        LinkNotValid: if the link is forged, used or expired.
        PetitionClosed: if the petition is not open any more.
    """
    confirmed = await confirmations.take(
        session, ics, keys, purpose="signature", token=data.token, now=now
    )
    if confirmed.about_id is None:
        raise PetitionNotFound
    # The petition's row is the lock under which signatures are counted and thresholds announced.
    petition = await repository.for_change(session, confirmed.about_id)
    if petition is None:
        raise PetitionNotFound
    require_open(petition, now)
    signature_id = ids()
    shown = data.show_name and data.name is not None
    added = await repository.add_signature(session, {
        "ics": ics, "id": signature_id, "petition_id": petition.id, "signed_at": now,
        "address": keys.address_index(ics, f"petition:{petition.id}", confirmed.email),
        "name_sealed": keys.seal(data.name or "", ics, NAME, signature_id) if shown else None,
    })  # fmt: skip
    if added is None:
        index = keys.address_index(ics, f"petition:{petition.id}", confirmed.email)
        known = await repository.signature_of(session, petition.id, index)
        return Signed(petition, known or signature_id)
    petition.signatures += 1
    await session.flush()
    await announce(session, ics, petition, now)
    path = f"/petitions/signature?token={keys.token('signature', ics, signature_id)}"
    await mails.queue(
        session, ics, keys, kind="signature_counted", to=confirmed.email,
        source=Source("signature", signature_id),
        said={"title": petition.title}, path=path, now=now,
    )  # fmt: skip
    return Signed(petition, signature_id)


async def signed(session: ReadSession, ics: SystemCode, keys: GovernanceKeys, token: str) -> Signed:
    """Give the petition and the signature that a link takes back.

    Raises:
        PetitionNotFound: if the token is forged, or the signature was taken back.
    """
    signature_id = keys.opened_by("signature", ics, token)
    found = None if signature_id is None else await repository.signature(session, signature_id)
    if found is None:
        raise PetitionNotFound
    return Signed(await service.get(session, found.petition_id), found.id)


async def take_back(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, token: str, now: datetime
) -> Petition:
    """Delete a signature. What was announced stays announced.

    Raises:
        PetitionNotFound: if the token is forged, or the signature was taken back.
        PetitionClosed: if the petition is not open any more.
    """
    found = await signed(session, ics, keys, token)
    petition = await repository.for_change(session, found.petition.id)
    if petition is None or not await repository.remove_signature(session, found.signature_id):
        raise PetitionNotFound
    require_open(petition, now)
    petition.signatures -= 1
    await session.flush()
    return petition


def require_open(petition: Petition, now: datetime) -> None:
    """Refuse what needs an open petition; it closes with its last day in England.

    Raises:
        PetitionClosed: if it is not open.
    """
    last = petition.closes_on
    if petition.state != "open" or last is None or day_in_england(now) > last:
        raise PetitionClosed


async def announce(
    session: WriteSession, ics: SystemCode, petition: Petition, now: datetime
) -> None:
    """Say which thresholds the petition has just reached, online and on paper together; a debate
    comes on the forward plan. The petition must be locked."""
    _, taken = service.scheme_of(petition)
    gathered = petition.signatures + petition.paper_signatures
    for one in figures.reached(taken.thresholds, gathered, petition.reached):
        petition.reached = [*petition.reached, one.signatures]
        petition.version += 1
        await session.flush()
        body = await bodies.get(session, petition.body_id)
        names = await meetings.names_at(session, None, petition.body_id)
        await outbox.record(
            session,
            ics,
            PetitionThresholdReached(
                petition_id=petition.id,
                reference=petition.reference,
                title=without_names(petition.title or "", names),
                body_id=body.id,
                body_name=body.name,
                threshold=one.signatures,
                leads_to=one.leads_to,
                reached_on=day_in_england(now),
            ),
            now=now,
        )
        if one.leads_to == "debate":
            await _plan_debate(session, ics, petition, one, now)


async def _plan_debate(
    session: WriteSession, ics: SystemCode, petition: Petition, reached: Threshold, now: datetime
) -> None:
    """Enter the debate into the body's plan, and draft it onto its next meeting; once, whatever
    further threshold is reached."""
    if petition.debate_item_id is not None:
        return
    today = day_in_england(now)
    begins = DEBATE.format(reference=petition.reference)
    title = f"{begins} {petition.title}"[:_LONGEST_TITLE]
    data = PlanItemIn(kind="once", title=title, starts_on=today, priority=1)
    item = await plans.plan(session, ics, petition.body_id, data, now=now)
    petition.debate_item_id = item.id
    await next_meeting.bring(session, ics, item.id, petition.body_id, today + _DAY)


async def bring_debates(session: WriteSession, ics: SystemCode, today: date) -> None:
    """Let debates that wait come to the next meeting: where none was scheduled when enough had
    signed, or theirs was cancelled or went by without them."""
    for item_id, body_id in await repository.debates_waiting(session):
        await next_meeting.bring(session, ics, item_id, body_id, today + _DAY)
