"""Sending what is queued: often, in small rounds, with bounded attempts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from common.clock import ENGLAND, Clock, day_in_england, utc_now
from common.db import due
from common.db.engine import Database, WriteSession
from common.db.systems import in_each
from common.db.tenancy import SystemCode
from common.mail.port import Carrier, Delivery, MailNotSent
from common.mailing import queue, sending
from common.mailing.sending import KEPT, LEASE
from common.observability.logging import get_logger
from panel.bounces import service as bounces
from panel.keys import PanelKeys
from panel.mail import repository
from panel.mail.addressed import to_members
from panel.mail.kinds import MailKind
from panel.mail.letters import Letter, compose
from panel.mail.models import Mail
from panel.mail.reading import letters_of
from panel.mail.writing import NotToSend, Writer
from panel.members import finding
from panel.settings import PanelSettings
from panel.systems import service as systems

ROUND = 100
"""Mails that are taken at once."""
MORNING = time(8)
"""When what was postponed to a day is sent, by England's clocks."""

_log = get_logger(__name__)


@dataclass(frozen=True)
class _Outcome:
    mail: Mail
    state: str
    why: str | None = None
    seen_version: int | None = None
    """Of a mail that is held: the version of the member by which."""
    recipient: str | None = None
    """Of a mail that was sent."""
    address_number: int | None = None
    counted: bool = False
    """It was sent as a copy that counts."""
    status: str | None = None
    """What the server said of the address when it refused it."""
    until: date | None = None
    """Of a mail that is postponed."""


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
        self._writer = Writer(keys, public_url)
        self._sender = sender
        self._clock = clock

    @classmethod
    def of(cls, settings: PanelSettings, keys: PanelKeys, carrier: Carrier) -> PostOffice:
        """Make it from the settings."""
        return cls(keys, carrier, public_url=settings.public_url, sender=settings.mail_from)

    async def send_due(self, database: Database) -> None:
        """Send all mail that is due, of every system."""
        await sending.in_rounds(database, ROUND, self._send_round)

    async def forget_finished(self, database: Database) -> None:
        """Delete what need not be remembered of mails that were sent or given up."""
        async with database.reading(None) as session:
            codes = await systems.system_codes(session)

        async def in_one(ics: SystemCode) -> None:
            async with database.transaction(ics) as session:
                await repository.forget_finished(session, ics, self._clock() - KEPT)

        await in_each(codes, in_one)

    async def reconsider_held(self, database: Database) -> None:
        """Release what was held and no longer need be: a need is understood anew, or somebody has
        made a format that the member can use."""
        async with database.reading(None) as session:
            codes = await systems.system_codes(session)

        async def in_one(ics: SystemCode) -> None:
            after: UUID | None = None
            while True:
                async with database.reading(ics) as session:
                    mails = await repository.held_after(session, ics, after, ROUND)
                letters = await self._letters(database, ics, mails)
                ready = [
                    mail.id
                    for mail, letter in zip(mails, letters, strict=True)
                    if not (isinstance(letter, NotToSend) and letter.state == "held")
                ]
                if ready:
                    async with database.transaction(ics) as session:
                        await repository.release(session, ics, ready, self._clock())
                if len(mails) < ROUND:
                    break
                after = mails[-1].id

        await in_each(codes, in_one)

    async def _send_round(self, database: Database, ics: SystemCode) -> int:
        async with database.transaction(ics) as session:
            taken = await repository.take_due(session, ics, self._clock(), LEASE, ROUND)
            mails = await to_members(session, ics, self._keys, taken, self._clock())
        if mails:
            outcomes = await self._send_all(mails, await self._letters(database, ics, mails))
            async with database.transaction(ics) as session:
                # Members are held before their mails, as when one leaves.
                await finding.share_members(session, ics, _held_first(outcomes))
                for outcome in outcomes:
                    await self._record(session, ics, outcome)
        return len(taken)

    async def _letters(
        self, database: Database, ics: SystemCode, mails: Sequence[Mail]
    ) -> list[Letter | NotToSend]:
        async with database.reading(ics) as session:
            return await letters_of(
                session,
                ics,
                keys=self._keys,
                writer=self._writer,
                mails=mails,
                on=day_in_england(self._clock()),
            )

    async def _send_all(
        self, mails: Sequence[Mail], letters: Sequence[Letter | NotToSend]
    ) -> list[_Outcome]:
        try:
            async with self._carrier.open() as delivery:
                return [
                    _Outcome(
                        mail, letter.state, letter.why, letter.seen_version, until=letter.until
                    )
                    if isinstance(letter, NotToSend)
                    else await self._send(delivery, mail, letter)
                    for mail, letter in zip(mails, letters, strict=True)
                ]
        except MailNotSent as error:
            return [_Outcome(mail, "waiting", str(error)) for mail in mails]

    async def _send(self, delivery: Delivery, mail: Mail, letter: Letter) -> _Outcome:
        tried = await sending.attempt(
            delivery,
            mail.id,
            lambda: compose(letter, sender=self._sender, reference=str(mail.id), now=self._clock()),
        )
        is_sent = tried.state == "sent"
        return _Outcome(
            mail,
            tried.state,
            tried.why,
            recipient=letter.recipient if is_sent else None,
            counted=is_sent and letter.is_counted,
            status=tried.status,
            address_number=None if tried.state == "waiting" else letter.address_number,
        )

    async def _record(self, session: WriteSession, ics: SystemCode, outcome: _Outcome) -> None:
        mail, now = outcome.mail, self._clock()
        given_up = sending.is_given_up(mail, outcome.state)
        if outcome.state == "held" and mail.member_id is not None:
            await repository.hold(
                session,
                ics,
                mail_id=mail.id,
                member_id=mail.member_id,
                seen_version=outcome.seen_version or 0,
                reason=outcome.why or "",
                now=now,
            )
        elif outcome.until is not None:
            due_at = datetime.combine(outcome.until, MORNING, ENGLAND)
            await repository.postpone(session, ics, mail.id, due_at, outcome.why or "")
        elif outcome.state == "waiting" and not given_up:
            due_at = now + due.pause(mail.attempts)
            await due.try_later(session, Mail, ics, mail.id, due_at=due_at, why=outcome.why or "")
        else:
            state = "failed" if given_up else outcome.state
            known = await queue.finish(
                session,
                Mail,
                ics,
                mail.id,
                state=state,
                now=now,
                why=outcome.why,
                address_number=outcome.address_number,
            )
            if known and outcome.status is not None and mail.member_id is not None:
                await bounces.note(
                    session,
                    ics,
                    mail_id=mail.id,
                    member_id=mail.member_id,
                    status=outcome.status,
                    address_number=outcome.address_number,
                    now=now,
                )
            if known and state == "sent" and mail.kind == MailKind.BULLETIN and mail.about_id:
                await repository.note_copy(session, ics, mail.about_id, counted=outcome.counted)
            if not known and outcome.recipient is not None:
                # They were erased while it was under way, and what is kept of it with them.
                await self._carrier.forget(outcome.recipient)
        if outcome.state not in {"sent", "held", "withheld", "postponed"}:
            _log.warning("mail not sent", mail_id=mail.id, attempt=mail.attempts, why=outcome.why)


def _held_first(outcomes: Sequence[_Outcome]) -> list[UUID]:
    """Give the members whose rows are held while it is noted what became of their mails."""
    noted = [one.mail.member_id for one in outcomes if one.state == "held" or one.status]
    return sorted({one for one in noted if one is not None})
