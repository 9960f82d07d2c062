"""Opening surveys within the budget, on a real database."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id
from common.events.insights import ActivityChanged, ActivityRegistered
from common.testing.clock import days_later, today
from panel.burden import service as burden
from panel.burden.service import Sample
from panel_support.bulletins import sent
from panel_support.burden import limited, segment_of
from panel_support.gatherings import Hall
from panel_support.samples import survey_in
from panel_support.world import QE1, World


async def opened(world: World, **body: Any) -> tuple[str, Any]:
    draft = (await world.call("POST", "/surveys", survey_in())).json()
    return draft["id"], await world.call("POST", f"/surveys/{draft['id']}/open", body)


async def drawn(world: World, survey_id: str, level: str = "exact") -> dict[str, Any]:
    answer = await world.call("GET", f"/surveys/{survey_id}/draw?level={level}")
    assert answer.status_code == 200, answer.text
    figures: dict[str, Any] = answer.json()
    return figures


def activity(**changes: Any) -> dict[str, Any]:
    return {
        "activity_id": new_id(),
        "title": "Talking to young mothers",
        "method": "focus_group",
        "places": ["blackpool"],
        "communities": [],
        "starts_on": today() + timedelta(days=10),
    } | changes


async def tell(world: World, said: ActivityRegistered | ActivityChanged) -> None:
    async with world.database.transaction(QE1) as session:
        await burden.note_activity(session, QE1, said)


@pytest.mark.rule("panel.9")
class TestOpening:
    async def test_says_how_many_fit_rest_and_are_out_of_reach(self, world: World) -> None:
        await limited(world, person=(1, 90))
        await world.join_many(30, place="blackpool")
        await world.join_many(10, name="no", place="blackpool", purposes=["bulletins"])
        first, answer = await opened(world, sample=12)
        assert answer.status_code == 200, answer.text
        assert await world.count("invitations") == 12
        second, _ = await opened(world)
        exact = await drawn(world, second)
        names = ("fit", "unreachable", "rested", "asked", "spare")
        assert {name: exact[name] for name in names} == {
            "fit": 40, "unreachable": 10, "rested": 12, "asked": 18, "spare": 0,
        }  # fmt: skip
        assert exact["seed"] != (await drawn(world, first))["seed"]
        twice = await world.rows("SELECT 1 FROM invitations GROUP BY member_id HAVING count(*) > 1")
        assert not twice

    async def test_lets_nobody_count_at_will_by_opening_surveys(
        self, world: World, token: Any
    ) -> None:
        """A survey to a sample of one costs next to nothing, to any segment, at any moment."""
        await world.join_many(12, place="blackpool")
        shown = []
        for number in range(2):
            survey_id, _ = await opened(world, sample=1)
            shown.append(await drawn(world, survey_id, "published"))
            await world.join(f"one-more-{number}@example.org", place="blackpool")
        names = ("fit", "unreachable", "rested", "asked", "spare")
        assert [[one[name] for name in names] for one in shown] == [[None] * 5] * 2
        reader = token(["panel:read"], ics="QE1")
        address = f"/surveys/{survey_id}/draw?level=exact"
        assert (await world.call("GET", address, headers=reader)).status_code == 403

    async def test_lets_nobody_count_at_will_by_closing_what_was_opened(self, world: World) -> None:
        """Closed before the worker mails anybody, it costs nothing and tells of any segment."""
        await world.join_many(13, demographics={"sex": "female"})
        said = {"name": "Women", "criteria": {"demographics": {"sex": ["female"]}}}
        segment = (await world.call("POST", "/segments", said)).json()
        survey_id, answer = await opened(world, segment_id=segment["id"])
        assert answer.status_code == 200, answer.text
        await world.call("POST", f"/surveys/{survey_id}/close")
        assert await world.send_mail() == []
        results = (await world.call("GET", f"/surveys/{survey_id}/results")).json()
        assert (results["invited"], results["responded"]) == (None, 0)
        assert (await drawn(world, survey_id, "published"))["asked"] is None
        (closed,) = [data for kind, data in await world.events() if "survey.closed" in kind]
        assert closed["invited"] is None

    async def test_shows_those_asked_as_the_results_do(self, world: World) -> None:
        await world.join_many(13, place="blackpool")
        survey_id, _ = await opened(world)
        survey = (await world.call("GET", f"/surveys/{survey_id}")).json()
        for link in (await world.links()).values():
            await world.answer(link, survey, choice="yes")
        await world.call("POST", f"/surveys/{survey_id}/close")
        results = (await world.call("GET", f"/surveys/{survey_id}/results")).json()
        assert results["invited"] == 15
        assert (await drawn(world, survey_id, "published"))["asked"] == 15

    async def test_refuses_when_everybody_has_to_rest(self, world: World) -> None:
        await limited(world, person=(2, 90))
        await world.join_many(2)
        assert [(await opened(world))[1].status_code for _ in range(2)] == [200, 200]
        survey_id, refused = await opened(world)
        assert refused.json()["type"].endswith("burden-budget-spent")
        assert (await world.call("GET", f"/surveys/{survey_id}/draw")).status_code == 404
        assert await world.count("contacts") == 4
        async with world.database.transaction(QE1) as session:
            sample = Sample(UUID(survey_id), "surveys", [], None, None, 1)
            later = days_later(90)
            assert len(await burden.draw_sample(session, QE1, world.keys, sample, later)) == 2

    async def test_does_not_tell_whether_anybody_is_in_a_segment(self, world: World) -> None:
        """Nobody is mailed by a refusal, so it could be asked of every segment there is."""
        await limited(world, person=(1, 90))
        await world.join_many(1, demographics={"sex": "female"})
        assert (await opened(world))[1].status_code == 200
        answers = []
        for sex in ("female", "male"):
            said = {"name": sex, "criteria": {"demographics": {"sex": [sex]}}}
            segment = (await world.call("POST", "/segments", said)).json()
            _, refused = await opened(world, segment_id=segment["id"])
            problem = refused.json()
            answers.append((refused.status_code, problem["type"], problem["detail"]))
        assert answers[0] == answers[1]
        assert answers[0][:2] == (409, "/problems/nobody-to-ask")

    async def test_two_at_once_do_not_overdraw_a_person(self, world: World) -> None:
        await limited(world, person=(1, 90))
        await world.join_many(20)
        drafts = [(await world.call("POST", "/surveys", survey_in())).json() for _ in range(4)]
        answers = await asyncio.gather(
            *(world.call("POST", f"/surveys/{one['id']}/open", {"sample": 15}) for one in drafts)
        )
        assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409]
        most = await world.rows("SELECT count(*) FROM contacts GROUP BY member_id")
        assert [row[0] for row in most] == [1] * 20

    @pytest.mark.parametrize("what", ["survey", "bulletin", "gathering"])
    async def test_what_a_segment_of_one_place_is_asked_leaves_the_others_theirs(
        self, world: World, what: str
    ) -> None:
        await limited(world, community=(1, 30))
        some = {"purposes": ["surveys", "bulletins", "events"]}
        await world.join_many(2, place="blackpool", **some)
        await world.join_many(3, name="there", place="lancashire", **some)
        await asks(world, what, await segment_of(world, "blackpool"))
        survey_id, answer = await opened(world)
        assert answer.status_code == 200, answer.text
        exact = await drawn(world, survey_id)
        assert (exact["asked"], exact["rested"]) == (3, 2)

    async def test_without_limits_asks_everybody(self, world: World) -> None:
        await world.join_many(3)
        for _ in range(3):
            assert (await opened(world))[1].status_code == 200
        assert await world.count("contacts") == 9


async def asks(world: World, what: str, segment_id: str) -> None:
    """Ask a segment something: by a survey, a bulletin or an invitation."""
    if what == "survey":
        assert (await opened(world, segment_id=segment_id))[1].status_code == 200
    elif what == "bulletin":
        assert (await sent(world, segment_id=segment_id))["state"] == "sent"
    else:
        await Hall(world).opened(segment_id=segment_id)


@pytest.mark.rule("panel.9")
class TestPartners:
    async def test_their_activities_draw_on_the_budget_of_the_place(self, world: World) -> None:
        await limited(world, community=(1, 30))
        await world.join_many(2, place="blackpool")
        await world.join_many(3, name="there", place="lancashire")
        said = activity()
        await tell(world, ActivityRegistered(**said))
        survey_id, _ = await opened(world, places=["blackpool", "lancashire"])
        exact = await drawn(world, survey_id)
        assert (exact["asked"], exact["rested"]) == (3, 2)
        await tell(world, ActivityChanged(**said, status="called_off"))
        assert (await opened(world, places=["blackpool"]))[1].status_code == 409
        await limited(world, community=(2, 30))
        assert (await opened(world, places=["blackpool"]))[1].status_code == 200

    @pytest.mark.parametrize(
        ("begins", "ends", "asked"),
        [
            (-100, None, 2),
            (-100, -31, 2),
            (-100, -30, 2),
            (-100, -29, 0),
            (-100, 100, 0),
            (29, 60, 0),
            (30, 60, 2),
        ],
    )
    async def test_one_that_lasts_draws_on_it_until_its_last_day(
        self, world: World, begins: int, ends: int | None, asked: int
    ) -> None:
        await limited(world, community=(1, 30))
        await world.join_many(2, place="blackpool")
        days = {
            "starts_on": today() + timedelta(days=begins),
            "ends_on": today() + timedelta(days=ends) if ends is not None else None,
        }
        await tell(world, ActivityRegistered(**activity(**days)))
        _, answer = await opened(world, places=["blackpool"])
        assert answer.status_code == (200 if asked else 409), answer.text

    async def test_one_that_is_a_survey_of_ours_is_not_counted_twice(self, world: World) -> None:
        await tell(world, ActivityRegistered(**activity(survey_id=new_id())))
        assert await world.count("partner_activities") == 0

    async def test_the_calendar_tells_what_is_asked_where_and_when(self, world: World) -> None:
        await world.join_many(2, place="blackpool")
        await opened(world, places=["blackpool"])
        await tell(world, ActivityRegistered(**activity(communities=["young_carers"])))
        await tell(world, ActivityRegistered(**activity(visibility="partners")))
        await tell(world, ActivityRegistered(**activity(starts_on=date(2031, 1, 1))))
        items = (await world.call("GET", "/calendar")).json()["items"]
        assert [item["kind"] for item in items] == ["survey", "activity", "activity"]
        assert items[1]["communities"] == ["young_carers"]
        assert items[2]["title"] is None
        early = await world.call("GET", "/calendar?from=2020-01-01&to=2020-02-01")
        assert early.json()["items"] == []
        wrong = await world.call("GET", "/calendar?from=2020-02-01&to=2020-01-01")
        assert wrong.status_code == 422


@pytest.mark.rule("panel.9")
@pytest.mark.rule("panel.13")
class TestTheLedger:
    async def test_feedback_is_sent_and_counts(self, world: World) -> None:
        await limited(world, person=(1, 90))
        (ada,) = await world.join_many(1)
        async with world.database.transaction(QE1) as session:
            about = new_id()
            for _ in range(2):
                await burden.record_feedback(session, QE1, about, [UUID(ada.member_id)], today())
        assert await world.count("contacts") == 1
        assert (await opened(world))[1].status_code == 409

    @pytest.mark.parametrize(("method", "address"), [("DELETE", "/me"), ("POST", "/me/erasure")])
    async def test_goes_with_the_member(self, world: World, method: str, address: str) -> None:
        ada, _ = await world.join_many(2)
        await opened(world)
        left = await world.call(method, address, headers=ada.own)
        assert left.status_code < 300, left.text
        rows = await world.rows("SELECT member_id FROM contacts")
        assert [str(row[0]) for row in rows] != []
        assert ada.member_id not in {str(row[0]) for row in rows}
