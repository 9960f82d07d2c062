"""What members would like to be involved in, and what they know from their own life."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from common.db.engine import raw_connection
from panel.load import load_file
from panel_support.enrolling import enrol, own
from panel_support.rights import change, said
from panel_support.samples import system_file, topics
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.3")

ANSWERED: dict[str, Any] = {"interests": ["transport"], "lived_experience": ["dementia", "carer"]}


async def me_of(world: World, headers: dict[str, str]) -> dict[str, Any]:
    found = await world.call("GET", "/me", headers=headers)
    assert found.status_code == 200, found.text
    me: dict[str, Any] = found.json()
    return me


class TestAsking:
    async def test_each_list_says_what_is_asked_and_why_each_topic_too(self, world: World) -> None:
        items = (await world.call("GET", "/vocabularies")).json()["items"]
        several = {one["code"]: one for one in items if one["several"]}
        assert set(several) == {"interest", "lived_experience"}
        for one in several.values():
            assert one["question"] and one["why"]
            assert all(term["why"] for term in one["terms"])

    @pytest.mark.parametrize("missing", ["question", "why", "term"])
    def test_a_system_that_does_not_say_why_is_refused(self, missing: str) -> None:
        listed = topics("interest", {"transport": "Getting there"})
        (listed["terms"][0] if missing == "term" else listed).pop(
            "why" if missing == "term" else missing
        )
        with pytest.raises(ValidationError, match="says what is asked and why"):
            system_file("QE1", vocabularies=[listed])


class TestAnswering:
    async def test_when_joining_and_when_enrolled(self, world: World) -> None:
        member = await world.join(**ANSWERED)
        me = await me_of(world, member.own)
        assert me["interests"]["terms"] == ["transport"]
        assert me["lived_experience"]["terms"] == ["carer", "dementia"]
        await world.call("DELETE", "/me", headers=member.own)
        async with world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute("DELETE FROM members")
        assert (await enrol(world, **ANSWERED)).status_code == 202
        assert (await me_of(world, await own(world)))["lived_experience"]["terms"] == [
            "carer", "dementia",
        ]  # fmt: skip

    async def test_later_on_the_own_page_and_what_is_left_out_stays(self, world: World) -> None:
        member = await world.join()
        me = await me_of(world, member.own)
        assert (me["interests"], me["lived_experience"]) == (None, None)
        await said(world, member, ANSWERED)
        me = await said(world, member, {"lived_experience": ["cancer"]})
        assert me["interests"]["terms"] == ["transport"]
        assert me["lived_experience"]["terms"] == ["cancer"]
        assert me["lived_experience"]["vocabulary_version"] == "1"

    async def test_not_to_say_is_an_answer_and_taking_back_is_none(self, world: World) -> None:
        member = await world.join()
        me = await said(world, member, {"lived_experience": ["prefer_not_to_say"]})
        assert me["lived_experience"]["terms"] == ["prefer_not_to_say"]
        me = await said(world, member, {"lived_experience": []})
        assert me["lived_experience"] is None
        assert await world.count("member_topics") == 0

    @pytest.mark.parametrize(
        ("patch", "field"),
        [
            ({"interests": ["astrology"]}, "body.interests"),
            ({"lived_experience": ["health"]}, "body.lived_experience"),
            ({"lived_experience": ["cancer", "prefer_not_to_say"]}, "body.lived_experience"),
            ({"interests": ["cancer"]}, "body.interests"),
        ],
        ids=["unknown", "a heading", "both", "of the other list"],
    )
    async def test_what_is_none_of_the_list_is_refused_and_nothing_is_kept(
        self, world: World, patch: dict[str, Any], field: str
    ) -> None:
        member = await world.join()
        refused = await change(world, member, patch)
        assert refused.status_code == 422
        assert [one["field"] for one in refused.json()["errors"]] == [field]
        assert await world.count("member_topics") == 0

    async def test_an_answer_stays_readable_when_the_list_has_changed(self, world: World) -> None:
        member = await world.join(**ANSWERED)
        newer = topics("lived_experience", {"carer": "Caring"}, version="2")
        newer["valid_from"] = "2024-01-01"
        older = [v.model_dump(mode="json") for v in system_file().vocabularies]
        await load_file(world.database, system_file(vocabularies=[*older, newer]))
        me = await me_of(world, member.own)
        assert me["lived_experience"]["terms"] == ["carer", "dementia"]
        assert (await change(world, member, {"lived_experience": ["dementia"]})).status_code == 422
        assert (await said(world, member, {"lived_experience": []}))["lived_experience"] is None


@pytest.mark.rule("panel.13")
class TestKeeping:
    async def test_the_database_has_no_topic_in_clear_and_all_are_of_one_length(
        self, world: World
    ) -> None:
        await world.join(**ANSWERED)
        rows = await world.rows(
            "SELECT sealed, token, member_topics::text AS row FROM member_topics"
        )
        assert len(rows) == 3
        for row in rows:
            for word in ("transport", "dementia", "carer"):
                assert word not in row["row"]
                assert word.encode().hex() not in row["row"]
        assert len({len(row["sealed"]) for row in rows}) == 1

    async def test_each_is_sealed_with_the_members_own_key(self, world: World) -> None:
        ada, bea = await world.join_many(2, topics={"lived_experience": ["cancer"]})
        rows = await world.rows("SELECT member_id, token, sealed FROM member_topics")
        assert len({row["token"] for row in rows}) == 1
        async with world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            other = next(row["sealed"] for row in rows if str(row["member_id"]) != ada.member_id)
            await connection.execute(
                "UPDATE member_topics SET sealed = $1 WHERE member_id = $2::text::uuid",
                other,
                ada.member_id,
            )
        assert (await world.call("GET", "/me", headers=bea.own)).status_code == 200
        assert (await world.call("GET", "/me", headers=ada.own)).status_code == 500

    async def test_the_export_gives_them(self, world: World) -> None:
        member = await world.join(**ANSWERED)
        held = (await world.call("GET", "/me/export", headers=member.own)).json()
        assert held["profile"]["lived_experience"]["terms"] == ["carer", "dementia"]
        assert held["profile"]["interests"]["terms"] == ["transport"]

    @pytest.mark.parametrize("how", ["leave", "erase"])
    async def test_they_go_with_the_member(self, world: World, how: str) -> None:
        member = await world.join(**ANSWERED)
        if how == "leave":
            await world.call("DELETE", "/me", headers=member.own)
        else:
            await world.call("POST", "/me/erasure", headers=member.own)
        assert await world.count("member_topics") == 0
