"""Sending what is queued: often, in small rounds, with bounded attempts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from typing import Generic, TypeVar
from uuid import UUID

from common.clock import Clock
from common.db import due
from common.db.engine import Database, ReadSession, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.mail.port import Carrier, Delivery, MailNotSent, MailRefused
from common.mailing import queue
from common.mailing.queue import Outgoing
from common.observability.logging import get_logger

ROUND = 50
"""Mails that are taken at once."""
LEASE = timedelta(minutes=5)
"""How long a worker that took mails has for sending them; then another may take them."""
MAX_ATTEMPTS = 8
KEPT = timedelta(days=7)
"""How long it is remembered that a mail was sent; what it said is forgotten at once."""

M = TypeVar("M", bound=Outgoing)

_log = get_logger(__name__)


@dataclass(frozen=True)
class Attempt:
    """What came of trying to send a mail."""

    state: str
    """sent; failed for good; or waiting, to be tried again."""
    why: str | None = None
    status: str | None = None
    """What the server said of the address when it refused it (RFC 3463)."""


async def attempt(
    delivery: Delivery, mail_id: UUID, compose: Callable[[], EmailMessage]
) -> Attempt:
    """Put a mail into words and send it. A fault in one must not hold up the others, nor be tried
    for ever."""
    try:
        await delivery.send(compose(), str(mail_id))
    except MailRefused as error:
        return Attempt("failed", str(error), error.status)
    except MailNotSent as error:
        return Attempt("waiting", str(error))
    except Exception as error:
        # By its type alone: its words may hold an address.
        return Attempt("waiting", type(error).__name__)
    return Attempt("sent")


def is_given_up(mail: Outgoing, state: str) -> bool:
    """Say whether a mail that could not be sent has had its last attempt."""
    return state == "waiting" and mail.attempts >= MAX_ATTEMPTS


async def in_rounds(
    database: Database, size: int, send_round: Callable[[Database, SystemCode], Awaitable[int]]
) -> None:
    """Send all mail that is due, of every system, in rounds of a size until one is not full.

    Args:
        send_round: sends one round of a system, and gives how many mails it took.
    """
    async with database.reading(None) as session:
        waiting = await queue.systems_with_due(session, database.schema)

    async def in_one(ics: SystemCode) -> None:
        while await send_round(database, ics) == size:
            pass

    await in_each(waiting, in_one)


class SealedPostOffice(ABC, Generic[M]):
    """Sends mails that are whole in themselves: all that one says, and to whom, is sealed in it."""

    def __init__(self, table: type[M], carrier: Carrier, clock: Clock) -> None:
        self._table = table
        self._carrier = carrier
        self._clock = clock

    @abstractmethod
    async def names(self, session: ReadSession, ics: SystemCode) -> tuple[str, str]:
        """Give the slug and the name of a system."""

    @abstractmethod
    def compose(self, ics: SystemCode, mail: M, slug: str, name: str) -> EmailMessage:
        """Open a mail, and put it into words."""

    async def take(self, session: WriteSession, ics: SystemCode) -> Sequence[M]:
        """Take mails that are due, in the order of their ids (`common.db.due`)."""
        return await due.take(
            session, self._table, ics, now=self._clock(), lease=LEASE, limit=ROUND
        )

    async def send_due(self, database: Database) -> None:
        """Send all mail that is due, of every system."""
        await in_rounds(database, ROUND, self._send_round)

    async def _send_round(self, database: Database, ics: SystemCode) -> int:
        async with database.transaction(ics) as session:
            mails = await self.take(session, ics)
            names = await self.names(session, ics)
        if mails:
            attempts = await self._send_all(ics, mails, *names)
            async with database.transaction(ics) as session:
                for mail, tried in zip(mails, attempts, strict=True):
                    await self._settle(session, ics, mail, tried)
                    if tried.state != "sent":
                        _log.warning(
                            "mail not sent", mail_id=mail.id, attempt=mail.attempts, why=tried.why
                        )
        return len(mails)

    async def _send_all(
        self, ics: SystemCode, mails: Sequence[M], slug: str, name: str
    ) -> list[Attempt]:
        try:
            async with self._carrier.open() as delivery:
                return [
                    await attempt(delivery, mail.id, partial(self.compose, ics, mail, slug, name))
                    for mail in mails
                ]
        except MailNotSent as error:
            return [Attempt("waiting", str(error)) for _ in mails]

    async def _settle(
        self, session: WriteSession, ics: SystemCode, mail: M, tried: Attempt
    ) -> None:
        now, why = self._clock(), tried.why
        if tried.state == "waiting" and not is_given_up(mail, tried.state):
            due_at = now + due.pause(mail.attempts)
            await due.try_later(session, self._table, ics, mail.id, due_at=due_at, why=why or "")
        else:
            state = "sent" if tried.state == "sent" else "failed"
            await queue.finish(session, self._table, ics, mail.id, state=state, now=now, why=why)
