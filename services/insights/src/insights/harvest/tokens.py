"""Resumption tokens: where a list goes on, by position, never by a count of rows.

A token names only what anybody may read, so it is checked and not signed: a digest over it tells
an altered one, and one that somebody made up with care leads to a list that they could have asked
for. Tokens don't expire.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import UTC, datetime
from typing import Any, NoReturn

import orjson

from insights.harvest.errors import BadResumptionToken
from insights.harvest.schemas import Resumption, Selection
from insights.harvest.sets import is_spec

_DIGEST_BYTES = 9
_LONGEST = 1_000
_VERBS = ("ListIdentifiers", "ListRecords")


def write(resumption: Resumption) -> str:
    """Write a token: base64url of a digest and a JSON array."""
    chosen = resumption.selection
    body = orjson.dumps(
        [
            _VERBS.index(resumption.verb),
            _seconds(chosen.stamped_from),
            _seconds(chosen.stamped_before),
            chosen.spec,
            resumption.as_of,
            resumption.after,
            resumption.given,
        ]
    )
    return base64.urlsafe_b64encode(_digest(body) + body).rstrip(b"=").decode()


def read(token: str) -> Resumption:
    """Read a token.

    Raises:
        BadResumptionToken: if it was not written here, or was altered.
    """
    if len(token) > _LONGEST:
        refuse()
    try:
        padded = token + "=" * (-len(token) % 4)
        plain = base64.b64decode(padded, altchars=b"-_", validate=True)
        digest, body = plain[:_DIGEST_BYTES], plain[_DIGEST_BYTES:]
        if digest != _digest(body):
            refuse()
        return _typed(orjson.loads(body))
    except (ValueError, TypeError, OverflowError, binascii.Error):
        refuse()


def refuse(why: str = "Begin the list again, without a token.") -> NoReturn:
    """Refuse a token.

    Raises:
        BadResumptionToken: always.
    """
    raise BadResumptionToken(why)


def _typed(values: Any) -> Resumption:
    verb, begin, end, spec, as_of, after, given = values
    numbers = (verb, as_of, after, given)
    if any(type(number) is not int for number in numbers) or verb not in (0, 1):
        refuse()
    if not 0 < after < as_of or not 0 < given <= after:
        refuse()
    if spec is not None and not (isinstance(spec, str) and is_spec(spec)):
        refuse()
    return Resumption(
        _VERBS[verb], Selection(_moment(begin), _moment(end), spec), as_of, after, given
    )


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(b"resumption token\n" + body).digest()[:_DIGEST_BYTES]


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def _moment(seconds: Any) -> datetime | None:
    if seconds is None:
        return None
    if type(seconds) is not int:
        refuse()
    return datetime.fromtimestamp(seconds, UTC)
