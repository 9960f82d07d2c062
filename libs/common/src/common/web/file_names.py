"""The name of a file, as it is sent (RFC 6266) and as it is given back."""

from __future__ import annotations

import re
import unicodedata
from email.message import Message
from urllib.parse import quote

LONGEST = 150
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""What no file's name has on some system, or what hides how it ends."""
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""The content security policy of a file that is given out: no browser runs anything of it."""


def sent_name(disposition: str | None) -> str:
    """Read the name out of ``Content-Disposition: attachment; filename="report.pdf"``; empty where
    there is none."""
    if disposition is None:
        return ""
    message = Message()
    message["Content-Disposition"] = disposition
    return unicodedata.normalize("NFC", message.get_filename() or "").strip()


def is_fit(name: str) -> bool:
    """Say whether every system can have a file of that name."""
    return len(name) <= LONGEST and not _UNFIT.search(name) and not name.startswith(".")


def disposition(name: str, *, inline: bool) -> str:
    """Write the header by which a file is given out."""
    how = "inline" if inline else "attachment"
    return f"{how}; filename*=UTF-8''{quote(name, safe='')}"
