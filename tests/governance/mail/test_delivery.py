"""Mails leave once, say what they should, and are forgotten."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from importlib.resources import files
from typing import Any

import pytest

from common.clock import new_id
from common.db.engine import raw_connection
from common.mail.port import Delivery, MailNotSent, MailRefused
from common.mailing.sending import MAX_ATTEMPTS
from common.testing.clock import FakeClock
from common.text.reading_age import reading_age
from governance.confirmations.models import Confirmation
from governance.keys import GovernanceKeys
from governance.mail import service
from governance.mail.delivery import PostOffice
from governance.mail.letters import Letter, compose
from governance.settings import GovernanceSettings
from governance_support import QE1, Governance

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WORDING = tomllib.loads((files("governance.mail") / "wording" / "en.toml").read_text("utf-8"))


class Carrier:
    """Sends, refuses or fails, as told."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.sent: list[EmailMessage] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Delivery]:
        yield self

    async def send(self, message: EmailMessage, reference: str) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)

    async def forget(self, address: str) -> None: ...


@pytest.fixture
def keys(service_settings: Any) -> GovernanceKeys:
    return GovernanceKeys.of(service_settings(GovernanceSettings))


async def queued(governance: Governance, keys: GovernanceKeys, to: str = "a@x.example") -> None:
    now = datetime.now(UTC)
    async with governance.database.transaction(QE1) as session:
        one = Confirmation(
            ics=QE1, id=new_id(), purpose="question", email_index=b"1", email_sealed=b"2",
            token_hash=new_id().bytes, asked_at=now, expires_at=now + timedelta(hours=48),
        )  # fmt: skip
        session.add(one)
        await session.flush()
        await service.queue(
            session, QE1, keys, kind="confirm_question", to=to, said={"hours": "48"},
            source=service.Source("confirmation", one.id), path="/ask?token=abc", now=now,
        )  # fmt: skip


def office(keys: GovernanceKeys, carrier: Carrier, clock: FakeClock) -> PostOffice:
    return PostOffice(
        keys, carrier, public_url="https://gt.example/", sender="Board <b@x.example>", clock=clock
    )


async def states(governance: Governance) -> list[tuple[str, int, bool]]:
    async with governance.database.transaction(QE1) as session:
        connection = await raw_connection(session)
        rows = await connection.fetch("SELECT state, attempts, sealed FROM mails ORDER BY id")
    return [(row["state"], row["attempts"], row["sealed"] is None) for row in rows]


class TestDelivery:
    async def test_a_mail_leaves_once_with_the_link_of_its_system(
        self, governance: Governance, keys: GovernanceKeys
    ) -> None:
        await queued(governance, keys)
        carrier = Carrier()
        post_office = office(keys, carrier, FakeClock(datetime.now(UTC)))
        for _ in range(2):
            await post_office.send_due(governance.database)
        [mail] = carrier.sent
        assert "https://gt.example/system-qe1/ask?token=abc" in mail.get_content()
        assert await states(governance) == [("sent", 1, True)]

    async def test_one_that_could_not_leave_is_tried_again_a_bounded_number_of_times(
        self, governance: Governance, keys: GovernanceKeys
    ) -> None:
        await queued(governance, keys)
        clock = FakeClock(datetime.now(UTC))
        carrier = Carrier(*[MailNotSent("busy")] * MAX_ATTEMPTS)
        for _ in range(MAX_ATTEMPTS + 1):
            await office(keys, carrier, clock).send_due(governance.database)
            async with governance.database.transaction(QE1) as session:
                connection = await raw_connection(session)
                await connection.execute("UPDATE mails SET due_at = now() WHERE state = 'waiting'")
            clock.now = datetime.now(UTC)
        assert (await states(governance))[0] == ("failed", MAX_ATTEMPTS, True)
        assert carrier.sent == []

    async def test_one_that_is_refused_does_not_hold_up_the_others(
        self, governance: Governance, keys: GovernanceKeys
    ) -> None:
        await queued(governance, keys)
        await queued(governance, keys, "b@x.example")
        carrier = Carrier(MailRefused("the mail server answered 550"))
        await office(keys, carrier, FakeClock(datetime.now(UTC))).send_due(governance.database)
        assert [state for state, _, _ in await states(governance)] == ["failed", "sent"]

    async def test_one_that_cannot_be_opened_does_not_hold_up_the_others(
        self, governance: Governance, keys: GovernanceKeys
    ) -> None:
        await queued(governance, keys)
        async with governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute("UPDATE mails SET sealed = '\\x00'")
        await queued(governance, keys, "b@x.example")
        carrier = Carrier()
        await office(keys, carrier, FakeClock(datetime.now(UTC))).send_due(governance.database)
        assert [mail["To"] for mail in carrier.sent] == ["b@x.example"]


class TestWording:
    @pytest.mark.parametrize("kind", sorted(WORDING))
    def test_each_mail_can_be_put_into_words_and_reads_easily(self, kind: str) -> None:
        names = ("system", "hours", "kind", "reference", "body", "meeting", "written", "due",
                 "kept", "ground", "reason", "clause", "text", "answer", "answered_by", "title",
                 "closes_on", "promise")  # fmt: skip
        said = dict.fromkeys(names, "the board.")
        letter = Letter(kind, "a@x.example", said, "https://gt.example/x")
        mail = compose(letter, sender="Board <b@x.example>", reference="1", now=NOON)
        text = str(mail.get_content())
        assert "{" not in text
        assert "https://gt.example/x" in text
        body = " ".join(one["text"] for one in WORDING[kind]["body"] if "text" in one)
        measured = reading_age(body.format_map(said))
        assert measured is not None
        assert measured.reading_age <= 13

    def test_a_block_without_its_words_is_left_out(self) -> None:
        said = {"system": "S", "kind": "question", "reference": "R", "body": "B", "due": "D",
                "kept": "9", "written": "yes"}  # fmt: skip
        letter = Letter("question_received", "a@x.example", said, "https://gt.example/x")
        mail = compose(letter, sender="Board <b@x.example>", reference="1", now=NOON)
        assert "You will get a written answer by D." in mail.get_content()
        assert "for the meeting" not in mail.get_content()

    def test_a_line_break_in_a_title_makes_no_header(self) -> None:
        said = {"title": "Save\r\nBcc: all@x.example", "hours": "48", "system": "S"}
        letter = Letter("confirm_signature", "a@x.example", said, "https://gt.example/x")
        mail = compose(letter, sender="Board <b@x.example>", reference="1", now=NOON)
        assert mail["Bcc"] is None
