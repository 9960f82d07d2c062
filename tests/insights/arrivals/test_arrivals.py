"""What came before readers is told once, and none of it is skipped."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from insights.arrivals import repository
from insights.arrivals import service as arrivals
from insights.saved_searches import matching
from insights_support import QE1, Library
from notices_support import matches, saved, work

pytestmark = pytest.mark.rule("insights.4")


class TestArrivals:
    async def test_none_is_skipped_while_others_publish(self, library: Library) -> None:
        """The worker runs again and again in between; each finding is told once."""
        search = await saved(library.partner)
        drafts = [await library.draft(title=str(n), themes=["carers"]) for n in range(12)]

        async def publish(draft: dict[str, Any]) -> None:
            await library.publish(draft)

        async def keep_working() -> None:
            for _ in range(15):
                await work(library)
                await asyncio.sleep(0.01)

        await asyncio.gather(keep_working(), keep_working(), *(publish(d) for d in drafts))
        await work(library)
        assert sorted(await matches(library.partner, search), key=int) == [
            str(n) for n in range(12)
        ]
        assert (await library.partner.get("/notices/unread")).json() == {"unread": 12}

    async def test_a_crash_before_the_commit_loses_nothing(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:

        search = await saved(library.partner)
        await library.published(themes=["carers"])

        async def crash(*_: Any) -> None:
            raise RuntimeError

        with monkeypatch.context() as broken:
            broken.setattr(repository, "remove", crash)
            await work(library)
        assert await matches(library.partner, search) == []
        await work(library)
        assert await matches(library.partner, search) == []  # it waits for its turn
        library.clock.now += timedelta(hours=1)
        await work(library)
        assert len(await matches(library.partner, search)) == 1

    async def test_one_that_cannot_be_handled_does_not_hold_up_the_others(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:

        search = await saved(library.partner)
        bad = await library.published(title="Bad", themes=["carers"])
        await library.published(title="Good", themes=["carers"])
        genuine = matching.match

        async def picky(session: Any, ics: Any, seen_from: Any, *, now: Any) -> None:
            if bad["id"] in {str(one) for one in seen_from}:
                raise ValueError
            await genuine(session, ics, seen_from, now=now)

        monkeypatch.setattr(matching, "match", picky)
        await work(library)
        assert await matches(library.partner, search) == ["Good"]

    async def test_what_may_be_seen_later_matches_then_and_not_before(
        self, library: Library
    ) -> None:

        search = await saved(library.partner)
        shown = await library.published(themes=["carers"])
        async with library.database.transaction(QE1) as session:
            await arrivals_cleared(session)
            await arrivals.of_finding(
                session, QE1, UUID(shown["id"]), seen_from=library.now + timedelta(days=3)
            )
        await work(library)
        assert await matches(library.partner, search) == []
        library.clock.now += timedelta(days=3)
        await work(library)
        assert len(await matches(library.partner, search)) == 1


async def arrivals_cleared(session: Any) -> None:

    await session.execute(text("DELETE FROM arrivals"))
