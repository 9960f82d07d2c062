"""What a mail says: plain text, which every mail program and screen reader can read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from functools import cache
from importlib.resources import files
from typing import Any

from common.mail.messages import new_message


@dataclass(frozen=True)
class Letter:
    """One mail to one person, before it is put into words."""

    kind: str
    to: str
    said: Mapping[str, str | None]
    """Placeholder of the wording → text; a missing one leaves out the blocks that need it."""
    link: str


def compose(letter: Letter, *, sender: str, reference: str, now: datetime) -> EmailMessage:
    """Put a letter into words.

    Args:
        sender: ``Name <address>``.
        reference: names the mail; becomes its Message-ID, so that a mail sent twice is seen to be
            the same.
    """
    mail = _wording()[letter.kind]
    said = {name: text for name, text in letter.said.items() if text is not None}
    message = new_message(
        sender=sender, to=letter.to, subject=mail["subject"].format_map(said), reference=reference,
        now=now, stop_link=None,
    )  # fmt: skip
    message["Content-Language"] = "en"
    blocks = [_block(one, said, letter.link) for one in mail["body"] if _wanted(one, said)]
    message.set_content("\n\n".join(blocks) + "\n")
    return message


def in_words(day: date) -> str:
    """Write a day as people do: 3 March 2026."""
    return f"{day.day} {day:%B %Y}"


def _wanted(block: Mapping[str, str], said: Mapping[str, str]) -> bool:
    return "needs" not in block or block["needs"] in said


def _block(block: Mapping[str, str], said: Mapping[str, str], link: str) -> str:
    if "action" in block:
        return f"{block['action'].format_map(said)}:\n{link}"
    if "heading" in block:
        heading = block["heading"].format_map(said)
        return f"{heading}\n{'-' * len(heading)}"
    return block["text"].format_map(said)


@cache
def _wording() -> Mapping[str, Any]:
    source = files("governance.mail") / "wording" / "en.toml"
    return tomllib.loads(source.read_text("utf-8"))
