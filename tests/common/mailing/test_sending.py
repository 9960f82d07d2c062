"""Mails that wait leave once, are tried a bounded number of times, and hold nobody up. What holds
here holds for every service's table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from uuid import UUID, uuid4

import pytest
from aiosmtplib.email import flatten_message

import common.db.base
from common.clock import utc_now
from common.db.due import pause
from common.db.engine import Database, ReadSession
from common.db.systems import SomeFailed
from common.db.tenancy import SystemCode
from common.mail.messages import new_message
from common.mail.port import Delivery, MailNotSent, MailRefused
from common.mailing import queue
from common.mailing.queue import Outgoing
from common.mailing.sending import LEASE, MAX_ATTEMPTS, ROUND, SealedPostOffice, attempt
from common.testing.clock import FakeClock

QE1, QKK = SystemCode("QE1"), SystemCode("QKK")


class Base(common.db.base.Base):
    """Base of the tables of the tests' schema."""

    __abstract__ = True
    metadata = common.db.base.service_metadata("edge")


class Mail(Outgoing, Base):
    __tablename__ = "mails"


class Carrier:
    """Sends, or fails as told; one error for each mail, None for one that may leave."""

    def __init__(self, *errors: Exception | None, closed: bool = False) -> None:
        self.errors = list(errors)
        self.closed = closed
        self.sent: list[str] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Delivery]:
        if self.closed:
            raise MailNotSent("the mail server does not answer")
        yield self

    async def send(self, message: EmailMessage, reference: str) -> None:
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error
        self.sent.append(str(message["To"]))

    async def forget(self, address: str) -> None: ...


class PostOffice(SealedPostOffice[Mail]):
    async def names(self, session: ReadSession, ics: SystemCode) -> tuple[str, str]:
        return ics.lower(), f"System {ics}"

    def compose(self, ics: SystemCode, mail: Mail, slug: str, name: str) -> EmailMessage:
        to = (mail.sealed or b"").decode()
        return new_message(
            sender="Board <b@x.example>", to=to, subject=f"From\r\n{name}", reference=str(mail.id),
            now=self._clock(), stop_link=None,
        )  # fmt: skip


async def queued(
    database: Database, *to: str, ics: SystemCode = QE1, due_at: datetime | None = None
) -> None:
    async with database.transaction(ics) as session:
        for number, one in enumerate(to):
            session.add(
                Mail(ics=ics, id=UUID(int=number), sealed=one.encode(), state="waiting",
                     attempts=0, due_at=due_at or utc_now(), finished_at=None, failure=None)
            )  # fmt: skip


async def rows(database: Database, ics: SystemCode = QE1) -> list[Mail]:
    async with database.reading(ics) as session:
        found = [await session.get(Mail, (UUID(int=number), ics)) for number in range(ROUND + 1)]
    return [one for one in found if one is not None]


async def send(database: Database, carrier: Carrier, now: datetime | None = None) -> None:
    office = PostOffice(Mail, carrier, FakeClock(now or utc_now()))
    await office.send_due(database)


class TestSend:
    async def test_a_mail_leaves_once_and_what_was_sealed_is_forgotten(
        self, edge_database: Database
    ) -> None:
        await queued(edge_database, "a@x.example")
        carrier = Carrier()
        for _ in range(2):
            await send(edge_database, carrier)
        assert carrier.sent == ["a@x.example"]
        [row] = await rows(edge_database)
        assert (row.state, row.attempts, row.sealed) == ("sent", 1, None)
        assert row.finished_at is not None

    async def test_all_that_is_due_leaves_however_many_of_every_system(
        self, edge_database: Database
    ) -> None:
        await queued(edge_database, *(f"a{number}@x.example" for number in range(ROUND + 1)))
        await queued(edge_database, "k@x.example", ics=QKK)
        carrier = Carrier()
        await send(edge_database, carrier)
        assert len(carrier.sent) == ROUND + 2

    @pytest.mark.parametrize("broken", [QE1, QKK])
    async def test_a_system_that_fails_holds_up_no_other_and_is_named(
        self, edge_database: Database, broken: SystemCode
    ) -> None:
        class Broken(PostOffice):
            async def names(self, session: ReadSession, ics: SystemCode) -> tuple[str, str]:
                if ics == broken:
                    raise LookupError
                return await super().names(session, ics)

        await queued(edge_database, "e@x.example")
        await queued(edge_database, "k@x.example", ics=QKK)
        carrier = Carrier()
        with pytest.raises(SomeFailed, match=broken):
            await Broken(Mail, carrier, FakeClock(utc_now())).send_due(edge_database)
        assert carrier.sent == ["k@x.example" if broken == QE1 else "e@x.example"]

    async def test_what_is_not_due_yet_waits(self, edge_database: Database) -> None:
        await queued(edge_database, "a@x.example", due_at=utc_now() + timedelta(hours=1))
        carrier = Carrier()
        await send(edge_database, carrier)
        assert carrier.sent == []

    async def test_what_another_worker_took_is_left_to_it_until_its_lease_ends(
        self, edge_database: Database
    ) -> None:
        await queued(edge_database, "a@x.example")
        now, carrier = utc_now(), Carrier()
        office = PostOffice(Mail, carrier, FakeClock(now))
        async with edge_database.transaction(QE1) as session:
            assert len(await office.take(session, QE1)) == 1
        async with edge_database.transaction(QE1) as session:
            assert await office.take(session, QE1) == []
        later = PostOffice(Mail, carrier, FakeClock(now + LEASE + timedelta(seconds=1)))
        async with edge_database.transaction(QE1) as session:
            assert len(await later.take(session, QE1)) == 1


class TestFail:
    async def test_one_that_could_not_leave_is_tried_later(self, edge_database: Database) -> None:
        await queued(edge_database, "a@x.example")
        now = utc_now()
        await send(edge_database, Carrier(MailNotSent("busy")), now)
        [row] = await rows(edge_database)
        assert (row.state, row.failure, row.due_at) == ("waiting", "busy", now + pause(1))
        assert row.sealed == b"a@x.example"

    @pytest.mark.parametrize("closed", [False, True])
    async def test_it_is_given_up_after_so_many_attempts(
        self, edge_database: Database, closed: bool
    ) -> None:
        await queued(edge_database, "a@x.example")
        for number in range(1, MAX_ATTEMPTS + 1):
            async with edge_database.transaction(QE1) as session:
                mail = await session.get_one(Mail, (UUID(int=0), QE1))
                assert (mail.state, mail.attempts) == ("waiting", number - 1)
                mail.due_at = utc_now()
            await send(edge_database, Carrier(MailNotSent("busy"), closed=closed))
        [row] = await rows(edge_database)
        assert (row.state, row.attempts, row.sealed) == ("failed", MAX_ATTEMPTS, None)

    async def test_one_that_is_refused_is_not_tried_again(self, edge_database: Database) -> None:
        await queued(edge_database, "a@x.example", "b@x.example")
        carrier = Carrier(MailRefused("550"))
        await send(edge_database, carrier)
        states = [(row.state, row.failure) for row in await rows(edge_database)]
        assert states == [("failed", "550"), ("sent", None)]

    async def test_a_fault_in_one_holds_up_no_other_and_tells_no_address(
        self, edge_database: Database, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await queued(edge_database, "no address at all", "b@x.example")
        carrier = Carrier()
        await send(edge_database, carrier)
        first, second = await rows(edge_database)
        assert (first.state, second.state) == ("waiting", "sent")
        assert first.failure
        assert "no address" not in first.failure + capsys.readouterr().out

    async def test_an_attempt_tells_what_the_server_said_of_the_address(self) -> None:
        refused = await attempt(Carrier(MailRefused("no", "5.1.1")), uuid4(), EmailMessage)
        assert (refused.state, refused.why, refused.status) == ("failed", "no", "5.1.1")


class TestEnd:
    async def test_finishing_one_that_is_gone_says_so(self, edge_database: Database) -> None:
        await queued(edge_database, "a@x.example")
        async with edge_database.transaction(QE1) as session:
            for number, there in ((0, True), (1, False)):
                assert there == await queue.finish(
                    session, Mail, QE1, UUID(int=number), state="sent", now=utc_now(), why=None
                )

    async def test_what_ended_long_ago_is_forgotten(self, edge_database: Database) -> None:
        await queued(edge_database, "a@x.example", "b@x.example", "c@x.example")
        now = utc_now()
        async with edge_database.transaction(QE1) as session:
            for number, days in ((0, 8), (1, 6)):
                await queue.finish(
                    session, Mail, QE1, UUID(int=number), state="sent",
                    now=now - timedelta(days=days), why=None,
                )  # fmt: skip
            await queue.forget_finished(session, Mail, QE1, now - timedelta(days=7))
        assert [row.state for row in await rows(edge_database)] == ["sent", "waiting"]


class TestMessage:
    def test_a_line_break_makes_no_header(self) -> None:
        message = new_message(
            sender="Board <b@x.example>", to="a@x.example", subject="Save\r\nBcc: all@x.example",
            reference="1", now=utc_now(), stop_link=None,
        )  # fmt: skip
        assert message["Bcc"] is None
        assert message["Message-ID"] == "<1@x.example>"
        assert message["List-Unsubscribe"] is None

    def test_one_post_stops_it(self) -> None:
        message = new_message(
            sender="b@x.example", to="a@x.example", subject="s", reference="1", now=utc_now(),
            stop_link="https://gt.example/stop",
        )  # fmt: skip
        assert message["List-Unsubscribe"] == "<https://gt.example/stop>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_the_address_that_stops_it_is_on_the_wire_as_it_is(self) -> None:
        """Mail programs look for the address in angle brackets; they do not decode the header."""
        link = f"https://involve.somewhere.example/a-long-name/unsubscribe?token={'Ab_-' * 16}=="
        message = new_message(
            sender="b@x.example", to="a@x.example", subject="s", reference="1", now=utc_now(),
            stop_link=f"{link}&purpose=bulletins",
        )  # fmt: skip
        message.set_content("Good day.")
        for written in (message.as_bytes(), flatten_message(message)):
            lines = written.split(b"\r\n")
            assert f"List-Unsubscribe: <{link}&purpose=bulletins>".encode() in lines
            assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines

    @pytest.mark.parametrize("words", ["It’s short.", "Zażółć gęślą jaźń. " * 60, "x" * 2000])
    def test_nothing_on_the_way_has_to_encode_it_anew(self, words: str) -> None:
        """A server that did would break the signature (RFC 6376, section 5.3)."""
        message = new_message(
            sender="Citizens’ panel <b@x.example>", to="a@x.example", subject=words[:80],
            reference="1", now=utc_now(), stop_link=None,
        )  # fmt: skip
        message.set_content(words)
        message.add_alternative(f"<p>{words}</p>", subtype="html")
        for written in (message.as_bytes(), flatten_message(message)):
            assert written.isascii()
            assert max(map(len, written.split(b"\r\n"))) <= 998
            parts = list(message_from_bytes(written, policy=default).iter_parts())
            assert [part.get_content().strip() for part in parts] == [
                words.strip(),
                f"<p>{words}</p>",
            ]
