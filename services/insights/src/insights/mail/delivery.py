"""Sending what is queued, by `common.mailing`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import orjson

from common.clock import Clock, utc_now
from common.crypto.sealing import CannotOpen
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.mail.port import Carrier
from common.mailing import queue
from common.mailing.sending import KEPT, Attempt, SealedPostOffice
from insights.addresses import service as addresses
from insights.keys import InsightsKeys
from insights.mail import service
from insights.mail.letters import Letter, compose
from insights.mail.models import Mail
from insights.notices import service as notices
from insights.vocabularies import service as vocabularies


class PostOffice(SealedPostOffice[Mail]):
    """Sends queued mail.

    Args:
        public_url: of the gateway, as its visitors see it.
        sender: ``Name <address>``.
    """

    def __init__(
        self, keys: InsightsKeys, carrier: Carrier, *, public_url: str, sender: str,
        clock: Clock = utc_now,
    ) -> None:  # fmt: skip
        super().__init__(Mail, carrier, clock)
        self._keys = keys
        self._public_url = public_url.rstrip("/")
        self._sender = sender

    async def names(self, session: ReadSession, ics: SystemCode) -> tuple[str, str]:
        """Give the slug and the name of a system."""
        system = await vocabularies.system(session)
        return (system.slug, system.name) if system else ("", "")

    async def take(self, session: WriteSession, ics: SystemCode) -> Sequence[Mail]:
        """Take mails that are due, and forget those that left long ago.

        One of notices that was taken before, by a worker that died, is not sent: what it tells may
        have been withdrawn or hidden since. Its notices wait for the next, which is put into words
        anew; one that was sealed without them is not sent. What can't be opened is left to fail by
        itself.
        """
        now = self._clock()
        await queue.forget_finished(session, Mail, ics, now - KEPT)
        taken = await super().take(session, ics)
        stale = set()
        for mail in taken:
            if mail.kind != "notices" or mail.attempts == 1:
                continue
            with suppress(CannotOpen):
                content = self._content(ics, mail)
                stale.add(mail.id)
                ids = [UUID(one) for one in content.get("notices", [])]
                await notices.mark_unmailed(session, ids)
                await queue.finish(
                    session, Mail, ics, mail.id, state="failed", now=now, why="put into words anew"
                )
        return [mail for mail in taken if mail.id not in stale]

    async def _settle(
        self, session: WriteSession, ics: SystemCode, mail: Mail, tried: Attempt
    ) -> None:
        """Write what came of a mail. One of notices is not tried again as it is: they wait for the
        next, and its address is tried later and later, and given up in the end."""
        content: dict[str, Any] = {}
        with suppress(CannotOpen):
            content = self._content(ics, mail)
        if mail.kind != "notices" or content.get("address") is None:
            await super()._settle(session, ics, mail, tried)
            return
        now, left = self._clock(), tried.state == "sent"
        if not left:
            await notices.mark_unmailed(session, [UUID(one) for one in content["notices"]])
        await addresses.note_mail(session, ics, UUID(content["address"]), left=left, now=now)
        await queue.finish(
            session, Mail, ics, mail.id, state="sent" if left else "failed", now=now, why=tried.why
        )

    def compose(self, ics: SystemCode, mail: Mail, slug: str, name: str) -> EmailMessage:
        """Open a mail, and put it into words."""
        content = self._content(ics, mail)
        home, stop = f"{self._public_url}/{slug}", content["stop"]
        letter = Letter(
            kind=mail.kind,
            to=content["to"],
            said={"system": name, **content["said"]},
            link=f"{home}{content['path']}",
            stop_link=None if stop is None else f"{home}{stop}",
        )
        return compose(letter, sender=self._sender, reference=str(mail.id), now=self._clock())

    def _content(self, ics: SystemCode, mail: Mail) -> dict[str, Any]:
        opened = self._keys.open(mail.sealed or b"", ics, service.COLUMN, mail.id)
        content: dict[str, Any] = orjson.loads(opened)
        return content
