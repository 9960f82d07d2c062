"""Sending what is queued, by `common.mailing`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import orjson

from common.clock import Clock, day_in_england, utc_now
from common.crypto.sealing import CannotOpen
from common.db.engine import Database, ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.mail.port import Carrier
from common.mailing import queue
from common.mailing.sending import KEPT, SealedPostOffice
from governance.contacts import service as contacts
from governance.keys import GovernanceKeys
from governance.mail import repository, service
from governance.mail.letters import Letter, compose
from governance.mail.models import Mail
from governance.vocabularies import service as vocabularies

_GONE = "its address is not kept any more"


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

    async def take(self, session: WriteSession, ics: SystemCode) -> Sequence[Mail]:
        """Take mails that are due. Those whose address was deleted meanwhile do not leave; one to a
        holder goes where that holder is written to now."""
        mails, now = await super().take(session, ics), self._clock()
        gone = await repository.without_address(session, mails, day_in_england(now))
        for mail_id in gone:
            await queue.finish(session, Mail, ics, mail_id, state="failed", now=now, why=_GONE)
        kept = [one for one in mails if one.id not in gone]
        for one in kept:
            if one.source == "holder" and one.source_id is not None:
                await self._redirect(session, ics, one, one.source_id)
        return kept

    async def _redirect(
        self, session: WriteSession, ics: SystemCode, mail: Mail, holder_id: UUID
    ) -> None:
        reached = await contacts.of_holder(session, ics, self._keys, holder_id)
        with suppress(CannotOpen):  # it is left to fail by itself
            content = self._content(ics, mail)
            if reached is not None and content["to"] != reached.email:
                sealed = orjson.dumps(content | {"to": reached.email}).decode()
                mail.sealed = self._keys.seal(sealed, ics, service.COLUMN, mail.id)

    async def names(self, session: ReadSession, ics: SystemCode) -> tuple[str, str]:
        """Give the slug and the name of a system."""
        return await vocabularies.names(session, ics)

    def compose(self, ics: SystemCode, mail: Mail, slug: str, name: str) -> EmailMessage:
        """Open a mail, and put it into words."""
        content = self._content(ics, mail)
        link = f"{self._public_url}/{slug}{content['path']}"
        letter = Letter(mail.kind, content["to"], {"system": name, **content["said"]}, link)
        return compose(letter, sender=self._sender, reference=str(mail.id), now=self._clock())

    def _content(self, ics: SystemCode, mail: Mail) -> dict[str, Any]:
        opened = self._keys.open(mail.sealed or b"", ics, service.COLUMN, mail.id)
        content: dict[str, Any] = orjson.loads(opened)
        return content

    async def forget_finished(self, database: Database) -> None:
        """Delete what need not be remembered of mails that were sent or given up."""
        await service.forget_finished(database, self._clock() - KEPT)
