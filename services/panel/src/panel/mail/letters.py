"""What a mail says: wording by language, as plain text and as HTML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from common.mail.messages import new_message
from panel.mail.copies import Section
from panel.mail.kinds import MailKind

FALLBACK_LANGUAGE = "en"
TYPE_SIZE = 19
LANGUAGES = ("en", "pl")
"""Languages that mails are written in; others get English."""

_LAYOUT = Environment(
    loader=PackageLoader("panel.mail", "layout"),
    undefined=StrictUndefined,
    autoescape=select_autoescape(["html"], default=False),
)


@dataclass(frozen=True)
class Version:
    """What somebody made of a mail in another format, in place of its wording."""

    subject: str
    text: str
    media: str | None
    """Address of the video or the recording."""


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
    type_size: int | None = None
    """Pixels of the type in the HTML part; None for the usual size."""
    version: Version | None = None
    sections: tuple[Section, ...] = ()
    """Of a bulletin: what it says, in place of the wording."""
    address_number: int = 0
    """Which of the member's addresses the recipient is, 1 the first; 0 for none that is theirs now
    for certain, so that nothing is concluded where it comes back."""
    image: str | None = None
    """Address of the picture by which a copy counts that it was opened; None in most."""

    @property
    def is_counted(self) -> bool:
        """Say whether the HTML of this copy counts."""
        return self.image is not None and not self.plain_text_only and self.version is None


def compose(letter: Letter, *, sender: str, reference: str, now: datetime) -> EmailMessage:
    """Put a letter into words.

    Args:
        sender: ``Name <address>``.
        reference: names the mail; becomes its Message-ID, so that a mail sent twice is seen to be
            the same.
    """
    language = language_of(letter.language) if letter.version is None else letter.language
    wording = _wording(language_of(language))
    subject, blocks = words_of(letter)
    context = {
        "language": language,
        "subject": subject,
        "blocks": blocks,
        "link": letter.link,
        "type_size": letter.type_size or TYPE_SIZE,
        "unsubscribe": wording["unsubscribe_bulletins" if letter.sections else "unsubscribe"],
        "unsubscribe_link": letter.unsubscribe_link,
        "system": letter.said["system"],
        "sections": letter.sections,
        "image": letter.image if letter.is_counted else None,
        "counted": wording["counted"] if letter.is_counted else None,
    }
    message = new_message(
        sender=sender, to=letter.recipient, subject=subject, reference=reference, now=now,
        stop_link=letter.unsubscribe_link,
    )  # fmt: skip
    message.set_content(_LAYOUT.get_template("mail.txt").render(context).lstrip("\n"))
    if not letter.plain_text_only:
        layout = "bulletin.html" if letter.sections and letter.version is None else "mail.html"
        html = _LAYOUT.get_template(layout).render(context)
        message.add_alternative(html, subtype="html")
    message["Content-Language"] = language
    return message


def in_plain_text(letter: Letter) -> tuple[str, str]:
    """Put a letter into words, for paper or the telephone: its subject and its text."""
    subject, blocks = words_of(letter)
    context = {"blocks": blocks, "link": letter.link, "unsubscribe_link": None}
    text = _LAYOUT.get_template("mail.txt").render(context).strip()
    return " ".join(str(subject).split()), text


def words_of(letter: Letter) -> tuple[str, list[dict[str, str]]]:
    """Give a letter's subject and its blocks: the wording, or what was made in its place."""
    language = language_of(letter.language)
    wording = _wording(language)
    said = {name: _said(value, language) for name, value in letter.said.items()}
    mail = wording[letter.kind.value]
    if letter.version is None:
        blocks = [block for section in letter.sections for block in section.blocks()]
        blocks += [_filled(block, said) for block in mail["body"] if _wanted(block, said)]
        return mail["subject"].format_map(said), blocks
    paragraphs = [part.strip() for part in letter.version.text.split("\n\n") if part.strip()]
    blocks = [{"text": paragraph} for paragraph in paragraphs]
    if letter.version.media is not None:
        blocks.insert(0, {"media": letter.version.media, "label": wording["media"]})
    blocks += [block for block in mail["body"] if "action" in block and _wanted(block, said)]
    return letter.version.subject, blocks


def primary_language(tag: str) -> str:
    """Give the language itself of a BCP 47 tag, such as ``pl`` of ``pl-PL``."""
    return tag.partition("-")[0].lower()


def language_of(tag: str) -> str:
    """Give the language of ours that a BCP 47 tag asks for."""
    primary = primary_language(tag)
    return primary if primary in LANGUAGES else FALLBACK_LANGUAGE


@cache
def _wording(language: str) -> Mapping[str, Any]:
    source = files("panel.mail") / "wording" / f"{language}.toml"
    return tomllib.loads(source.read_text("utf-8"))


def day_in_words(day: date, language: str) -> str:
    """Write a day as people do in a language of ours: 3 March 2026."""
    return f"{day.day} {_wording(language)['months'][day.month - 1]} {day.year}"


def _said(value: Any, language: str) -> Any:
    return day_in_words(value, language) if isinstance(value, date) else value


def _wanted(block: Mapping[str, str], said: Mapping[str, Any]) -> bool:
    return "needs" not in block or said.get(block["needs"]) is not None


def _filled(block: Mapping[str, str], said: Mapping[str, Any]) -> dict[str, str]:
    return {name: text.format_map(said) for name, text in block.items()}
