"""Which addresses may be forwarded, read strictly: what is not plainly allowed is refused.

The path is judged as it came over the wire and forwarded as it came, so that the gateway and the
service can't read it differently: no encoded slash, backslash, dot or control character, no ``.``
or ``..`` segment, no empty segment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from common.db.tenancy import SystemCode

MAX_PATH = 2048
MAX_QUERY = 8192

_ENCODED = rb"%(?![01]|2[EeFf]|5[Cc]|7[Ff])[0-9A-Fa-f]{2}"
_SEGMENT = rb"(?!\.{1,2}(?:/|\Z))(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|" + _ENCODED + rb")+"
_PATH = re.compile(rb"/api/v1/([A-Z0-9]{3,10})/([a-z][a-z\-]{0,29})((?:/" + _SEGMENT + rb")*/?)\Z")
_IMPORT = re.compile(
    rb"/(?:feedback-sources/[^/]+/imports|feedback-uploads/[^/]+|minutes-imports"
    rb"|(?:findings|stories)/[^/]+/files|papers/[^/]+/attachments)\Z"
)
_EXPORT = re.compile(
    rb"/exports(?:/|\Z)|/(?:findings|stories)/[^/]+/files/[^/]+\Z"
    rb"|/(?:published-)?papers/[^/]+/attachments/[^/]+\Z"
)
_QUERY = re.compile(rb"[\x21-\x7e]*\Z")


@dataclass(frozen=True, slots=True)
class Address:
    """A path of the API, taken apart."""

    ics: SystemCode
    service: str
    is_import: bool
    """Takes a large body, and may take long."""
    is_long: bool
    """May take long: imports and exports, files among them."""


def read_address(raw_path: bytes) -> Address | None:
    """Take a path of the API apart; None where it is not one, or tries a trick."""
    match = _PATH.match(raw_path) if len(raw_path) <= MAX_PATH else None
    if match is None:
        return None
    rest = match[3]
    is_import = _IMPORT.match(rest) is not None
    return Address(
        SystemCode(match[1].decode()),
        match[2].decode(),
        is_import,
        is_import or _EXPORT.search(rest) is not None,
    )


def query_is_plain(query: bytes) -> bool:
    """Say whether a query string is of a length and of characters that may be forwarded."""
    return len(query) <= MAX_QUERY and _QUERY.match(query) is not None
