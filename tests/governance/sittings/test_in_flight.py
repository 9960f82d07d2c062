"""A vote and a change of who is on the body, both in flight at once (rules 1 and 2)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from committee_support import DAY, committee_of
from common.clock import utc_now
from common.db.engine import WriteSession
from governance.bodies import appointing
from governance.bodies import service as bodies
from governance.bodies.schemas import HolderIn, PostIn
from governance.meetings import service as meetings
from governance.meetings.schemas import MeetingIn
from governance.offices import service as offices
from governance.offices.schemas import OfficeTermIn
from governance.sittings import votes
from governance.sittings.errors import NotQuorate
from governance.sittings.schemas import VoteIn
from governance_support import QE1

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.2")]
EARLY = date(2024, 1, 1)
MINUTE = timedelta(minutes=1)
SKEWS = [timedelta(0), MINUTE, -MINUTE]
"""How far the clock of the one who records second is ahead of the other's."""
Do = Callable[[WriteSession], Awaitable[Any]]


@pytest.fixture
async def committee(committee: Any) -> Any:
    await committee.comes("chair", "council", "charity")
    return committee


async def between(committee: Any, first: Do, second: Do) -> asyncio.Task[Any]:
    """Do the first, and start the second before the first is committed; give the second, done."""

    async def other() -> Any:
        async with committee.governance.database.transaction(QE1) as session:
            return await second(session)

    async with committee.governance.database.transaction(QE1) as session:
        await first(session)
        started = asyncio.create_task(other())
        await asyncio.wait([started], timeout=1)
    await asyncio.wait([started])
    return started


def vote(committee: Any, now: datetime) -> Do:
    data = VoteIn.model_validate(
        {"item_id": committee.item, "motion": "That it be so", "method": "consensus",
         "at": f"{DAY}T11:00:00Z"}
    )  # fmt: skip

    async def do(session: WriteSession) -> Any:
        meeting = UUID(committee.meeting)
        return await votes.take(session, QE1, meeting, data, recorded_by="s", now=now)

    return do


def two_more(committee: Any, now: datetime) -> Do:
    """Add two posts with their holders: with them, three of those who are there are no quorum."""

    async def do(session: WriteSession) -> None:
        for name in ("late", "later"):
            post = await bodies.add_post(
                session, QE1, UUID(committee.body),
                PostIn(title=name, sector="NHS", valid_from=EARLY), recorded_by="s", now=now,
            )  # fmt: skip
            holder = HolderIn(name=name, valid_from=EARLY)
            await appointing.appoint(session, QE1, post.id, holder, recorded_by="s", now=now)

    return do


def another_chair(committee: Any, now: datetime) -> Do:
    async def do(session: WriteSession) -> None:
        data = OfficeTermIn(office="chair", post_id=UUID(committee.posts["council"]),
                            valid_from=EARLY, valid_to=date(2025, 1, 1))  # fmt: skip
        await offices.choose(session, QE1, UUID(committee.body), data, recorded_by="s", now=now)

    return do


@pytest.mark.parametrize("skew", SKEWS, ids=str)
class TestAVoteInFlight:
    async def test_is_not_of_whom_somebody_appoints_meanwhile(
        self, committee: Any, skew: timedelta
    ) -> None:
        before, now = await committee.quorum(), utc_now()
        await between(committee, vote(committee, now), two_more(committee, now + skew))
        after = await committee.quorum()
        assert (after["members"], after["quorate"]) == (before["members"], True)
        assert after["standings"] == before["standings"]
        assert len({one["post_id"] for one in after["corrections"]}) == 2
        assert all(one["recorded_at"] > after["known_at"] for one in after["corrections"])

    async def test_is_not_presided_at_by_whom_somebody_chooses_meanwhile(
        self, governance: Any, skew: timedelta
    ) -> None:
        rotation = [{"office": "chair", "years": 2, "among": {"sectors": ["NHS", "Council"]}}]
        rotating = await committee_of(governance, arrangements={"rotation": rotation})
        await rotating.comes("chair", "council", "charity")
        now = utc_now()
        await between(rotating, vote(rotating, now), another_chair(rotating, now + skew))
        after = await rotating.quorum()
        assert after["presiding_post_id"] == rotating.posts["chair"]
        assert [one["office"] for one in after["corrections"]] == ["chair"]


@pytest.mark.parametrize("skew", SKEWS, ids=str)
class TestAnAppointmentInFlight:
    async def test_is_waited_for_by_a_vote(self, committee: Any, skew: timedelta) -> None:
        now = utc_now() - MINUTE
        done = await between(committee, two_more(committee, now), vote(committee, now + skew))
        assert isinstance(done.exception(), NotQuorate)
        await committee.comes("hospice", at="10:30")
        taken = await committee.vote(method="consensus")
        assert (taken.status_code, taken.json()["entitled"]) == (201, 4), taken.text
        after = await committee.quorum()
        assert (after["members"], after["corrections"]) == (7, [])


class TestTheOrderOfLocks:
    async def test_is_the_body_before_its_posts(self, committee: Any) -> None:
        post, now = UUID(committee.posts["charity"]), utc_now()

        async def appoint(session: WriteSession) -> None:
            await bodies.hold_of_meeting(session, UUID(committee.meeting), now)
            ending = asyncio.create_task(end())
            await asyncio.wait([ending], timeout=1)
            assert not ending.done()
            deputy = HolderIn(name="Mr D", deputy=True, valid_from=EARLY)
            await appointing.appoint(session, QE1, post, deputy, recorded_by="s", now=now)
            waiting.append(ending)

        async def end() -> None:
            async with committee.governance.database.transaction(QE1) as session:
                one = await appointing.post_for_change(session, post)
                await appointing.end_post(
                    session, one, date(2030, 1, 1), recorded_by="s", now=now
                )  # fmt: skip

        waiting: list[asyncio.Task[None]] = []
        async with committee.governance.database.transaction(QE1) as session:
            await appoint(session)
        await waiting[0]

    async def test_lets_what_names_the_body_be_entered_while_a_vote_waits(
        self, committee: Any
    ) -> None:
        """Such as a decision of the meeting, whose transaction holds the meeting."""
        again = MeetingIn(body_id=UUID(committee.body), held_on=date(2030, 1, 1))

        async def voting() -> None:
            async with committee.governance.database.transaction(QE1) as session:
                await vote(committee, utc_now())(session)

        async with committee.governance.database.transaction(QE1) as session:
            await meetings.get_for_change(session, UUID(committee.meeting))
            waiting = asyncio.create_task(voting())
            await asyncio.wait([waiting], timeout=1)
            assert not waiting.done()
            await meetings.schedule(session, QE1, again)
        await waiting
