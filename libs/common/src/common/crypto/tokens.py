"""The signed token by which the gateway tells a service who calls (RFC 7519, RFC 8725).

It lives for minutes, names one system, and is signed with Ed25519. A verifier takes that algorithm
alone, checks issuer, audience and times, and knows several keys by their ids so that keys rotate
without refusing anybody.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from common.clock import Clock, utc_now
from common.crypto.keys import ALGORITHM, read_keys

ISSUER = "golden-thread-gateway"
AUDIENCE = "golden-thread"
MAX_LIFETIME = timedelta(seconds=300)
_LEEWAY = timedelta(seconds=5)
_CACHED = 10_000


class BadToken(Exception):
    """A token that proves nothing. The message names the reason, never the token."""


@dataclass(frozen=True)
class Claims:
    """What a token says."""

    subject: str
    """An opaque name of the caller, such as an API key's id."""
    ics: str
    """ODS code of the system that the caller acts in."""
    scopes: frozenset[str]
    organisation_id: UUID | None
    expires_at: datetime


class TokenMinter:
    """Makes tokens, signed with the first key of a private key set.

    Args:
        keys: private keys.
        lifetime: at most 300 s.
        clock: the present moment.
    """

    def __init__(
        self,
        keys: KeySet,
        *,
        lifetime: timedelta = timedelta(seconds=120),
        clock: Clock = utc_now,
    ) -> None:
        if not timedelta(0) < lifetime <= MAX_LIFETIME:
            raise ValueError("a token lives for 1 to 300 seconds")
        self._key = keys.keys[0]
        self._lifetime = lifetime
        self._clock = clock

    def mint(
        self,
        *,
        subject: str,
        ics: str,
        scopes: Iterable[str],
        organisation_id: UUID | None = None,
    ) -> str:
        """Make a token for one caller and one system."""
        now = self._clock()
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "org": str(organisation_id) if organisation_id else None,
            "ics": ics,
            "scope": " ".join(sorted(scopes)),
            "iat": int(now.timestamp()),
            "exp": int((now + self._lifetime).timestamp()),
            "jti": secrets.token_urlsafe(12),
        }
        header = {"alg": ALGORITHM, "kid": self._key.kid, "typ": "at+jwt"}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])


class TokenVerifier:
    """Checks tokens against the public keys, and remembers good ones until they expire.

    Args:
        keys: the keys, or the path of their file; a file is read again when a token names a key
            that isn't known, so that a rotation needs no restart.
        clock: the present moment.
    """

    def __init__(self, keys: KeySet | Path, *, clock: Clock = utc_now) -> None:
        self._path = keys if isinstance(keys, Path) else None
        self._keys = read_keys(keys) if isinstance(keys, Path) else keys
        self._read_state = self._file_state()
        self._clock = clock
        self._verified: dict[str, Claims] = {}

    def verify(self, token: str) -> Claims:
        """Give the claims of a token.

        Raises:
            BadToken: if the signature, issuer, audience, times or form are not right.
        """
        now = self._clock()
        known = self._verified.get(token)
        if known is not None:
            if known.expires_at > now:
                return known
            del self._verified[token]
        claims = self._check(token, now)
        if len(self._verified) >= _CACHED:
            self._forget_expired(now)
        self._verified[token] = claims
        return claims

    def _check(self, token: str, now: datetime) -> Claims:
        try:
            decoded = jwt.decode(token, self._keys, algorithms=[ALGORITHM])
        except (JoseError, ValueError) as error:
            if not self._reload():
                raise BadToken(type(error).__name__) from None
            return self._check(token, now)
        return _claims(decoded.claims, now)

    def _reload(self) -> bool:
        state = self._file_state()
        if self._path is None or state == self._read_state:
            return False
        self._read_state = state
        self._keys = read_keys(self._path)
        self._verified.clear()
        return True

    def _file_state(self) -> tuple[int, int] | None:
        if self._path is None:
            return None
        status = self._path.stat()
        return status.st_mtime_ns, status.st_ino

    def _forget_expired(self, now: datetime) -> None:
        self._verified = {t: c for t, c in self._verified.items() if c.expires_at > now}
        if len(self._verified) >= _CACHED:
            self._verified.clear()


def _claims(claims: dict[str, object], now: datetime) -> Claims:
    if claims.get("iss") != ISSUER or claims.get("aud") != AUDIENCE:
        raise BadToken("issuer or audience")
    issued, expires = _time(claims, "iat"), _time(claims, "exp")
    if expires <= now:
        raise BadToken("expired")
    if issued > now + _LEEWAY or expires - issued > MAX_LIFETIME:
        raise BadToken("times")
    subject, scope, org = claims.get("sub"), claims.get("scope"), claims.get("org")
    ics = claims.get("ics")
    if not (isinstance(subject, str) and subject and isinstance(ics, str) and ics):
        raise BadToken("subject or system")
    if not isinstance(scope, str):
        raise BadToken("scope")
    try:
        return Claims(
            subject=subject,
            ics=ics,
            scopes=frozenset(scope.split()),
            organisation_id=UUID(str(org)) if org else None,
            expires_at=expires,
        )
    except ValueError:
        raise BadToken("organisation") from None


def _time(claims: dict[str, object], name: str) -> datetime:
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadToken("times")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        raise BadToken("times") from None
