"""The address for notices over HTTP."""

from __future__ import annotations

from common.web.dependencies import Reading, Writing, anonymous
from common.web.routing import Router
from insights.addresses import service
from insights.addresses.schemas import AddressIn, AddressOut, LinkIn
from insights.dependencies import API, Deposits, Keys, Now, Reads, System

router = Router(prefix=f"{API}/notice-address", tags=["notices"])
public = Router(prefix=f"{API}/notice-links", tags=["notices"], dependencies=[anonymous()])


@router.get("")
async def read_notice_address(
    session: Reading, ics: System, reader: Reads, keys: Keys
) -> AddressOut:
    """Read where your organisation's notices are mailed to."""
    return await service.get(session, ics, keys, reader)


@router.put("", status_code=202)
async def give_notice_address(
    *, data: AddressIn, session: Writing, ics: System, reader: Deposits, keys: Keys, now: Now
) -> AddressOut:
    """Give the address that your organisation's notices shall be mailed to.

    A mail with a link goes to it; nothing else does until the link is used.
    """
    return await service.give(session, ics, keys, reader, data.email, now=now)


@router.delete("", status_code=204)
async def remove_notice_address(*, session: Writing, reader: Deposits) -> None:
    """Delete the address; no more mail is sent."""
    await service.remove(session, reader)


@public.post("/confirm", status_code=204)
async def confirm_notice_address(*, data: LinkIn, session: Writing, now: Now) -> None:
    """Confirm an address, by the link that was mailed to it."""
    await service.confirm(session, data.token, now=now)


@public.post("/stop", status_code=204)
async def stop_notice_mail(*, data: LinkIn, session: Writing, ics: System, keys: Keys) -> None:
    """Stop mail to an address and delete it, by the link in a mail."""
    await service.stop(session, ics, keys, data.token)
