"""Closing a survey that many answered: at once no more answers, and the results by the worker."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from common.clock import day_in_england, utc_now
from common.db.engine import raw_connection
from common.db.systems import SomeFailed
from common.web.conditional import etag
from panel.settings import PanelSettings
from panel.surveys import closing
from panel.surveys.closing import Closer
from panel.worker import periodic
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.10")


async def closing_survey(world: World, monkeypatch: pytest.MonkeyPatch, **changes: Any) -> Any:
    """Ask three, of whom two answer, and hand the survey over; gives it and the third's link."""
    monkeypatch.setattr(closing, "AT_ONCE", 1)
    await world.join_many(3)
    survey = await world.open_survey(**changes)
    first, second, third = (await world.links()).values()
    for link in (first, second):
        assert (await world.answer(link, survey, choice="yes")).status_code == 201
    handed = await world.call("POST", f"/surveys/{survey['id']}/close")
    assert (handed.status_code, handed.json()["state"]) == (202, "closing"), handed.text
    return handed.json(), third


@pytest.mark.parametrize("anonymous", [True, False])
class TestASurveyThatWasHandedOver:
    async def test_is_closed_by_the_worker(
        self,
        world: World,
        monkeypatch: pytest.MonkeyPatch,
        panel_settings: PanelSettings,
        anonymous: bool,
    ) -> None:
        survey, _ = await closing_survey(world, monkeypatch, anonymous=anonymous)
        assert not [kind for kind, _ in await world.events() if "closed" in kind]
        (job,) = (one for one in periodic(panel_settings) if one.name == "close surveys")
        assert job.every.total_seconds() <= 5
        await job.job(world.database)
        closed = (await world.call("GET", f"/surveys/{survey['id']}")).json()
        assert closed["state"] == "closed"
        exact = await world.call("GET", f"/surveys/{survey['id']}/results?level=exact")
        assert exact.json()["responded"] == 2
        assert [kind for kind, _ in await world.events()][-1] == "panel.survey.closed.v1"

    async def test_takes_nothing_more_and_waits_for_nothing(
        self, world: World, monkeypatch: pytest.MonkeyPatch, anonymous: bool
    ) -> None:
        survey, link = await closing_survey(world, monkeypatch, anonymous=anonymous)
        async with world.database.transaction(QE1) as session:
            # As the worker does meanwhile.
            await (await raw_connection(session)).execute("SELECT 1 FROM surveys FOR UPDATE")
            late = await world.answer(link, survey, choice="yes")
        assert (late.status_code, late.json()["type"]) == (409, "/problems/survey-closed")

    async def test_asks_nobody_any_more(
        self, world: World, monkeypatch: pytest.MonkeyPatch, anonymous: bool
    ) -> None:
        monkeypatch.setattr(closing, "AT_ONCE", 0)
        await world.join_many(2)
        survey = await world.open_survey(anonymous=anonymous)
        first, _ = (await world.links()).values()
        assert (await world.answer(first, survey, choice="yes")).status_code == 201
        async with world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(
                "UPDATE mails SET state = 'waiting', finished_at = NULL WHERE kind = $1",
                "survey_invitation",
            )
        handed = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert handed.status_code == 202, handed.text
        asked = "SELECT DISTINCT state FROM mails WHERE kind = 'survey_invitation'"
        assert [row[0] for row in await world.rows(asked)] == ["withheld"]

    async def test_stands_for_staff_as_a_closed_one_does(
        self, world: World, monkeypatch: pytest.MonkeyPatch, anonymous: bool
    ) -> None:
        tomorrow = (day_in_england(utc_now()) + timedelta(days=1)).isoformat()
        survey, _ = await closing_survey(
            world, monkeypatch, anonymous=anonymous, closes_on=tomorrow
        )
        address, match = f"/surveys/{survey['id']}", {"If-Match": etag(survey["version"])}
        for method, rest, body, code in (
            ("POST", "/close", None, "survey-not-open"),
            (
                "POST",
                "/extensions",
                {
                    "closes_on": (day_in_england(utc_now()) + timedelta(days=9)).isoformat(),
                    "reason": "More people want to answer.",
                },
                None,
            ),
            ("PUT", "/quotas", {"quotas": []}, "quotas-stand"),
            ("PUT", "/breakdowns", {"breakdowns": []}, "breakdowns-stand"),
            ("GET", "/results", None, None),
            ("GET", "/exports/answers.csv", None, None),
        ):
            refused = await world.call(method, f"{address}{rest}", body, headers=match)
            assert refused.status_code == 409, (rest, refused.text)
            if code is not None:
                assert refused.json()["type"] == f"/problems/{code}"
        assert (await world.call("GET", f"{address}/codebook")).json()["state"] == "closing"
        listed = (await world.call("GET", "/surveys?state=closing")).json()["items"]
        assert [one["id"] for one in listed] == [survey["id"]]
        exact = await world.call("GET", f"{address}/results?level=exact")
        assert exact.status_code == (409 if anonymous else 200)


async def test_one_that_fails_is_tried_again_at_upkeep_and_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, _ = await closing_survey(world, monkeypatch, anonymous=True)
    async with world.database.transaction(QE1) as session:
        await (await raw_connection(session)).execute("DELETE FROM ballot_keys")
    closer = Closer(world.keys)
    with pytest.raises(SomeFailed):
        await closer.close_handed_over(world.database)
    await closer.close_handed_over(world.database)
    with pytest.raises(SomeFailed):
        await closer.close_due(world.database)
    assert (await world.call("GET", f"/surveys/{stuck['id']}")).json()["state"] == "closing"
    assert await world.count("ballots") == 2


async def test_a_survey_that_few_answered_is_closed_at_once(world: World) -> None:
    closed = await world.closed_survey(["yes", "no"])
    assert closed["state"] == "closed"
