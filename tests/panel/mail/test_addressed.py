"""Whose address it is that somebody asked to join with, the worker finds out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common.clock import utc_now
from panel.mail import repository
from panel.mail.addressed import to_members
from panel.mail.kinds import MailKind
from panel_support.mails import text_of, token_in
from panel_support.samples import confirmation_of
from panel_support.world import QE1, World

EMAIL = "ada@example.org"
MAILS = "SELECT kind, member_id::text, sealed FROM mails WHERE state = 'waiting'"

pytestmark = pytest.mark.rule("panel.2")


async def taken(world: World) -> list[str]:
    """Take what is due as the worker does, and see whose it is; gives the kinds."""
    async with world.database.transaction(QE1) as session:
        now, lease = utc_now(), timedelta(minutes=5)
        due = await repository.take_due(session, QE1, now, lease, 100)
        found = await to_members(session, QE1, world.keys, due, now)
        return [mail.kind for mail in found]


class TestAMembersAddress:
    async def test_gets_the_mail_of_members_and_what_was_sealed_is_forgotten(
        self, world: World
    ) -> None:
        member = await world.join(EMAIL)
        await world.call("POST", "/signups", {"email": EMAIL})
        ((kind, member_id, sealed),) = await world.rows(MAILS)
        assert (kind, member_id) == (MailKind.CONFIRM_ADDRESS, None)
        assert sealed is not None

        assert await taken(world) == [MailKind.ALREADY_MEMBER]

        ((kind, member_id, sealed),) = await world.rows(MAILS)
        assert (kind, member_id, sealed) == (MailKind.ALREADY_MEMBER, member.member_id, None)

    async def test_is_sent_nothing_for_a_request_that_they_confirmed_meanwhile(
        self, world: World
    ) -> None:
        await world.call("POST", "/signups", {"email": EMAIL})
        (letter,) = await world.send_mail()
        await world.call("POST", "/signups", {"email": EMAIL})
        confirmation = {"token": token_in(letter), **confirmation_of()}
        joined = await world.call("POST", "/signups/confirm", confirmation)
        assert joined.status_code == 201
        (welcome,) = await world.send_mail()
        assert "/join/confirm" not in text_of(welcome)
        states = await world.rows("SELECT state FROM mails WHERE kind = 'confirm_address'")
        assert sorted(row[0] for row in states) == ["sent", "withheld"]

    @pytest.mark.parametrize("path", ["erased", "left"])
    async def test_goes_with_the_mail_that_waits_for_it(self, world: World, path: str) -> None:
        member = await world.join(EMAIL)
        await world.call("POST", "/signups", {"email": EMAIL})
        assert len(await world.rows(MAILS)) == 1
        if path == "erased":
            await world.call("POST", "/me/erasure", headers=member.own)
        else:
            await world.call("DELETE", "/me", headers=member.own)
        assert await world.rows(MAILS) == []

    async def test_of_another_system_is_not_looked_for(self, world: World) -> None:
        await world.join(EMAIL, ics="QKK")
        await world.call("POST", "/signups", {"email": EMAIL})
        assert await taken(world) == [MailKind.CONFIRM_ADDRESS]


class TestAMailOfAnEarlierRelease:
    async def test_that_does_not_say_what_a_member_gets_is_the_one_about_membership(
        self, world: World
    ) -> None:
        await world.join(EMAIL)
        await world.call("POST", "/signups", {"email": EMAIL})
        (row,) = await world.rows("SELECT id, sealed FROM mails WHERE state = 'waiting'")
        said = world.keys.open(row[1], QE1, "mails", row[0])
        before, _, _ = said.partition(',"to_member"')
        older = world.keys.seal(before + "}", QE1, "mails", row[0])
        async with world.database.transaction(QE1) as session:
            await repository.keep_sealed(session, QE1, [(row[0], older)])
        assert await taken(world) == [MailKind.ALREADY_MEMBER]
