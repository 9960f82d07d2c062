"""Ballots that somebody altered in the database: the others are counted, and it is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from common.db.engine import raw_connection
from common.db.systems import SomeFailed
from common.testing.clock import today
from panel.answers import unnamed
from panel.ballots import repository, service
from panel.ballots.sealing import SurveyKey
from panel.ballots.wiping import wipe_spent_keys
from panel.surveys.closing import Closer
from panel_support import fieldwork
from panel_support.fieldwork import of_answer
from panel_support.world import QE1, QKK, World

pytestmark = [pytest.mark.rule("panel.10"), pytest.mark.rule("panel.13")]

ALTER = (
    "UPDATE ballots SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) WHERE id IN "
    "(SELECT id FROM ballots ORDER BY id LIMIT {many})"
)
"""One bit of each of so many ballots."""


async def execute(world: World, sql: str) -> None:
    """Have an administrator of the database do something."""
    async with world.database.transaction(QE1) as session:
        await (await raw_connection(session)).execute(sql)


async def answered(world: World, people: int, **changes: Any) -> dict[str, Any]:
    """Let people join and answer an anonymous survey; gives it."""
    await world.join_many(people)
    survey = await world.open_survey(anonymous=True, **changes)
    for link in (await world.links()).values():
        assert (await world.answer(link, survey, choice="yes")).status_code == 201
    return survey


class TestClosing:
    async def test_goes_on_with_the_others_and_says_how_many_did_not_open(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "BATCH", 4)
        survey = await answered(world, 20)
        await execute(world, ALTER.format(many=9))
        with capture_logs() as logs:
            closed = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert closed.status_code == 200, closed.text
        (said,) = [one for one in logs if one["log_level"] == "error"]
        assert said == {
            "event": "ballots were altered and could not be opened",
            "log_level": "error",
            "ics": "QE1",
            "survey_id": survey["id"],
            "ballots": 9,
            "of": 20,
        }
        address = f"/surveys/{survey['id']}/results"
        exact = (await world.call("GET", f"{address}?level=exact")).json()
        assert (exact["responded"], exact["unopened"]) == (11, 9)
        published = (await world.call("GET", address)).json()
        assert (published["responded"], published["unopened"]) == (10, 10)
        limit = (
            "Of about 10 people the answers were damaged in store. They could not be read or "
            "counted."
        )
        assert limit in published["limits"]
        kind, told = (await world.events())[-1]
        assert kind == "panel.survey.closed.v1"
        assert limit in told["limits"]
        assert (await world.count("ballots"), await world.count("responses")) == (0, 11)

    async def test_a_few_that_did_not_open_are_said_as_a_few(self, world: World) -> None:
        survey = await answered(world, 12)
        await execute(world, ALTER.format(many=1))
        await world.call("POST", f"/surveys/{survey['id']}/close")
        published = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
        assert published["unopened"] is None
        assert any(one.startswith("Of 7 people at most the answers") for one in published["limits"])

    async def test_says_nothing_of_it_where_all_opened(self, world: World) -> None:
        survey = await answered(world, 12)
        await world.call("POST", f"/surveys/{survey['id']}/close")
        published = (await world.call("GET", f"/surveys/{survey['id']}/results")).json()
        assert published["unopened"] == 0
        assert not any("damaged" in one for one in published["limits"])

    async def test_does_not_keep_the_one_answer_that_opens(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(service, "BATCH", 1)
        survey = await answered(world, 3)
        await execute(world, ALTER.format(many=2))
        written: list[int] = []
        real = unnamed.keep_unnamed

        async def keep(session: Any, ics: Any, survey_id: Any, said: Any) -> None:
            written.append(len(said))
            await real(session, ics, survey_id, said)

        monkeypatch.setattr(unnamed, "keep_unnamed", keep)
        closed = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert closed.status_code == 200, closed.text
        assert (sum(written), await world.count("responses")) == (0, 0)

    async def test_leaves_everything_where_none_opens(self, world: World) -> None:
        survey = await answered(world, 3)
        await execute(world, ALTER.format(many=3))
        refused = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/no-ballot-opens")
        assert await world.count("ballots") == 3
        await execute(world, ALTER.format(many=3))
        closed = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert closed.status_code == 200, "its key was kept, so restored ballots open"
        assert await world.count("responses") == 3

    async def test_a_counter_that_was_altered_is_not_known(self, world: World) -> None:
        await world.join_many(3)
        cells = [of_answer("yes", 9), of_answer("no", 9)]
        survey = await fieldwork.opened(world, *cells, anonymous=True)
        for link in (await world.links()).values():
            assert (await world.answer(link, survey, choice="yes")).status_code == 201
        cell = world.keys.quota_cell(QE1, UUID(survey["id"]), "question 1", "yes").hex()
        await execute(
            world,
            "UPDATE survey_quotas SET taken_sealed = set_byte(taken_sealed, 20, "
            f"get_byte(taken_sealed, 20) # 1) WHERE encode(cell, 'hex') = '{cell}'",
        )
        closed = await world.call("POST", f"/surveys/{survey['id']}/close")
        assert closed.status_code == 200, closed.text
        assert await fieldwork.taken(world, survey) == {"yes": None, "no": 0}


class TestWriting:
    @pytest.mark.parametrize("wrong", ["sealed", "stored"])
    async def test_a_ballot_that_would_not_open_is_not_taken(
        self, world: World, monkeypatch: pytest.MonkeyPatch, wrong: str
    ) -> None:
        await world.join_many(2)
        survey = await world.open_survey(anonymous=True)
        link, _ = (await world.links()).values()
        with monkeypatch.context() as broken:
            if wrong == "sealed":
                real = SurveyKey.ballot
                broken.setattr(
                    SurveyKey, "ballot", lambda key, ballot, asked, _: real(key, ballot, asked, {})
                )
            else:
                other = unnamed._CAST.replace("$4, $5", "$4, set_byte($5, 40, 0) || '!'")
                broken.setattr(unnamed, "_CAST", other)
            refused = await world.answer(link, survey, choice="yes")
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/ballot-not-kept")
        assert await world.count("ballots") == 0
        assert (await world.answer(link, survey, choice="yes")).status_code == 201

    async def test_no_other_key_is_made_where_the_one_of_ballots_is_missing(
        self, world: World
    ) -> None:
        await world.join_many(2)
        survey = await world.open_survey(anonymous=True)
        first, second = (await world.links()).values()
        await world.answer(first, survey, choice="yes")
        await execute(world, "DELETE FROM ballot_keys")
        refused = await world.answer(second, survey, choice="yes")
        assert (refused.status_code, refused.json()["type"]) == (
            503,
            "/problems/ballot-key-missing",
        )
        assert (await world.count("ballots"), await world.count("ballot_keys")) == (1, 0)


class TestWipingKeys:
    async def test_goes_on_where_another_system_cannot_be_read(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        survey = await answered(world, 2)
        await world.call("POST", f"/surveys/{survey['id']}/close")
        real = repository.spent

        async def spent(session: Any, ics: Any) -> Any:
            if ics == QKK:
                raise ConnectionError
            return await real(session, ics)

        monkeypatch.setattr(repository, "spent", spent)
        with pytest.raises(SomeFailed, match="QKK"):
            await wipe_spent_keys(world.database)
        assert await world.count("ballot_keys") == 0


async def test_closing_by_itself_goes_on_too(world: World) -> None:
    survey = await answered(world, 3)
    await execute(world, ALTER.format(many=1))
    yesterday = (today() - timedelta(1)).isoformat()
    await execute(world, f"UPDATE surveys SET closes_on = '{yesterday}'")
    await Closer(world.keys).close_due(world.database)
    (row,) = await world.rows(
        "SELECT state, unopened FROM surveys WHERE id = $1", UUID(survey["id"])
    )
    assert tuple(row) == ("closed", 1)
