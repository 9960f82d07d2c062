"""A small system, its people, and what they do, for the panel's tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx
import orjson

from common.db.engine import Database, raw_connection
from common.db.tenancy import SystemCode
from panel.keys import PanelKeys
from panel.load import load_file
from panel.mail.adapters.file import FileCarrier
from panel.mail.delivery import PostOffice
from panel.systems.schemas import SystemFile

QE1 = SystemCode("QE1")
QKK = SystemCode("QKK")
WORDING = "2026-11"


def system_file(code: str = "QE1", **changes: Any) -> SystemFile:
    """Make a system file: two places, and the vocabularies that the tests use."""
    slug = "lancashire-and-south-cumbria" if code == "QE1" else "south-east-london"
    content: dict[str, Any] = {
        "code": code,
        "slug": slug,
        "name": "Lancashire and South Cumbria" if code == "QE1" else "South East London",
        "gss": "E54000048",
        "settings": {"suppression_threshold": 7, "rounding_base": 5, "minimum_age": 16},
        "places": [
            {"code": "blackpool", "name": "Blackpool", "population": 138000},
            {"code": "lancashire", "name": "Lancashire", "population": 1200000},
        ],
        "population": [
            {
                "place": "blackpool",
                "dimension": "sex",
                "category": "female",
                "people": 70000,
                "source": "census2021",
            }
        ],
        "vocabularies": [
            vocabulary("sex", {"female": "Female", "male": "Male"}, version="census2021"),
            vocabulary("age_band", {"0-15": "Under 16", "16-24": "16 to 24", "75+": "75 or over"}),
            vocabulary(
                "ethnic_group",
                {"asian": "Asian", "asian_indian": "Indian", "other": "Other"},
                parents={"asian_indian": "asian"},
                version="census2021",
            ),
            vocabulary("theme", {"access": "Access to care", "transport": "Transport"}),
            vocabulary(
                "consent_purpose",
                {"surveys": "Send me surveys by email.", "bulletins": "Send me the bulletin."},
                version=WORDING,
            ),
            vocabulary("method", {"survey": "Survey"}),
        ],
    }
    return SystemFile.model_validate(content | changes)


def vocabulary(
    code: str,
    terms: Mapping[str, str],
    *,
    parents: Mapping[str, str] | None = None,
    version: str = "1",
    valid_from: str = "2020-01-01",
    valid_to: str | None = None,
) -> dict[str, Any]:
    """Make a vocabulary as a system file has it."""
    return {
        "code": code,
        "version": version,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "terms": [
            {"code": term, "label": label, "parent": (parents or {}).get(term)}
            for term, label in terms.items()
        ],
    }


def survey_in(**changes: Any) -> dict[str, Any]:
    """Make a draft with a question of each kind; the first is required."""
    options = [{"code": "yes", "label": "Yes"}, {"code": "no", "label": "No"}]
    ways = [{"code": c, "label": c.title()} for c in ("bus", "car", "foot")]
    draft: dict[str, Any] = {
        "title": "Getting to the clinic",
        "purpose": "We plan the bus routes to the new clinic.",
        "themes": ["transport"],
        "questions": [
            {"kind": "single_choice", "text": "Can you get there?", "required": True,
             "options": options},
            {"kind": "multiple_choice", "text": "How do you travel?", "options": ways},
            {"kind": "scale", "text": "How easy is it?", "minimum": 1, "maximum": 5},
            {"kind": "free_text", "text": "What would help?"},
        ],
    }  # fmt: skip
    return draft | changes


@dataclass
class Member:
    """Somebody who joined in a test."""

    email: str
    member_id: str
    manage_token: str

    @property
    def own(self) -> dict[str, str]:
        """The header that opens their own data."""
        return {"X-Manage-Token": self.manage_token}


@dataclass
class World:
    """The panel's application and worker, as people meet them."""

    http: httpx.AsyncClient
    keys: PanelKeys
    database: Database
    post_office: PostOffice
    mailbox: Path
    headers: dict[str, dict[str, str]]
    """System → an Authorization header with every scope of the panel."""
    read: set[str] = field(default_factory=set)

    def path(self, rest: str, ics: str = "QE1") -> str:
        """Give an address of the panel."""
        return f"/api/v1/{ics}/panel{rest}"

    async def call(
        self,
        method: str,
        rest: str,
        body: Any = None,
        *,
        ics: str = "QE1",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Call the panel with every scope."""
        content = {} if body is None else {"json": body}
        return await self.http.request(
            method,
            self.path(rest, ics),
            headers={**self.headers[ics], **(headers or {})},
            **content,
        )

    async def send_mail(self) -> list[EmailMessage]:
        """Let the worker send what is due, and give what has newly arrived, in order."""
        await self.post_office.send_due(self.database)
        arrived = sorted(p for p in self.mailbox.glob("*.eml") if p.name not in self.read)
        self.read |= {path.name for path in arrived}
        return [read_mail(path.read_bytes()) for path in arrived]

    async def join(self, email: str = "ada@example.org", **said: Any) -> Member:
        """Sign up, follow the mailed link and confirm."""
        ics = said.pop("ics", "QE1")
        asked = await self.call("POST", "/signups", {"email": email}, ics=ics)
        assert asked.status_code == 202, asked.text
        letters = [m for m in await self.send_mail() if m["To"] == email]
        confirmation = {"token": token_in(letters[-1]), **confirmation_of(**said)}
        joined = await self.call("POST", "/signups/confirm", confirmation, ics=ics)
        assert joined.status_code == 201, joined.text
        await self.send_mail()
        return Member(email, joined.json()["member_id"], joined.json()["manage_token"])

    async def join_many(self, count: int, **said: Any) -> list[Member]:
        """Let several people join."""
        return [await self.join(f"person-{n}@example.org", **said) for n in range(count)]

    async def open_survey(self, **changes: Any) -> dict[str, Any]:
        """Draft and open a survey; gives it."""
        draft = await self.call("POST", "/surveys", survey_in(**changes))
        assert draft.status_code == 201, draft.text
        opened = await self.call("POST", f"/surveys/{draft.json()['id']}/open")
        assert opened.status_code == 200, opened.text
        survey: dict[str, Any] = opened.json()
        return survey

    async def links(self) -> dict[str, str]:
        """Send mail, and give the token of each personal link by address."""
        letters = await self.send_mail()
        return {m["To"]: token_in(m) for m in letters if "/answer?" in text_of(m)}

    async def answer(self, token: str, survey: dict[str, Any], **given: Any) -> httpx.Response:
        """Answer a survey of `survey_in`: ``answer(token, survey, choice="yes", value=3)``."""
        body = {"answers": answers_of(survey, **given)}
        return await self.call("POST", f"/answers/{token}", body)

    async def closed_survey(self, choices: Sequence[str]) -> dict[str, Any]:
        """Let people join, be asked and answer the first question; gives the closed survey."""
        await self.join_many(len(choices))
        survey = await self.open_survey()
        links = await self.links()
        for token, choice in zip(links.values(), choices, strict=True):
            answered = await self.answer(token, survey, choice=choice)
            assert answered.status_code == 201, answered.text
        closed = await self.call("POST", f"/surveys/{survey['id']}/close")
        assert closed.status_code == 200, closed.text
        result: dict[str, Any] = closed.json()
        return result

    async def events(self, ics: SystemCode = QE1) -> list[tuple[str, dict[str, Any]]]:
        """Give the events recorded so far, as (type, data)."""
        rows = await self.rows("SELECT headers, payload FROM outbox ORDER BY seq", ics=ics)
        return [(h["ce_type"], orjson.loads(p)) for h, p in rows]

    async def rows(self, sql: str, *values: Any, ics: SystemCode = QE1) -> list[asyncpg.Record]:
        """Ask the database, as the panel's own role in one system."""
        async with self.database.reading(ics) as session:
            connection = await raw_connection(session)
            found: list[asyncpg.Record] = await connection.fetch(sql, *values)
            return found

    async def count(self, table: str, *, ics: SystemCode = QE1) -> int:
        """Count the rows of a table."""
        rows = await self.rows(f"SELECT count(*) FROM {table}", ics=ics)  # noqa: S608
        count: int = rows[0][0]
        return count


def confirmation_of(**said: Any) -> dict[str, Any]:
    """Make what a person says on confirming: of age, lives there, agrees to surveys."""
    purposes = said.pop("purposes", ["surveys"])
    consents = [{"purpose": p, "wording_version": WORDING} for p in purposes]
    return {"minimum_age_met": True, "connection": "lives", "consents": consents} | said


def answers_of(survey: dict[str, Any], **given: Any) -> list[dict[str, Any]]:
    """Make answers to the questions of `survey_in`, by the field that each kind takes."""
    fields = ("choice", "choices", "value", "text")
    ids = [question["id"] for question in survey["questions"]]
    return [
        {"question_id": i, name: given[name]}
        for i, name in zip(ids, fields, strict=True)
        if name in given
    ]


def read_mail(content: bytes) -> EmailMessage:
    """Read a mail."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    """Give a mail's plain text."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def links_in(message: EmailMessage) -> list[str]:
    """Give the addresses in a mail's plain text, in order."""
    return [word for word in text_of(message).split() if word.startswith("http")]


def token_in(message: EmailMessage) -> str:
    """Give the token of the first link in a mail."""
    return parse_qs(urlsplit(links_in(message)[0]).query)["token"][0]


async def load(database: Database, *files: SystemFile) -> None:
    """Load systems."""
    for file in files:
        await load_file(database, file)


def carrier(directory: Path) -> FileCarrier:
    """Make the file adapter."""
    return FileCarrier(directory)
