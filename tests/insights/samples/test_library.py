"""A made-up library has a past, which came about by the library's own rules."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from common import past
from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.testing.clock import today
from common.testing.pools import Pools
from insights.activities.errors import ReasonNeeded
from insights.findings.errors import PersonalDataFound
from insights.load import load_system
from insights.samples.library import NotLoaded, play
from insights.samples.schemas import Library
from insights_support import QE1
from uploads_support import keys

DATA = Path(__file__).parents[3] / "deploy/local/src/local_runner/data"
SYSTEMS = sorted(one.stem for one in (DATA / "samples" / "library").glob("*.json"))
COMMENTS = DATA / "samples" / "comments-QE1.csv"
TABLES = (
    "organisations",
    "activities",
    "activity_matches",
    "findings",
    "finding_versions",
    "feedback_items",
    "embargo_steps",
    "stories",
    "outbox",
)


def read(system: str) -> Library:
    """Read the sample of a system as of today."""
    file = DATA / "samples" / "library" / f"{system}.json"
    return Library.model_validate(past.read(file.read_bytes(), today()))


async def _loaded(database: Database) -> None:
    for system in SYSTEMS:
        await load_system(database, (DATA / "systems" / f"{system}.json").read_bytes())


@pytest.fixture
async def database(pools: Pools) -> Database:
    """A library in which the sample systems are loaded, and nothing else."""
    return await pools.filled("insights", _loaded)


async def count(database: Database, sql: str, ics: SystemCode = QE1) -> int:
    """Count what a query gives."""
    async with database.reading(ics) as session:
        return len((await session.execute(text(sql))).all())


async def counts(database: Database, ics: SystemCode = QE1) -> dict[str, int]:
    """Count the rows of every table that the sample writes."""
    return {name: await count(database, f"SELECT 1 FROM {name}", ics) for name in TABLES}


def small(**changes: object) -> Library:
    """A library of one activity and one finding of it."""
    said = {
        "organisations": [],
        "activities": [
            {
                "key": "one",
                "organisation": "Lancashire County Council",
                "registered_on": "2024-01-08",
                "under_way_on": "2024-02-01",
                "said": {
                    "title": "Sample: Benches",
                    "methods": ["survey"],
                    "places": ["blackpool"],
                },
            }
        ],
        "findings": [
            {
                "key": "first",
                "organisation": "Lancashire County Council",
                "activities": ["one"],
                "deposited_on": "2024-03-04",
                "published_on": "2024-03-18",
                "said": {"title": "Sample: More benches", "summary": "People asked for benches."},
            }
        ],
    }
    return Library.model_validate(said | changes)


@pytest.mark.rule("insights.1")
class TestTheFiles:
    @pytest.mark.parametrize("system", SYSTEMS)
    def test_everything_is_marked_as_a_sample(self, system: str) -> None:
        library = read(system)
        titles = [one.said.title for one in library.activities]
        titles += [one.said.title for one in library.findings]
        titles += [one.said.title for one in library.stories]
        assert all(title.startswith("Sample: ") for title in titles)
        assert len(set(titles)) == len(titles)

    def test_that_of_lancashire_shows_every_state_and_kind(self) -> None:
        library = read("QE1")
        assert len(library.activities) in range(30, 41)
        assert len(library.findings) in range(60, 81)
        days = [one.deposited_on for one in library.findings]
        assert max(days) - min(days) > timedelta(days=3 * 365)
        assert {one.said.visibility for one in library.findings} == {
            "public",
            "partners",
            "organisation",
        }
        reached = {code for one in library.findings for code in one.said.communities}
        assert reached >= {
            "sex_workers",
            "gypsy_roma_traveller_showmen_boater",
            "homelessness",
            "vulnerable_migrants_and_refugees",
            "young_carers",
            "criminal_justice",
            "race",
            "disability",
            "religion_or_belief",
            "sexual_orientation",
            "pregnancy_and_maternity",
        }


class TestPlaying:
    @pytest.mark.rule("insights.2")
    async def test_findings_stand_where_their_past_left_them(self, database: Database) -> None:
        library = read("QE1")
        assert await play(database, QE1, keys(), library, comments=COMMENTS)
        states = {
            state: await count(database, f"SELECT 1 FROM findings WHERE state = '{state}'")
            for state in ("draft", "submitted", "embargoed", "published", "superseded", "withdrawn")
        }
        assert states == {
            "draft": 1,
            "submitted": 1,
            "embargoed": 1,
            "published": 67,
            "superseded": 2,
            "withdrawn": 1,
        }
        assert await count(database, "SELECT 1 FROM findings WHERE version = 2") == 1
        assert await count(database, "SELECT 1 FROM embargo_steps WHERE step = 'approved'") == 1

    @pytest.mark.rule("insights.9")
    async def test_stories_are_told_kept_for_few_and_taken_back(self, database: Database) -> None:
        await play(database, QE1, keys(), read("QE1"))
        states = {
            state: await count(database, f"SELECT 1 FROM stories WHERE state = '{state}'")
            for state in ("draft", "published", "withdrawn")
        }
        assert states == {"draft": 0, "published": 3, "withdrawn": 1}
        assert await count(database, "SELECT 1 FROM stories WHERE words IS NULL") == 1
        public = "SELECT 1 FROM story_consents WHERE ended_at IS NULL AND 'public_page' = ANY(uses)"
        assert await count(database, public) == 2

    @pytest.mark.rule("insights.3")
    async def test_activities_are_planned_done_and_called_off_and_near_each_other(
        self, database: Database
    ) -> None:
        await play(database, QE1, keys(), read("QE1"))
        states = {
            state: await count(database, f"SELECT 1 FROM activities WHERE status = '{state}'")
            for state in ("planned", "under_way", "finished", "called_off")
        }
        assert states == {"planned": 5, "under_way": 1, "finished": 30, "called_off": 3}
        near = await count(
            database,
            "SELECT 1 FROM activity_matches m JOIN activities a ON a.id = m.activity_id"
            " JOIN activities b ON b.id = m.matched_id"
            " WHERE a.status = 'planned' AND b.status = 'planned'",
        )
        assert near >= 2
        avoided = "SELECT 1 FROM activities WHERE cardinality(reused_finding_ids) > 0"
        assert await count(database, avoided) == 2

    @pytest.mark.rule("insights.11")
    async def test_the_comments_are_taken_in_without_a_rejection(self, database: Database) -> None:
        await play(database, QE1, keys(), read("QE1"), comments=COMMENTS)
        assert await count(database, "SELECT 1 FROM feedback_items") in range(250, 400)
        assert await count(database, "SELECT 1 FROM feedback_rejections") == 0

    @pytest.mark.rule("insights.2")
    async def test_each_thing_bears_the_day_on_which_it_happened(self, database: Database) -> None:
        await play(database, QE1, keys(), small())
        sql = (
            "SELECT f.created_at::date, f.published_at::date, a.created_at::date"
            " FROM findings f, activities a"
        )
        async with database.reading(QE1) as session:
            [row] = (await session.execute(text(sql))).all()
        assert tuple(row) == (date(2024, 3, 4), date(2024, 3, 18), date(2024, 1, 8))

    @pytest.mark.parametrize("system", SYSTEMS)
    async def test_a_second_time_changes_nothing(self, database: Database, system: str) -> None:
        ics = SystemCode(system)
        assert await play(database, ics, keys(), read(system), comments=COMMENTS)
        before = await counts(database, ics)
        assert min(before[name] for name in ("activities", "findings", "outbox")) > 0
        assert not await play(database, ics, keys(), read(system), comments=COMMENTS)
        assert await counts(database, ics) == before

    async def test_it_comes_as_a_whole_or_not_at_all(self, database: Database) -> None:
        wrong = small().model_copy(deep=True)
        wrong.findings[0].said.summary = "Write to somebody@example.org about benches."
        before = await counts(database)
        with pytest.raises(PersonalDataFound):
            await play(database, QE1, keys(), wrong)
        assert await counts(database) == before

    @pytest.mark.rule("insights.3")
    async def test_what_the_library_would_refuse_is_refused(self, database: Database) -> None:
        first = small()
        again = first.activities[0].model_copy(
            update={"key": "two", "registered_on": date(2024, 1, 9)}
        )
        again.said = again.said.model_copy(update={"title": "Sample: Benches again"})
        twice = first.model_copy(update={"activities": [*first.activities, again]})
        with pytest.raises(ReasonNeeded):
            await play(database, QE1, keys(), twice)

    async def test_what_has_not_happened_yet_is_no_past(self, database: Database) -> None:
        tomorrow = today() + timedelta(days=1)
        early = small()
        early.findings[0].published_on = tomorrow
        with pytest.raises(past.NotPast):
            await play(database, QE1, keys(), early)

    async def test_an_organisation_that_is_not_there_is_named(self, database: Database) -> None:
        stranger = small()
        stranger.findings[0].organisation = "Nobody's Trust"
        with pytest.raises(NotLoaded, match="Nobody's Trust"):
            await play(database, QE1, keys(), stranger)

    async def test_a_system_that_is_not_loaded_has_no_past(self, database: Database) -> None:
        with pytest.raises(NotLoaded, match="QZZ"):
            await play(database, SystemCode("QZZ"), keys(), small())


class TestTheSchema:
    def test_a_field_that_is_misspelt_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            small(organizations=[])
