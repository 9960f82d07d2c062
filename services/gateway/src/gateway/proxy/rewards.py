"""What the gateway's own pages ask of the panel's rewards and expenses, in the name of a member."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from common.db.tenancy import SystemCode
from gateway.proxy.asking import Asking
from gateway.proxy.panel import SIGNUP, Answer, manage_header
from gateway.proxy.tokens import Tokens
from gateway.proxy.upstream import Upstreams


class Rewards:
    """A member's own rewards and expenses.

    Raises (every method):
        ServiceUnavailable, ServiceBroke, ServiceTooSlow: where the panel can't be asked.
    """

    def __init__(self, upstreams: Upstreams, tokens: Tokens) -> None:
        self._asking = Asking(upstreams, tokens, "panel")

    async def mine(self, ics: SystemCode, token: str) -> Answer:
        """Give what a member is offered and has claimed, with the benefits warning."""
        return await self._ask(ics, token, "GET", "/me/rewards")

    async def decide(
        self, ics: SystemCode, token: str, offer_id: UUID, said: dict[str, Any]
    ) -> Answer:
        """Accept an offer, decline it, or give it to a cause."""
        return await self._ask(ics, token, "PUT", f"/me/rewards/{offer_id}/decision", said)

    async def claim(
        self, ics: SystemCode, token: str, offer_id: UUID, said: dict[str, Any]
    ) -> Answer:
        """Claim what was accepted or given away."""
        return await self._ask(ics, token, "POST", f"/me/rewards/{offer_id}/claims", said)

    async def withdraw(self, ics: SystemCode, token: str, claim_id: UUID) -> Answer:
        """Take back a claim that nobody decided on yet."""
        return await self._ask(ics, token, "DELETE", f"/me/rewards/claims/{claim_id}")

    async def show_voucher(self, ics: SystemCode, token: str, voucher_id: UUID) -> Answer:
        """Give the code of a voucher; the panel does so once."""
        return await self._ask(ics, token, "POST", f"/me/rewards/vouchers/{voucher_id}/show")

    async def keep_account(self, ics: SystemCode, token: str, said: dict[str, str]) -> Answer:
        """Say where to be paid."""
        return await self._ask(ics, token, "PUT", "/me/payment-details", said)

    async def forget_account(self, ics: SystemCode, token: str) -> Answer:
        """Have one's payment details deleted."""
        return await self._ask(ics, token, "DELETE", "/me/payment-details")

    async def _ask(
        self,
        ics: SystemCode,
        token: str,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
    ) -> Answer:
        return Answer(
            *await self._asking.ask(
                ics, method, path, scopes=SIGNUP, body=body, headers=manage_header(token)
            )
        )
