"""What a mail says: plain text, which every mail program and screen reader can read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import cache
from importlib.resources import files
from typing import Any

from common.mail.messages import new_message


@dataclass(frozen=True)
class Letter:
    """One mail to one mailbox, before it is put into words."""

    kind: str
    to: str
    said: Mapping[str, str]
    link: str
    stop_link: str | None
    """Stops further mail with one POST (RFC 8058); None where there is none to stop."""


def compose(letter: Letter, *, sender: str, reference: str, now: datetime) -> EmailMessage:
    """Put a letter into words.

    Args:
        sender: ``Name <address>``.
        reference: names the mail; becomes its Message-ID, so that a mail sent twice is seen to be
            the same.
    """
    mail = _wording()[letter.kind]
    message = new_message(
        sender=sender, to=letter.to, subject=mail["subject"].format_map(letter.said),
        reference=reference, now=now, stop_link=letter.stop_link,
    )  # fmt: skip
    message["Content-Language"] = "en"
    blocks = [_block(block, letter) for block in mail["body"]]
    if letter.stop_link is not None:
        blocks.append(f"Stop these emails:\n{letter.stop_link}")
    message.set_content("\n\n".join(blocks) + "\n")
    return message


def _block(block: Mapping[str, str], letter: Letter) -> str:
    if "action" in block:
        return f"{block['action'].format_map(letter.said)}:\n{letter.link}"
    return block["text"].format_map(letter.said)


@cache
def _wording() -> Mapping[str, Any]:
    source = files("insights.mail") / "wording" / "en.toml"
    return tomllib.loads(source.read_text("utf-8"))
