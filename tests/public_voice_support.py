"""What the tests of public questions and petitions share: a scheme, and reading one's own mail."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from common.mail.file import FileCarrier
from common.mail.port import Delivery
from common.testing.clock import days_later, today
from governance.keys import GovernanceKeys
from governance.load import SystemRecord, load_system
from governance.mail.delivery import PostOffice
from governance.petitions import handling
from governance.settings import GovernanceSettings
from governance_support import ICP, QE1, Governance, system_file

ASK = ["governance:ask"]
STAFF = ["governance:read", "governance:manage", "governance:personal"]
SCHEME: dict[str, Any] = {
    "source": "Standing orders of the board, section 12",
    "questions": {
        "notice_working_days": 5,
        "most_characters": 500,
        "most_per_person": 2,
        "answer_working_days": 10,
        "answered_by": "The Chair",
    },
    "statements": {
        "notice_working_days": 0,
        "most_characters": 1000,
        "most_per_person": 1,
        "answer_working_days": 10,
        "in_person": True,
        "answered_by": "The Chair",
    },
    "petitions": {
        "open_days": 90,
        "most_characters": 1000,
        "check_working_days": 5,
        "answer_working_days": 20,
        "thresholds": [
            {"signatures": 10, "leads_to": "answer", "by": "The Chief Executive"},
            {"signatures": 20, "leads_to": "debate", "by": "The board"},
        ],
    },
    "agenda": {"number": "PQ", "title": "Questions and statements from the public"},
    "grounds": [
        {
            "code": "not_ours",
            "label": "It is not about what this body does.",
            "clause": "Standing orders, 12.4 (a)",
        }
    ],
    "kept_days": 180,
}


class Postbag(FileCarrier):
    """A carrier that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def send(self, message: EmailMessage, reference: str) -> None:
        self.mails.append(message)

    def open(self) -> Any:
        return _Open(self)


@dataclass
class _Open:
    bag: Postbag

    async def __aenter__(self) -> Delivery:
        return self.bag

    async def __aexit__(self, *_: object) -> None:
        return None


@dataclass
class Public:
    """Members of the public, who read their mail, and the staff of a body that takes questions."""

    governance: Governance
    keys: GovernanceKeys
    bag: Postbag = field(default_factory=Postbag)

    async def mail(self) -> list[EmailMessage]:
        """Send what waits; give all mails sent so far."""
        office = PostOffice(
            self.keys, self.bag, public_url="https://gt.example", sender="Board <board@x.example>"
        )
        await office.send_due(self.governance.database)
        return self.bag.mails

    async def last_mail(self, to: str) -> str:
        """Give the text of the newest mail to an address."""
        found = [one for one in await self.mail() if one["To"] == to]
        return str(found[-1].get_content())

    async def token(self, email: str = "ada@x.example", **options: Any) -> str:
        """Ask for a link to write a question, and take it out of the mail."""
        response = await self.governance.post(
            "/question-requests", json={"email": email}, scopes=ASK, **options
        )
        assert response.status_code == 202, response.text
        return token_in(await self.last_mail(email))

    async def send(self, *, email: str = "ada@x.example", **content: Any) -> Any:
        """Send a question; give the answer."""
        values = {
            "token": content.get("token") or await self.token(email),
            "body_id": str(ICP),
            "kind": "question",
            "text": "Why does the clinic close at six?",
            "name": "Ada Lovell",
        }
        return await self.governance.post("/questions", json=values | content, scopes=ASK)

    async def asked(self, **content: Any) -> dict[str, Any]:
        """Send a question that is taken; give it as staff see it."""
        response = await self.send(**content)
        assert response.status_code == 201, response.text
        reference = response.json()["reference"]
        listed = (await self.governance.get("/questions")).json()["items"]
        [found] = [one for one in listed if one["reference"] == reference]
        return {**found, "link_token": response.json()["link_token"]}

    async def staff(self, path: str, status: int = 200, /, **data: Any) -> dict[str, Any]:
        """POST as staff who may see who asked."""
        response = await self.governance.post(path, json=data, scopes=STAFF)
        assert response.status_code == status, response.text
        return dict(response.json())

    async def accepted(self, **content: Any) -> dict[str, Any]:
        """Have a question asked and accepted."""
        asked = await self.asked(**content)
        text = "Why does the clinic close at six?"
        return asked | await self.staff(f"/questions/{asked['id']}/acceptance", text=text)

    async def published(self, **content: Any) -> dict[str, Any]:
        """Have a question asked, answered and published."""
        question = await self.accepted(**content)
        await self.staff(
            f"/questions/{question['id']}/answer", answer="It will be open until ten.",
            answered_by="The Chair",
        )  # fmt: skip
        published = await self.staff(f"/questions/{question['id']}/publication")
        return {**question, **published}

    async def meeting(self, days: int = 60) -> str:
        """Schedule a meeting so many days from now; give its id."""
        data = {"body_id": str(ICP), "held_on": str(today() + timedelta(days)), "place": "Hall"}
        response = await self.governance.post("/meetings", json=data)
        assert response.status_code == 201, response.text
        return str(response.json()["id"])


@dataclass
class Petitioners:
    """People who start and sign petitions."""

    people: Public

    async def started(self, **content: Any) -> dict[str, Any]:
        """Start a petition; give it as its starter sees it."""
        governance = self.people.governance
        await governance.post("/petition-requests", json={"email": "cleo@x.example"}, scopes=ASK)
        token = token_in(await self.people.last_mail("cleo@x.example"))
        values = {"token": token, "body_id": str(ICP), "title": "Keep the clinic open",
                  "text": "It is the only one in the valley.", "name": "Cleo Marsh"}  # fmt: skip
        response = await governance.post("/petitions", json=values | content, scopes=ASK)
        assert response.status_code == 201, response.text
        return dict(response.json())

    async def opened(self, **content: Any) -> dict[str, Any]:
        """Have a petition started and opened."""
        petition = await self.started(**content)
        words: dict[str, Any] = {
            "title": "Keep the clinic open",
            "text": "It is the only one in the valley.",
        }
        return petition | await self.people.staff(f"/petitions/{petition['id']}/opening", **words)

    async def link(self, petition: str, email: str) -> str:
        """Ask for a link to sign with an address; give its token."""
        response = await self.people.governance.post(
            f"/petitions/{petition}/signature-requests", json={"email": email}, scopes=ASK
        )
        assert response.status_code == 202, response.text
        return token_in(await self.people.last_mail(email))

    async def sign(self, token: str, **content: Any) -> Any:
        """Sign by a link; give the answer."""
        return await self.people.governance.post(
            "/signatures", json={"token": token, **content}, scopes=ASK
        )

    async def signed(self, petition: str, number: int, first: int = 0) -> None:
        """Let so many people sign, one after the other."""
        for one in range(first, first + number):
            response = await self.sign(await self.link(petition, f"s{one}@x.example"))
            assert response.status_code == 201, response.text

    async def exact(self, petition: str) -> int:
        """Give the exact number of signatures."""
        path = f"/petitions/{petition}"
        return int((await self.people.governance.get(path, scopes=STAFF)).json()["signatures"])

    async def public(self, petition: str) -> dict[str, Any]:
        """Give a petition as everybody reads it."""
        response = await self.people.governance.get(f"/public-petitions/{petition}")
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def renew(self, days: int = 0) -> None:
        """Do what the worker does on a day that is so many days from now."""
        async with self.people.governance.database.transaction(QE1) as session:
            await handling.renew(session, QE1, days_later(days))


async def takes_part(
    governance: Governance, settings: GovernanceSettings, **scheme: Any
) -> Public:  # fmt: skip
    """Give the body its scheme, with what is to be otherwise in it."""
    file = system_file("QE1")
    file["bodies"][0]["terms"]["public_involvement"] = copy.deepcopy(SCHEME) | scheme
    await load_system(governance.database, SystemRecord.model_validate(file))
    return Public(governance, GovernanceKeys.of(settings))


def token_in(text: str) -> str:
    """Take the token out of a mail."""
    found = re.search(r"token=(\S+)", text)
    assert found is not None, text
    return found[1]


__all__ = [
    "ASK",
    "ICP",
    "QE1",
    "SCHEME",
    "STAFF",
    "Petitioners",
    "Public",
    "takes_part",
    "token_in",
]
