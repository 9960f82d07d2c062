"""No quota is ever exceeded, and nobody is refused while there is room."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.web.conditional import etag
from panel_support import fieldwork
from panel_support.fieldwork import of_answer, of_sex
from panel_support.world import Member, World

pytestmark = pytest.mark.rule("panel.10")

ENOUGH = "/problems/enough-answers"
people = st.lists(
    st.tuples(st.sampled_from(["female", "male", None]), st.sampled_from(["yes", "no"])),
    min_size=1,
    max_size=9,
)


async def asked(
    world: World, survey_quotas: list[dict[str, Any]], *sexes: str | None, **changes: Any
) -> tuple[dict[str, Any], list[Member], dict[str, str]]:
    """Let people of these sexes join and be asked."""
    members = []
    for sex in sexes:
        told = {"demographics": {"sex": sex}} if sex else {}
        members += await world.join_many(1, name=str(uuid4()), **told)
    survey = await fieldwork.opened(world, *survey_quotas, **changes)
    return survey, members, await world.links()


class TestAnAnswer:
    async def test_counts_in_every_cell_that_it_is_in(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fieldwork.few_are_enough(monkeypatch)
        quotas = [of_sex("female", 5), of_sex("male", 5), of_sex("not_said", 5),
                  of_answer("yes", 5), of_answer("no", 5)]  # fmt: skip
        survey, members, links = await asked(world, quotas, "female", "male", None)
        for member, choice in zip(members, ("yes", "no", "yes"), strict=True):
            assert (
                await world.answer(links[member.email], survey, choice=choice)
            ).status_code == 201
        assert await fieldwork.taken(world, survey) == {
            "female": 1, "male": 1, "not_said": 1, "yes": 2, "no": 1,
        }  # fmt: skip

    async def test_of_one_too_many_is_refused_kindly_and_leaves_nothing(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fieldwork.few_are_enough(monkeypatch)
        survey, members, links = await asked(
            world, [of_sex("female", 2)], "female", "female", "female", "male"
        )
        third = links[members[2].email]
        saved = await world.call(
            "PUT",
            f"/answers/{third}/draft",
            {"answers": [{"question_id": survey["questions"][3]["id"], "text": "my words"}]},
        )
        assert saved.status_code == 204
        for member in members[:2]:
            await world.answer(links[member.email], survey, choice="yes")
        refused = await world.answer(third, survey, choice="yes", text="my words")
        assert (refused.status_code, refused.json()["type"]) == (409, ENOUGH)
        assert "my words" not in refused.text
        assert await world.count("responses") == 2
        kept = await world.rows("SELECT draft, answered FROM invitations WHERE NOT answered")
        assert {(row["draft"], row["answered"]) for row in kept} == {(None, False)}
        assert (
            await world.answer(links[members[3].email], survey, choice="yes")
        ).status_code == 201

    async def test_that_is_refused_by_one_cell_counts_in_no_other(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fieldwork.few_are_enough(monkeypatch)
        quotas = [of_sex("female", 2), of_answer("yes", 9)]
        survey, members, links = await asked(world, quotas, "female", "female", "female")
        for member in members:
            await world.answer(links[member.email], survey, choice="yes")
        assert await fieldwork.taken(world, survey) == {"female": 2, "yes": 2}

    async def test_is_told_already_when_the_survey_is_opened(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fieldwork.few_are_enough(monkeypatch)
        survey, members, links = await asked(
            world, [of_sex("female", 2)], "female", "female", "female", "male", None
        )
        for member in members[:2]:
            await world.answer(links[member.email], survey, choice="yes")
        opened = [(await world.call("GET", f"/answers/{links[m.email]}")) for m in members[2:]]
        assert [one.status_code for one in opened] == [409, 200, 200]
        assert opened[0].json()["type"] == ENOUGH

    async def test_is_told_at_once_where_no_option_is_left(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fieldwork.few_are_enough(monkeypatch)
        quotas = [of_answer("yes", 2), of_answer("no", 2)]
        survey, members, links = await asked(world, quotas, *[None] * 5)
        for member, choice in zip(members[:3], ("yes", "no", "yes"), strict=True):
            await world.answer(links[member.email], survey, choice=choice)
        last = links[members[4].email]
        assert (await world.call("GET", f"/answers/{last}")).status_code == 200
        await world.answer(links[members[3].email], survey, choice="no")
        assert (await world.call("GET", f"/answers/{last}")).json()["type"] == ENOUGH

    async def test_is_still_taken_once(self, world: World) -> None:
        survey, members, links = await asked(world, [of_sex("female", 9)], "female")
        link = links[members[0].email]
        sent = await asyncio.gather(*[world.answer(link, survey, choice="yes") for _ in range(4)])
        assert sorted(one.status_code for one in sent) == [201, 409, 409, 409]
        assert {o.json()["type"] for o in sent if o.status_code == 409} == {
            "/problems/already-answered"
        }
        assert await fieldwork.taken(world, survey) == {"female": 1}


class TestManyAtOnce:
    @pytest.mark.parametrize("anonymous", [False, True])
    async def test_never_exceed_a_ceiling(self, world: World, *, anonymous: bool) -> None:
        people, room = 24, 10
        await world.join_many(people, demographics={"sex": "female"})
        survey = await fieldwork.opened(
            world, of_sex("female", room), of_answer("yes", 15), anonymous=anonymous
        )
        links = await world.links()
        sent = await asyncio.gather(
            *[world.answer(link, survey, choice="yes") for link in links.values()]
        )
        assert Counter(one.status_code for one in sent) == {201: room, 409: people - room}
        assert {one.json()["type"] for one in sent if one.status_code == 409} == {ENOUGH}
        assert await world.count("ballots" if anonymous else "responses") == room
        await world.call("POST", f"/surveys/{survey['id']}/close")
        assert await fieldwork.taken(world, survey) == {"female": room, "yes": room}

    async def test_of_different_cells_do_not_wait_for_each_other_for_ever(
        self, world: World
    ) -> None:
        quotas = [of_sex("female", 8), of_sex("male", 8), of_answer("yes", 9), of_answer("no", 9)]
        survey, members, links = await asked(world, quotas, *["female", "male"] * 8)
        sent = await asyncio.gather(
            *[
                world.answer(links[member.email], survey, choice=("yes", "no")[number % 3 == 0])
                for number, member in enumerate(members)
            ]
        )
        assert {one.status_code for one in sent} <= {201, 409}
        counted = {c: n or 0 for c, n in (await fieldwork.taken(world, survey)).items()}
        assert counted["female"] + counted["male"] == await world.count("responses")
        # 6 say no and 10 say yes, of whom one is too many.
        assert (counted["yes"], counted["no"]) == (9, 6)


class TestWhateverTheOrder:
    @settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(people=people, women=st.integers(2, 4), yeses=st.integers(2, 4))
    async def test_it_never_exceeds_a_quota_nor_refuses_while_there_is_room(
        self,
        world: World,
        monkeypatch: pytest.MonkeyPatch,
        people: list[tuple[str | None, str]],
        women: int,
        yeses: int,
    ) -> None:
        fieldwork.few_are_enough(monkeypatch)
        survey, members, links = await asked(
            world, [of_sex("female", women), of_answer("yes", yeses)], *[sex for sex, _ in people]
        )
        counted: Counter[str] = Counter()
        ceilings = {"female": women, "yes": yeses}
        for member, (sex, choice) in zip(members, people, strict=True):
            own = [one for one in (sex, choice) if one is not None and one in ceilings]
            has_room = all(counted[cell] < ceilings[cell] for cell in own)
            answer = await world.answer(links[member.email], survey, choice=choice)
            assert answer.status_code == (201 if has_room else 409)
            if has_room:
                counted.update(own)
        assert await fieldwork.taken(world, survey) == {c: counted[c] for c in ceilings}


class TestAPlaceThatIsFreeAgain:
    async def test_after_an_erasure_is_anothers(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fieldwork.few_are_enough(monkeypatch)
        quotas = [of_sex("female", 2), of_answer("yes", 2)]
        survey, members, links = await asked(world, quotas, "female", "female", "female")
        for member in members[:2]:
            await world.answer(links[member.email], survey, choice="yes")
        last = links[members[2].email]
        assert (await world.answer(last, survey, choice="yes")).status_code == 409
        await fieldwork.erase(world, members[0].member_id)
        assert await fieldwork.taken(world, survey) == {"female": 1, "yes": 1}
        assert (await world.answer(last, survey, choice="yes")).status_code == 201

    async def test_is_that_of_what_they_had_told_when_they_answered(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fieldwork.few_are_enough(monkeypatch)
        quotas = [of_sex("female", 4), of_sex("male", 4)]
        survey, members, links = await asked(world, quotas, "female", "male")
        for member in members:
            await world.answer(links[member.email], survey, choice="yes")
        changed = await world.call(
            "PATCH",
            "/me",
            {"demographics": {"sex": "male"}},
            headers={**members[0].own, "If-Match": etag(1)},
        )
        assert changed.status_code == 200, changed.text
        await fieldwork.erase(world, members[0].member_id)
        assert await fieldwork.taken(world, survey) == {"female": 0, "male": 1}

    async def test_is_not_there_when_somebody_leaves_since_their_answer_stays(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fieldwork.few_are_enough(monkeypatch)
        quotas = [of_sex("female", 4), of_answer("yes", 4)]
        survey, members, links = await asked(world, quotas, "female")
        await world.answer(links[members[0].email], survey, choice="yes")
        await world.call("DELETE", "/me", headers=members[0].own)
        assert await fieldwork.taken(world, survey) == {"female": 1, "yes": 1}
        await fieldwork.erase(world, members[0].member_id)
        # Nothing any more tells of which sex they were, so that place stays taken.
        assert await fieldwork.taken(world, survey) == {"female": 1, "yes": 0}

    async def test_is_not_there_in_an_anonymous_survey_where_nobodys_answer_is_found(
        self, world: World
    ) -> None:
        quotas = [of_sex("female", 9)]
        survey, members, links = await asked(world, quotas, "female", "female", anonymous=True)
        for member in members:
            await world.answer(links[member.email], survey, choice="yes")
        await fieldwork.erase(world, members[0].member_id)
        closed = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert closed.status_code == 200, closed.text
        assert await fieldwork.taken(world, survey) == {"female": 2}
        assert await world.count("responses") == 2
