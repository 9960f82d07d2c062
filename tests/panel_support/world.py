"""The panel as people meet it: what they do, and what can be seen of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import orjson

from common.clock import utc_now
from common.db.engine import Database, raw_connection
from common.db.tenancy import SystemCode
from common.mail.file import FileCarrier
from panel.keys import PanelKeys
from panel.load import load_file
from panel.mail.delivery import PostOffice
from panel.members.schemas import ConsentIn
from panel.members.service import Joining, join
from panel.systems.schemas import SystemFile
from panel_support.mails import read_mail, text_of, token_in
from panel_support.samples import answers_of, confirmation_of, survey_in

QE1 = SystemCode("QE1")
QKK = SystemCode("QKK")


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
        """Let several people join, by the service itself, which is quicker.

        ``name`` tells the addresses of one crowd from those of another.
        """
        name, language = said.pop("name", "person"), said.pop("language", "en")
        confirmed = confirmation_of(**said)
        confirmed["consents"] = [ConsentIn(**consent) for consent in confirmed["consents"]]
        joined: list[Member] = []
        async with self.database.transaction(QE1) as session:
            for number in range(count):
                email = f"{name}-{number}@example.org"
                joining = Joining(email=email, language=language, **confirmed)
                member_id = await join(session, QE1, self.keys, joining, utc_now())
                assert member_id is not None
                joined.append(Member(email, str(member_id), self.keys.manage_token(QE1, member_id)))
        await self.send_mail()
        return joined

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
        rows = await self.rows(f"SELECT count(*) FROM {table}", ics=ics)
        count: int = rows[0][0]
        return count


def carrier(directory: Path) -> FileCarrier:
    """Make the file adapter."""
    return FileCarrier(directory)


async def load(database: Database, *files: SystemFile) -> None:
    """Load systems."""
    for file in files:
        await load_file(database, file)
