"""Sending what is queued: often, in small rounds, with bounded attempts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson

from common.clock import Clock, utc_now
from common.crypto.sealing import CannotOpen
from common.db.engine import Database, WriteSession
from common.db.tenancy import SystemCode
from common.observability.logging import get_logger
from panel.keys import PanelKeys, token_hash
from panel.mail import repository
from panel.mail.kinds import MailKind
from panel.mail.letters import Letter, compose
from panel.mail.models import Mail
from panel.mail.port import Carrier, Delivery, MailNotSent, MailRefused
from panel.members import service as members
from panel.members.service import Recipient
from panel.settings import PanelSettings
from panel.signups import service as signups
from panel.signups.service import CONFIRM_WITHIN
from panel.systems import service as systems

ROUND = 100
"""Mails that are taken at once."""
LEASE = timedelta(minutes=5)
"""How long a worker that took mails has for sending them; then another may take them."""
MAX_ATTEMPTS = 8
KEPT = timedelta(days=7)
"""How long a finished mail that is about nothing in particular is remembered."""

_log = get_logger(__name__)


@dataclass(frozen=True)
class _Outcome:
    mail: Mail
    state: str
    why: str | None = None
    recipient: str | None = None
    """Of a mail that was sent."""


class PostOffice:
    """Sends queued mail.

    Args:
        public_url: of the gateway, as residents see it.
        sender: ``Name <address>``.
    """

    def __init__(
        self,
        keys: PanelKeys,
        carrier: Carrier,
        *,
        public_url: str,
        sender: str,
        clock: Clock = utc_now,
    ) -> None:
        self._keys = keys
        self._carrier = carrier
        self._public_url = public_url.rstrip("/")
        self._sender = sender
        self._clock = clock

    @classmethod
    def of(cls, settings: PanelSettings, keys: PanelKeys, carrier: Carrier) -> PostOffice:
        """Make it from the settings."""
        return cls(keys, carrier, public_url=settings.public_url, sender=settings.mail_from)

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
        async with database.reading(None) as session:
            codes = await systems.system_codes(session)
        for ics in codes:
            async with database.transaction(ics) as session:
                await repository.forget_finished(session, ics, self._clock() - KEPT)

    async def _send_round(self, database: Database, ics: SystemCode) -> int:
        async with database.transaction(ics) as session:
            mails = await repository.take_due(session, ics, self._clock(), LEASE, ROUND)
        if mails:
            outcomes = await self._send_all(mails, await self._letters(database, ics, mails))
            async with database.transaction(ics) as session:
                for outcome in outcomes:
                    await self._record(session, ics, outcome)
        return len(mails)

    async def _letters(
        self, database: Database, ics: SystemCode, mails: Sequence[Mail]
    ) -> list[Letter | _Outcome]:
        async with database.reading(ics) as session:
            system = await systems.the_system(session, ics)
            recipients = await members.recipients(
                session, ics, self._keys, [m.member_id for m in mails if m.member_id is not None]
            )
            said = await repository.contents(
                session, ics, [m.about_id for m in mails if m.about_id is not None]
            )
            opened = [self._opened(ics, m) for m in mails if m.member_id is None]
            hashes = [token_hash(one["token"]) for one in opened if one is not None]
            standing = await signups.standing(session, ics, hashes)
        about = _System(ics, system.slug, system.name, standing)
        return [
            self._letter(
                about,
                mail,
                recipients.get(mail.member_id) if mail.member_id else None,
                said.get(mail.about_id, {}) if mail.about_id else {},
            )
            for mail in mails
        ]

    def _letter(
        self, system: _System, mail: Mail, recipient: Recipient | None, said: Mapping[str, Any]
    ) -> Letter | _Outcome:
        """Make the letter of a mail, or say why there can be none."""
        kind = MailKind(mail.kind)
        if kind is MailKind.CONFIRM_ADDRESS:
            return self._letter_to_stranger(system, mail)
        if recipient is None or not recipient.agreed_to(kind.purpose):
            return _Outcome(mail, "withheld", "no longer a member, or no longer agrees")
        return Letter(
            kind=kind,
            recipient=recipient.email,
            language=recipient.language,
            plain_text_only=recipient.plain_text_only,
            said={"system": system.name, **_with_dates(said)},
            link=self._link(system, kind, recipient.member_id, mail.about_id, said),
            unsubscribe_link=self._address(
                system, "unsubscribe", self._keys.unsubscribe_token(system.ics, recipient.member_id)
            ),
        )

    def _letter_to_stranger(self, system: _System, mail: Mail) -> Letter | _Outcome:
        sealed = self._opened(system.ics, mail)
        if sealed is None:
            return _Outcome(mail, "failed", "its sealed content cannot be opened")
        if token_hash(sealed["token"]) not in system.standing:
            return _Outcome(mail, "withheld", "the request to join is no longer there")
        return Letter(
            kind=MailKind.CONFIRM_ADDRESS,
            recipient=sealed["email"],
            language=sealed["language"],
            plain_text_only=False,
            said={"system": system.name, "hours": int(CONFIRM_WITHIN.total_seconds() // 3600)},
            link=self._address(system, "join/confirm", sealed["token"]),
            unsubscribe_link=None,
        )

    def _opened(self, ics: SystemCode, mail: Mail) -> dict[str, Any] | None:
        """Open what is sealed in a mail to a stranger; None if it cannot be opened."""
        try:
            opened = self._keys.open(mail.sealed or b"", ics, "mails", mail.id)
        except CannotOpen:
            return None
        sealed: dict[str, Any] = orjson.loads(opened)
        return sealed

    def _link(
        self,
        system: _System,
        kind: MailKind,
        member_id: UUID,
        about_id: UUID | None,
        said: Mapping[str, Any],
    ) -> str:
        if kind is MailKind.SURVEY_INVITATION and about_id is not None:
            token = self._keys.answer_token(system.ics, about_id, member_id)
            return self._address(system, "answer", token)
        if kind is MailKind.FEEDBACK:
            return f"{self._public_url}/{system.slug}/thread/decisions/{said['decision_id']}"
        return self._address(system, "me", self._keys.manage_token(system.ics, member_id))

    def _address(self, system: _System, page: str, token: str) -> str:
        return f"{self._public_url}/{system.slug}/{page}?token={token}"

    async def _send_all(
        self, mails: Sequence[Mail], letters: Sequence[Letter | _Outcome]
    ) -> list[_Outcome]:
        try:
            async with self._carrier.open() as delivery:
                return [
                    letter
                    if isinstance(letter, _Outcome)
                    else await self._send(delivery, mail, letter)
                    for mail, letter in zip(mails, letters, strict=True)
                ]
        except MailNotSent as error:
            return [_Outcome(mail, "waiting", str(error)) for mail in mails]

    async def _send(self, delivery: Delivery, mail: Mail, letter: Letter) -> _Outcome:
        reference = str(mail.id)
        try:
            message = compose(letter, sender=self._sender, reference=reference, now=self._clock())
            await delivery.send(message, reference)
        except MailRefused as error:
            return _Outcome(mail, "failed", str(error))
        except MailNotSent as error:
            return _Outcome(mail, "waiting", str(error))
        except Exception as error:
            # A fault in one mail must not hold up the others, nor be tried for ever.
            _log.exception("mail could not be composed", mail_id=mail.id)
            return _Outcome(mail, "waiting", type(error).__name__)
        return _Outcome(mail, "sent", recipient=letter.recipient)

    async def _record(self, session: WriteSession, ics: SystemCode, outcome: _Outcome) -> None:
        mail, now = outcome.mail, self._clock()
        given_up = outcome.state == "waiting" and mail.attempts >= MAX_ATTEMPTS
        if outcome.state == "waiting" and not given_up:
            due_at = now + _pause(mail.attempts)
            await repository.try_later(session, ics, mail.id, due_at, outcome.why or "")
        else:
            state = "failed" if given_up else outcome.state
            known = await repository.finish(
                session, ics, mail_id=mail.id, state=state, now=now, why=outcome.why
            )
            if not known and outcome.recipient is not None:
                # They were erased while it was under way, and what is kept of it with them.
                await self._carrier.forget(outcome.recipient)
        if outcome.state not in {"sent", "withheld"}:
            _log.warning("mail not sent", mail_id=mail.id, attempt=mail.attempts, why=outcome.why)


@dataclass(frozen=True)
class _System:
    ics: SystemCode
    slug: str
    name: str
    standing: frozenset[bytes]
    """Hashes of the tokens of requests to join that stand; others were used, or forgotten."""


def _pause(attempts: int) -> timedelta:
    """Give how long to wait after so many attempts: 30 s, doubled each time, an hour at most."""
    return min(timedelta(seconds=30 * 1 << (attempts - 1)), timedelta(hours=1))


def _with_dates(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name.endswith("_on") and value is not None else value
        for name, value in said.items()
    }
