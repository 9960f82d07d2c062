"""What members need: stated, sealed, changed, shown to them, and gone when they go."""

from __future__ import annotations

from typing import Any

import pytest

from common.testing.clock import today
from panel.access import service as access
from panel.load import load_file
from panel_support.samples import needs_vocabulary, system_file
from panel_support.world import QE1, Member, World

pytestmark = pytest.mark.rule("panel.5")


async def change(world: World, member: Member, version: int = 1, **patch: Any) -> Any:
    headers = {**member.own, "If-Match": f'"v{version}"'}
    return await world.call("PATCH", "/me", patch, headers=headers)


async def needs_of(world: World, member: Member) -> Any:
    me = await world.call("GET", "/me", headers=member.own)
    return me.json()["access_needs"]


class TestStating:
    async def test_is_part_of_joining_and_shown_on_the_own_page_and_in_the_export(
        self, world: World
    ) -> None:
        ada = await world.join(access_needs=["large_print", "bsl_interpreter"])
        shown = await needs_of(world, ada)
        assert shown["needs"] == ["large_print", "bsl_interpreter"]
        assert shown["vocabulary_version"] == "dapb1605"
        held = await world.call("GET", "/me/export", headers=ada.own)
        assert held.json()["profile"]["access_needs"] == shown

    async def test_is_optional_can_be_changed_and_taken_back(self, world: World) -> None:
        ada = await world.join()
        assert await needs_of(world, ada) is None
        changed = await change(world, ada, access_needs=["braille"])
        assert changed.json()["access_needs"]["needs"] == ["braille"]
        left = await change(world, ada, 2, place="blackpool")
        assert left.json()["access_needs"]["needs"] == ["braille"]
        taken_back = await change(world, ada, 3, access_needs=[])
        assert taken_back.json()["access_needs"] is None
        assert await world.count("access_needs") == 0

    @pytest.mark.parametrize("wrong", ["large type", "format"])
    async def test_takes_needs_in_force_alone_and_no_headings(
        self, world: World, wrong: str
    ) -> None:
        ada = await world.join()
        refused = await change(world, ada, access_needs=[wrong])
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "body.access_needs"
        assert wrong not in refused.text


class TestKeeping:
    async def test_is_sealed_and_its_length_tells_nothing(self, world: World) -> None:
        await world.join("ada@example.org", access_needs=["braille"])
        await world.join("bea@example.org", access_needs=["large_print", "bsl_interpreter"])
        rows = await world.rows("SELECT * FROM access_needs")
        assert len({len(row["sealed"]) for row in rows}) == 1
        assert b"braille" not in b"".join(row["sealed"] for row in rows)

    async def test_goes_when_the_member_leaves(self, world: World) -> None:
        ada = await world.join(access_needs=["braille"])
        assert (await world.call("DELETE", "/me", headers=ada.own)).status_code == 204
        assert await world.count("access_needs") == 0

    async def test_goes_when_the_member_is_erased_and_others_keep_theirs(
        self, world: World
    ) -> None:
        ada = await world.join("ada@example.org", access_needs=["braille"])
        bea = await world.join("bea@example.org", access_needs=["easy_read"])
        assert (await world.call("POST", "/me/erasure", headers=ada.own)).status_code == 202
        rows = await world.rows("SELECT member_id FROM access_needs")
        assert [str(row[0]) for row in rows] == [bea.member_id]


class TestMeaning:
    async def rules(self, world: World) -> Any:
        (member_id,) = [row[0] for row in await world.rows("SELECT id FROM members")]
        async with world.database.reading(QE1) as session:
            found = await access.rules_for(
                session, QE1, keys=world.keys, member_ids=[member_id], on=today()
            )
        return found[member_id]

    async def test_is_what_the_version_in_force_says(self, world: World) -> None:
        await world.join(access_needs=["large_print"])
        assert not (await self.rules(world)).allow("plain_text")
        newer = needs_vocabulary("2026", large_print={"rules_out": ["html"], "asks_for": []})
        newer["valid_from"] = "2021-01-01"
        file = system_file()
        lists = [v.model_dump(mode="json") for v in file.vocabularies] + [newer]
        await load_file(world.database, system_file(vocabularies=lists))
        assert (await self.rules(world)).allow("plain_text")
        assert not (await self.rules(world)).allow("html")

    def test_names_formats_of_the_same_file_alone(self) -> None:
        with pytest.raises(ValueError, match="no message_format has: \\['telegram'\\]"):
            named = needs_vocabulary(braille={"rules_out": ["telegram"]})
            lists = [v.model_dump(mode="json") for v in system_file().vocabularies]
            system_file(vocabularies=[*lists, named])
