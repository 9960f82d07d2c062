"""Bodies of a made-up past decide by governance's own rules, on what the library published."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from common.clock import new_id, utc_now
from common.db.engine import Database
from common.events.envelope import Event
from common.events.insights import ActivityRegistered, FindingPublished
from common.past import NotPast
from common.testing.clock import today
from common.testing.pools import Pools
from governance.bodies import service as bodies
from governance.evidence import handlers
from governance.keys import GovernanceKeys
from governance.load import SystemRecord, load_system
from governance.offices import service as offices
from governance.papers.errors import PaperIncomplete
from governance.questions import service as questions
from governance.samples.ground import NotThere, NotYetPublished
from governance.samples.record import NotLoaded, play, unknown
from governance.settings import GovernanceSettings
from governance.sittings.errors import NotQuorate
from governance_support import QE1, QKK
from record_support import DATA, library, sample

TABLES = (
    "bodies", "posts", "holders", "meetings", "agenda_items", "attendances", "papers", "decisions",
    "feedback", "actions", "plan_items", "plan_placements", "public_questions", "petitions",
    "signatures", "assemblies", "log_entries", "outbox",
)  # fmt: skip


def _at(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(9), UTC)


async def _told_by_the_library(database: Database) -> None:
    """Let governance hear what the library's sample published, and still holds."""
    file = DATA / "systems" / "QE1.json"
    await load_system(database, SystemRecord.model_validate(orjson.loads(file.read_bytes())))
    async with database.transaction(QE1) as session:
        for one in library()["activities"]:
            registered = ActivityRegistered(
                activity_id=new_id(), title=one["said"]["title"], method=one["said"]["methods"][0]
            )
            on = _at(one["registered_on"])
            told = Event(id=new_id(), source="/insights", ics=QE1, time=on, data=registered)
            await handlers.keep_activity(told, session)
        for one in library()["findings"]:
            if "published_on" not in one or "replaced" in one or "withdrawn" in one:
                continue
            on = _at(one["revised"][-1]["on"] if "revised" in one else one["published_on"])
            published = FindingPublished(
                finding_id=new_id(),
                version=1 + len(one.get("revised", [])),
                reference="QE1-F-2026-0001",
                title=one["said"]["title"],
                summary=one["said"]["summary"],
                visibility=one["said"]["visibility"],
                published_at=on,
            )
            event = Event(id=new_id(), source="/insights", ics=QE1, time=on, data=published)
            await handlers.keep_published_finding(event, session)


@pytest.fixture
async def database(pools: Pools) -> Database:
    """Governance with the real system's bodies, that knows the library's sample."""
    return await pools.filled("governance", _told_by_the_library)


@pytest.fixture
def keys(service_settings: Any) -> GovernanceKeys:
    """The keys of governance."""
    return GovernanceKeys.of(service_settings(GovernanceSettings))


async def count(database: Database, sql: str) -> int:
    """Count what a query gives."""
    async with database.reading(QE1) as session:
        return len((await session.execute(text(sql))).all())


async def counts(database: Database) -> dict[str, int]:
    """Count the rows of every table that the sample writes."""
    return {name: await count(database, f"SELECT 1 FROM {name}") for name in TABLES}


class TestPlaying:
    async def test_the_partnership_has_a_chair_and_a_deputy_today(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        assert await play(database, QE1, keys, sample())
        async with database.reading(QE1) as session:
            partnership = await bodies.by_code(session, "ICP")
            assert partnership is not None
            held = await offices.on(session, partnership.id, today())
        assert [(one.rule.office, one.current is None, one.out_of_step) for one in held] == [
            ("chair", False, False),
            ("deputy_chair", False, False),
        ]

    async def test_bodies_met_decided_and_answered(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        assert await play(database, QE1, keys, sample())
        found = await counts(database)
        assert {name: found[name] for name in TABLES[3:-1]} == {
            "meetings": 17,
            "agenda_items": 72,
            "attendances": 131,
            "papers": 8,
            "decisions": 30,
            "feedback": 15,
            "actions": 12,
            "plan_items": 11,
            "plan_placements": 13,
            "public_questions": 5,
            "petitions": 2,
            "signatures": 107,
            "assemblies": 1,
            "log_entries": 47,
        }

    async def test_each_thing_bears_the_day_on_which_it_happened(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        await play(database, QE1, keys, sample())
        sql = (
            "SELECT v.recorded_at::date, p.published_on, q.asked_on, m.published_at::date"
            " FROM decision_versions v JOIN decisions d ON d.id = v.decision_id"
            " JOIN papers ON papers.item_id = d.item_id"
            " JOIN paper_publications p ON p.paper_id = papers.id"
            " JOIN meeting_publications m ON m.meeting_id = d.meeting_id"
            " JOIN public_questions q ON q.decision_id = d.id"
            " WHERE v.title LIKE '%ten at night' AND q.kind = 'question'"
            " ORDER BY m.published_at LIMIT 1"
        )
        async with database.reading(QE1) as session:
            [row] = (await session.execute(text(sql))).all()
        assert tuple(row) == (
            date(2025, 4, 1),
            date(2025, 3, 14),
            date(2025, 3, 10),
            date(2025, 3, 14),
        )

    async def test_its_events_tell_of_the_past_and_an_answered_petition_of_its_signatures(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        await play(database, QE1, keys, sample())
        late = f"SELECT 1 FROM outbox WHERE headers ->> 'ce_time' >= '{today().isoformat()}'"
        assert await count(database, late) == 0
        told = "SELECT 1 FROM petitions WHERE state = 'answered' AND basis = 64"
        assert await count(database, told) == 1

    async def test_the_partnership_was_quorate_and_one_member_of_the_board_was_out(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        await play(database, QE1, keys, sample())
        sql = (
            "SELECT v.entitled FROM votes v JOIN meetings m ON m.id = v.meeting_id"
            " WHERE m.held_on = '2025-03-26'"
        )
        async with database.reading(QE1) as session:
            assert list((await session.scalars(text(sql))).all()) == [9]
        held = (
            "SELECT 1 FROM meetings m JOIN votes v ON v.meeting_id = m.id"
            " WHERE m.held_on < '2025-01-01'"
        )
        assert await count(database, held) == 6

    async def test_one_was_amended_one_delegated_and_one_called_in(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        await play(database, QE1, keys, sample())
        current = "JOIN decisions d ON d.id = v.decision_id AND d.version = v.version"
        sql = f"SELECT course FROM decision_versions v {current} WHERE course IS NOT NULL"
        async with database.reading(QE1) as session:
            points, hour, offer, day = await session.scalars(text(f"{sql} ORDER BY d.decided_on"))
        assert [a["result"] for a in points["motion"]["amendments"]] == [
            "carried",
            "lost",
            "carried",
        ]
        assert (len(hour["delegated"]), offer["call_in"]["state"]) == (1, "upheld")
        assert day["authority"]["kind"] == "delegation"

    async def test_a_second_time_changes_nothing(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        assert await play(database, QE1, keys, sample())
        before = await counts(database)
        assert not await play(database, QE1, keys, sample())
        assert await counts(database) == before

    async def test_nobody_is_mailed_and_a_mail_that_waited_still_goes(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        async with database.transaction(QE1) as session:
            await questions.request_link(session, QE1, keys, "someone@example.org", utc_now())
        await play(database, QE1, keys, sample())
        assert await count(database, "SELECT 1 FROM mails") == 1
        assert await count(database, "SELECT 1 FROM public_questions") == 5

    async def test_what_the_library_has_not_told_is_named(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        gone = "UPDATE findings SET state = 'withdrawn' WHERE title LIKE '%door that they know'"
        async with database.transaction(QE1) as session:
            await session.execute(text(gone))
        async with database.reading(QE1) as session:
            missing = await unknown(session, sample())
        assert missing == ["Sample: People choose the door that they know"]
        before = await counts(database)
        with pytest.raises(NotThere, match="door that they know"):
            await play(database, QE1, keys, sample())
        assert await counts(database) == before

    async def test_nothing_rests_on_what_was_published_later(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        late = "UPDATE findings SET published_at = '2026-11-20' WHERE title LIKE '%they know'"
        async with database.transaction(QE1) as session:
            await session.execute(text(late))
        with pytest.raises(NotYetPublished):
            await play(database, QE1, keys, sample())

    async def test_what_governance_would_refuse_is_refused_with_the_step_named(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        empty = sample()
        [paper] = empty.meetings[0].papers
        del paper.sections["engagement"]
        with pytest.raises(PaperIncomplete) as refused:
            await play(database, QE1, keys, empty)
        assert "icp-2024-03" in refused.value.__notes__[0]

    async def test_a_meeting_that_was_not_quorate_cannot_vote(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        few = sample()
        few.meetings[0].present = few.meetings[0].present[:4]
        with pytest.raises(NotQuorate):
            await play(database, QE1, keys, few)

    async def test_what_has_not_happened_yet_is_no_past(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        early = sample()
        early.meetings[0].minutes_approved_on = today() + timedelta(days=2)
        with pytest.raises(NotPast):
            await play(database, QE1, keys, early)

    async def test_a_system_that_is_not_loaded_has_no_past(
        self, database: Database, keys: GovernanceKeys
    ) -> None:
        with pytest.raises(NotLoaded):
            await play(database, QKK, keys, sample())
