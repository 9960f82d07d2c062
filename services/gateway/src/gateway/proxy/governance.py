"""What the gateway's own pages ask of governance in the name of a visitor who asks or petitions."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from common.db.tenancy import SystemCode
from gateway.proxy.asking import Asking
from gateway.proxy.panel import Answer
from gateway.proxy.tokens import Tokens
from gateway.proxy.upstream import Upstreams

ASK = frozenset({"governance:ask"})
_UNFIT = re.compile(r"[^\x21-\x7e]")
"""What no token of ours has and no header may have, such as a line break."""


class Governance:
    """Governance, as members of the public use it.

    Raises (every method):
        ServiceUnavailable, ServiceBroke, ServiceTooSlow: where it can't be asked.
    """

    def __init__(self, upstreams: Upstreams, tokens: Tokens) -> None:
        self._asking = Asking(upstreams, tokens, "governance")

    async def request_link(self, ics: SystemCode, purpose: str, email: str) -> Answer:
        """Ask for the link by which a question or a petition is written."""
        return await self._ask(ics, "POST", f"/{purpose}-requests", {"email": email})

    async def check_link(self, ics: SystemCode, purpose: str, token: str) -> Answer:
        """Say whether such a link is still good."""
        return await self._ask(ics, "GET", f"/{purpose}-requests/mine", token=token)

    async def offer(self, ics: SystemCode) -> Answer:
        """Give the bodies that take questions, statements or petitions."""
        return await self._ask(ics, "GET", "/public-questions/offer")

    async def answered(self, ics: SystemCode) -> Answer:
        """Say where answers to questions are published."""
        return await self._ask(ics, "GET", "/public-questions/answered")

    async def meeting_questions(self, ics: SystemCode, meeting_id: UUID) -> Answer:
        """Give the published questions of a meeting."""
        return await self._ask(ics, "GET", f"/public-questions/meetings/{meeting_id}")

    async def send_question(self, ics: SystemCode, body: dict[str, Any]) -> Answer:
        """Send a question or statement."""
        return await self._ask(ics, "POST", "/questions", body)

    async def own(self, ics: SystemCode, kind: str, token: str) -> Answer:
        """Give a question, petition or signature to its sender.

        Args:
            kind: questions, petitions or signatures.
        """
        return await self._ask(ics, "GET", f"/{kind}/mine", token=token)

    async def withdraw(self, ics: SystemCode, kind: str, token: str) -> Answer:
        """Take it back, or delete what tells who sent it."""
        return await self._ask(ics, "DELETE", f"/{kind}/mine", token=token)

    async def petitions(self, ics: SystemCode) -> Answer:
        """List the public petitions."""
        return await self._ask(ics, "GET", "/public-petitions")

    async def petition(self, ics: SystemCode, petition_id: UUID) -> Answer:
        """Give a public petition."""
        return await self._ask(ics, "GET", f"/public-petitions/{petition_id}")

    async def start_petition(self, ics: SystemCode, body: dict[str, Any]) -> Answer:
        """Start a petition."""
        return await self._ask(ics, "POST", "/petitions", body)

    async def request_signature(self, ics: SystemCode, petition_id: UUID, email: str) -> Answer:
        """Ask for the link by which a petition is signed."""
        path = f"/petitions/{petition_id}/signature-requests"
        return await self._ask(ics, "POST", path, {"email": email})

    async def to_sign(self, ics: SystemCode, token: str) -> Answer:
        """Give the petition that a link signs."""
        return await self._ask(ics, "GET", "/signatures/to-confirm", token=token)

    async def sign(self, ics: SystemCode, body: dict[str, Any]) -> Answer:
        """Sign a petition."""
        return await self._ask(ics, "POST", "/signatures", body)

    async def _ask(
        self,
        ics: SystemCode,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        token: str | None = None,
    ) -> Answer:
        headers = {} if token is None else {"X-Link-Token": _UNFIT.sub("?", token)}
        return Answer(
            *await self._asking.ask(ics, method, path, scopes=ASK, body=body, headers=headers)
        )
