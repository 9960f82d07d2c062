"""What the counters tell of people: a count, and no row says whose."""

from __future__ import annotations

from uuid import UUID

import pytest

from common.clock import utc_now
from panel.breakdowns.known import at_most
from panel.surveys import service as surveys
from panel_support import fieldwork
from panel_support.fieldwork import of_answer, of_sex
from panel_support.world import QE1, World

pytestmark = [pytest.mark.rule("panel.10"), pytest.mark.rule("panel.13")]


async def test_the_last_answer_is_not_told_by_the_row_that_was_written_last(world: World) -> None:
    await world.join_many(1, demographics={"sex": "female"})
    survey = await fieldwork.opened(world, of_sex("female", 9), of_sex("male", 9))
    (link,) = (await world.links()).values()
    before = await world.rows("SELECT DISTINCT xmin::text FROM survey_quotas")
    await world.answer(link, survey, choice="yes")
    after = await world.rows("SELECT DISTINCT xmin::text FROM survey_quotas")
    assert len(after) == 1, "every counter bears the transaction of the last answer"
    assert before != after


async def test_the_database_is_not_told_which_cells_there_are(world: World) -> None:
    await world.join_many(1, demographics={"sex": "female"})
    survey = await fieldwork.opened(world, of_sex("female", 9), of_answer("yes", 9))
    rows = await world.rows("SELECT cell FROM survey_quotas")
    named = {
        world.keys.quota_cell(QE1, UUID(survey["id"]), "dimension sex", "female"),
        world.keys.quota_cell(QE1, UUID(survey["id"]), "question 1", "yes"),
    }
    assert {row[0] for row in rows} == named
    assert b"female" not in b"".join(named)


async def test_a_member_s_cells_are_sealed_with_their_own_key_and_go_with_it(world: World) -> None:
    (ada, _bea) = await world.join_many(2, demographics={"sex": "female"})
    survey = await fieldwork.opened(world, of_sex("female", 9), of_answer("yes", 9))
    links = await world.links()
    for link in links.values():
        await world.answer(link, survey, choice="yes")
    rows = await world.rows("SELECT cells_sealed FROM invitations")
    cell = world.keys.quota_cell(QE1, UUID(survey["id"]), "dimension sex", "female")
    assert {row[0][:1] for row in rows} == {b"\x02"}, "the form of what a person's key seals"
    assert len({row[0] for row in rows}) == 2
    assert all(cell not in row[0] and cell.hex().encode() not in row[0] for row in rows)
    await world.call("DELETE", "/me", headers=ada.own)
    assert len(await world.rows("SELECT cells_sealed FROM invitations")) == 1


async def test_an_anonymous_survey_keeps_no_cells_and_is_mixed_with_its_counters(
    world: World,
) -> None:
    await world.join_many(3, demographics={"sex": "female"})
    survey = await fieldwork.opened(world, of_answer("yes", 9), anonymous=True)
    for link in (await world.links()).values():
        await world.answer(link, survey, choice="yes")
    assert {r[0] for r in await world.rows("SELECT cells_sealed FROM invitations")} == {None}
    await world.call("POST", f"/surveys/{survey['id']}/close")
    (row,) = await world.rows(
        "SELECT count(*) FROM survey_quotas q JOIN responses r ON q.xmin = r.xmin"
    )
    assert row[0] == 3, "counters, like answers, bear the transaction of the closing"


async def test_an_anonymous_survey_keeps_its_counters_sealed_until_it_closes(world: World) -> None:
    await world.join_many(2)
    survey = await fieldwork.opened(world, of_answer("yes", 9), anonymous=True)
    sealed = set()
    for link, choice in zip((await world.links()).values(), ("yes", "no"), strict=True):
        await world.answer(link, survey, choice=choice)
        (row,) = await world.rows("SELECT taken, taken_sealed FROM survey_quotas")
        assert row["taken"] == 0
        sealed.add(row["taken_sealed"])
    assert len(sealed) == 2
    assert len({len(one) for one in sealed}) == 1
    await world.call("POST", f"/surveys/{survey['id']}/close")
    (row,) = await world.rows("SELECT taken, taken_sealed FROM survey_quotas")
    assert (row["taken"], row["taken_sealed"]) == (1, None)


async def test_quotas_and_figures_together_tell_no_small_count(world: World) -> None:
    """Quotas are read by whoever reads results: of 15, with a quota of 8, 7 would be left."""
    await world.join_many(15)
    survey = await fieldwork.opened(world, of_answer("yes", 8))
    for number, link in enumerate((await world.links()).values()):
        given = await world.answer(link, survey, choice="yes" if number < 8 else "no")
        assert given.status_code == 201, given.text
    await world.call("POST", f"/surveys/{survey['id']}/close")
    results = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
    (yes, no) = (one["count"] for one in results["questions"][0]["counts"])
    assert (yes, no, results["responded"]) == (None, None, None)


async def test_quotas_of_groups_and_their_figures_together_tell_no_small_count(
    world: World,
) -> None:
    await world.join_many(8, name="woman", demographics={"sex": "female"})
    await world.join_many(7, name="man", demographics={"sex": "male"})
    survey = await fieldwork.opened(world, of_sex("female", 8))
    plan = {"breakdowns": [{"by": "dimension", "dimension": "sex", "questions": [1]}]}
    tag = (await world.call("GET", f"/surveys/{survey['id']}")).headers["ETag"]
    address = f"/surveys/{survey['id']}/breakdowns"
    await world.call("PUT", address, plan, headers={"If-Match": tag})
    for link in (await world.links()).values():
        assert (await world.answer(link, survey, choice="yes")).status_code == 201
    await world.call("POST", f"/surveys/{survey['id']}/close")
    results = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
    groups = {one["code"]: one["responded"] for one in results["breakdowns"][0]["groups"]}
    assert (groups["female"], groups["male"]) == (None, None)
    assert results["responded"] is None


async def test_the_size_of_a_sample_is_reckoned_with(world: World) -> None:
    """Eight were to be asked, and it says so: a figure of ten is then eight."""
    await world.join_many(9)
    draft = await fieldwork.drafted(world)
    await world.call("POST", f"/surveys/{draft['id']}/open", {"sample": 8})
    async with world.database.reading(QE1) as session:
        survey = await surveys.the_survey(session, QE1, UUID(draft["id"]))
        assert await at_most(session, QE1, survey, now=utc_now()) == {"invited": 8}
