"""What every form that anybody may send is asked before it is taken; no puzzle for people.

Limits by network, a signed note of when the form was shown, a proof of work by the browser, and a
field that people never see. A form without a good proof takes the slow way: it waits longer, and
few such forms are taken from one network, and in one system, in a minute.
"""

from __future__ import annotations

import asyncio

from fastapi import Request

from common.errors import TooManyRequests
from gateway.dependencies import Parts
from gateway.embed.spent import spend
from gateway.embed.timing import Verdict
from gateway.limits.buckets import Buckets
from gateway.limits.network import network_of, wider_network
from gateway.pages.speaking import marked
from gateway.systems.service import SystemEntry

_AGAIN: dict[Verdict, str] = {
    "stale": marked("This page was open for a long time. Press the button again"),
    "forged": marked("Check your email address, then press the button again"),
}


class Guard:
    """Guards one form that was sent.

    Args:
        name: of the form in its system, such as ``join/QE1``; notes and proofs are good for it
            alone.

    Raises:
        TooManyRequests: if the sender's network has sent too many forms.
    """

    def __init__(self, parts: Parts, system: SystemEntry, name: str, request: Request) -> None:
        self._parts = parts
        self._system = system
        self._name = name
        self._network = network_of(request.scope, parts.settings.trusted_proxies)
        self._wait = 0.0
        _within(parts.form_limit, self._network)
        _within(parts.wide_form_limit, wider_network(self._network))

    def verdict(self, shown: str) -> str | None:
        """Judge the note of when the form was shown; gives what to tell the sender if it is no
        good."""
        verdict, self._wait = self._parts.form_times.judge(self._name, shown)
        return None if verdict == "good" else _AGAIN[verdict]

    async def hold(self, proof: str) -> None:
        """Judge the proof of work, and keep the sender waiting for as long as is due.

        Raises:
            TooManyRequests: without a good proof, if too many such forms were sent.
        """
        if not await self._is_proved(proof):
            _within(self._parts.unproved_limit, self._network)
            _within(self._parts.system_limit, self._system.code)
            self._wait += self._parts.settings.unproved_seconds
        await asyncio.sleep(self._wait)

    async def _is_proved(self, text: str) -> bool:
        if not self._parts.proofs.asked:
            return True
        proof = self._parts.proofs.judge(self._name, text)
        return proof is not None and await spend(self._parts.database, self._system.code, proof)


def _within(limit: Buckets, caller: str) -> None:
    allowance = limit.take(caller)
    if not allowance.allowed:
        raise TooManyRequests(f"Wait {allowance.retry_after} seconds, then try again.")
