"""Mails that came back: the address fails, nothing more is sent to it, and nobody is named."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import aiosmtplib
import pytest

from common.clock import new_id
from common.mail.port import MailNotSent, MailRefused
from common.mail.smtp import SmtpCarrier, _SmtpDelivery
from common.testing.clock import today
from panel.bounces import repository
from panel.bounces.__main__ import take_in
from panel.bounces.standing import MOST_SOFT
from panel_support.bulletins import AGREES, copies, sent
from panel_support.mails import read_mail
from panel_support.reports import ADDRESS, report
from panel_support.world import QE1, QKK, Member, World

pytestmark = pytest.mark.rule("panel.5")


async def take(world: World, raw: bytes, ics: str = "QE1") -> str:
    taken = await world.http.post(
        world.path("/bounces", ics),
        content=raw,
        headers={**world.headers[ics], "Content-Type": "message/rfc822"},
    )
    assert taken.status_code == 200, taken.text
    outcome: str = taken.json()["outcome"]
    return outcome


async def mail_to(world: World, member: Member) -> UUID:
    """Give the last mail to a member."""
    rows = await world.rows(
        "SELECT id FROM mails WHERE member_id = $1 ORDER BY id DESC LIMIT 1",
        UUID(member.member_id),
    )
    mail_id: UUID = rows[0]["id"]
    return mail_id


async def failing(world: World) -> list[dict[str, Any]]:
    listed = await world.call("GET", "/bounces/addresses")
    items: list[dict[str, Any]] = listed.json()["items"]
    return items


async def confirm(world: World, member: Member) -> Any:
    return await world.call("POST", f"/bounces/addresses/{member.member_id}/confirmed")


class TestHard:
    async def test_one_stops_all_mail_which_is_held_and_listed_until_confirmed(
        self, world: World
    ) -> None:
        ada = await world.join(ADDRESS, purposes=AGREES)
        await world.join("other@example.org", purposes=AGREES)
        first = await sent(world)
        await copies(world)
        assert await take(world, report("5.1.1", mail_id=await mail_to(world, ada))) == "hard"
        (listed,) = await failing(world)
        assert (listed["member_id"], listed["hard"], listed["times"]) == (ada.member_id, True, 1)
        got = (await world.call("GET", f"/bulletins/{first['id']}/reception?level=exact")).json()
        assert (got["copies"], got["came_back"]) == (2, 1)

        await world.join("third@example.org", purposes=AGREES)
        await sent(world)
        assert set(await copies(world)) == {"other@example.org", "third@example.org"}
        (held,) = (await world.call("GET", "/mails/held")).json()["items"]
        assert (held["member_id"], held["reason"]) == (ada.member_id, "address_fails")
        counts = (await world.call("GET", "/mails/held/count?level=exact")).json()
        assert counts["by_reason"]["address_fails"] == 1

        assert (await confirm(world, ada)).status_code == 204
        assert set(await copies(world)) == {ADDRESS}
        assert await failing(world) == []
        assert (await confirm(world, ada)).json()["type"] == "/problems/address-does-not-fail"

    async def test_the_same_report_twice_is_one(self, world: World) -> None:
        ada = await world.join(ADDRESS)
        raw = report("5.1.1", mail_id=await mail_to(world, ada))
        for _ in range(2):
            await take(world, raw)
        assert await world.count("bounces") == 1

    async def test_a_hard_word_after_a_soft_one_stands(self, world: World) -> None:
        ada = await world.join(ADDRESS)
        mail_id = await mail_to(world, ada)
        for status in ("4.4.1", "5.1.1", "4.4.1"):
            await take(world, report(status, mail_id=mail_id))
        (row,) = await world.rows("SELECT hard, status FROM bounces")
        assert tuple(row) == (True, "5.1.1")


class TestSoft:
    async def test_several_stop_mail_and_fewer_do_not(self, world: World) -> None:
        ada = await world.join(ADDRESS, purposes=AGREES)
        for number in range(MOST_SOFT):
            assert await failing(world) == []
            await sent(world)
            assert set(await copies(world)) == {ADDRESS}, number
            mail_id = await mail_to(world, ada)
            assert await take(world, report("5.2.2", mail_id=mail_id)) == "soft"
        (listed,) = await failing(world)
        assert (listed["hard"], listed["times"]) == (False, MOST_SOFT)
        await sent(world)
        assert await copies(world) == {}

    async def test_old_ones_count_no_more(self, world: World) -> None:
        ada = await world.join(ADDRESS)
        long_ago = today() - timedelta(days=91)
        async with world.database.transaction(QE1) as session:
            for _ in range(MOST_SOFT):
                values = {
                    "mail_id": new_id(), "member_id": UUID(ada.member_id), "hard": False,
                    "status": "5.2.2", "noted_on": long_ago,
                }  # fmt: skip
                await repository.note(session, QE1, values)
        assert await failing(world) == []


class TestOurOwnFault:
    async def test_says_nothing_of_the_address(self, world: World) -> None:
        ada = await world.join(ADDRESS)
        mail_id = await mail_to(world, ada)
        assert await take(world, report("5.7.1", mail_id=mail_id)) == "ours"
        assert await world.count("bounces") == 0


class TestReports:
    async def test_of_a_mail_of_another_system_or_of_none_change_nothing(
        self, world: World
    ) -> None:
        ada = await world.join(ADDRESS)
        raw = report("5.1.1", mail_id=await mail_to(world, ada))
        assert await take(world, raw, "QKK") == "unknown_mail"
        assert await take(world, report("5.1.1", mail_id=new_id())) == "unknown_mail"
        assert await take(world, b"Subject: hello\n\nhello") == "no_report"
        for ics in (QE1, QKK):
            assert await world.count("bounces", ics=ics) == 0

    async def test_come_as_messages_and_need_the_scope(self, world: World, token: Any) -> None:
        wrong = await world.call("POST", "/bounces", {"not": "a message"})
        assert wrong.status_code == 415
        for scopes in (["panel:read"], ["panel:signup"]):
            refused = await world.http.post(
                world.path("/bounces"),
                content=report("5.1.1"),
                headers={**token(scopes), "Content-Type": "message/rfc822"},
            )
            assert refused.status_code == 403

    async def test_a_mailbox_is_read_by_a_command_that_finds_the_system(self, world: World) -> None:
        ada = await world.join(ADDRESS, ics="QKK")
        rows = await world.rows("SELECT id FROM mails ORDER BY id DESC LIMIT 1", ics=QKK)
        messages = [report("5.1.1", mail_id=rows[0]["id"]), b"", report("5.1.1")]
        said = await take_in(world.database, messages)
        assert said == {"hard": 1, "no_report": 1, "unknown_mail": 1}
        assert await world.count("bounces", ics=QKK) == 1 and ada

    async def test_leave_nothing_of_a_person_behind(
        self, world: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG, logger="panel")
        ada = await world.join(ADDRESS)
        await take(world, report("5.1.1", mail_id=await mail_to(world, ada)))
        written = capsys.readouterr()
        rows = await world.rows("SELECT * FROM bounces")
        everything = written.out + written.err + caplog.text + repr([dict(row) for row in rows])
        assert "zebedee" not in everything
        assert "zebedee" not in repr(await world.events())


class TestTheMember:
    async def test_sees_it_in_their_data_and_takes_it_with_them(self, world: World) -> None:
        ada, bea = await world.join(ADDRESS), await world.join("bea@example.org")
        for member in (ada, bea):
            await take(world, report("5.1.1", mail_id=await mail_to(world, member)))
        held = (await world.call("GET", "/me/export", headers=ada.own)).json()
        (back,) = held["mails_that_came_back"]
        assert (back["hard"], back["status"]) == (True, "5.1.1")
        await world.call("POST", "/me/erasure", headers=ada.own)
        await world.call("DELETE", "/me", headers=bea.own)
        assert await world.count("bounces") == 0


class _Server:
    """An SMTP client whose server answers as it is told."""

    def __init__(self, error: Exception | None = None, *, dsn: bool = True) -> None:
        self.error, self.dsn = error, dsn
        self.given: dict[str, Any] = {}

    def supports_extension(self, name: str) -> bool:
        return self.dsn and name == "dsn"

    async def send_message(self, _: Any, **given: Any) -> None:
        self.given = given
        if self.error is not None:
            raise self.error


def refusing(code: int, words: str) -> _Server:
    one = aiosmtplib.SMTPRecipientRefused(code, words, ADDRESS)
    return _Server(aiosmtplib.SMTPRecipientsRefused([one]))


class TestHandingOver:
    async def test_an_address_that_is_refused_at_once_fails(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ada = await world.join(ADDRESS, purposes=AGREES)
        await sent(world)
        server = refusing(550, f"5.1.1 <{ADDRESS}> unknown")

        @asynccontextmanager
        async def opened(_: Any) -> Any:
            yield _SmtpDelivery(server, "bounces@example.org")  # type: ignore[arg-type]

        with monkeypatch.context() as patched:
            patched.setattr(SmtpCarrier, "open", opened)
            patched.setattr(world.post_office, "_carrier", SmtpCarrier.parse("smtp://mx"))
            await world.post_office.send_due(world.database)
        (listed,) = await failing(world)
        assert listed["member_id"] == ada.member_id
        (row,) = await world.rows("SELECT state, failure FROM mails WHERE kind = 'bulletin'")
        assert tuple(row) == ("failed", "the mail server answered 550")

    async def test_each_mail_has_its_own_return_path_and_asks_for_headers_alone(self) -> None:
        message, reference = read_mail(b"To: a@example.org\n\nx"), str(new_id())
        server = _Server()
        await _SmtpDelivery(server, "b@example.org").send(message, reference)  # type: ignore[arg-type]
        assert server.given["sender"] == f"b+{reference.replace('-', '')}@example.org"
        assert server.given["mail_options"] == ["RET=HDRS", f"ENVID={reference}"]
        plain = _Server(dsn=False)
        await _SmtpDelivery(plain, None).send(message, reference)  # type: ignore[arg-type]
        assert (plain.given["sender"], plain.given["mail_options"]) == (None, [])

    async def test_what_is_in_the_way_for_now_is_tried_again(self) -> None:
        message = read_mail(b"To: a@example.org\n\nx")
        for server, error in (
            (refusing(450, "4.2.0 later"), MailNotSent),
            (refusing(550, "5.7.1 no"), MailRefused),
        ):
            with pytest.raises(error) as raised:
                await _SmtpDelivery(server, None).send(message, "r")  # type: ignore[arg-type]
            assert ADDRESS not in str(raised.value)
