"""Every sender obeys a pause and an objection."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import panel
from common.clock import new_id
from common.db.engine import raw_connection
from common.testing.clock import FakeClock, today
from panel.access.rules import MADE, HeldReason, Rules
from panel.mail.agreeing import asks
from panel.mail.delivery import PostOffice
from panel.mail.kinds import MailKind
from panel.mail.models import Mail
from panel.mail.writing import TYPE_SIZES, NotToSend, SystemNamed, Writer
from panel.members.recipients import Recipient, recipients
from panel_support.enrolling import enrol, only_member, own
from panel_support.rights import in_days, objection, said
from panel_support.world import QE1, Member, World, carrier

pytestmark = pytest.mark.rule("panel.13")


OWN_ACTS = {
    MailKind.CONFIRM_ADDRESS,
    MailKind.ALREADY_MEMBER,
    MailKind.WELCOME,
    MailKind.CONFIRM_NEW_ADDRESS,
    MailKind.ADDRESS_IN_USE,
    MailKind.ADDRESS_CHANGE_ASKED,
    MailKind.ADDRESS_CHANGED,
    MailKind.VOUCHER_READY,
    MailKind.PAYMENT_RETURNED,
    MailKind.GATHERING_LINK,
    MailKind.GATHERING_PLACE,
    MailKind.GATHERING_WAITING,
    MailKind.GATHERING_OFFER,
    MailKind.GATHERING_CHANGED,
    MailKind.GATHERING_CANCELLED,
}
"""Mails that answer what the person did: sent whatever else they said."""
TO_STRANGERS = {MailKind.CONFIRM_ADDRESS, MailKind.CONFIRM_NEW_ADDRESS}
"""Mails to an address that is nobody's yet."""


async def ten_days_later(world: World) -> None:
    """Let the worker send what is due then."""
    async with world.database.transaction(QE1) as session:
        due = "UPDATE mails SET due_at = due_at - interval '11 days' WHERE state = 'waiting'"
        await (await raw_connection(session)).execute(due)
    day = today() + timedelta(days=10)
    office = PostOffice(
        world.keys,
        carrier(world.mailbox),
        public_url="http://gateway.test",
        sender="Panel <panel@example.org>",
        clock=FakeClock(datetime.combine(day, time(9), UTC)),
    )
    await office.send_due(world.database)


class TestMail:
    async def test_that_waits_is_sent_when_the_pause_is_over(self, world: World) -> None:
        ada = await world.join("ada@example.org")
        await world.open_survey()
        await said(world, ada, {"paused_until": in_days(10)})
        assert await world.links() == {}
        (mail,) = await world.rows("SELECT * FROM mails WHERE kind = 'survey_invitation'")
        assert (mail["state"], mail["attempts"]) == ("waiting", 0)
        assert mail["due_at"].date().isoformat() == in_days(10)
        await ten_days_later(world)
        assert set(await world.links()) == {"ada@example.org"}

    async def test_is_sent_at_once_when_the_pause_is_ended(self, world: World) -> None:
        ada = await world.join("ada@example.org")
        await world.open_survey()
        await said(world, ada, {"paused_until": in_days(10)})
        await world.send_mail()
        await said(world, ada, {"paused_until": None})
        assert set(await world.links()) == {"ada@example.org"}

    async def test_about_what_is_over_by_then_is_never_sent(self, world: World) -> None:
        ada = await world.join("ada@example.org")
        survey = await world.open_survey()
        await said(world, ada, {"paused_until": in_days(10)})
        await world.send_mail()
        await world.call("POST", f"/surveys/{survey['id']}/close")
        await ten_days_later(world)
        assert await world.links() == {}

    async def test_that_is_held_is_brought_to_nobody_who_is_paused(self, world: World) -> None:
        await enrol(world)
        member = Member("", await only_member(world), (await own(world))["X-Manage-Token"])
        await world.open_survey()
        await world.send_mail()
        (held,) = [one for one in await self.held(world) if one["kind"] == "survey_invitation"]
        await said(world, member, {"paused_until": in_days(10)})
        await world.send_mail()
        assert "survey_invitation" not in {one["kind"] for one in await self.held(world)}
        printed = await world.call("GET", f"/mails/held/{held['mail_id']}")
        assert printed.status_code == 404

    @staticmethod
    async def held(world: World) -> list[dict[str, Any]]:
        found = await world.call("GET", "/mails/held")
        assert found.status_code == 200, found.text
        items: list[dict[str, Any]] = found.json()["items"]
        return items

    async def test_that_answers_an_act_of_ones_own_is_sent_in_a_pause(self, world: World) -> None:
        ada = await world.join("ada@example.org")
        await said(world, ada, {"paused_until": in_days(10)})
        await world.call("POST", "/signups", {"email": "ada@example.org"})
        assert [letter["To"] for letter in await world.send_mail()] == ["ada@example.org"]


class TestEverySender:
    """By construction: every letter to a member is made by one writer, of one recipient."""

    @staticmethod
    def letter(world: World, kind: MailKind, **what: Any) -> Any:
        values: dict[str, Any] = {
            "member_id": new_id(),
            "email": "ada@example.org",
            "language": "en",
            "mail_format": "html",
            "purposes": frozenset({kind.purpose or "surveys"}),
        }
        mail = Mail(ics=QE1, id=new_id(), kind=kind.value, about_id=new_id(), attempts=1)
        said: dict[str, Any] = {
            "assembly_id": "a",
            "decision_id": "x",
            "title": "t",
            "purpose": "p",
            "closes_on": None,
            "activity": "survey",  # that a reward is offered for
            "rewards": [],
        }
        writer = Writer(world.keys, "http://gateway.test")
        return writer.letter(
            SystemNamed(QE1, "slug", "System"), mail, Recipient(**(values | what)), said, []
        )

    @pytest.mark.parametrize("kind", [kind for kind in MailKind if kind not in OWN_ACTS])
    async def test_obeys_a_pause_and_an_objection(self, world: World, kind: MailKind) -> None:
        assert asks(kind)
        paused = self.letter(world, kind, paused_until=date(2999, 1, 1))
        assert isinstance(paused, NotToSend)
        assert (paused.state, paused.until) == ("postponed", date(2999, 1, 1))
        objecting = self.letter(world, kind, purposes=frozenset())
        assert isinstance(objecting, NotToSend)
        assert objecting.state == "withheld"
        assert not isinstance(self.letter(world, kind), NotToSend)

    @pytest.mark.rule("panel.5")
    @pytest.mark.parametrize("kind", [kind for kind in MailKind if kind not in TO_STRANGERS])
    async def test_obeys_needs(self, world: World, kind: MailKind) -> None:
        no_screen = Rules(rules_out=frozenset(MADE))
        for rules in (no_screen, Rules(everything=True)):
            held = self.letter(world, kind, rules=rules)
            assert isinstance(held, NotToSend)
            assert (held.state, held.why) == ("held", HeldReason.NO_USABLE_FORMAT)
        if kind is not MailKind.ADDRESS_CHANGE_ASKED:  # what it says is sealed
            large = Rules(frozenset({"html", "plain_text"}), ("large_print",))
            letter = self.letter(world, kind, rules=large)
            assert letter.type_size == TYPE_SIZES["large_print"]

    async def test_an_objection_takes_the_purpose_from_the_recipient(self, world: World) -> None:
        ada = await world.join("ada@example.org", purposes=["surveys", "bulletins"])
        await said(world, ada, objection("surveys"))
        async with world.database.reading(QE1) as session:
            ids = [UUID(ada.member_id)]
            found = await recipients(session, QE1, world.keys, ids, today())
        assert found[ids[0]].purposes == {"bulletins"}

    def test_nobody_else_looks_at_consents_or_writes_mails(self) -> None:
        deciding = re.compile(r"FROM consents|JOIN consents|Consent\.purpose")
        sending = re.compile(r"INSERT INTO mails|insert\(Mail\)|add\(Mail\(")
        found: dict[str, set[str]] = {"deciding": set(), "sending": set()}
        root = Path(panel.__file__).parent
        for path in root.rglob("*.py"):
            text, name = path.read_text(), path.relative_to(root).as_posix()
            for what, pattern in (("deciding", deciding), ("sending", sending)):
                if pattern.search(text):
                    found[what].add(name)
        assert found["deciding"] == {
            "rights/contacting.py",
            "members/repository.py",  # shows and withdraws them
            "gatherings/repository.py",  # whether one's own link still opens a place
            "segments/repository.py",  # counts by them; what is asked of a segment is a sample
            "withdrawals/repository.py",  # notes which were withdrawn
        }
        assert found["sending"] == {
            "mail/repository.py",
            "signups/repository.py",
            "corrections/repository.py",  # one's own act: about one's own address
        }
