"""A person names a theme that no model proposed."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from common.db.engine import Database
from insights.suggestions import service
from insights_comments import KIND, LATE, POLISH, comments, decide, labeller, suggested, team
from insights_support import CHARITY, Caller, Library

pytestmark = pytest.mark.rule("insights.4")


async def items(library: Library) -> list[dict[str, Any]]:
    """Give the comments, oldest line first."""
    found = (await library.editor.get("/feedback?limit=200")).json()["items"]
    return sorted(found, key=lambda item: item["id"])


async def name(caller: Caller, item: dict[str, Any], code: str) -> Any:
    return await caller.post(f"/feedback/{item['id']}/themes", {"code": code})


class TestNaming:
    @pytest.mark.parametrize("words", [POLISH, "Parking"])
    async def test_of_a_comment_without_any_suggestion_counts_with_who_and_when(
        self, library: Library, database: Database, words: str
    ) -> None:
        await comments(library, (words, ""))
        if words == POLISH:
            await service.read_waiting(database)
        [item] = await items(library)
        answer = await name(labeller(library), item, "parking")
        assert answer.status_code == 201, answer.text
        told = answer.json()
        assert (told["state"], told["proposed_by"], told["model_version"]) == (
            "accepted", "person", None
        )  # fmt: skip
        assert (told["probability"], told["words"]) == (None, [])
        assert told["decided_by"].endswith("insights:read insights:label")
        assert told["decided_at"] == library.now.isoformat().replace("+00:00", "Z")
        assert answer.headers["ETag"] == f'"v{told["version"]}"'
        assert (await library.partner.get("/feedback?theme=parking")).json()["total"] == 1
        assert await suggested(labeller(library), item_id=item["id"]) == [told]

    async def test_can_be_taken_back_and_named_again(self, library: Library) -> None:
        await comments(library, (LATE, ""))
        [item] = await items(library)
        one = (await name(labeller(library), item, "urgent_care")).json()
        assert one["framework"] == "theme", "the system's own themes may be named too"
        gone = (await decide(labeller(library), one, "rejected")).json()
        assert (await items(library))[0]["themes"] == []
        again = (await name(team(library), item, "urgent_care")).json()
        assert (again["id"], again["version"]) == (one["id"], gone["version"] + 1)
        assert again["decided_by"] != one["decided_by"]
        assert (await items(library))[0]["themes"] == ["urgent_care"]

    async def test_of_what_a_model_proposed_accepts_it(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (LATE, ""))
        await service.read_waiting(database)
        [item] = await items(library)
        [proposed] = await suggested(labeller(library), code="timeliness_of_care")
        named = (await name(labeller(library), item, "timeliness_of_care")).json()
        assert (named["id"], named["state"], named["proposed_by"]) == (
            proposed["id"], "accepted", "model"
        )  # fmt: skip

    async def test_leaves_what_the_file_said(self, library: Library) -> None:
        await comments(library, (LATE, "t"))
        [item] = await items(library)
        there = await name(labeller(library), item, "transport_to_from_services")
        assert (there.status_code, there.json()["type"]) == (409, "/problems/theme-there")
        one = (await name(labeller(library), item, "parking")).json()
        assert (await items(library))[0]["themes"] == ["parking", "transport_to_from_services"]
        await decide(labeller(library), one, "rejected")
        assert (await items(library))[0]["themes"] == ["transport_to_from_services"]

    async def test_two_at_once_both_count(self, library: Library) -> None:
        await comments(library, (LATE, ""))
        [item] = await items(library)
        both = await asyncio.gather(
            name(labeller(library), item, "parking"), name(team(library), item, "urgent_care")
        )
        assert [answer.status_code for answer in both] == [201, 201]
        assert (await items(library))[0]["themes"] == ["parking", "urgent_care"]

    async def test_only_of_themes_that_there_are(self, library: Library) -> None:
        await comments(library, (LATE, ""))
        [item] = await items(library)
        for code in ("parkin", "survey", "former_code"):
            assert (await name(labeller(library), item, code)).status_code == 422
        assert await suggested(labeller(library)) == []

    async def test_only_of_comments_of_ones_own(self, library: Library) -> None:
        await comments(library, (LATE, ""), visibility="partners")
        [item] = await items(library)
        assert (await name(labeller(library, CHARITY), item, "parking")).status_code == 403
        assert (await name(library.partner, item, "parking")).status_code == 403, "no such scope"
        assert (await name(team(library, "QKK"), item, "parking")).status_code == 404
        assert (await name(team(library), {"id": uuid4()}, "parking")).status_code == 404
        await comments(library, (KIND, ""), (LATE, ""), visibility="organisation")
        hidden = (await items(library))[-1]
        assert (await name(labeller(library, CHARITY), hidden, "parking")).status_code == 404
        assert {tuple(one["themes"]) for one in await items(library)} == {()}


class TestTheModelInUse:
    async def test_is_measured_by_what_it_missed_too(
        self, library: Library, database: Database
    ) -> None:
        await comments(library, (LATE, ""), (KIND, ""))
        await service.read_waiting(database)
        late, kind = await items(library)
        [proposed] = await suggested(labeller(library), code="timeliness_of_care")
        await decide(labeller(library), proposed, "accepted")
        for item in (late, kind):
            await name(labeller(library), item, "parking")
        missed = await name(labeller(library), kind, "timeliness_of_care")
        await decide(labeller(library), missed.json(), "rejected")
        await comments(library, (LATE, ""), (KIND, ""), ("Unread", ""))
        await name(labeller(library), (await items(library))[-1], "parking")

        said = {
            (one["kind"], one["code"]): one
            for one in (await library.partner.get("/theme-suggestions/acceptance")).json()
        }
        parking = said["theme", "parking"]
        assert (parking["suggested"], parking["added"], parking["accepted_share"]) == (0, 2, None)
        timely = said["theme", "timeliness_of_care"]
        assert (timely["suggested"], timely["accepted"], timely["added"]) == (1, 1, 0)
        assert {one["model_version"] for one in said.values()} == {service.card().version}
