"""Sending what is queued: once, with bounded attempts, and only to who still agrees."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from common.clock import utc_now
from common.mail.port import Delivery, MailNotSent, MailRefused
from common.mailing import queue
from common.mailing.sending import LEASE, MAX_ATTEMPTS
from common.testing.clock import FakeClock
from panel.mail import repository
from panel.mail.delivery import PostOffice
from panel_support.mails import token_in
from panel_support.world import QE1, World


class Carrier:
    """A fake that fails as it is told."""

    def __init__(self, *errors: Exception | None) -> None:
        self.errors = list(errors)
        self.sent: list[EmailMessage] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Delivery]:
        yield self

    async def send(self, message: EmailMessage, reference: str) -> None:
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error
        self.sent.append(message)


class ClosedCarrier:
    """A fake that cannot be opened."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Delivery]:
        raise MailNotSent("cannot reach the mail server: ConnectionRefusedError")
        yield Carrier()


def office(world: World, carrier: Any, clock: FakeClock) -> PostOffice:
    return PostOffice(
        world.keys,
        carrier,
        public_url="http://gateway.test/",
        sender="Panel <panel@example.org>",
        clock=clock,
    )


@pytest.fixture
def now() -> FakeClock:
    """A clock a moment after the present, so that what was just queued is due."""
    return FakeClock(utc_now() + timedelta(seconds=5))


async def signed_up(world: World, count: int = 1) -> None:
    for number in range(count):
        await world.call("POST", "/signups", {"email": f"person-{number}@example.org"})


async def states(world: World) -> list[tuple[str, int, str | None]]:
    rows = await world.rows("SELECT state, attempts, failure FROM mails ORDER BY id")
    return [tuple(row) for row in rows]


class TestSending:
    async def test_sends_each_mail_once(self, world: World, now: FakeClock) -> None:
        await signed_up(world, 3)
        carrier = Carrier()
        for _ in range(2):
            await office(world, carrier, now).send_due(world.database)
        assert [m["To"] for m in carrier.sent] == [f"person-{n}@example.org" for n in range(3)]

    async def test_two_workers_at_once_send_each_mail_once(
        self, world: World, now: FakeClock
    ) -> None:
        await signed_up(world, 6)
        carrier = Carrier()
        offices = [office(world, carrier, now) for _ in range(3)]
        await asyncio.gather(*[one.send_due(world.database) for one in offices])
        assert len({m["To"] for m in carrier.sent}) == len(carrier.sent) == 6

    async def test_serves_every_system(self, world: World, now: FakeClock) -> None:
        for ics in ("QE1", "QKK"):
            await world.call("POST", "/signups", {"email": "ada@example.org"}, ics=ics)
        carrier = Carrier()
        await office(world, carrier, now).send_due(world.database)
        assert {m["Subject"].rpartition(" join ")[2] for m in carrier.sent} == {
            "Lancashire and South Cumbria citizens' panel",
            "South East London citizens' panel",
        }

    async def test_tells_the_worker_which_systems_have_mail_and_no_more(
        self, world: World, now: FakeClock
    ) -> None:
        await signed_up(world)
        async with world.database.reading(None) as session:
            assert await queue.systems_with_due(session, "panel") == [QE1]
        assert await world.rows("SELECT * FROM mails", ics=None) == []  # type: ignore[arg-type]


class TestFailing:
    async def test_tries_later_what_was_not_sent_and_goes_on_with_the_rest(
        self, world: World, now: FakeClock
    ) -> None:
        await signed_up(world, 2)
        carrier = Carrier(MailNotSent("the mail server answered 451"))
        await office(world, carrier, now).send_due(world.database)
        assert await states(world) == [
            ("waiting", 1, "the mail server answered 451"),
            ("sent", 1, None),
        ]
        now.advance(timedelta(seconds=20))
        await office(world, carrier, now).send_due(world.database)
        assert len(carrier.sent) == 1

    async def test_tries_again_after_a_pause(self, world: World, now: FakeClock) -> None:
        await signed_up(world)
        await office(world, Carrier(MailNotSent("busy")), now).send_due(world.database)
        due = await world.rows("SELECT due_at FROM mails")
        assert due[0][0] == now() + timedelta(seconds=30)
        async with world.database.transaction(QE1) as session:
            now.advance(timedelta(seconds=31))
            taken = await repository.take_due(session, QE1, now(), LEASE, 10)
        assert len(taken) == 1

    async def test_gives_up_after_a_bounded_number_of_attempts(
        self, world: World, now: FakeClock
    ) -> None:
        await signed_up(world)
        for attempt in range(1, MAX_ATTEMPTS + 1):
            async with world.database.transaction(QE1) as session:
                await self._make_due(session, attempt)
            await office(world, ClosedCarrier(), now).send_due(world.database)
        (state,) = await states(world)
        assert state[:2] == ("failed", MAX_ATTEMPTS)
        assert (await world.rows("SELECT sealed FROM mails"))[0][0] is None

    @staticmethod
    async def _make_due(session: Any, attempt: int) -> None:
        from common.db.engine import raw_connection

        connection = await raw_connection(session)
        await connection.execute("UPDATE mails SET due_at = now() - interval '1 s'")
        assert attempt >= 1

    async def test_gives_up_at_once_what_is_refused_for_good(
        self, world: World, now: FakeClock
    ) -> None:
        await signed_up(world)
        carrier = Carrier(MailRefused("the mail server answered 550"))
        await office(world, carrier, now).send_due(world.database)
        assert await states(world) == [("failed", 1, "the mail server answered 550")]

    async def test_a_mail_that_cannot_be_composed_holds_up_no_other(
        self, world: World, now: FakeClock
    ) -> None:
        await signed_up(world, 2)
        carrier = Carrier(ZeroDivisionError())
        await office(world, carrier, now).send_due(world.database)
        assert [state for state, _, _ in await states(world)] == ["waiting", "sent"]

    async def test_a_worker_that_dies_leaves_its_mail_to_another_after_the_lease(
        self, world: World, now: FakeClock
    ) -> None:
        await signed_up(world)
        async with world.database.transaction(QE1) as session:
            assert await repository.take_due(session, QE1, now(), LEASE, 10)
        async with world.database.transaction(QE1) as session:
            assert not await repository.take_due(session, QE1, now(), LEASE, 10)
        now.advance(LEASE + timedelta(seconds=1))
        async with world.database.transaction(QE1) as session:
            assert await repository.take_due(session, QE1, now(), LEASE, 10)


@pytest.mark.rule("panel.4")
class TestWithholding:
    async def test_sends_nothing_about_surveys_to_who_withdrew_meanwhile(
        self, world: World, now: FakeClock
    ) -> None:
        member = await world.join()
        await world.open_survey()
        token = world.keys.unsubscribe_token(QE1, next(iter(await self._ids(world))))
        await world.call("POST", "/unsubscribe", {"token": token})
        carrier = Carrier()
        await office(world, carrier, now).send_due(world.database)
        assert carrier.sent == []
        state = await world.rows("SELECT state FROM mails WHERE kind = 'survey_invitation'")
        assert state[0][0] == "withheld"
        assert member.member_id

    @staticmethod
    async def _ids(world: World) -> list[Any]:
        return [row[0] for row in await world.rows("SELECT id FROM members")]

    async def test_sends_a_member_in_their_language_and_format(self, world: World) -> None:
        await world.join(mail_format="plain_text")
        await world.open_survey()
        (letter,) = await world.send_mail()
        assert letter.get_content_type() == "text/plain"
        assert token_in(letter)

    async def test_sends_a_member_in_the_language_of_their_sign_up(self, world: World) -> None:
        body = {"email": "ada@example.org", "language": "pl"}
        await world.call("POST", "/signups", body)
        (letter,) = await world.send_mail()
        assert letter["Content-Language"] == "pl"


class TestForgetting:
    async def test_deletes_finished_mail_after_a_week(self, world: World, now: FakeClock) -> None:
        await signed_up(world)
        post = office(world, Carrier(), now)
        await post.send_due(world.database)
        await post.forget_finished(world.database)
        assert await world.count("mails") == 1
        now.advance(timedelta(days=8))
        await post.forget_finished(world.database)
        assert await world.count("mails") == 0
