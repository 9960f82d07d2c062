"""Making the letter of a mail: to whom, in which format, with which links; or saying why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import orjson

from common.crypto.sealing import CannotOpen
from common.db.tenancy import SystemCode
from panel.access.rules import MADE, Existing, HeldReason, choose
from panel.keys import PanelKeys, token_hash
from panel.mail.agreeing import agrees, asks
from panel.mail.copies import COUNTING, Copies, Reader
from panel.mail.kinds import MailKind
from panel.mail.letters import (
    FALLBACK_LANGUAGE,
    LANGUAGES,
    Letter,
    Version,
    language_of,
    primary_language,
)
from panel.mail.models import Mail, MessageVersion
from panel.mail.spoken import in_language, languages_of
from panel.members.recipients import Recipient
from panel.signups.service import CONFIRM_WITHIN

TYPE_SIZES = {"large_print": 27, "easy_read": 24}
"""Pixels: 27 are 20 points; large print begins at 16."""
_TO_STRANGERS = {
    MailKind.CONFIRM_ADDRESS: "join/confirm",
    MailKind.CONFIRM_NEW_ADDRESS: "me/address/confirm",
}
"""Mails to an address that is nobody's yet → the page on which it is confirmed."""

_ABOUT_REWARDS = {MailKind.REWARD_OFFER, MailKind.VOUCHER_READY, MailKind.PAYMENT_RETURNED}
"""Mails that lead to another of a member's own pages than the first."""


@dataclass(frozen=True)
class SystemNamed:
    """A system, as mails name it."""

    ics: SystemCode
    slug: str
    name: str
    standing: frozenset[bytes] = frozenset()
    """Hashes of the tokens of requests to join that stand; others were used, or forgotten."""


@dataclass(frozen=True)
class NotToSend:
    """Why a mail is not sent now."""

    state: str
    """held, withheld, postponed or failed."""
    why: str
    seen_version: int | None = None
    """The version of the member by which this was found; None where there is none."""
    until: date | None = None
    """Of what is postponed: the day on which to look at it again."""


def existing_formats(
    versions: Sequence[MessageVersion], languages: Sequence[str] = LANGUAGES
) -> list[Existing]:
    """Give the formats and languages in which a mail exists: those made of every mail, and those
    that somebody made of this one."""
    made = [Existing(code, language) for code in MADE for language in languages]
    return made + [_made_as(one) for one in versions]


def of_mail(
    versions: Sequence[MessageVersion], kind: str, about_id: UUID | None
) -> list[MessageVersion]:
    """Give those of some versions that were made of a mail."""
    return [one for one in versions if (one.kind, one.about_id) == (kind, about_id)]


def fitting_format(
    recipient: Recipient,
    versions: Sequence[MessageVersion],
    written_in: Sequence[str] | None = None,
) -> Existing | HeldReason:
    """Choose in which format a mail goes to a member.

    Args:
        written_in: the languages of a bulletin, its own first; None of a mail that is made in all
            of them.
    """
    if recipient.email is None:
        return HeldReason.NO_EMAIL
    if recipient.address_fails:
        return HeldReason.ADDRESS_FAILS
    return choose(
        recipient.rules,
        existing_formats(versions, LANGUAGES if written_in is None else written_in),
        language=primary_language(recipient.language),
        liked=recipient.mail_format,
        fallback=FALLBACK_LANGUAGE if written_in is None else written_in[0],
    )


def opened(keys: PanelKeys, ics: SystemCode, mail: Mail) -> dict[str, Any] | None:
    """Open what is sealed in a mail; None if it cannot be opened."""
    try:
        plain = keys.open(mail.sealed or b"", ics, "mails", mail.id)
    except CannotOpen:
        return None
    sealed: dict[str, Any] = orjson.loads(plain)
    return sealed


class Writer:
    """Makes letters.

    Args:
        public_url: of the gateway, as residents see it.
    """

    def __init__(self, keys: PanelKeys, public_url: str) -> None:
        self._keys = keys
        self._public_url = public_url.rstrip("/")

    def letter(
        self,
        system: SystemNamed,
        mail: Mail,
        recipient: Recipient | None,
        said: Mapping[str, Any],
        versions: Sequence[MessageVersion],
        *,
        asked: frozenset[UUID] = frozenset(),
    ) -> Letter | NotToSend:
        """Make the letter of a mail, or say why there can be none.

        Args:
            recipient: the member; None of a mail to a stranger, and of one who has left.
            versions: what was made of this mail besides the usual formats.
            asked: surveys that still wait for the member's answer.
        """
        kind = MailKind(mail.kind)
        if kind in _TO_STRANGERS:
            return self._letter_to_stranger(system, mail, _TO_STRANGERS[kind])
        if recipient is None or not agrees(recipient, kind, said):
            return NotToSend("withheld", "no longer a member, or no longer agrees")
        if asks(kind) and recipient.paused_until is not None:
            return NotToSend("postponed", "paused", until=recipient.paused_until)
        chosen = fitting_format(recipient, versions, languages_of(said))
        if isinstance(chosen, HeldReason) or recipient.email is None:
            why = chosen if isinstance(chosen, HeldReason) else HeldReason.NO_EMAIL
            return NotToSend("held", why.value, recipient.version)
        to, number = recipient.email, recipient.address_number
        if kind is MailKind.ADDRESS_CHANGE_ASKED:
            # To the address that was theirs when it was asked, with the link of then: by now both
            # may be somebody else's.
            asked_at = opened(self._keys, system.ics, mail)
            if asked_at is None:
                return NotToSend("failed", "its sealed content cannot be opened")
            to, number = asked_at["email"], 0
            recipient = replace(recipient, address_number=asked_at["address_number"])
        made = {_made_as(one): one for one in versions}.get(chosen)
        said = in_language(said, chosen.language)
        letter = Letter(
            kind=kind,
            recipient=to,
            address_number=number,
            language=chosen.language,
            plain_text_only=chosen.format == "plain_text",
            said={"system": system.name, **_with_dates(said)},
            link=self._link(system, mail, recipient, said),
            unsubscribe_link=self._unsubscribe(system, kind, recipient.member_id),
            type_size=TYPE_SIZES.get(chosen.format),
            version=Version(made.subject, made.text, made.media) if made is not None else None,
        )
        return _as_copy(letter, self._copies(system, mail, said), recipient, asked)

    def to_print(
        self, system: SystemNamed, mail: Mail, recipient: Recipient, said: Mapping[str, Any]
    ) -> Letter:
        """Make what somebody brings to a member, in words alone and in their language if mails
        are written in it."""
        kind, language = MailKind(mail.kind), language_of(recipient.language)
        said = in_language(said, language)
        letter = Letter(
            kind=kind,
            recipient=recipient.email or "",
            language=language,
            plain_text_only=True,
            said={"system": system.name, **_with_dates(said)},
            link=self._link(system, mail, recipient, said),
            unsubscribe_link=None,
        )
        return _as_copy(letter, self._copies(system, mail, said), recipient)

    def _copies(self, system: SystemNamed, mail: Mail, said: Mapping[str, Any]) -> Copies | None:
        """Give what makes the copies of a bulletin; None of another mail."""
        if mail.kind != MailKind.BULLETIN or mail.about_id is None:
            return None
        base = f"{self._public_url}/{system.slug}"
        return Copies(self._keys, system.ics, base, mail.about_id, said)

    def _unsubscribe(self, system: SystemNamed, kind: MailKind, member_id: UUID) -> str:
        purpose = kind.purpose if kind is MailKind.BULLETIN else None
        token = self._keys.unsubscribe_token(system.ics, member_id, purpose)
        address = self._address(system, "unsubscribe", token)
        return address if purpose is None else f"{address}&purpose={purpose}"

    def _letter_to_stranger(self, system: SystemNamed, mail: Mail, page: str) -> Letter | NotToSend:
        sealed = opened(self._keys, system.ics, mail)
        if sealed is None:
            return NotToSend("failed", "its sealed content cannot be opened")
        if token_hash(sealed["token"]) not in system.standing:
            return NotToSend("withheld", "the request is no longer there")
        return Letter(
            kind=MailKind(mail.kind),
            recipient=sealed["email"],
            language=sealed["language"],
            plain_text_only=sealed.get("format") == "plain_text",
            said={"system": system.name, "hours": int(CONFIRM_WITHIN.total_seconds() // 3600)},
            link=self._address(system, page, sealed["token"]),
            unsubscribe_link=None,
            type_size=TYPE_SIZES.get(sealed.get("format", "")),
        )

    def _link(
        self,
        system: SystemNamed,
        mail: Mail,
        recipient: Recipient,
        said: Mapping[str, Any],
    ) -> str:
        kind, member_id = MailKind(mail.kind), recipient.member_id
        if kind is MailKind.SURVEY_INVITATION and mail.about_id is not None:
            sealed = opened(self._keys, system.ics, mail) if mail.sealed else None
            token = self._keys.answer_token(system.ics, mail.about_id, member_id)
            return self._address(system, "answer", sealed["token"] if sealed else token)
        if kind is MailKind.SURVEY_REMINDER and mail.about_id is not None:
            return self._reminder_link(system, mail.about_id, member_id, said)
        if (public := _public_page(kind, mail, said)) is not None:
            return f"{self._public_url}/{system.slug}/{public}"
        if "gathering_id" in said:
            gathering_id = UUID(said["gathering_id"])
            token = self._keys.place_token(system.ics, gathering_id, member_id)
            return self._address(system, f"events/{gathering_id}/place", token)
        token = self._keys.manage_token(system.ics, member_id, recipient.address_number)
        return self._address(system, "me/rewards" if kind in _ABOUT_REWARDS else "me", token)

    def _reminder_link(
        self, system: SystemNamed, survey_id: UUID, member_id: UUID, said: Mapping[str, Any]
    ) -> str:
        if said.get("own_link") is None:
            return f"{self._public_url}/{system.slug}/"
        return self._address(
            system, "answer", self._keys.answer_token(system.ics, survey_id, member_id)
        )

    def _address(self, system: SystemNamed, page: str, token: str) -> str:
        return f"{self._public_url}/{system.slug}/{page}?token={token}"


def _public_page(kind: MailKind, mail: Mail, said: Mapping[str, Any]) -> str | None:
    """Give the page that a mail leads to, where it is one for everybody."""
    if kind is MailKind.BULLETIN:
        return f"bulletins/{mail.about_id}"
    if kind in {MailKind.ASSEMBLY_ANSWERS, MailKind.ASSEMBLY_CORRECTED}:
        return f"assemblies/{said['assembly_id']}"
    if kind in {MailKind.FEEDBACK, MailKind.ASSEMBLY_FEEDBACK, MailKind.GATHERING_FEEDBACK}:
        return f"thread/decisions/{said['decision_id']}"
    return None


def _as_copy(
    letter: Letter,
    copies: Copies | None,
    recipient: Recipient,
    asked: frozenset[UUID] = frozenset(),
) -> Letter:
    """Put a bulletin's sections into its letter; other letters stay as they are."""
    if copies is None:
        return letter
    reader = Reader(recipient.member_id, recipient.agreed_to(COUNTING), asked)
    image = copies.image if reader.counted else None
    return replace(letter, sections=copies.sections(reader), image=image)


def _made_as(version: MessageVersion) -> Existing:
    return Existing(version.format, primary_language(version.language))


def _with_dates(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name.endswith("_on") and value is not None else value
        for name, value in said.items()
    }
