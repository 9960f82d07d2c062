"""Corrections over HTTP: by the member, and by staff for one who has no email."""

from __future__ import annotations

from uuid import UUID

from fastapi import Response

from common.clock import utc_now
from common.mail.carriers import carrier_of
from common.web.conditional import IfMatch, check_version, etag
from common.web.dependencies import System, Writing
from common.web.routing import Router
from panel.bounces import service as bounces
from panel.corrections import addresses, service
from panel.corrections.addresses import Noted
from panel.corrections.schemas import (
    AddressChangeIn,
    AddressConfirmIn,
    AddressConfirmOut,
    AskedOut,
    NotedAddressChangeIn,
    NotedContactIn,
)
from panel.dependencies import Joiner, Keys, ManageToken, PersonalManager, Settings
from panel.members import service as members
from panel.members.schemas import Contact

router = Router(prefix="/api/v1/{ics}/panel", tags=["panel: members"])

_ANSWER = AskedOut(
    message="Thank you. We have sent an email to the new address. Follow the link in it within 48 "
    "hours. Until then nothing is changed."
)


@router.post("/me/address-changes", status_code=202)
async def ask(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    token: ManageToken,
    body: AddressChangeIn,
    _: Joiner,
) -> AskedOut:
    """Ask to change one's address. The answer is the same whether or not the address is known."""
    member = await members.member_to_change(session, ics, token)
    await addresses.ask(
        session,
        ics,
        keys=keys,
        member=member,
        email=body.email,
        noted=Noted(),
        now=utc_now(),
    )
    return _ANSWER


@router.delete("/me/address-changes", status_code=204)
async def stop(ics: System, session: Writing, token: ManageToken, _: Joiner) -> None:
    """Stop a change of one's address that waits for its confirmation."""
    member = await members.member_to_change(session, ics, token)
    await addresses.stop(session, ics, member, utc_now())


@router.post("/address-changes/confirm")
async def confirm(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    settings: Settings,
    body: AddressConfirmIn,
    _: Joiner,
) -> AddressConfirmOut:
    """Change the address, by the token of the mail to the new one; it is good once."""
    changed = await addresses.confirm(session, ics, keys, body.token, utc_now())
    if changed.old is not None:
        await carrier_of(settings).forget(changed.old)
    return AddressConfirmOut(manage_token=changed.manage_token)


@router.post("/me/address-works", status_code=204)
async def address_works(ics: System, session: Writing, token: ManageToken, _: Joiner) -> None:
    """Say that one's address works, though mails came back from it; what was held goes out."""
    member = await members.member_to_change(session, ics, token)
    await bounces.confirm_address(session, ics, member.id, utc_now())


@router.put("/me/contact", status_code=204)
async def correct_my_contact(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    token: ManageToken,
    body: Contact,
    version: IfMatch,
    response: Response,
    _: Joiner,
) -> None:
    """Correct one's name, telephone number and postal address."""
    member = await members.member_to_change(session, ics, token)
    check_version(member.version, version)
    await service.correct_contact(
        session, ics, keys=keys, member=member, contact=body, noted=Noted(), now=utc_now()
    )
    response.headers["ETag"] = etag(member.version)


@router.put("/members/{member_id}/contact", status_code=204)
async def correct_contact(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    member_id: UUID,
    body: NotedContactIn,
    principal: PersonalManager,
) -> None:
    """Correct the contact of a member who joined with somebody's help; the member sees by whom."""
    member = await service.assisted_member(session, ics, member_id)
    noted = Noted(body.means, body.witness, principal.subject)
    await service.correct_contact(
        session, ics, keys=keys, member=member, contact=body.contact, noted=noted, now=utc_now()
    )


@router.post("/members/{member_id}/address-changes", status_code=202)
async def ask_for(
    *,
    ics: System,
    session: Writing,
    keys: Keys,
    member_id: UUID,
    body: NotedAddressChangeIn,
    principal: PersonalManager,
) -> AskedOut:
    """Ask to give a member who joined with somebody's help an address, or another one; the address
    has to be confirmed as ever."""
    member = await service.assisted_member(session, ics, member_id)
    noted = Noted(body.means, body.witness, principal.subject)
    await addresses.ask(
        session, ics, keys=keys, member=member, email=body.email, noted=noted, now=utc_now()
    )
    return _ANSWER
