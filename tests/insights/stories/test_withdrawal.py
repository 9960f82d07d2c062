"""Withdrawal reaches everything: every address, every table, every file; proved by walking all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from httpx import AsyncClient
from sqlalchemy import text

from insights.files.storage.port import NotStored, key_of
from insights_support import QE1, Library
from stories_support import (
    WAYS,
    WORDS,
    by_organisation,
    by_person,
    consent,
    deposited,
    publish,
    story,
    with_media,
)

pytestmark = pytest.mark.rule("insights.9")

MARK = "Heliotrope"
"""Stands in the title, the words, the description and the names of files of the story alone."""
FEED = "/feeds/stories.atom"
USES = ("public_page", "board_papers")


@dataclass
class Everything:
    """All that could hold a story."""

    library: Library
    app: FastAPI
    story: dict[str, Any]
    files: list[dict[str, Any]] = field(default_factory=list)

    def addresses(self) -> list[str]:
        """Give every address that reads, whatever it is of, filled in with this story's ids."""
        ids = {"story_id": self.story["id"]}
        found = []
        for route in self.app.routes:
            if not isinstance(route, APIRoute) or "GET" not in (route.methods or ()):
                continue
            if "/insights" not in route.path:
                continue
            path = route.path.removeprefix("/api/v1/{ics}/insights")
            for file in self.files if "{file_id}" in path else [{"id": ""}]:
                named = {**ids, "file_id": file["id"]}
                filled = path.format_map(defaultdict(uuid4, named))
                uses = [f"?use={use}" for use in USES] if "/stories" in path else []
                if path.startswith("/published"):
                    uses = []
                found += [filled, *(filled + use for use in uses)]
        return [*found, f"/search?q={MARK}", f"/stories?use=board_papers&q={MARK}",
                f"/feedback?q={MARK}"]  # fmt: skip

    async def revealing(self) -> set[str]:
        """Give the addresses at which anybody is told anything of the story."""
        callers = [self.library.editor, self.library.partner, self.library.other_partner,
                   self.library.reader, self.library.nobody]  # fmt: skip
        told = set()
        for address in self.addresses():
            for caller in callers:
                answer = await caller.get(address)
                of_file = "/files/" in address and answer.status_code == 200
                if MARK in answer.text or MARK in str(answer.headers) or of_file:
                    told.add(address)
        return told

    async def tables(self) -> set[str]:
        """Give the tables in which any of it stands, in clear or as bytes."""
        holding = set()
        async with self.library.database.reading(QE1) as session:
            query = (
                "SELECT relname FROM pg_class WHERE relnamespace = 'insights'::regnamespace "
                "AND relkind IN ('r', 'p') AND NOT relispartition"
            )
            for name in (await session.execute(text(query))).scalars().all():
                rows = await session.execute(text(f"SELECT t::text FROM insights.{name} AS t"))
                whole = "\n".join(rows.scalars())
                if MARK in whole or MARK.encode().hex() in whole or "umbrella" in whole:
                    holding.add(name)
        return holding

    async def stored(self) -> list[bool]:
        """Tell of each of its files whether the store has it."""
        there = []
        for file in self.files:
            try:
                key = key_of(QE1, UUID(file["id"]))
                there.append(bool([chunk async for chunk in self.library.files.read(key)]))
            except NotStored:
                there.append(False)
        return there


def names_below(root: Path) -> set[str]:
    """Give the name of everything in a directory."""
    return {path.name for path in root.rglob("*")}


@pytest.fixture
async def everything(library: Library, app: tuple[FastAPI, AsyncClient]) -> Everything:
    """A published story with media, deposited under an idempotency key, with a cleared hit."""
    made = await deposited(library, words=f"{WORDS} Ring 01253 655555.")
    path = f"/stories/{made['id']}"
    agreed = await with_media(library, made)
    listed = (await library.partner.get(path)).json()["files"]
    said = {"description": f"{MARK} in the rain"}
    for file in listed:
        await library.partner.patch(f"{path}/files/{file['id']}", said, 1)
    now = (await library.partner.get(path)).json()
    agreed = (await library.partner.act(f"{path}/consents", now["revision"], consent())).json()
    [hit] = (await library.partner.get(f"{path}/personal-data")).json()
    place = {key: hit[key] for key in ("content_version", "field", "start", "kind")}
    cleared = await library.editor.post(
        f"{path}/clearances", {**place, "reason": f"The number of the {MARK} ward."}
    )
    assert cleared.status_code == 204
    await publish(library, agreed)
    return Everything(library, app[0], made, listed)


class TestEverywhere:
    @pytest.mark.parametrize("way", WAYS)
    async def test_nothing_of_it_is_left_anywhere(self, everything: Everything, way: str) -> None:
        library, story = everything.library, everything.story
        path = f"/stories/{story['id']}"
        before = await everything.revealing()
        # The walk does see it where it is: this test can fail.
        assert {path, f"{path}?use=board_papers", f"/published-{path[1:]}",
                "/published-stories", "/stories?use=public_page", "/stories", FEED,
                f"/stories?use=board_papers&q={MARK}"} <= before  # fmt: skip
        assert len([address for address in before if "/files/" in address]) == 8
        assert await everything.tables() == {"stories", "files", "story_clearances"}
        assert await everything.stored() == [True, True]

        await WAYS[way](library, story)

        assert await everything.revealing() == set()
        assert await everything.tables() == set()
        assert await everything.stored() == [False, False]
        told = [e for e in await library.events() if e[1].get("story_id") == story["id"]]
        assert [name for name, _ in told] == [
            "insights.story.published.v1", "insights.story.withdrawn.v1"
        ]  # fmt: skip
        assert set(told[1][1]) == {"story_id", "withdrawn_at"}
        left = (await library.partner.get(path)).json()
        assert left["state"] == ("expired" if "end" in way else "withdrawn")
        assert (left["title"], left["communities"], left["themes"]) == (None, [], [])
        kept = (await library.partner.get(f"{path}/consents")).json()
        assert all(one["ended_at"] for one in kept)

    async def test_no_file_on_the_disk_holds_it(self, everything: Everything) -> None:
        root: Path = everything.library.files._root  # type: ignore[attr-defined]
        names = {file["id"] for file in everything.files}
        assert names_below(root) >= names
        await by_organisation(everything.library, everything.story)
        assert not names_below(root) & names

    async def test_the_public_address_says_that_it_is_gone(self, everything: Everything) -> None:
        library, story = everything.library, everything.story
        path = f"/published-stories/{story['id']}"
        await by_person(library, story)
        for address in (path, f"{path}/files/{everything.files[0]['id']}"):
            answer = await library.nobody.get(address)
            assert (answer.status_code, answer.json()["type"]) == (410, "/problems/story-gone")
            assert answer.headers["Cache-Control"] == "no-store"
        assert (await library.nobody.get(f"/published-stories/{uuid4()}")).status_code == 404

    async def test_a_repeated_request_does_not_bring_it_back(self, library: Library) -> None:
        keys = [{"Idempotency-Key": f"key-{number}"} for number in range(3)]
        made = (await library.partner.post("/stories", story(), headers=keys[0])).json()
        path = f"/stories/{made['id']}"
        match = {"If-Match": '"v1"'}
        await library.editor.post(f"{path}/publish", headers={**keys[1], **match})
        await library.partner.post(f"{path}/withdraw", headers=keys[2])
        again = [
            await library.partner.post("/stories", story(), headers=keys[0]),
            await library.editor.post(f"{path}/publish", headers={**keys[1], **match}),
            await library.partner.post(f"{path}/withdraw", headers=keys[2]),
        ]
        assert [a.headers.get("Idempotency-Replayed") for a in again] == ["true"] * 3
        assert not any(MARK in answer.text for answer in again)
        assert (await library.partner.get(path)).json()["state"] == "withdrawn"

    async def test_the_database_itself_keeps_no_words_of_what_is_gone(
        self, library: Library
    ) -> None:
        made = await deposited(library)
        await by_organisation(library, made)
        for column in ("title", "words", "described_as"):
            with pytest.raises(Exception, match="check constraint"):
                async with library.database.transaction(QE1) as session:
                    await session.execute(text(f"UPDATE stories SET {column} = 'back'"))
