"""What the gateway's own pages ask of the panel, in the name of a visitor."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from common.db.tenancy import SystemCode
from common.errors import FieldError
from common.web.conditional import etag
from gateway.proxy.asking import Asking
from gateway.proxy.tokens import Tokens
from gateway.proxy.upstream import Upstreams

SIGNUP = frozenset({"panel:signup"})
ANSWER = frozenset({"panel:answer"})
_UNFIT = re.compile(r"[^\x21-\x7e]")
"""What no token of ours has and no header may have, such as a line break."""
_TOKENS = frozenset(
    {
        "body.token",
        "header.X-Manage-Token",
        "header.X-Place-Token",
        "header.X-Link-Token",
        "path.token",
    }
)
"""Fields that a token of a mailed link is in."""


@dataclass(frozen=True)
class Answer:
    """What the panel answered."""

    status: int
    content: dict[str, Any]

    @property
    def link_is_dead(self) -> bool:
        """Say whether the token is forged, used or expired."""
        return self.status in {404, 410} or any(
            one.field in _TOKENS for one in self.problem_fields()
        )

    @property
    def ok(self) -> bool:
        """Say whether it did what it was asked."""
        return self.status < 400

    def refuses(self, field: str) -> bool:
        """Say whether it refused what was said in a field."""
        return any(one.field == field for one in self.problem_fields())

    def is_problem(self, code: str) -> bool:
        """Say whether it refused for one reason: the last part of the problem's type."""
        return str(self.content.get("type", "")).rpartition("/")[2] == code

    def problem_fields(self) -> list[FieldError]:
        """Give the fields that it refused, and why."""
        return [
            FieldError(str(one.get("field")), str(one.get("message")))
            for one in self.content.get("errors", [])
        ]


def manage_header(token: str) -> dict[str, str]:
    """Give the header in which a member's own token goes."""
    return {"X-Manage-Token": _UNFIT.sub("?", token)}


class Panel:
    """The panel service, as the pages use it.

    Raises (every method):
        ServiceUnavailable, ServiceBroke, ServiceTooSlow: where it can't be asked.
    """

    def __init__(self, upstreams: Upstreams, tokens: Tokens) -> None:
        self._asking = Asking(upstreams, tokens, "panel")

    async def sign_up(self, ics: SystemCode, email: str, language: str) -> Answer:
        """Ask for the mail that confirms an address, in the language of the form."""
        said = {"email": email, "language": language}
        return await self._ask(ics, "POST", "/signups", SIGNUP, said)

    async def confirm(self, ics: SystemCode, body: dict[str, Any]) -> Answer:
        """Make a member of the person who holds the mailed token."""
        return await self._ask(ics, "POST", "/signups/confirm", SIGNUP, body)

    async def read_system(self, ics: SystemCode) -> Answer:
        """Give the settings of the system's panel."""
        return await self._ask(ics, "GET", "/system", SIGNUP)

    async def places(self, ics: SystemCode) -> Answer:
        """Give the system's places."""
        return await self._ask(ics, "GET", "/places", SIGNUP)

    async def vocabularies(self, ics: SystemCode) -> Answer:
        """Give the lists of codes that are in force."""
        return await self._ask(ics, "GET", "/vocabularies", SIGNUP)

    async def me(self, ics: SystemCode, token: str) -> Answer:
        """Give everything that the panel holds of the member with this token."""
        return await self._ask(ics, "GET", "/me", SIGNUP, manage_token=token)

    async def redeem_code(self, ics: SystemCode, code: str) -> Answer:
        """Use up the code of a letter, which opens a member's own page."""
        return await self._ask(ics, "POST", "/me/code", SIGNUP, {"code": code})

    async def export(self, ics: SystemCode, token: str) -> Answer:
        """Give everything that is held of the member, their answers too."""
        return await self._ask(ics, "GET", "/me/export", SIGNUP, manage_token=token)

    async def involvement(self, ics: SystemCode, token: str) -> Answer:
        """Give what a member took part in, and what they heard back."""
        return await self._ask(ics, "GET", "/me/involvement", SIGNUP, manage_token=token)

    async def public_gatherings(self, ics: SystemCode) -> Answer:
        """Give the public events that are on."""
        return await self._ask(ics, "GET", "/public-gatherings", SIGNUP)

    async def public_gathering(self, ics: SystemCode, gathering_id: UUID) -> Answer:
        """Give one public event."""
        return await self._ask(ics, "GET", f"/public-gatherings/{gathering_id}", SIGNUP)

    async def send_place_link(self, ics: SystemCode, gathering_id: UUID, email: str) -> Answer:
        """Send a member's personal link to an event, if the address is one's."""
        path = f"/public-gatherings/{gathering_id}/links"
        return await self._ask(ics, "POST", path, SIGNUP, {"email": email})

    async def gatherings(self, ics: SystemCode, token: str) -> Answer:
        """Give the events that a member may come to."""
        return await self._ask(ics, "GET", "/me/gatherings", SIGNUP, manage_token=token)

    async def place(self, ics: SystemCode, gathering_id: UUID, token: str) -> Answer:
        """Give an event and a member's place at it."""
        path = f"/gatherings/{gathering_id}/place"
        return await self._ask(ics, "GET", path, SIGNUP, place_token=token)

    async def place_calendar(self, ics: SystemCode, gathering_id: UUID, token: str) -> Answer:
        """Give an event as a calendar file for who holds a link to it."""
        path = f"/gatherings/{gathering_id}/place/calendar"
        return await self._ask(ics, "GET", path, SIGNUP, place_token=token)

    async def take_place(
        self, ics: SystemCode, gathering_id: UUID, token: str, needs: dict[str, Any]
    ) -> Answer:
        """Ask for a place, or accept one."""
        path, body = f"/gatherings/{gathering_id}/place", {"needs": needs}
        return await self._ask(ics, "POST", path, SIGNUP, body, place_token=token)

    async def give_place_up(self, ics: SystemCode, gathering_id: UUID, token: str) -> Answer:
        """Give a place up."""
        path = f"/gatherings/{gathering_id}/place"
        return await self._ask(ics, "DELETE", path, SIGNUP, place_token=token)

    async def change_me(
        self, ics: SystemCode, token: str, version: int, patch: dict[str, Any]
    ) -> Answer:
        """Change what a member says about themselves and agrees to."""
        return await self._ask(
            ics, "PATCH", "/me", SIGNUP, patch, manage_token=token, if_match=etag(version)
        )

    async def ask_for_address(self, ics: SystemCode, token: str, email: str) -> Answer:
        """Ask to change a member's address; the link goes to the new one."""
        path = "/me/address-changes"
        return await self._ask(ics, "POST", path, SIGNUP, {"email": email}, manage_token=token)

    async def stop_address_change(self, ics: SystemCode, token: str) -> Answer:
        """Stop a change that waits for its confirmation."""
        return await self._ask(ics, "DELETE", "/me/address-changes", SIGNUP, manage_token=token)

    async def confirm_address(self, ics: SystemCode, token: str) -> Answer:
        """Change the address, by the token of the mail to the new one."""
        path = "/address-changes/confirm"
        return await self._ask(ics, "POST", path, SIGNUP, {"token": token})

    async def address_works(self, ics: SystemCode, token: str) -> Answer:
        """Say that a member's address works, though mails came back from it."""
        return await self._ask(ics, "POST", "/me/address-works", SIGNUP, manage_token=token)

    async def correct_contact(
        self, ics: SystemCode, token: str, version: int, contact: dict[str, Any]
    ) -> Answer:
        """Correct a member's name, telephone number and postal address."""
        return await self._ask(
            ics, "PUT", "/me/contact", SIGNUP, contact, manage_token=token, if_match=etag(version)
        )

    async def leave(self, ics: SystemCode, token: str) -> Answer:
        """Let a member leave; what they answered stays, unjoined from them."""
        return await self._ask(ics, "DELETE", "/me", SIGNUP, manage_token=token)

    async def erase(self, ics: SystemCode, token: str) -> Answer:
        """Erase a member, their answers too."""
        return await self._ask(ics, "POST", "/me/erasure", SIGNUP, manage_token=token)

    async def erasure(self, ics: SystemCode, token: str) -> Answer:
        """Say how far the erasure is whose receipt has this token."""
        return await self._ask(ics, "GET", f"/erasures/{quote(token, safe='')}", SIGNUP)

    async def unsubscribe(self, ics: SystemCode, token: str, purpose: str | None) -> Answer:
        """Withdraw every consent to be mailed, or the one to a purpose, by the token of a mail's
        footer."""
        body = {"token": token, "purpose": purpose}
        return await self._ask(ics, "POST", "/unsubscribe", SIGNUP, body)

    async def sent_bulletins(self, ics: SystemCode) -> Answer:
        """List the latest bulletins that were sent to all who agree."""
        return await self._ask(ics, "GET", "/sent-bulletins", SIGNUP)

    async def sent_bulletin(self, ics: SystemCode, bulletin_id: UUID, language: str = "") -> Answer:
        """Give a bulletin that was sent, in a language if it was sent in that."""
        query = f"?language={quote(language[:35], safe='')}" if language else ""
        return await self._ask(ics, "GET", f"/sent-bulletins/{bulletin_id}{query}", SIGNUP)

    async def count_opening(self, ics: SystemCode, bulletin_id: UUID, token: str) -> Answer:
        """Count that somebody opened a bulletin; nothing of whom is told."""
        path = f"/sent-bulletins/{bulletin_id}/openings"
        return await self._ask(ics, "POST", path, SIGNUP, {"token": token})

    async def follow(self, ics: SystemCode, bulletin_id: UUID, link: int, token: str) -> Answer:
        """Count that somebody followed a link of a bulletin; gives where it leads."""
        path = f"/sent-bulletins/{bulletin_id}/clicks"
        return await self._ask(ics, "POST", path, SIGNUP, {"token": token, "link": link})

    async def survey(self, ics: SystemCode, token: str, language: str = "") -> Answer:
        """Give the survey that a personal link is for, in a language or in the member's."""
        query = f"?language={quote(language, safe='')}" if language else ""
        return await self._ask(ics, "GET", f"/answers/{quote(token, safe='')}{query}", ANSWER)

    async def page_words(
        self, ics: SystemCode, token: str, language: str, accepted: Sequence[str]
    ) -> Answer:
        """Give the words of a page that says why a link opens no survey."""
        said = [("language", language)] if language else []
        query = urlencode([*said, *(("accepted", one) for one in accepted)])
        path = f"/answers/{quote(token, safe='')}/words"
        return await self._ask(ics, "GET", f"{path}?{query}" if query else path, ANSWER)

    async def save_draft(
        self, ics: SystemCode, token: str, answers: list[dict[str, Any]]
    ) -> Answer:
        """Keep what somebody has answered so far."""
        path = f"/answers/{quote(token, safe='')}/draft"
        return await self._ask(ics, "PUT", path, ANSWER, {"answers": answers})

    async def answer(self, ics: SystemCode, token: str, answers: list[dict[str, Any]]) -> Answer:
        """Answer a survey by a personal link."""
        path = f"/answers/{quote(token, safe='')}"
        return await self._ask(ics, "POST", path, ANSWER, {"answers": answers})

    async def poll(self, ics: SystemCode, poll_id: UUID) -> Answer:
        """Give an open poll as anybody sees it."""
        return await self._ask(ics, "GET", f"/polls/{poll_id}/form", ANSWER)

    async def vote(self, ics: SystemCode, poll_id: UUID, choice: str) -> Answer:
        """Count a vote in an open poll; gives the figures as they were published last."""
        return await self._ask(ics, "POST", f"/polls/{poll_id}/votes", ANSWER, {"choice": choice})

    async def check_receipt(self, ics: SystemCode, receipt: str) -> Answer:
        """Say which survey a receipt of an answer is of."""
        return await self._ask(ics, "POST", "/receipts/check", ANSWER, {"receipt": receipt})

    async def receipt_keys(self, ics: SystemCode) -> Answer:
        """Give the keys that verify receipts of answers."""
        return await self._ask(ics, "GET", "/receipt-keys", ANSWER)

    async def _ask(
        self,
        ics: SystemCode,
        method: str,
        path: str,
        scopes: frozenset[str],
        body: dict[str, Any] | None = None,
        *,
        manage_token: str | None = None,
        place_token: str | None = None,
        if_match: str | None = None,
    ) -> Answer:
        headers: dict[str, str] = {}
        if manage_token is not None:
            headers |= manage_header(manage_token)
        if place_token is not None:
            headers["X-Place-Token"] = _UNFIT.sub("?", place_token)
        if if_match is not None:
            headers["If-Match"] = if_match
        return Answer(
            *await self._asking.ask(ics, method, path, scopes=scopes, body=body, headers=headers)
        )
