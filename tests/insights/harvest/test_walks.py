"""Harvests: walked by an independent client while others write, missing and repeating nothing."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from harvest_support import Harvester, ask, code_of, publish_many, texts
from insights.feeds import service as feeds
from insights.harvest import service as harvest
from insights.harvest.service import PAGE
from insights_support import QE1, Library

DC = {"metadataPrefix": "oai_dc"}
RECORDS = int(os.environ.get("HARVEST_RECORDS", str(3 * PAGE + 5)))
"""How many are there to walk; more than a few pages take their time."""


async def public_ids(library: Library) -> set[str]:
    async with library.database.reading(QE1) as session:
        rows = await session.execute(text("SELECT DISTINCT finding_id FROM feed_entries"))
        return {row[0].urn for row in rows}


class TestWalk:
    @pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
    async def test_meets_each_record_once_while_others_are_written(
        self, library: Library, verb: str
    ) -> None:
        await publish_many(library, RECORDS)
        there = await public_ids(library)
        harvester = Harvester(library)

        def walk() -> list[str]:
            return [
                getattr(item, "header", item).identifier for item in getattr(harvester, verb)(**DC)
            ]

        walking = asyncio.create_task(asyncio.to_thread(walk))
        written = set()
        while not walking.done():
            finding = await library.published()
            written.add(f"urn:uuid:{finding['id']}")
            changed = await library.editor.patch(
                f"/findings/{finding['id']}", {"title": "Changed"}, finding["revision"]
            )
            await library.publish(changed.json())
        met = await walking
        assert len(met) == len(set(met))
        assert there <= set(met) <= there | written
        assert len(harvester.dates) > RECORDS // PAGE

        later = [
            item.header.identifier
            for item in await asyncio.to_thread(
                lambda: list(harvester.ListRecords(**DC, **{"from": harvester.dates[0]}))
            )
        ]
        assert written <= set(met) | set(later)

    async def test_the_last_page_has_an_empty_token_and_a_short_list_none(
        self, library: Library
    ) -> None:
        await publish_many(library, PAGE)
        first = await ask(library, verb="ListIdentifiers", **DC)
        [token] = texts(first, "//o:resumptionToken")
        last = await ask(library, verb="ListIdentifiers", resumptionToken=token)
        assert texts(last, "//o:resumptionToken") == [None]
        assert last.find(".//{*}resumptionToken").get("cursor") == str(PAGE)
        of_a_place = await ask(library, verb="ListIdentifiers", set="place:blackpool", **DC)
        assert of_a_place.findall(".//{*}resumptionToken") == []

    async def test_a_token_is_of_its_verb(self, library: Library) -> None:
        await publish_many(library, PAGE)
        first = await ask(library, verb="ListIdentifiers", **DC)
        [token] = texts(first, "//o:resumptionToken")
        other = await ask(library, verb="ListRecords", resumptionToken=token)
        assert code_of(other) == "badResumptionToken"

    async def test_a_token_that_was_tampered_with_is_refused_and_gives_nothing(
        self, library: Library
    ) -> None:
        await publish_many(library, PAGE)
        first = await ask(library, verb="ListIdentifiers", **DC)
        [token] = texts(first, "//o:resumptionToken")
        for at in (0, len(token) // 2, len(token) - 3):
            other = "A" if token[at] != "A" else "B"
            altered = token[:at] + other + token[at + 1 :]
            refused = await ask(library, verb="ListIdentifiers", resumptionToken=altered)
            assert code_of(refused) == "badResumptionToken"
            assert texts(refused, "//o:identifier") == []

    async def test_a_token_keeps_the_selection(self, library: Library) -> None:
        await publish_many(library, PAGE + 1)
        first = await ask(library, verb="ListIdentifiers", **DC, **{"from": "2020-01-01"})
        [token] = texts(first, "//o:resumptionToken")
        await library.published(themes=["carers"])
        rest = await ask(library, verb="ListIdentifiers", resumptionToken=token)
        assert len(texts(rest, "//o:identifier")) == 2

    async def test_what_goes_meanwhile_is_shown_as_deleted(self, library: Library) -> None:
        await publish_many(library, PAGE)
        first = await ask(library, verb="ListRecords", **DC)
        [token] = texts(first, "//o:resumptionToken")
        async with library.database.transaction(QE1) as session:
            query = text("SELECT finding_id FROM feed_entries ORDER BY position DESC LIMIT 1")
            last: UUID = (await session.execute(query)).scalar_one()
            await feeds.note(
                session, QE1, finding_id=last, version=1, shown=False, organisation_name=None,
                first_published_at=library.now, now=library.now,
            )  # fmt: skip
        rest = await ask(library, verb="ListRecords", resumptionToken=token)
        assert rest.find(".//{*}header").get("status") == "deleted"


class TestDatestamps:
    async def test_a_harvest_waits_for_what_is_being_noted(self, library: Library) -> None:
        finding = await library.published()
        async with library.database.transaction(QE1) as session:
            position = await feeds.note(
                session, QE1, finding_id=UUID(finding["id"]), version=1, shown=True,
                organisation_name=None, first_published_at=library.now, now=library.now,
            )  # fmt: skip
            specs = ["theme:noted"]
            await harvest.note_sets(
                session, QE1, position=position, finding_id=UUID(finding["id"]), specs=specs
            )
            asked = asyncio.create_task(ask(library, verb="ListIdentifiers", **DC))
            await self._waiting(library, asked)
            assert not asked.done()
        root = await asked
        assert texts(root, "//o:setSpec") == ["theme:noted"]

    async def test_datestamps_grow_with_positions_whatever_the_clock_does(
        self, library: Library
    ) -> None:
        await library.published()
        ahead = "UPDATE feed_positions SET stamped_at = '2999-01-01T00:00:00Z'"
        async with library.database.transaction(QE1) as session:
            await session.execute(text(ahead))
        await library.published()
        root = await ask(library, verb="ListIdentifiers", **DC)
        assert texts(root, "//o:datestamp")[-1] == "2999-01-01T00:00:00Z"
        assert datetime.fromisoformat(texts(root, "//o:datestamp")[0]).year < 2999

    @staticmethod
    async def _waiting(library: Library, asked: asyncio.Task[object]) -> None:
        """Wait until a session of the database waits for an advisory lock, or the answer came."""
        query = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        async with asyncio.timeout(20):
            while not asked.done():
                async with library.database.reading(QE1) as session:
                    if (await session.execute(query)).scalar_one():
                        return
                await asyncio.sleep(0)
