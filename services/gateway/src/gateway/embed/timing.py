"""A signed note of when a form was shown. Programs can't do without it, and can't hurry with it.

A form that comes back at once is kept waiting until a person could have filled it in: somebody
whose browser fills it in loses a second, and a program that takes a fresh note each time is no
faster than that. The note needs no cookie and no store, and holds nothing about the visitor. So it
can be sent again until it is old; what is good once is the proof of work (`gateway.embed.spent`),
and what bounds a program that keeps a note are the limits.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Literal

from common.clock import Clock, utc_now

LONGEST = timedelta(hours=12)

_MAC_BYTES = 16

Verdict = Literal["good", "stale", "forged"]


class FormTimes:
    """Makes and judges such notes.

    Args:
        secret: signs them; derived from the gateway's pepper.
        shortest: seconds in which nobody can read and fill in the form.
        clock: the present moment; tests set it.
    """

    def __init__(self, secret: bytes, *, shortest: float, clock: Clock = utc_now) -> None:
        self._shortest = timedelta(seconds=shortest)
        self._key = hmac.digest(secret, b"golden-thread form times", hashlib.sha256)
        self._clock = clock

    def note(self, form: str) -> str:
        """Make the note of a form that is shown now."""
        payload = int(self._clock().timestamp() * 1000).to_bytes(8, "big") + secrets.token_bytes(4)
        return base64.urlsafe_b64encode(payload + self._mac(form, payload)).decode()

    def judge(self, form: str, note: str) -> tuple[Verdict, float]:
        """Say whether a note is ours and fresh, and how many seconds to keep the sender waiting."""
        try:
            raw = base64.b64decode(note, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return "forged", 0.0
        payload, mac = raw[:12], raw[12:]
        if not hmac.compare_digest(mac, self._mac(form, payload)):
            return "forged", 0.0
        shown = int.from_bytes(payload[:8], "big") / 1000
        age = timedelta(seconds=self._clock().timestamp() - shown)
        if age > LONGEST:
            return "stale", 0.0
        return "good", max(0.0, (self._shortest - age).total_seconds())

    def _mac(self, form: str, payload: bytes) -> bytes:
        return hmac.digest(self._key, form.encode() + b"\0" + payload, hashlib.sha256)[:_MAC_BYTES]
