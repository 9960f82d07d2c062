"""Harvesting in tests: an independent client, and answers held to the published schema."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import httpx
from lxml import etree  # type: ignore[import-untyped]
from sickle import Sickle
from sickle.response import OAIResponse
from sqlalchemy import Table, insert, select, update

from common.db.engine import Database
from insights.feeds.models import FeedEntry, FeedPosition
from insights.findings.models import Finding, FindingVersion
from insights_support import QE1, Library

_AT_ONCE = 5_000
NS = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_SCHEMA = etree.XMLSchema(file=str(Path(__file__).parent / "insights/harvest/schemas/all.xsd"))


async def ask(library: Library, *pairs: tuple[str, str], **arguments: str) -> Any:
    """Send a request of the protocol; gives the answer's root, held to the schema."""
    encoded = urlencode([*arguments.items(), *pairs])
    answer = await library.nobody.get("/feeds/oai", params={"arguments": encoded})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(answer.content)
    _SCHEMA.assertValid(root)
    return root


def code_of(root: Any) -> str | None:
    """Give the code of the condition that an answer tells; None where it tells none."""
    found = root.xpath("string(o:error/@code)", namespaces=NS)
    return str(found) or None


def texts(root: Any, path: str) -> list[str]:
    """Give the texts at a path."""
    return [element.text for element in root.xpath(path, namespaces=NS)]


class Harvester(Sickle):  # type: ignore[misc]
    """Sickle, an independent client, reading the application instead of the network."""

    def __init__(self, library: Library) -> None:
        super().__init__("https://involve.example.org/oai/QE1")
        self._library = library
        self._loop = asyncio.get_running_loop()
        self.dates: list[str] = []
        """Response dates, in their order."""

    def harvest(self, **arguments: str) -> OAIResponse:
        answer = asyncio.run_coroutine_threadsafe(self._get(arguments), self._loop).result(60)
        response = SimpleNamespace(
            content=answer.content, text=answer.text, status_code=answer.status_code
        )
        oai = OAIResponse(response, params=arguments)
        self.dates.append(oai.xml.findtext("o:responseDate", namespaces=NS))
        return oai

    async def _get(self, arguments: dict[str, str]) -> httpx.Response:
        parameters = {"arguments": urlencode(arguments)}
        return await self._library.nobody.get("/feeds/oai", params=parameters)


async def publish_many(library: Library, number: int) -> None:
    """Publish one finding, and many that are like it."""
    model = await library.published()
    for begin in range(0, number, _AT_ONCE):
        some = min(_AT_ONCE, number - begin)
        await copy_finding(library.database, UUID(model["id"]), some)


async def copy_finding(database: Database, model: UUID, number: int) -> None:
    """Put copies of a published finding into the library and its feed, without their sets."""
    async with database.transaction(QE1) as session:

        async def copied(table: Any, name: str) -> dict[str, Any]:
            plain = _table(table)
            columns = [column for column in plain.columns if column.computed is None]
            query = select(*columns).where(plain.c[name] == model)
            row = await session.execute(query)
            return dict(row.mappings().one())

        finding = await copied(Finding, "id")
        version = await copied(FindingVersion, "finding_id")
        entry = await copied(FeedEntry, "finding_id")
        moved = update(FeedPosition).values(last=FeedPosition.last + number)
        last = (await session.execute(moved.returning(FeedPosition.last))).scalar_one()
        ids = [uuid4() for _ in range(number)]
        own = [{"id": one, "reference": f"COPY-{one}"} for one in ids]
        await session.execute(insert(_table(Finding)), [finding | each for each in own])
        theirs = [{"finding_id": one} for one in ids]
        await session.execute(insert(_table(FindingVersion)), [version | each for each in theirs])
        placed = [
            {"finding_id": one, "position": last - number + index}
            for index, one in enumerate(ids, start=1)
        ]
        await session.execute(insert(_table(FeedEntry)), [entry | each for each in placed])


def _table(model: Any) -> Table:
    """Give a model's table: rows go in as they are."""
    table: Table = model.__table__
    return table
