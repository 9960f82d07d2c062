"""Petitions over HTTP: for those who start and sign them, for staff, and for everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from common.clock import utc_now
from common.web.dependencies import Paging, Reading, System, Writing, anonymous
from common.web.routing import Router
from common.web.schemas import PageOut, page_response
from governance.confirmations import service as confirmations
from governance.dependencies import Asker, Keys, LinkToken, Manager, PersonalManager
from governance.keys import GovernanceKeys
from governance.petitions import handling, service, showing, signing
from governance.petitions.models import Petition
from governance.petitions.schemas import (
    OpeningIn,
    PetitionIn,
    PetitionOut,
    PetitionOwnOut,
    PetitionPersonOut,
    PetitionSentOut,
    PublicPetitionOut,
    PublicPetitionsOut,
    SignatureIn,
    SignedOut,
    State,
)
from governance.petitions.service import Started
from governance.petitions.signing import Signed
from governance.senders.schemas import (
    ACKNOWLEDGED,
    AcknowledgedOut,
    AddressIn,
    AnswerIn,
    RefusalIn,
)
from governance.senders.showing import hits_out, person_out

router = Router(prefix="/api/v1/{ics}/governance", tags=["petitions"])
public = Router(
    prefix="/api/v1/{ics}/governance/public-petitions", tags=["petitions"],
    dependencies=[anonymous()],
)  # fmt: skip
_OWN = ("id", "reference", "state", "ground", "refusal_reason", "closes_on", "due_on", "answer",
        "answered_by", "erase_on")  # fmt: skip


@public.get("", response_model=PublicPetitionsOut)
async def list_public_petitions(session: Reading, ics: System) -> PublicPetitionsOut:
    """List petitions that are or were open, the newest first."""
    return PublicPetitionsOut(items=await showing.listed(session, ics))


@public.get("/{petition_id}", response_model=PublicPetitionOut)
async def read_public_petition(
    session: Reading, ics: System, keys: Keys, petition_id: UUID
) -> PublicPetitionOut:
    """Give a petition, its signatures under disclosure control, and its answer."""
    return await showing.one(session, ics, keys, petition_id)


@router.post("/petition-requests", response_model=AcknowledgedOut, status_code=202)
async def request_petition_link(
    *, session: Writing, ics: System, _: Asker, keys: Keys, data: AddressIn
) -> AcknowledgedOut:
    """Have a link mailed by which a petition is written; nothing but the address is kept until it
    is used."""
    await service.request_link(session, ics, keys, data.email, utc_now())
    return ACKNOWLEDGED


@router.get("/petition-requests/mine", status_code=204)
async def check_petition_link(session: Reading, _: Asker, token: LinkToken) -> Response:
    """Say whether a mailed link is still good, without using it up."""
    await confirmations.require(session, "petition", token, utc_now())
    return Response(status_code=204)


@router.post("/petitions", response_model=PetitionSentOut, status_code=201)
async def start_petition(
    *, session: Writing, ics: System, _: Asker, keys: Keys, data: PetitionIn
) -> PetitionSentOut:
    """Start a petition by a mailed link; it is checked before anybody can sign it."""
    started = await service.start(session, ics, keys, data, utc_now())
    token = keys.token("petition", ics, started.petition.id)
    return PetitionSentOut(**_own(started, keys), link_token=token)


@router.get("/petitions/mine", response_model=PetitionOwnOut)
async def read_own_petition(
    session: Reading, ics: System, _: Asker, keys: Keys, token: LinkToken
) -> PetitionOwnOut:
    """Give a petition to the one who started it."""
    return PetitionOwnOut(**_own(await service.own(session, ics, keys, token), keys))


@router.delete("/petitions/mine", response_model=PetitionOwnOut)
async def withdraw_petition(
    session: Writing, ics: System, _: Asker, keys: Keys, token: LinkToken
) -> PetitionOwnOut:
    """Delete what tells who started a petition; one that is not open yet is taken back."""
    return PetitionOwnOut(**_own(await service.withdraw(session, ics, keys, token), keys))


@router.post(
    "/petitions/{petition_id}/signature-requests", response_model=AcknowledgedOut, status_code=202
)
async def request_signature_link(
    *, session: Writing, ics: System, _: Asker, keys: Keys, petition_id: UUID, data: AddressIn
) -> AcknowledgedOut:
    """Have a link mailed by which a petition is signed; the answer is the same whether or not the
    address has signed."""
    await signing.request_link(session, ics, keys, petition_id, email=data.email, now=utc_now())
    return ACKNOWLEDGED


@router.get("/signatures/to-confirm", response_model=PublicPetitionOut)
async def read_petition_to_sign(
    session: Reading, ics: System, _: Asker, keys: Keys, token: LinkToken
) -> PublicPetitionOut:
    """Give the petition that a mailed link signs, without using it up."""
    petition = await signing.to_sign(session, token, utc_now())
    return await showing.one(session, ics, keys, petition.id)


@router.post("/signatures", response_model=SignedOut, status_code=201)
async def sign_petition(
    *, session: Writing, ics: System, _: Asker, keys: Keys, data: SignatureIn
) -> SignedOut:
    """Sign a petition by a mailed link; one address counts once."""
    return _signed(await signing.sign(session, ics, keys, data, utc_now()), keys)


@router.get("/signatures/mine", response_model=SignedOut)
async def read_own_signature(
    session: Reading, ics: System, _: Asker, keys: Keys, token: LinkToken
) -> SignedOut:
    """Say which petition a signature is under."""
    return _signed(await signing.signed(session, ics, keys, token), keys)


@router.delete("/signatures/mine", status_code=204)
async def take_signature_back(
    session: Writing, ics: System, _: Asker, keys: Keys, token: LinkToken
) -> Response:
    """Take a signature back while the petition is open."""
    await signing.take_back(session, ics, keys, token, utc_now())
    return Response(status_code=204)


@router.get("/petitions", response_model=PageOut[PetitionOut])
async def list_petitions(
    *, session: Reading, _: Manager, page: Paging, request: Request, response: Response,
    state: State | None = None,
) -> dict[str, Any]:  # fmt: skip
    """List petitions with their exact number of signatures, the newest first; without people."""
    return page_response(await handling.list_page(session, page, state), request, response)


@router.get("/petitions/{petition_id}", response_model=PetitionPersonOut)
async def read_petition(
    session: Reading, ics: System, _: PersonalManager, keys: Keys, petition_id: UUID
) -> PetitionPersonOut:
    """Give a petition as it was sent and who sent it, with the places that read like personal
    data."""
    petition = await service.get(session, petition_id)
    sender = service.sender_of(keys, petition)
    shown = PetitionOut.model_validate(petition).model_dump()
    return PetitionPersonOut(**shown, person=person_out(sender), hits=hits_out(sender))


@router.post("/petitions/{petition_id}/opening", response_model=PetitionOut)
async def open_petition(
    *,
    session: Writing, ics: System, _: PersonalManager, keys: Keys, petition_id: UUID,
    data: OpeningIn,
) -> Petition:  # fmt: skip
    """Open a petition for signatures, in the words that may be published."""
    return await handling.open_(session, ics, keys, petition_id, data=data, now=utc_now())


@router.post("/petitions/{petition_id}/refusal", response_model=PetitionOut)
async def refuse_petition(
    *, session: Writing, ics: System, _: Manager, keys: Keys, petition_id: UUID, data: RefusalIn
) -> Petition:
    """Refuse a petition on a ground of the body's scheme; who started it is told."""
    return await handling.refuse(session, ics, keys, petition_id, data=data, now=utc_now())


@router.post("/petitions/{petition_id}/answer", response_model=PetitionOut)
async def answer_petition(
    *, session: Writing, ics: System, _: Manager, keys: Keys, petition_id: UUID, data: AnswerIn
) -> Petition:
    """Publish the body's answer to a petition, which closes it."""
    return await handling.answer(session, ics, keys, petition_id, data=data, now=utc_now())


def _signed(signed: Signed, keys: GovernanceKeys) -> SignedOut:
    ics: Any = signed.petition.ics
    return SignedOut(
        petition_id=signed.petition.id,
        title=signed.petition.title or "",
        link_token=keys.token("signature", ics, signed.signature_id),
    )


def _own(started: Started, keys: GovernanceKeys) -> dict[str, Any]:
    petition = started.petition
    sender = service.sender_of(keys, petition)
    title = sender.original.partition("\n")[0] if sender else petition.title
    return {
        **{name: getattr(petition, name) for name in _OWN},
        "body_name": started.body.name,
        "title": petition.title or title,
        "details_kept": sender is not None,
    }
