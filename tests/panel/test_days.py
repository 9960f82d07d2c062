"""At half past midnight in summer it is the next day for residents, though not yet by UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from common.clock import utc_now
from panel.polls.service import look_after_polls
from panel.rewards import routes as reward_routes
from panel.selection import routes as selection_routes
from panel.surveys.closing import Closer
from panel_support import selections
from panel_support.gatherings import Hall
from panel_support.rewards import Till, till
from panel_support.world import World

_YEAR = utc_now().year + 1
TODAY = date(_YEAR, 7, 2)
YESTERDAY = TODAY - timedelta(days=1)
HALF_PAST_MIDNIGHT = datetime(_YEAR, 7, 1, 23, 30, tzinfo=UTC)
"""By the clocks of those who live there: 00:30 on `TODAY`, by UTC still `YESTERDAY`."""


def half_past_midnight() -> datetime:
    return HALF_PAST_MIDNIGHT


@pytest.fixture
async def counter(world: World, token: Callable[..., dict[str, str]]) -> Till:
    """A system with rewards, and two of its staff."""
    return await till(world, token)


@pytest.mark.rule("panel.12")
class TestClaims:
    async def test_of_the_day_that_has_begun_are_taken_and_of_the_next_are_not(
        self, counter: Till, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (ada,) = await counter.world.join_many(1)
        days = {"first_day": str(YESTERDAY), "last_day": str(TODAY + timedelta(days=1))}
        offer_id = await counter.offer(ada, **days)
        assert (await counter.decide(ada, offer_id)).status_code == 204
        monkeypatch.setattr(reward_routes, "utc_now", half_past_midnight)
        taken = await counter.claim(ada, offer_id, happened_on=str(TODAY))
        assert taken.status_code == 201, taken.text
        [row] = await counter.world.rows("SELECT entered_on FROM reward_claims")
        assert row["entered_on"] == TODAY
        ahead = await counter.claim(ada, offer_id, happened_on=days["last_day"])
        assert [one["message"] for one in ahead.json()["errors"]] == ["must not be ahead"]


@pytest.mark.rule("panel.11")
class TestDraws:
    async def test_of_the_day_that_has_begun_are_too_late_to_commit_to(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Numbers of that day may be out before it ends."""
        await selections.pool(world)
        to = f"/selections/{(await selections.calculated(world))['id']}"
        monkeypatch.setattr(selection_routes, "utc_now", half_past_midnight)
        said = selections.terms() | {"draw_on": str(TODAY)}
        refused = await world.call("POST", f"{to}/commitment", said)
        assert [one["field"] for one in refused.json()["errors"]] == ["body.draw_on"]
        said |= {"draw_on": str(TODAY + timedelta(days=1))}
        await selections.done(world, "POST", f"{to}/commitment", said)
        document = await selections.done(world, "GET", f"{to}/document")
        assert document["terms"]["committed_on"] == str(TODAY)

    async def test_take_place_once_their_day_has_begun(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await selections.pool(world)
        to = f"/selections/{(await selections.calculated(world))['id']}"
        said = selections.terms() | {"draw_on": str(TODAY)}
        await selections.done(world, "POST", f"{to}/commitment", said)
        assert "too-early" in await selections.refused(world, f"{to}/draw", selections.DRAW)
        monkeypatch.setattr(selection_routes, "utc_now", half_past_midnight)
        await selections.done(world, "POST", f"{to}/draw", selections.DRAW)


@pytest.mark.rule("panel.8")
class TestLastDays:
    @pytest.mark.parametrize(("last", "state"), [(YESTERDAY, "closed"), (TODAY, "open")])
    async def test_of_surveys_and_polls_end_at_midnight(
        self, world: World, last: date, state: str
    ) -> None:
        await world.join_many(1)
        survey = await world.open_survey(closes_on=str(last))
        asked = {"question": "Is Sunday better?", "closes_on": str(last),
                 "options": [{"code": one, "label": one} for one in ("yes", "no")]}  # fmt: skip
        poll = await world.call("POST", "/polls", asked)
        assert poll.status_code == 201, poll.text
        await Closer(world.keys, clock=half_past_midnight).close_due(world.database)
        await look_after_polls(world.database, clock=half_past_midnight)
        assert (await world.call("GET", f"/surveys/{survey['id']}")).json()["state"] == state
        [row] = await world.rows("SELECT state FROM polls")
        assert row["state"] == state


@pytest.mark.rule("panel.9")
class TestTheCalendar:
    async def test_tells_what_begins_after_midnight_of_that_day(self, world: World) -> None:
        ends = HALF_PAST_MIDNIGHT + timedelta(hours=1)
        hours = {"starts_at": HALF_PAST_MIDNIGHT.isoformat(), "ends_at": ends.isoformat()}
        await world.join_many(1, purposes=["events"])
        await Hall(world).opened(**hours)
        told = (await world.call("GET", f"/calendar?from={TODAY}&to={TODAY}")).json()["items"]
        assert [one["ends_on"] for one in told] == [str(TODAY)]
