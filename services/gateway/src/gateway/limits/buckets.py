"""Token buckets, in the memory of one process.

Each process counts alone: with N processes behind one address a caller may reach N times the rate.
That is enough to protect the services; it is not a quota to bill by.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

WINDOW_SECONDS = 60


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


@dataclass(frozen=True, slots=True)
class Allowance:
    """The outcome of taking from a bucket.

    ``remaining`` requests may follow at once; ``reset`` is the seconds until the bucket is full,
    ``retry_after`` the seconds until there is room for one more.
    """

    allowed: bool
    remaining: int
    reset: int
    retry_after: int


class Buckets:
    """One bucket per caller: holds a minute's worth of requests, and fills evenly.

    Args:
        name: of the policy, as the headers give it.
        rate: requests per minute.
        monotonic: seconds that only grow; tests set it.
        remembered: callers kept in memory; the ones whose bucket is full go first.
    """

    def __init__(
        self,
        name: str,
        rate: int,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        remembered: int = 50_000,
    ) -> None:
        self.name = name
        self.rate = rate
        self._per_second = rate / WINDOW_SECONDS
        self._monotonic = monotonic
        self._remembered = remembered
        self._buckets: dict[Hashable, _Bucket] = {}
        self._policy = (
            b"ratelimit-policy",
            f'"{name}";q={rate};w={WINDOW_SECONDS}'.encode(),
        )

    def take(self, caller: Hashable, cost: int = 1) -> Allowance:
        """Take ``cost`` requests' worth of a caller's bucket, or nothing where it lacks them."""
        now = self._monotonic()
        bucket = self._buckets.get(caller)
        if bucket is None:
            if len(self._buckets) >= self._remembered:
                self._forget(now)
            bucket = self._buckets[caller] = _Bucket(float(self.rate), now)
        else:
            tokens = bucket.tokens + (now - bucket.at) * self._per_second
            bucket.tokens = min(tokens, float(self.rate))
            bucket.at = now
        allowed = bucket.tokens >= cost
        if allowed:
            bucket.tokens -= cost
        missing = self.rate - bucket.tokens
        return Allowance(
            allowed,
            int(bucket.tokens),
            math.ceil(missing / self._per_second),
            0 if allowed else max(1, math.ceil((cost - bucket.tokens) / self._per_second)),
        )

    def has_room(self, caller: Hashable, cost: int) -> bool:
        """Say whether ``cost`` requests' worth could be taken, taking nothing. A cost above a
        whole bucket asks for a full one."""
        return self.take(caller, 0).remaining >= min(cost, self.rate)

    def headers(self, allowance: Allowance) -> list[tuple[bytes, bytes]]:
        """Give the fields `RateLimit-Policy` and `RateLimit` (IETF draft "RateLimit header fields
        for HTTP"), and `Retry-After` where the request is refused."""
        value = f'"{self.name}";r={allowance.remaining};t={allowance.reset}'.encode()
        headers = [self._policy, (b"ratelimit", value)]
        if not allowance.allowed:
            headers.append((b"retry-after", str(allowance.retry_after).encode()))
        return headers

    def _forget(self, now: float) -> None:
        full_at = {
            caller: bucket.at + (self.rate - bucket.tokens) / self._per_second
            for caller, bucket in self._buckets.items()
        }
        kept = {c: b for c, b in self._buckets.items() if full_at[c] > now}
        if len(kept) >= self._remembered:
            soonest = sorted(kept, key=full_at.__getitem__)
            for caller in soonest[: self._remembered // 10 + 1]:
                del kept[caller]
        self._buckets = kept
