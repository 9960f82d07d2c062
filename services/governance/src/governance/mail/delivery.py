"""Sending what is queued: often, in small rounds, with bounded attempts."""

from __future__ import annotations

from collections.abc import Sequence
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
from governance.keys import GovernanceKeys
from governance.mail import repository, service
from governance.mail.letters import Letter, compose
from governance.mail.models import Mail
from governance.vocabularies import service as vocabularies

ROUND = 50
LEASE = timedelta(minutes=5)
"""How long a worker that took mails has for sending them; then another may take them."""
MAX_ATTEMPTS = 8
KEPT = timedelta(days=7)
"""How long it is remembered that a mail was sent; what it said is forgotten at once."""

_log = get_logger(__name__)


@dataclass(frozen=True)
class _Outcome:
    mail: Mail
    state: str
    why: str | None = None


class PostOffice:
    """Sends queued mail.

    Args:
        public_url: of the gateway, as residents see it.
        sender: ``Name <address>``.
    """

    def __init__(
        self, keys: GovernanceKeys, carrier: Carrier, *, public_url: str, sender: str,
        clock: Clock = utc_now,
    ) -> None:  # fmt: skip
        self._keys = keys
        self._carrier = carrier
        self._public_url = public_url.rstrip("/")
        self._sender = sender
        self._clock = clock

    async def send_due(self, database: Database) -> None:
        """Send all mail that is due, of every system."""
        async with database.reading(None) as session:
            waiting = await repository.systems_with_due_mail(session)
        for ics in waiting:
            sent = ROUND
            while sent == ROUND:
                sent = await self._send_round(database, ics)

    async def forget_finished(self, database: Database) -> None:
        """Delete what need not be remembered of mails that were sent or given up."""
        await service.forget_finished(database, self._clock() - KEPT)

    async def _send_round(self, database: Database, ics: SystemCode) -> int:
        async with database.transaction(ics) as session:
            mails = await repository.take_due(session, ics, self._clock(), LEASE, ROUND)
            names = await vocabularies.names(session, ics)
        if mails:
            outcomes = await self._send_all(ics, mails, *names)
            async with database.transaction(ics) as session:
                for one in outcomes:
                    now = self._clock()
                    if one.state == "waiting" and one.mail.attempts < MAX_ATTEMPTS:
                        due_at = now + due.pause(one.mail.attempts)
                        await due.try_later(
                            session, Mail, ics, one.mail.id, due_at=due_at, why=one.why or ""
                        )
                    else:
                        state = "sent" if one.state == "sent" else "failed"
                        await repository.finish(
                            session, ics, one.mail.id, state=state, now=now, why=one.why
                        )
        return len(mails)

    async def _send_all(
        self, ics: SystemCode, mails: Sequence[Mail], slug: str, name: str
    ) -> list[_Outcome]:
        try:
            async with self._carrier.open() as delivery:
                return [await self._send(delivery, ics, mail, slug, name) for mail in mails]
        except MailNotSent as error:
            return [_Outcome(mail, "waiting", str(error)) for mail in mails]

    async def _send(
        self, delivery: Delivery, ics: SystemCode, mail: Mail, slug: str, name: str
    ) -> _Outcome:
        reference = str(mail.id)
        try:
            letter = self._letter(ics, mail, slug, name)
            now = self._clock()
            message = compose(letter, sender=self._sender, reference=reference, now=now)
            await delivery.send(message, reference)
        except MailRefused as error:
            return self._not_sent(mail, "failed", str(error))
        except MailNotSent as error:
            return self._not_sent(mail, "waiting", str(error))
        except (CannotOpen, LookupError, ValueError) as error:
            # A fault in one mail must not hold up the others, nor be tried for ever.
            return self._not_sent(mail, "waiting", type(error).__name__)
        return _Outcome(mail, "sent")

    def _letter(self, ics: SystemCode, mail: Mail, slug: str, name: str) -> Letter:
        content = orjson.loads(self._keys.open(mail.sealed or b"", ics, service.COLUMN, mail.id))
        link = f"{self._public_url}/{slug}{content['path']}"
        return Letter(mail.kind, content["to"], {"system": name, **content["said"]}, link)

    def _not_sent(self, mail: Mail, state: str, why: str) -> _Outcome:
        _log.warning("mail not sent", mail_id=mail.id, attempt=mail.attempts, why=why)
        return _Outcome(mail, state, why)
