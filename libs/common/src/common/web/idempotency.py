"""``Idempotency-Key``: a POST sent again has its effect once and gets the first answer.

The key is kept in the transaction of the effect, so there is no moment at which one is known
without the other. Of two requests with one key at the same time, the second waits for the first
and gets its answer; 409 after 10 s. Refusals are not kept: a refused request changed nothing, and
may succeed later. A key counts for a day; the worker's upkeep removes old ones.

An answer may hold a secret, such as a new member's token for their own page, and a request an
address. So the caller's key isn't stored, only its digest; the answer is sealed under the key
itself, and the fingerprint is keyed by it: the table alone tells neither.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

import orjson
from asyncpg import Connection
from fastapi import Request, Response

from common.crypto.sealing import Sealer
from common.db.engine import WriteSession, raw_connection
from common.errors import Conflict, FieldError, Invalid
from common.web.principal import Principal

HEADER = "Idempotency-Key"
WAIT_SECONDS = 10.0
MAX_KEY_CHARACTERS = 200
_KEPT_HEADERS = frozenset({"content-type", "location", "etag", "link"})
_FIELD = f"header.{HEADER}"
_SEAL = "caller"
_LINK = re.compile(rb"x-[a-z]+-token")
"""X-Manage-Token, X-Place-Token, X-Link-Token …"""

_CLAIM = """
INSERT INTO idempotency_keys AS kept (ics, caller, key, fingerprint, status, headers, body)
VALUES ($1, $2, $3, $4, 0, '{}', '')
ON CONFLICT (ics, caller, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, status = 0, created_at = now()
    WHERE kept.created_at < now() - interval '24 hours'
RETURNING 1
"""
_KEPT = """
SELECT fingerprint, status, headers::text, body FROM idempotency_keys
WHERE caller = $1 AND key = $2
"""
_KEEP = """
UPDATE idempotency_keys SET status = $3, headers = $4::text::jsonb, body = $5
WHERE caller = $1 AND key = $2
"""


@dataclass(frozen=True)
class KeyedRequest:
    """A POST with an ``Idempotency-Key``, and who sent it."""

    principal: Principal
    key: str
    """Digest of the method, the address, the tokens of a person's own link and the key: the same
    key elsewhere, or in the name of somebody else, is another one."""
    fingerprint: bytes
    """Keyed digest of what was sent."""
    sealer: Sealer
    """Seals the answer under the caller's key."""


async def keyed_request(
    request: Request, principal: Principal, *, with_body: bool
) -> KeyedRequest | None:
    """Read the key of a request; None where it has none.

    ``with_body`` is false for addresses that stream large bodies: there the fingerprint is made of
    the headers that describe the body, and of the query.

    Raises:
        Invalid: if the key is empty or too long.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 0 < len(key) <= MAX_KEY_CHARACTERS:
        raise Invalid(
            "An Idempotency-Key is 1 to 200 characters; a UUID serves well.",
            fields=(FieldError(_FIELD, "must have 1 to 200 characters"),),
        )
    address = request.scope["path"]
    described = [request.headers.get(n, "") for n in ("content-type", "content-digest")]
    body = await request.body() if with_body else request.headers.get("content-length", "").encode()
    parts = (request.scope["query_string"], *(text.encode() for text in described), body)
    secret = _digest(b"answer of an idempotent request", key.encode())
    return KeyedRequest(
        principal,
        _digest(request.method.encode(), address.encode(), key.encode(), *_links(request)).hex(),
        hmac.digest(secret, _digest(*parts), "sha256"),
        Sealer({_SEAL: secret}, _SEAL),
    )


async def claim(session: WriteSession, keyed: KeyedRequest) -> Response | None:
    """Take the key for this request's effect, or give the answer of the request that had it.

    Raises:
        Invalid: if the key came with another body before.
        Conflict: if the first request with it is still under way after 10 s.
    """
    connection: Connection = await raw_connection(session)
    identity = (keyed.principal.subject, keyed.key)
    try:
        taken = await connection.fetchval(
            _CLAIM, keyed.principal.ics, *identity, keyed.fingerprint, timeout=WAIT_SECONDS
        )
    except TimeoutError:
        raise Conflict(
            "A request with this Idempotency-Key is still under way. Send it again shortly."
        ) from None
    if taken:
        return None
    kept = await connection.fetchrow(_KEPT, *identity)
    if kept is None or kept["fingerprint"] != keyed.fingerprint:
        raise Invalid(
            "This Idempotency-Key was used with another request. Use a new key for a new request.",
            fields=(FieldError(_FIELD, "was used with another request"),),
        )
    headers: dict[str, str] = orjson.loads(kept["headers"])
    body = keyed.sealer.open(kept["body"], keyed.key.encode())
    return Response(body, kept["status"], {**headers, "Idempotency-Replayed": "true"})


async def keep(session: WriteSession, keyed: KeyedRequest, response: Response) -> None:
    """Keep the answer with the effect, in the same transaction."""
    await session.flush()
    connection: Connection = await raw_connection(session)
    headers = {name: value for name, value in response.headers.items() if name in _KEPT_HEADERS}
    await connection.execute(
        _KEEP,
        keyed.principal.subject,
        keyed.key,
        response.status_code,
        orjson.dumps(headers).decode(),
        keyed.sealer.seal(bytes(response.body), keyed.key.encode()),
    )


def _links(request: Request) -> list[bytes]:
    """Give the tokens by which a caller that asks for many people says for whom, in order."""
    return [name + b":" + value for name, value in sorted(request.headers.raw)
            if _LINK.fullmatch(name.lower())]  # fmt: skip


def _digest(*parts: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
