"""Changes of address as members make them, for the panel's tests."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any
from uuid import UUID

from common.db.engine import raw_connection
from panel_support.mails import token_in
from panel_support.reports import report
from panel_support.world import QE1, Member, World

OLD, NEW = "ada@example.org", "ada.new@example.org"


async def ask(world: World, member: Member, email: str = NEW) -> Any:
    return await world.call("POST", "/me/address-changes", {"email": email}, headers=member.own)


async def asked(world: World, member: Member, email: str = NEW) -> dict[str, EmailMessage]:
    """Ask, and let the worker send; gives the mails by recipient."""
    answer = await ask(world, member, email)
    assert answer.status_code == 202, answer.text
    return {mail["To"]: mail for mail in await world.send_mail()}


async def confirm(world: World, token: str, ics: str = "QE1") -> Any:
    return await world.call("POST", "/address-changes/confirm", {"token": token}, ics=ics)


async def changed(world: World, member: Member, email: str = NEW) -> Member:
    """Ask and confirm; gives the member with the new address."""
    token = token_in((await asked(world, member, email))[email])
    answer = await confirm(world, token)
    assert answer.status_code == 200, answer.text
    return Member(email, member.member_id, answer.json()["manage_token"])


async def me_of(world: World, member: Member) -> dict[str, Any]:
    me: dict[str, Any] = (await world.call("GET", "/me", headers=member.own)).json()
    return me


async def take(world: World, member: Member, status: str = "5.1.1", nth: int = -1) -> str:
    """Take in a report that one of a member's mails came back, the last as a rule."""
    rows = await world.rows(
        "SELECT id FROM mails WHERE member_id = $1 AND state = 'sent' ORDER BY id",
        UUID(member.member_id),
    )
    taken = await world.http.post(
        world.path("/bounces"),
        content=report(status, mail_id=rows[nth]["id"]),
        headers={**world.headers["QE1"], "Content-Type": "message/rfc822"},
    )
    outcome: str = taken.json()["outcome"]
    return outcome


async def expire(world: World) -> None:
    async with world.database.transaction(QE1) as session:
        statement = "UPDATE address_changes SET expires_at = now() - interval '1 second'"
        await (await raw_connection(session)).execute(statement)
