"""What a mail says: wording by language, as plain text and as HTML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from panel.mail.kinds import MailKind

FALLBACK_LANGUAGE = "en"
LANGUAGES = ("en", "pl")
"""Languages that mails are written in; others get English."""

_LAYOUT = Environment(
    loader=PackageLoader("panel.mail", "layout"),
    undefined=StrictUndefined,
    autoescape=select_autoescape(["html"], default=False),
)


@dataclass(frozen=True)
class Letter:
    """One mail to one person, before it is put into words."""

    kind: MailKind
    recipient: str
    language: str
    plain_text_only: bool
    """The person asked for plain text: no HTML part is made."""
    said: Mapping[str, Any]
    """Placeholder of the wording → text or date; a missing one leaves out the blocks that need
    it."""
    link: str
    unsubscribe_link: str | None
    """None in a mail to somebody who is not a member."""


def compose(letter: Letter, *, sender: str, reference: str, now: datetime) -> EmailMessage:
    """Put a letter into words.

    Args:
        sender: ``Name <address>``.
        reference: names the mail; becomes its Message-ID, so that a mail sent twice is seen to be
            the same.
    """
    language = _language(letter.language)
    wording = _wording(language)
    said = {name: _said(value, wording) for name, value in letter.said.items()}
    mail = wording[letter.kind.value]
    context = {
        "language": language,
        "subject": mail["subject"].format_map(said),
        "blocks": [_filled(block, said) for block in mail["body"] if _wanted(block, said)],
        "link": letter.link,
        "unsubscribe": wording["unsubscribe"],
        "unsubscribe_link": letter.unsubscribe_link,
    }
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(sender)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=letter.recipient)
    message["Subject"] = " ".join(str(context["subject"]).split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{reference}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe_link is not None:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe_link}>"
    message.set_content(_LAYOUT.get_template("mail.txt").render(context).lstrip("\n"))
    if not letter.plain_text_only:
        html = _LAYOUT.get_template("mail.html").render(context)
        message.add_alternative(html, subtype="html")
    message["Content-Language"] = language
    return message


def _language(tag: str) -> str:
    """Give the language of ours that a BCP 47 tag asks for."""
    primary = tag.partition("-")[0].lower()
    return primary if primary in LANGUAGES else FALLBACK_LANGUAGE


@cache
def _wording(language: str) -> Mapping[str, Any]:
    source = files("panel.mail") / "wording" / f"{language}.toml"
    return tomllib.loads(source.read_text("utf-8"))


def _said(value: Any, wording: Mapping[str, Any]) -> Any:
    if isinstance(value, date):
        return f"{value.day} {wording['months'][value.month - 1]} {value.year}"
    return value


def _wanted(block: Mapping[str, str], said: Mapping[str, Any]) -> bool:
    return "needs" not in block or said.get(block["needs"]) is not None


def _filled(block: Mapping[str, str], said: Mapping[str, Any]) -> dict[str, str]:
    return {name: text.format_map(said) for name, text in block.items()}
