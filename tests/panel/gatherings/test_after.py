"""After a gathering: who came, how many is published, how it was, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id, utc_now
from common.events.envelope import Event
from common.events.governance import FeedbackPublished
from common.testing.clock import today
from panel.feedback.handlers import tell_participants
from panel.load import load_file
from panel.weighting import service as weighting
from panel_support.burden import limited
from panel_support.gatherings import Hall
from panel_support.rewards import rewards
from panel_support.samples import answers_of, survey_in, system_file
from panel_support.world import QE1, Member


async def held(hall: Hall, came: int, **changes: Any) -> tuple[dict[str, Any], list[Member]]:
    """Let people come to a gathering; one more had a place and did not."""
    guests = await hall.guests(came + 1)
    gathering = await hall.opened(capacity=came + 1, **changes)
    await hall.booked(gathering, *guests)
    await hall.over(gathering)
    noted = await note(hall, gathering, guests[:came])
    assert noted.status_code == 200, noted.text
    return noted.json(), guests


async def note(hall: Hall, gathering: dict[str, Any], came: list[Member]) -> Any:
    body = {"came": [member.member_id for member in came]}
    return await hall.world.call("PUT", f"/gatherings/{gathering['id']}/attendance", body)


class TestAttendance:
    @pytest.mark.rule("panel.8")
    @pytest.mark.parametrize(("came", "published"), [(0, 0), (3, None), (8, 10)])
    async def test_is_published_after_disclosure_control(
        self, hall: Hall, came: int, published: int | None
    ) -> None:
        gathering, guests = await held(hall, came)
        assert (gathering["state"], gathering["came"]) == ("held", published)
        rows = (await hall.world.call("GET", f"/gatherings/{gathering['id']}/bookings")).json()
        assert [row["attended"] for row in rows] == [True] * came + [False]
        assert len(guests) == came + 1

    @pytest.mark.rule("panel.8")
    async def test_once_published_is_not_moved_by_a_correction(self, hall: Hall) -> None:
        gathering, guests = await held(hall, 8)
        corrected = (await note(hall, gathering, guests[:3])).json()
        assert corrected["came"] == 10
        rows = (await hall.world.call("GET", f"/gatherings/{gathering['id']}/bookings")).json()
        assert sum(row["attended"] for row in rows) == 3

    async def test_is_noted_of_those_who_had_a_place_once_it_has_begun(self, hall: Hall) -> None:
        guests = await hall.guests(2)
        gathering = await hall.opened(capacity=1)
        await hall.booked(gathering, *guests)
        assert (await note(hall, gathering, guests[:1])).status_code == 422
        await hall.over(gathering)
        refused = await note(hall, gathering, guests)
        assert refused.json()["type"] == "/problems/not-attending"

    async def test_needs_the_scope_for_personal_data(self, hall: Hall, token: Any) -> None:
        gathering = await hall.opened()
        headers = token(["panel:read", "panel:manage"], ics="QE1")
        address = f"/gatherings/{gathering['id']}/attendance"
        refused = await hall.world.call("PUT", address, {"came": []}, headers=headers)
        assert refused.status_code == 403


class TestHowItWas:
    @pytest.mark.rule("panel.10")
    async def test_is_asked_of_those_who_came_by_a_survey_that_is_never_weighted(
        self, hall: Hall, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(weighting, "weigh", _never)
        gathering, guests = await held(hall, 2)
        await hall.world.send_mail()
        draft = (await hall.world.call("POST", "/surveys", survey_in(title="How was it?"))).json()
        body = {"survey_id": draft["id"]}
        asked = await hall.world.call("POST", f"/gatherings/{gathering['id']}/feedback", body)
        assert asked.status_code == 200, asked.text
        links = await hall.world.links()
        assert set(links) == {guests[0].email, guests[1].email}
        for link in links.values():
            given = {"answers": answers_of(draft, choice="yes")}
            assert (await hall.world.call("POST", f"/answers/{link}", given)).status_code == 201
        await hall.world.call("POST", f"/surveys/{draft['id']}/close")
        results = (await hall.world.call("GET", f"/surveys/{draft['id']}/results")).json()
        assert results["responded"] is None
        assert results.get("weighting") is None
        again = await hall.world.call("POST", f"/gatherings/{gathering['id']}/feedback", body)
        assert again.status_code == 409

    @pytest.mark.rule("panel.9")
    async def test_draws_on_the_budget_of_the_communities_that_were_invited(
        self, hall: Hall
    ) -> None:
        guests = await hall.guests(2, place="blackpool")
        await hall.guests(1, name="there", place="lancashire")
        gathering = await hall.opened(places=["blackpool"])
        await hall.booked(gathering, *guests)
        await hall.over(gathering)
        await note(hall, gathering, guests)
        first, asked = [
            (await hall.world.call("POST", "/surveys", survey_in(title=title))).json()
            for title in ("How was it?", "Buses")
        ]
        body = {"survey_id": first["id"]}
        await hall.world.call("POST", f"/gatherings/{gathering['id']}/feedback", body)
        days = (await hall.world.call("GET", "/calendar")).json()["items"]
        (shown,) = [day for day in days if day["title"] == "How was it?"]
        assert (shown["kind"], shown["places"]) == ("survey", ["blackpool"])
        await limited(hall.world, community=(2, 90))  # an invitation, and how it was
        opened = await hall.world.call("POST", f"/surveys/{asked['id']}/open")
        assert opened.status_code == 200, opened.text
        draw = await hall.world.call("GET", f"/surveys/{asked['id']}/draw?level=exact")
        assert (draw.json()["asked"], draw.json()["rested"]) == (1, 2)

    @pytest.mark.rule("panel.13")
    async def test_is_reminded_of_by_who_objects_to_being_chosen(self, hall: Hall) -> None:
        """All who came are reminded alike; the same objection stops reminders of a survey that
        chose by place."""
        guests = await hall.guests(2, place="blackpool")
        gathering = await hall.opened(places=["blackpool"])
        await hall.booked(gathering, *guests)
        await hall.over(gathering)
        await note(hall, gathering, guests)
        closes = (today() + timedelta(days=2)).isoformat()
        came, chosen = [
            (await hall.world.call("POST", "/surveys", survey_in(title=title, closes_on=closes)))
            .json()["id"]
            for title in ("How was it?", "Buses")
        ]  # fmt: skip
        body = {"survey_id": came}
        await hall.world.call("POST", f"/gatherings/{gathering['id']}/feedback", body)
        await hall.world.call("POST", f"/surveys/{chosen}/open", {"places": ["blackpool"]})
        me = await hall.world.call("GET", "/me", headers=guests[0].own)
        objects = {"objections": [{"purpose": "profiling", "objects": True}]}
        headers = {**guests[0].own, "If-Match": me.headers["etag"]}
        told = await hall.world.call("PATCH", "/me", objects, headers=headers)
        assert told.status_code == 200, told.text
        longer = {
            "closes_on": (today() + timedelta(days=9)).isoformat(),
            "reason": "The letters went out a week late.",
            "remind": True,
        }
        for survey, reminded in ((came, 2), (chosen, 1)):
            made = await hall.world.call("POST", f"/surveys/{survey}/extensions", longer)
            assert made.json()["reminded"] == reminded, made.text

    @pytest.mark.rule("panel.9")
    async def test_draws_on_no_community_where_nobody_was_invited(self, hall: Hall) -> None:
        guests = await hall.guests(2, place="blackpool")
        before = (await hall.world.call("POST", "/surveys", survey_in(title="Buses"))).json()
        await hall.world.call("POST", f"/surveys/{before['id']}/open")
        await limited(hall.world, community=(1, 90))
        gathering = await hall.opened(places=["blackpool"])
        await hall.booked(gathering, *guests)
        await hall.over(gathering)
        await note(hall, gathering, guests)
        first = (await hall.world.call("POST", "/surveys", survey_in(title="How was it?"))).json()
        body = {"survey_id": first["id"]}
        told = await hall.world.call("POST", f"/gatherings/{gathering['id']}/feedback", body)
        assert told.status_code == 200, told.text
        days = (await hall.world.call("GET", "/calendar")).json()["items"]
        assert [day["title"] for day in days if day["kind"] == "survey"] == ["Buses"]

    async def test_is_not_asked_of_nobody(self, hall: Hall) -> None:
        gathering, _ = await held(hall, 0)
        draft = (await hall.world.call("POST", "/surveys", survey_in())).json()
        body = {"survey_id": draft["id"]}
        refused = await hall.world.call("POST", f"/gatherings/{gathering['id']}/feedback", body)
        assert refused.json()["type"] == "/problems/nobody-came"


class TestWhatCameOfIt:
    @pytest.mark.rule("panel.13")
    async def test_is_on_the_page_of_those_who_came(self, hall: Hall) -> None:
        activity = new_id()
        _, guests = await held(hall, 1, activity_id=str(activity))
        feedback = FeedbackPublished(
            feedback_id=new_id(),
            decision_id=new_id(),
            decision_reference="QE1-ICP-2026-0001",
            decision_title="A bus to the clinic",
            you_said="You said it is hard to get there.",
            we_did="We moved the stop.",
            activity_ids=[activity],
            published_at=utc_now(),
        )
        async with hall.world.database.transaction(QE1) as session:
            event = Event(new_id(), "/governance", QE1, utc_now(), feedback)
            await tell_participants(event, session)
        seen = await hall.world.call("GET", "/me/involvement", headers=guests[0].own)
        (item,) = seen.json()["items"]
        assert item["kind"] == "gathering"
        assert item["thread"] == {"kind": "activities", "id": str(activity)}
        assert item["heard_back"][0]["we_did"] == "We moved the stop."
        absent = await hall.world.call("GET", "/me/involvement", headers=guests[1].own)
        assert absent.json()["items"] == []


async def _never(*_: Any, **__: Any) -> None:
    raise AssertionError("who comes to a gathering stands for no population")


@pytest.mark.rule("panel.12")
async def test_expenses_that_are_offered_for_it_are_shown(hall: Hall) -> None:
    await load_file(hall.world.database, system_file("QE1", rewards=rewards()))
    (ada,) = await hall.guests(1)
    gathering = await hall.opened()
    offer = {
        "kind": "travel", "activity": "event", "activity_id": gathering["id"], "title": "Travel",
        "first_day": str(today()), "member_ids": [ada.member_id],
    }  # fmt: skip
    assert (await hall.world.call("POST", "/rewards/offers", offer)).status_code == 201
    (expense,) = (await hall.mine(gathering, ada))["expenses"]
    assert (expense["kind"], expense["rate_pence"]) == ("travel", 45)
    assert UUID(gathering["id"])
