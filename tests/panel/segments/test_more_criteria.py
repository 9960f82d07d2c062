"""Segments of what members would like to be involved in, know from their own life, and came to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from common.db.engine import raw_connection
from common.testing.clock import days_later
from panel.members.counts import release_counts
from panel.representation.releases import release_representation
from panel.segments.counts import release_segment_counts
from panel_support.gatherings import Hall
from panel_support.rights import said
from panel_support.samples import survey_in
from panel_support.world import QE1, Member, World

pytestmark = pytest.mark.rule("panel.10")


async def saved(world: World, **criteria: Any) -> str:
    answer = await world.call("POST", "/segments", {"name": str(criteria), "criteria": criteria})
    assert answer.status_code == 201, answer.text
    segment_id: str = answer.json()["id"]
    return segment_id


async def counted(world: World, segment_id: str, level: str = "exact") -> Any:
    return (await world.call("GET", f"/segments/{segment_id}/count?level={level}")).json()


async def exact(world: World, **criteria: Any) -> int:
    members: int = (await counted(world, await saved(world, **criteria)))["members"]
    return members


def knows(*terms: str) -> dict[str, Any]:
    return {"topics": {"lived_experience": list(terms)}}


class TestWhoIsInOne:
    async def test_any_of_a_list_and_a_heading_stands_for_its_terms(self, world: World) -> None:
        await world.join_many(2, name="a", place="blackpool", **knows("cancer"))
        await world.join_many(3, name="b", place="lancashire", **knows("dementia", "carer"))
        await world.join_many(4, name="c", topics={"interest": ["transport", "dentists"]})
        await world.join_many(1, name="d", **knows("prefer_not_to_say"))
        assert await exact(world, lived_experience=["cancer", "carer"]) == 5
        assert await exact(world, lived_experience=["carer"]) == 3
        assert await exact(world, lived_experience=["health"]) == 5
        assert await exact(world, lived_experience=["health"], places=["blackpool"]) == 2
        assert await exact(world, interests=["dentists"]) == 4
        assert await exact(world, interests=["dentists"], lived_experience=["carer"]) == 0

    async def test_whoever_takes_an_answer_back_is_in_it_no_more(self, world: World) -> None:
        (ada,) = await world.join_many(1, **knows("carer"))
        segment = await saved(world, lived_experience=["carer"])
        assert (await counted(world, segment))["members"] == 1
        await said(world, ada, {"lived_experience": ["cancer"]})
        assert (await counted(world, segment))["members"] == 0

    async def test_counting_opens_nothing(self, world: World) -> None:
        await world.join_many(3, **knows("carer"))
        segment = await saved(world, lived_experience=["carer"])
        async with world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute("DELETE FROM data_keys")
        assert (await counted(world, segment))["members"] == 3

    async def test_no_token_of_one_system_fits_another(self, world: World) -> None:
        await world.join_many(2, **knows("carer"))
        body = {"name": "Carers", "criteria": {"lived_experience": ["carer"]}}
        other = (await world.call("POST", "/segments", body, ics="QKK")).json()
        path = f"/segments/{other['id']}/count?level=exact"
        assert (await world.call("GET", path, ics="QKK")).json()["members"] == 0


@pytest.mark.rule("panel.8")
class TestPublishedCounts:
    @pytest.mark.parametrize(("members", "shown"), [(7, None), (9, 10)])
    async def test_nobody_without_the_scope_sees_few_or_exactly_how_many(
        self, world: World, token: Any, members: int, shown: int | None
    ) -> None:
        await world.join_many(members, name="a", **knows("carer"))
        await world.join_many(12, name="b")
        segment = await saved(world, lived_experience=["carer"])
        refused = await world.http.get(
            world.path(f"/segments/{segment}/count?level=exact"),
            headers=token(["panel:read", "panel:manage"], ics="QE1"),
        )
        assert refused.status_code == 403
        tomorrow = days_later(1)
        await release_counts(world.database, clock=lambda: tomorrow)
        await release_representation(world.database, world.keys, clock=lambda: tomorrow)
        await release_segment_counts(world.database, world.keys, clock=lambda: tomorrow)
        assert (await counted(world, segment, "published"))["members"] == shown


class TestAskingOne:
    async def test_asks_those_who_know_it_and_counts_what_they_answer(self, world: World) -> None:
        await world.join_many(2, name="a", **knows("carer"))
        await world.join_many(2, name="b")
        segment = await saved(world, lived_experience=["carer"])
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        address = f"/surveys/{draft['id']}"
        opened = await world.call("POST", f"{address}/open", {"segment_id": segment})
        assert opened.status_code == 200, opened.text
        links = await world.links()
        assert set(links) == {"a-0@example.org", "a-1@example.org"}
        for link in links.values():
            assert (await world.answer(link, opened.json(), choice="yes")).status_code == 201
        assert (await world.call("POST", f"{address}/close")).status_code == 200
        results = await world.call("GET", f"{address}/results?level=exact")
        assert results.json()["responded"] == 2, results.text
        told = repr(await world.events())
        assert "carer" not in told

    async def test_one_that_nobody_is_in_says_so(self, world: World) -> None:
        await world.join_many(2)
        segment = await saved(world, lived_experience=["dementia"])
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        body = {"segment_id": segment}
        refused = await world.call("POST", f"/surveys/{draft['id']}/open", body)
        assert refused.json()["type"].endswith("nobody-to-ask")


class TestWhoCame:
    @pytest.fixture
    async def came(self, world: World) -> AsyncIterator[list[Member]]:
        """Two of three with a place came, three days ago."""
        hall = Hall(world)
        guests = await hall.guests(4)
        gathering = await hall.opened(capacity=3)
        await hall.booked(gathering, *guests[:3])
        await hall.over(gathering, days=3)
        body = {"came": [one.member_id for one in guests[:2]]}
        noted = await world.call("PUT", f"/gatherings/{gathering['id']}/attendance", body)
        assert noted.status_code == 200, noted.text
        yield guests

    async def test_within_days_and_not_within_them(self, world: World, came: list[Member]) -> None:
        assert await exact(world, attended_within_days=4) == 2
        assert await exact(world, attended_within_days=2) == 0
        assert await exact(world, not_attended_within_days=4) == len(came) - 2
        assert await exact(world, attended_within_days=4, not_attended_within_days=2) == 2

    async def test_who_did_not_come_is_not_among_them(
        self, world: World, came: list[Member]
    ) -> None:
        segment = await saved(world, attended_within_days=30)
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        body = {"segment_id": segment}
        opened = await world.call("POST", f"/surveys/{draft['id']}/open", body)
        assert opened.status_code == 200, opened.text
        rows = await world.rows("SELECT member_id FROM invitations")
        assert {row["member_id"] for row in rows} == {UUID(one.member_id) for one in came[:2]}
