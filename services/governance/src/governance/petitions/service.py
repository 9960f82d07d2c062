"""Starting a petition by a mailed link, and what the one who started it may do afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import orjson

from common.clock import NewId, day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from governance.bodies import service as bodies
from governance.bodies.models import Body
from governance.confirmations import service as confirmations
from governance.keys import GovernanceKeys
from governance.mail import service as mails
from governance.mail.letters import in_words
from governance.mail.service import Source
from governance.petitions import repository
from governance.petitions.errors import PetitionNotFound
from governance.petitions.models import Petition
from governance.petitions.schemas import PetitionIn
from governance.schemes import service as schemes
from governance.schemes.rules import Petitions, Scheme
from governance.schemes.service import NotTaken
from governance.senders import service as senders
from governance.senders.service import Sender
from governance.working_days import service as working_days


@dataclass(frozen=True)
class Started:
    """A petition with its body."""

    petition: Petition
    body: Body


async def request_link(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, email: str, now: datetime
) -> None:
    """Mail an address the link by which its owner writes a petition."""
    await confirmations.request(
        session, ics, keys, purpose="petition", email=email, path="/petitions/new", said={}, now=now
    )


async def start(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, data: PetitionIn, now: datetime,
    *, ids: NewId = new_id,
) -> Started:  # fmt: skip
    """Take a petition from a confirmed address, and acknowledge it; nobody can sign it yet.

    Raises:
        LinkNotValid: if the link is forged, used or expired.
        NotTaken: if the body takes no petitions by its terms of today.
        Invalid: if it is too long.
    """
    confirmed = await confirmations.take(
        session, ics, keys, purpose="petition", token=data.token, now=now
    )
    body = await bodies.get_for_change(session, data.body_id)
    today = day_in_england(now)
    scheme = await schemes.require(session, body.id, today)
    if scheme.petitions is None:
        raise NotTaken
    if len(data.text) > scheme.petitions.most_characters:
        most = scheme.petitions.most_characters
        raise Invalid(
            "The body does not take it in this form.",
            fields=(FieldError("body.text", f"must have at most {most} characters"),),
        )
    number = await repository.next_number(session, body.id, today.year)
    calendar = await working_days.calendar(session)
    petition_id = ids()
    original = orjson.dumps({"title": data.title, "text": data.text}).decode()
    sender = Sender(data.name, confirmed.email, original)
    petition = Petition(
        ics=ics, id=petition_id, body_id=body.id, state="received", version=1,
        reference=f"{ics}-{body.code}-P-{today.year}-{number:04d}", show_name=data.show_name,
        scheme=scheme.model_dump(mode="json"), signatures=0, reached=[], basis=0,
        paper_signatures=0, paper_basis=0, asked_on=today,
        due_on=calendar.after(today, scheme.petitions.check_working_days),
        **senders.seal(keys, ics, Petition.__tablename__, petition_id, sender),
    )  # fmt: skip
    session.add(petition)
    await session.flush()
    said = {"body": body.name, "reference": petition.reference, "due": in_words(petition.due_on)}
    await tell(session, ics, keys, petition, kind="petition_received", said={**said}, now=now)
    return Started(petition, body)


async def own(session: ReadSession, ics: SystemCode, keys: GovernanceKeys, token: str) -> Started:
    """Give a petition to the one who started it.

    Raises:
        PetitionNotFound: if the token is forged or of another system.
    """
    petition_id = keys.opened_by("petition", ics, token)
    found = None if petition_id is None else await repository.find(session, petition_id)
    if found is None:
        raise PetitionNotFound
    return Started(found, await bodies.get(session, found.body_id))


async def withdraw(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, token: str
) -> Started:
    """Delete what tells who started a petition; one that nobody can sign yet is taken back.

    What others have signed stays open: it is theirs as well.

    Raises:
        PetitionNotFound: if the token is forged or of another system.
    """
    petition_id = keys.opened_by("petition", ics, token)
    petition = None if petition_id is None else await repository.for_change(session, petition_id)
    if petition is None:
        raise PetitionNotFound
    if petition.state == "received":
        petition.state = "withdrawn"
    forget(petition)
    petition.version += 1
    await session.flush()
    return Started(petition, await bodies.get(session, petition.body_id))


def forget(petition: Petition) -> None:
    """Delete everything of a petition that tells who started it."""
    senders.forget(petition)
    petition.shown_name = None
    petition.show_name = False


def sender_of(keys: GovernanceKeys, petition: Petition) -> Sender | None:
    """Give who started a petition and their own words, the title in the first line; None once they
    were forgotten."""
    sender = senders.sender_of(keys, petition)
    if sender is None:
        return None
    said = orjson.loads(sender.original)
    return replace(sender, original=f"{said['title']}\n\n{said['text']}")


def scheme_of(petition: Petition) -> tuple[Scheme, Petitions]:
    """Give the scheme that stands for a petition."""
    scheme = Scheme.model_validate(petition.scheme)
    if scheme.petitions is None:
        raise NotTaken
    return scheme, scheme.petitions


def erase_after(petition: Petition, now: datetime) -> None:
    """Set the day on which the people of a petition are forgotten that was dealt with now."""
    scheme, _ = scheme_of(petition)
    petition.erase_on = day_in_england(now) + timedelta(days=scheme.kept_days)


async def get(session: ReadSession, petition_id: UUID) -> Petition:
    """Give one petition.

    Raises:
        PetitionNotFound: if this system has none with that id.
    """
    found = await repository.find(session, petition_id)
    if found is None:
        raise PetitionNotFound
    return found


async def for_change(session: WriteSession, petition_id: UUID) -> Petition:
    """Give one petition, locked.

    Raises:
        PetitionNotFound: if this system has none with that id.
    """
    found = await repository.for_change(session, petition_id)
    if found is None:
        raise PetitionNotFound
    return found


async def tell(
    session: WriteSession, ics: SystemCode, keys: GovernanceKeys, petition: Petition, *, kind: str,
    said: dict[str, str | None], now: datetime,
) -> None:  # fmt: skip
    """Mail the one who started a petition, unless they were forgotten."""
    to = senders.part_of(keys, petition, "email")
    if to is None:
        return
    path = f"/petitions/mine?token={keys.token('petition', ics, petition.id)}"
    await mails.queue(
        session,
        ics,
        keys,
        kind=kind,
        to=to,
        source=Source("petition", petition.id),
        said=said,
        path=path,
        now=now,
    )
