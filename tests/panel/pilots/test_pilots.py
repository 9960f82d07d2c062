"""A draft is tried out on a few, apart from everything that is counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from common.clock import new_id, utc_now
from common.testing.clock import days_later, today
from panel.pilots.service import WHAT_WAS_UNCLEAR, end_overdue
from panel.surveys.closing import Closer
from panel_support import fieldwork
from panel_support.mails import text_of
from panel_support.samples import answers_of, survey_in, system_file
from panel_support.world import World, load

pytestmark = pytest.mark.rule("panel.10")


async def tried_out(
    world: World, *, sample: int = 3, **changes: Any
) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """Draft a survey and try it out; gives the draft, the trial and the links by address."""
    draft = (await world.call("POST", "/surveys", survey_in(**changes))).json()
    trial = await world.call("POST", f"/surveys/{draft['id']}/pilots", {"sample": sample})
    assert trial.status_code == 201, trial.text
    return draft, trial.json(), await world.links()


async def say(world: World, link: str, *, unclear: str | None = None, **given: Any) -> Any:
    """Answer a trial of `survey_in`."""
    asked = (await world.call("GET", f"/answers/{link}")).json()
    body = answers_of({"questions": asked["questions"][:-1]}, **given)
    if unclear:
        body.append({"question_id": asked["questions"][-1]["id"], "text": unclear})
    return await world.call("POST", f"/answers/{link}", {"answers": body})


class TestATrial:
    async def test_asks_a_few_what_the_draft_asks_and_what_was_unclear(self, world: World) -> None:
        await world.join_many(6)
        draft, trial, links = await tried_out(world)
        assert (trial["asked"], trial["answered"], trial["questions"]) == (3, 0, 5)
        assert trial["started_by"]
        assert len(links) == 3
        asked = (await world.call("GET", f"/answers/{next(iter(links.values()))}")).json()
        assert asked["pilot"] is True
        assert [q["text"] for q in asked["questions"][:-1]] == [
            q["text"] for q in draft["questions"]
        ]
        assert asked["questions"][-1]["text"] == WHAT_WAS_UNCLEAR

    async def test_says_in_its_mail_that_it_is_one(self, world: World) -> None:
        await world.join_many(1)
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        await world.call("POST", f"/surveys/{draft['id']}/pilots", {"sample": 1})
        (letter,) = await world.send_mail()
        assert "This is a trial of the survey." in text_of(letter)
        await world.call("POST", f"/surveys/{draft['id']}/pilots/{await only(world, draft)}/end")
        await world.call("POST", f"/surveys/{draft['id']}/open")
        (letter,) = await world.send_mail()
        assert "trial" not in text_of(letter)

    async def test_shows_staff_what_was_said_of_the_questions(self, world: World) -> None:
        await world.join_many(2)
        draft, trial, links = await tried_out(world)
        for link in links.values():
            answered = await say(world, link, choice="yes", unclear="What is a clinic?")
            assert answered.status_code == 201, answered.text
            assert answered.json()["receipt"] is None
        path = f"/surveys/{draft['id']}/pilots"
        comments = (await world.call("GET", f"{path}/{trial['id']}/comments")).json()["items"]
        assert [one["text"] for one in comments] == ["What is a clinic?"] * 2
        results = (await world.call("GET", f"{path}/{trial['id']}/results")).json()
        assert (results["invited"], results["responded"]) == (2, 2)
        (listed,) = (await world.call("GET", path)).json()["pilots"]
        assert (listed["asked"], listed["answered"]) == (2, 2)

    async def test_gives_counts_and_answers_to_those_alone_who_may_see_them(
        self, world: World, token: Callable[..., dict[str, str]]
    ) -> None:
        await world.join_many(1)
        draft, trial, links = await tried_out(world)
        await say(world, *links.values(), choice="yes")
        path = world.path(f"/surveys/{draft['id']}/pilots")
        reader = token(["panel:read"])
        (listed,) = (await world.http.get(path, headers=reader)).json()["pilots"]
        assert (listed["asked"], listed["answered"]) == (None, None)
        for rest in ("results", "comments"):
            refused = await world.http.get(f"{path}/{trial['id']}/{rest}", headers=reader)
            assert refused.status_code == 403

    async def test_can_be_repeated_after_the_questions_were_changed(self, world: World) -> None:
        await world.join_many(2)
        draft, trial, links = await tried_out(world)
        await say(world, next(iter(links.values())), choice="yes", unclear="All of it.")
        changed = await world.call(
            "PATCH",
            f"/surveys/{draft['id']}",
            {"questions": survey_in()["questions"][:2]},
            headers={"If-Match": (await world.call("GET", f"/surveys/{draft['id']}")).headers[
                "etag"]},
        )  # fmt: skip
        assert changed.status_code == 200, changed.text
        path = f"/surveys/{draft['id']}/pilots"
        assert (await world.call("POST", path, {"sample": 2})).json()["type"] == (
            "/problems/trial-under-way"
        )
        await world.call("POST", f"{path}/{trial['id']}/end")
        again = await world.call("POST", path, {"sample": 2})
        assert again.json()["questions"] == 3
        earlier = (await world.call("GET", f"{path}/{trial['id']}/results")).json()
        assert len(earlier["questions"]) == 5, "as they were then"


async def only(world: World, draft: dict[str, Any]) -> str:
    (one,) = (await world.call("GET", f"/surveys/{draft['id']}/pilots")).json()["pilots"]
    pilot_id: str = one["id"]
    return pilot_id


class TestIsKeptApart:
    async def test_from_results_events_and_lists(self, world: World) -> None:
        await world.join_many(10)
        draft, trial, links = await tried_out(world, sample=2)
        for link in links.values():
            await say(world, link, choice="no")
        await world.call("POST", f"/surveys/{draft['id']}/pilots/{trial['id']}/end")
        opened = await world.call("POST", f"/surveys/{draft['id']}/open")
        assert opened.status_code == 200, opened.text
        for link in (await world.links()).values():
            await world.answer(link, opened.json(), choice="yes")
        await world.call("POST", f"/surveys/{draft['id']}/close")
        exact = (await world.call("GET", f"/surveys/{draft['id']}/results?level=exact")).json()
        assert exact["responded"] == exact["questions"][0]["counts"][0]["count"] == 10
        assert exact["questions"][0]["counts"][1]["count"] == 0
        listed = (await world.call("GET", "/surveys")).json()["items"]
        assert [one["id"] for one in listed] == [draft["id"]]
        said = [data for kind, data in await world.events() if kind.startswith("panel.survey.")]
        assert {data["survey_id"] for data in said} == {draft["id"]}

    async def test_from_every_route_of_surveys(self, world: World) -> None:
        await world.join_many(1)
        _, trial, links = await tried_out(world)
        await say(world, *links.values(), choice="yes")
        for method, rest in (
            ("GET", ""), ("POST", "/close"), ("POST", "/open"), ("GET", "/results"),
            ("GET", "/results?level=exact"), ("GET", "/breakdowns"), ("GET", "/quotas"),
            ("GET", "/translations"), ("GET", "/data.csv"), ("GET", "/data.jsonl"),
            ("GET", "/codebook"), ("GET", "/pilots"),
            ("GET", f"/comments?question_id={new_id()}"), ("POST", "/pilots"),
        ):  # fmt: skip
            body = {"sample": 1} if rest == "/pilots" and method == "POST" else None
            answer = await world.call(method, f"/surveys/{trial['id']}{rest}", body)
            assert answer.status_code == 404, (method, rest, answer.text)

    async def test_from_what_a_member_hears_back_of(self, world: World) -> None:
        (ada,) = await world.join_many(1)
        _, _, links = await tried_out(world)
        assert (await say(world, *links.values(), choice="yes")).status_code == 201
        listed = await world.call("GET", "/me/involvement", headers=ada.own)
        assert listed.status_code == 200
        assert "Getting to the clinic" not in listed.text

    async def test_from_other_systems_and_surveys(self, world: World) -> None:
        await world.join_many(1)
        draft, trial, _ = await tried_out(world)
        other = (await world.call("POST", "/surveys", survey_in())).json()
        for ics, survey_id in (("QKK", draft["id"]), ("QE1", other["id"])):
            for method, rest in (("GET", "results"), ("GET", "comments"), ("POST", "end")):
                path = f"/surveys/{survey_id}/pilots/{trial['id']}/{rest}"
                answer = await world.call(method, path, ics=ics)
                assert answer.json()["type"] == "/problems/pilot-not-found"


class TestItsEnd:
    async def test_takes_no_more_answers_and_lets_the_survey_be_opened(self, world: World) -> None:
        await world.join_many(1)
        draft, trial, links = await tried_out(world)
        refused = await world.call("POST", f"/surveys/{draft['id']}/open")
        assert refused.json()["type"] == "/problems/trial-under-way"
        path = f"/surveys/{draft['id']}/pilots/{trial['id']}/end"
        assert (await world.call("POST", path)).json()["ended_at"] is not None
        assert (await world.call("POST", path)).json()["type"] == "/problems/pilot-ended"
        (link,) = links.values()
        late = await world.call("GET", f"/answers/{link}")
        assert late.json()["type"] == "/problems/survey-closed"
        assert (await world.call("POST", f"/surveys/{draft['id']}/open")).status_code == 200

    async def test_comes_by_itself_after_the_last_day(self, world: World) -> None:
        await world.join_many(1)
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        body = {"sample": 1, "closes_on": today().isoformat()}
        await world.call("POST", f"/surveys/{draft['id']}/pilots", body)

        def tomorrow() -> Any:
            return days_later(1)

        await Closer(world.keys, clock=tomorrow).close_due(world.database)
        await end_overdue(world.database, clock=utc_now)
        (one,) = (await world.call("GET", f"/surveys/{draft['id']}/pilots")).json()["pilots"]
        assert one["ended_at"] is None
        await end_overdue(world.database, clock=tomorrow)
        (one,) = (await world.call("GET", f"/surveys/{draft['id']}/pilots")).json()["pilots"]
        assert one["ended_at"] is not None

    async def test_before_today_is_refused(self, world: World) -> None:
        draft = (await world.call("POST", "/surveys", survey_in())).json()
        body = {"sample": 1, "closes_on": (today() - timedelta(days=1)).isoformat()}
        refused = await world.call("POST", f"/surveys/{draft['id']}/pilots", body)
        assert refused.json()["errors"][0]["field"] == "body.closes_on"


class TestThePeople:
    @pytest.mark.rule("panel.4")
    async def test_are_those_who_agree_to_surveys(self, world: World) -> None:
        await world.join_many(2, name="no", purposes=["bulletins"])
        (ada,) = await world.join_many(1, name="yes")
        _, trial, links = await tried_out(world)
        assert (list(links), trial["asked"]) == ([ada.email], 1)
        (other,) = await world.join_many(1, name="other", purposes=["bulletins"])
        assert other.email not in links

    @pytest.mark.rule("panel.9")
    async def test_draw_on_the_burden_budget(self, world: World) -> None:
        limits = [{"scope": "person", "valid_from": "2020-01-01", "contacts": 1, "days": 90}]
        await load(world.database, system_file("QE1", burden=limits))
        await world.join_many(3)
        draft, trial, links = await tried_out(world, sample=2)
        assert await world.count("contacts") == 2
        await world.call("POST", f"/surveys/{draft['id']}/pilots/{trial['id']}/end")
        await world.call("POST", f"/surveys/{draft['id']}/open")
        rested = await world.links()
        assert len(rested) == 1
        assert rested.keys().isdisjoint(links)
        other = (await world.call("POST", "/surveys", survey_in())).json()
        spent = await world.call("POST", f"/surveys/{other['id']}/pilots", {"sample": 1})
        assert spent.json()["type"] == "/problems/burden-budget-spent"

    @pytest.mark.rule("panel.13")
    @pytest.mark.parametrize("anonymous", [False, True])
    async def test_who_are_erased_leave_no_answer_of_a_trial(
        self, world: World, *, anonymous: bool
    ) -> None:
        ada, _ = await world.join_many(2)
        _, _, links = await tried_out(world, anonymous=anonymous)
        for email, link in links.items():
            await say(world, link, choice="yes", text=f"words of {email}")
        held = (await world.call("GET", "/me/export", headers=ada.own)).json()["surveys"]
        assert held[0]["title"] == "Getting to the clinic (trial)"
        assert held[0]["answers"], "even where the draft is anonymous: the page says so"
        await fieldwork.erase(world, ada.member_id)
        assert await world.count("responses") == 1
        (row,) = await world.rows("SELECT answers::text FROM responses")
        assert ada.email not in row[0]

    async def test_answer_once(self, world: World) -> None:
        await world.join_many(1)
        _, _, links = await tried_out(world)
        (link,) = links.values()
        assert (await say(world, link, choice="yes")).status_code == 201
        again = await world.call("POST", f"/answers/{link}", {"answers": []})
        assert again.json()["type"] == "/problems/already-answered"
