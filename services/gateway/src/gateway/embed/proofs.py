"""Proof of work: what a form asks of a browser in place of a puzzle for the person.

The scheme is ALTCHA's first: find the number whose SHA-256 with a salt is as given. A challenge is
signed, bound to one form of one system, and short-lived; nothing is kept of it until it is solved.
A solution is good once (`gateway.embed.spent`). A browser solves it in about a second while its
user types; for a program that sends thousands it is the cost of each.

A form without a good proof is no mistake: a browser without JavaScript sends none. It is taken on
the slow way, see `gateway.embed.routes`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import orjson
from altcha.v1 import (
    ChallengeOptions,
    PayloadType,
    create_challenge,
    extract_params,
    verify_solution,
)
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.clock import Clock, utc_now

MAX_TEXT = 1000
"""Characters of a solution as it is sent; ours have about 400."""
_Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Solution(BaseModel):
    """A solution as browsers send it: base64 of JSON."""

    model_config = ConfigDict(extra="ignore", strict=True)

    algorithm: Literal["SHA-256"]
    challenge: _Hex
    number: int = Field(ge=0)
    salt: str = Field(max_length=300)
    signature: _Hex


@dataclass(frozen=True)
class Proof:
    """A good solution."""

    digest: bytes
    """What its challenge is known by."""
    expires_at: datetime


class Proofs:
    """Makes challenges and judges solutions.

    Args:
        secret: signs challenges; derived from the gateway's pepper.
        difficulty: the largest number that may have to be tried; half of it on the average. 0 asks
            for no proof.
        lifetime: how long a challenge can be solved.
        clock: the present moment; tests set it.
    """

    def __init__(
        self, secret: bytes, *, difficulty: int, lifetime: timedelta, clock: Clock = utc_now
    ) -> None:
        self.asked = difficulty > 0
        self._key = hmac.digest(secret, b"golden-thread proof of work", hashlib.sha256)
        self._difficulty = difficulty
        self._lifetime = lifetime
        self._clock = clock

    def challenge(self, form: str) -> str | None:
        """Make a challenge of a form that is shown now, as JSON; None where none is asked."""
        if not self.asked:
            return None
        options = ChallengeOptions(
            algorithm="SHA-256",
            max_number=self._difficulty,
            hmac_key=self._key,
            expires=self._clock() + self._lifetime,
            params={"form": form},
        )
        made = create_challenge(options)
        return orjson.dumps(
            {
                "algorithm": made.algorithm,
                "challenge": made.challenge,
                "maxnumber": made.max_number,
                "salt": made.salt,
                "signature": made.signature,
            }
        ).decode()

    def judge(self, form: str, text: str) -> Proof | None:
        """Give the proof that a text is; None if it is forged, of another form, or too late."""
        try:
            raw = base64.b64decode(text[: MAX_TEXT + 1], validate=True)
            solution = _Solution.model_validate_json(raw)
        except (binascii.Error, ValueError, ValidationError):
            return None
        payload = PayloadType(
            algorithm=solution.algorithm,
            challenge=solution.challenge,
            number=solution.number,
            salt=solution.salt,
            signature=solution.signature,
        )
        solved, _ = verify_solution(payload, hmac_key=self._key, check_expires=False)
        told = extract_params(payload)
        if not solved or told.get("form") != [form]:
            return None
        expires_at = datetime.fromtimestamp(int(told["expires"][0]), UTC)
        if expires_at <= self._clock():
            return None
        return Proof(bytes.fromhex(solution.challenge), expires_at)
