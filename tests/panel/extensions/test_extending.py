"""An open survey takes answers longer: on record, announced, and with one reminder at most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id
from common.db.engine import raw_connection
from common.testing.clock import today
from common.web.conditional import etag
from panel_support.enrolling import enrolment
from panel_support.mails import text_of, token_in
from panel_support.samples import survey_in, system_file
from panel_support.world import QE1, World, load

pytestmark = pytest.mark.rule("panel.10")

REASON = "The posters went up a week late."


def day(number: int) -> date:
    return today() + timedelta(days=number)


async def extend(world: World, survey: dict[str, Any], *, to: int = 9, **said: Any) -> Any:
    body = {"closes_on": day(to).isoformat(), "reason": REASON} | said
    return await world.call("POST", f"/surveys/{survey['id']}/extensions", body)


async def opened(world: World, **changes: Any) -> dict[str, Any]:
    return await world.open_survey(closes_on=day(2).isoformat(), **changes)


class TestExtending:
    async def test_moves_the_last_day_and_says_who_did_when_and_why(self, world: World) -> None:
        await world.join_many(1)
        survey = await opened(world)
        extended = await extend(world, survey)
        assert extended.status_code == 201, extended.text
        read = (await world.call("GET", f"/surveys/{survey['id']}")).json()
        assert read["closes_on"] == day(9).isoformat()
        assert read["version"] == survey["version"] + 1
        path = f"/surveys/{survey['id']}/extensions"
        (one,) = (await world.call("GET", path)).json()["extensions"]
        assert one == extended.json()
        assert (one["closed_on_before"], one["closes_on"]) == (str(day(2)), str(day(9)))
        assert (one["reason"], one["with_reminder"], one["reminded"]) == (REASON, False, None)
        assert one["extended_by"]
        assert one["extended_at"]

    async def test_is_told_to_other_services_without_the_reason(self, world: World) -> None:
        await world.join_many(1)
        survey = await opened(world)
        await extend(world, survey)
        ((kind, said),) = [e for e in await world.events() if "extended" in e[0]]
        assert kind == "panel.survey.extended.v1"
        assert said["closes_on"] == str(day(9))
        assert REASON not in str(said)

    async def test_reaches_who_has_the_link_and_mails_that_wait(self, world: World) -> None:
        await world.join_many(1)
        survey = await opened(world)
        await extend(world, survey)
        (letter,) = await world.send_mail()
        assert f"until {day(9).day} {day(9):%B}" in text_of(letter)
        shown = (await world.call("GET", f"/answers/{token_in(letter)}")).json()
        assert shown["closes_on"] == str(day(9))

    @pytest.mark.parametrize(
        ("to", "said", "problem"),
        [
            (2, {}, "extension-not-possible"),
            (1, {}, "extension-not-possible"),
            (11, {}, "extension-not-possible"),
            (10, {}, None),
            (9, {"reason": "Late."}, "invalid"),
        ],
    )
    async def test_goes_forwards_within_what_was_recorded_and_with_a_reason(
        self, world: World, to: int, said: dict[str, Any], problem: str | None
    ) -> None:
        await world.join_many(1)
        survey = await opened(world, extend_until=day(10).isoformat())
        answer = await extend(world, survey, to=to, **said)
        wanted = f"/problems/{problem}" if problem else None
        assert answer.json().get("type") == wanted, answer.text

    async def test_is_refused_of_what_is_not_open_or_has_no_last_day(self, world: World) -> None:
        await world.join_many(1)
        draft = (await world.call("POST", "/surveys", survey_in(closes_on=str(day(2))))).json()
        endless = await world.open_survey()
        closed = await opened(world)
        await world.call("POST", f"/surveys/{closed['id']}/close")
        for survey in (draft, endless, closed):
            refused = await extend(world, survey)
            assert refused.status_code == 409, refused.text
            assert refused.json()["type"] == "/problems/survey-not-extendable"

    async def test_is_refused_after_the_last_day_even_before_the_survey_is_closed(
        self, world: World
    ) -> None:
        await world.join_many(1)
        survey = await opened(world)
        async with world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute("UPDATE surveys SET closes_on = $1", day(-1))
        refused = await extend(world, survey)
        assert refused.json()["type"] == "/problems/survey-not-extendable"

    async def test_is_refused_in_another_system(self, world: World) -> None:
        await world.join_many(1)
        survey = await opened(world)
        path = f"/surveys/{survey['id']}/extensions"
        body = {"closes_on": str(day(9)), "reason": REASON}
        for method, sent in (("POST", body), ("GET", None)):
            answer = await world.call(method, path, sent, ics="QKK")
            assert answer.json()["type"] == "/problems/survey-not-found"
        unknown = await world.call("POST", f"/surveys/{new_id()}/extensions", body)
        assert unknown.json()["type"] == "/problems/survey-not-found"

    async def test_how_long_it_may_be_is_recorded_on_the_draft(self, world: World) -> None:
        for said in (
            {"extend_until": str(day(1))},
            {"extend_until": str(day(9)), "closes_on": None},
        ):
            body = survey_in(**{"closes_on": str(day(2)), **said})
            refused = await world.call("POST", "/surveys", body)
            assert refused.json()["errors"][0]["field"] == "body.extend_until"


class TestTheReminder:
    async def test_goes_once_to_those_who_have_not_answered(self, world: World) -> None:
        await world.join_many(3)
        survey = await opened(world)
        links = await world.links()
        answered, *others = links
        await world.answer(links[answered], survey, choice="yes")
        extended = await extend(world, survey, remind=True)
        assert (extended.json()["with_reminder"], extended.json()["reminded"]) == (True, 2)
        letters = await world.send_mail()
        assert sorted(letter["To"] for letter in letters) == sorted(others)
        for letter in letters:
            assert token_in(letter) == links[letter["To"]]
            assert f"until {day(9).day} {day(9):%B}" in text_of(letter)
        again = await extend(world, survey, to=12, remind=True)
        assert again.json()["type"] == "/problems/reminded-already"
        assert (await extend(world, survey, to=12)).status_code == 201
        assert await world.send_mail() == []

    async def test_of_an_anonymous_survey_goes_to_everybody_and_has_no_link(
        self, world: World
    ) -> None:
        await world.join_many(3)
        survey = await opened(world, anonymous=True)
        links = await world.links()
        await world.answer(next(iter(links.values())), survey, choice="yes")
        extended = await extend(world, survey, remind=True)
        assert extended.json()["reminded"] == 3
        letters = await world.send_mail()
        assert {letter["To"] for letter in letters} == set(links)
        for letter in letters:
            assert "/answer?" not in text_of(letter)
            assert "Everybody who was asked gets this email" in text_of(letter)

    @pytest.mark.rule("panel.9")
    async def test_keeps_to_the_budget_and_draws_on_it(self, world: World) -> None:
        limits = [{"scope": "person", "valid_from": "2020-01-01", "contacts": 2, "days": 90}]
        await load(world.database, system_file("QE1", burden=limits))
        ada, bea = await world.join_many(2)
        survey = await opened(world)
        await world.links()
        async with world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute(
                "INSERT INTO contacts (ics, member_id, kind, about_id, contacted_on) "
                "VALUES ('QE1', $1, 'bulletin', $2, $3)", ada.member_id, new_id(), day(0),
            )  # fmt: skip
        assert (await extend(world, survey, remind=True)).json()["reminded"] == 1
        assert [letter["To"] for letter in await world.send_mail()] == [bea.email]
        held = (await world.call("GET", "/me/export", headers=bea.own)).json()["contacts"]
        assert {one["kind"] for one in held} == {"survey", "reminder"}

    @pytest.mark.rule("panel.4")
    async def test_does_not_go_to_who_takes_their_consent_back(self, world: World) -> None:
        ada, bea = await world.join_many(2)
        survey = await opened(world)
        await world.links()
        token = world.keys.unsubscribe_token(QE1, UUID(ada.member_id))
        stopped = await world.call("POST", "/unsubscribe", {"token": token})
        assert stopped.status_code < 300, stopped.text
        assert (await extend(world, survey, remind=True)).json()["reminded"] == 1
        assert [letter["To"] for letter in await world.send_mail()] == [bea.email]

    @pytest.mark.rule("panel.5")
    async def test_is_held_for_who_has_no_email(self, world: World) -> None:
        await world.join_many(1)
        asked = await world.call("POST", "/enrolments", enrolment(access_needs=[]))
        assert asked.status_code == 202, asked.text
        survey = await opened(world)
        await world.links()
        assert (await extend(world, survey, remind=True)).json()["reminded"] == 2
        assert len(await world.send_mail()) == 1
        rows = await world.rows("SELECT held_for FROM mails WHERE kind = 'survey_reminder'")
        assert sorted(str(row[0]) for row in rows) == ["None", "no_email"]

    @pytest.mark.rule("panel.5")
    async def test_is_not_made_for_who_has_come_to_need_a_format_that_there_is_not(
        self, world: World
    ) -> None:
        ada, _ = await world.join_many(2)
        survey = await opened(world)
        await world.links()
        told = await world.call(
            "PATCH",
            "/me",
            {"access_needs": ["braille"]},
            headers={**ada.own, "If-Match": etag(1)},
        )
        assert told.status_code == 200, told.text
        assert (await extend(world, survey, remind=True)).json()["reminded"] == 1

    async def test_is_called_off_when_the_survey_closes(self, world: World) -> None:
        await world.join_many(1)
        survey = await opened(world)
        await world.links()
        await extend(world, survey, remind=True)
        await world.call("POST", f"/surveys/{survey['id']}/close")
        assert await world.send_mail() == []

    async def test_is_counted_for_those_alone_who_may_see_exact_counts(
        self, world: World, token: Callable[..., dict[str, str]]
    ) -> None:
        await world.join_many(1)
        survey = await opened(world)
        await extend(world, survey, remind=True)
        path = world.path(f"/surveys/{survey['id']}/extensions")
        read = await world.http.get(path, headers=token(["panel:read"]))
        (one,) = read.json()["extensions"]
        assert (one["with_reminder"], one["reminded"]) == (True, None)
