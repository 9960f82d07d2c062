"""Sending what is queued: in small rounds, with bounded attempts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import orjson

from common.clock import Clock, utc_now
from common.crypto.sealing import CannotOpen
from common.db import due
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.mail.port import Carrier, Delivery, MailNotSent, MailRefused
from common.observability.logging import get_logger
from insights.keys import InsightsKeys
from insights.mail import repository, service
from insights.mail.letters import Letter, compose
from insights.mail.models import Mail
from insights.vocabularies import service as vocabularies

ROUND = 50
LEASE = timedelta(minutes=5)
"""How long a worker that took mails has for sending them; then another may take them."""
MAX_ATTEMPTS = 8
KEPT = timedelta(days=7)
"""How long it is remembered that a mail was sent; what it said is forgotten at once."""

_log = get_logger(__name__)


@dataclass(frozen=True)
class PostOffice:
    """Sends queued mail.

    Attributes:
        public_url: of the gateway, as its visitors see it.
        sender: ``Name <address>``.
    """

    keys: InsightsKeys
    carrier: Carrier
    public_url: str
    sender: str
    clock: Clock = utc_now

    async def send_due(self, database: Database) -> None:
        """Send all mail that is due, of every system."""
        async with database.reading(None) as session:
            waiting = await repository.systems_with_due_mail(session)
        for ics in waiting:
            sent = ROUND
            while sent == ROUND:
                sent = await self._send_round(database, ics)

    async def _send_round(self, database: Database, ics: SystemCode) -> int:
        async with database.transaction(ics) as session:
            await repository.forget_finished(session, self.clock() - KEPT)
            mails = await repository.take_due(session, ics, self.clock(), LEASE, ROUND)
            system = await vocabularies.system(session)
        names = (system.slug, system.name) if system else ("", "")
        for mail, state, why in await self._send_all(ics, list(mails), names):
            async with database.transaction(ics) as session:
                now = self.clock()
                if state == "waiting" and mail.attempts < MAX_ATTEMPTS:
                    later = now + due.pause(mail.attempts)
                    await due.try_later(session, Mail, ics, mail.id, due_at=later, why=why or "")
                else:
                    end = "sent" if state == "sent" else "failed"
                    await repository.finish(session, mail.id, state=end, now=now, why=why)
        return len(mails)

    async def _send_all(
        self, ics: SystemCode, mails: list[Mail], names: tuple[str, str]
    ) -> list[tuple[Mail, str, str | None]]:
        try:
            async with self.carrier.open() as delivery:
                return [(mail, *await self._send(delivery, ics, mail, names)) for mail in mails]
        except MailNotSent as error:
            return [(mail, "waiting", str(error)) for mail in mails]

    async def _send(
        self, delivery: Delivery, ics: SystemCode, mail: Mail, names: tuple[str, str]
    ) -> tuple[str, str | None]:
        reference = str(mail.id)
        try:
            letter = self._letter(ics, mail, *names)
            now = self.clock()
            message = compose(letter, sender=self.sender, reference=reference, now=now)
            await delivery.send(message, reference)
        except MailRefused as error:
            state, why = "failed", str(error)
        except MailNotSent as error:
            state, why = "waiting", str(error)
        except (CannotOpen, LookupError, ValueError) as error:
            # A fault in one mail must not hold up the others, nor be tried for ever.
            state, why = "waiting", type(error).__name__
        else:
            return "sent", None
        _log.warning("mail not sent", mail_id=mail.id, attempt=mail.attempts, why=why)
        return state, why

    def _letter(self, ics: SystemCode, mail: Mail, slug: str, name: str) -> Letter:
        content = orjson.loads(self.keys.open(mail.sealed or b"", ics, service.COLUMN, mail.id))
        home = f"{self.public_url.rstrip('/')}/{slug}"
        stop = content["stop"]
        return Letter(
            kind=mail.kind,
            to=content["to"],
            said={"system": name, **content["said"]},
            link=f"{home}{content['path']}",
            stop_link=None if stop is None else f"{home}{stop}",
        )
