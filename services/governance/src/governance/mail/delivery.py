"""Sending what is queued, by `common.mailing`."""

from __future__ import annotations

from email.message import EmailMessage

import orjson

from common.clock import Clock, utc_now
from common.db.engine import Database, ReadSession
from common.db.tenancy import SystemCode
from common.mail.port import Carrier
from common.mailing.sending import KEPT, SealedPostOffice
from governance.keys import GovernanceKeys
from governance.mail import service
from governance.mail.letters import Letter, compose
from governance.mail.models import Mail
from governance.vocabularies import service as vocabularies


class PostOffice(SealedPostOffice[Mail]):
    """Sends queued mail.

    Args:
        public_url: of the gateway, as residents see it.
        sender: ``Name <address>``.
    """

    def __init__(
        self, keys: GovernanceKeys, carrier: Carrier, *, public_url: str, sender: str,
        clock: Clock = utc_now,
    ) -> None:  # fmt: skip
        super().__init__(Mail, carrier, clock)
        self._keys = keys
        self._public_url = public_url.rstrip("/")
        self._sender = sender

    async def names(self, session: ReadSession, ics: SystemCode) -> tuple[str, str]:
        """Give the slug and the name of a system."""
        return await vocabularies.names(session, ics)

    def compose(self, ics: SystemCode, mail: Mail, slug: str, name: str) -> EmailMessage:
        """Open a mail, and put it into words."""
        content = orjson.loads(self._keys.open(mail.sealed or b"", ics, service.COLUMN, mail.id))
        link = f"{self._public_url}/{slug}{content['path']}"
        letter = Letter(mail.kind, content["to"], {"system": name, **content["said"]}, link)
        return compose(letter, sender=self._sender, reference=str(mail.id), now=self._clock())

    async def forget_finished(self, database: Database) -> None:
        """Delete what need not be remembered of mails that were sent or given up."""
        await service.forget_finished(database, self._clock() - KEPT)
