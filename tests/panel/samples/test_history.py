"""A made-up panel has a past: its members were asked, answered, and some were drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.clock import utc_now
from common.testing.clock import today
from panel.representation import service as representation
from panel.samples.history import OtherPeopleThere, Sample, play
from panel.samples.schemas import History
from panel.samples.service import fill
from panel_support.population import populated
from panel_support.world import QE1, World, load

pytestmark = pytest.mark.rule("panel.7")

FILE = Path(__file__).parents[3] / "deploy/local/src/local_runner/data/samples/history.json"


def the_sample(surveys: int, *, size: int = 300, seed: int = 1) -> Sample:
    """Take the first surveys of the file, and its last, which is open still; without their themes,
    which are not those of the tests' systems."""
    whole = History.model_validate_json(FILE.read_bytes())
    kept = [*whole.surveys[: surveys - 1], whole.surveys[-1]]
    some = [one.model_copy(update={"themes": []}) for one in kept]
    small = whole.assembly.model_copy(update={"seats": 12})
    return Sample(size, seed, whole.model_copy(update={"surveys": some, "assembly": small}))


def test_the_file_is_of_24_surveys_over_two_years_all_marked_as_samples() -> None:
    history = History.model_validate_json(FILE.read_bytes())
    assert len(history.surveys) == 24
    assert max(one.days_ago for one in history.surveys) in range(690, 731)
    assert all(one.title.startswith("Sample: ") for one in history.surveys)
    assert len({one.title for one in history.surveys}) == 24


class TestPlaying:
    async def test_members_are_asked_and_answer_and_an_assembly_is_drawn_without_a_mail(
        self, world: World
    ) -> None:
        await load(world.database, populated("QE1"))
        assert await play(world.database, QE1, world.keys, the_sample(4))
        assert await world.count("members") == 300
        assert await world.count("surveys") == 4
        assert await world.count("responses") > 100
        assert await world.count("selection_seats") == 12
        assert not await world.send_mail()
        async with world.database.reading(QE1) as session:
            found = await representation.published(session, QE1, place=None, on=today())
        assert found.places

    async def test_a_second_time_changes_nothing(self, world: World) -> None:
        await load(world.database, populated("QE1"))
        sample = the_sample(2)
        tables = ["members", "consents", "surveys", "responses", "selections", "outbox"]
        assert await play(world.database, QE1, world.keys, sample)
        before = [await world.count(table) for table in tables]
        assert not await play(world.database, QE1, world.keys, sample)
        assert [await world.count(table) for table in tables] == before

    async def test_who_joined_later_was_not_asked(self, world: World) -> None:
        await load(world.database, populated("QE1"))
        await play(world.database, QE1, world.keys, the_sample(2))
        late = await world.rows(
            "SELECT 1 FROM invitations i JOIN members m ON m.id = i.member_id"
            " JOIN surveys s ON s.id = i.survey_id WHERE m.joined_on > s.opened_at::date"
        )
        assert not late

    async def test_other_people_of_the_same_addresses_are_left_alone(self, world: World) -> None:
        await load(world.database, populated("QE1"))
        async with world.database.transaction(QE1) as session:
            await fill(session, QE1, world.keys, size=5, seed=1, now=utc_now())
        with pytest.raises(OtherPeopleThere):
            await play(world.database, QE1, world.keys, the_sample(2))
        assert await world.count("members") == 5
