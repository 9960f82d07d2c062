"""Notices to the lead of an activity that is none of the system's any more."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from insights_support import CHARITY, QE1, Library, activity
from notices_support import work


@pytest.mark.rule("insights.3")
class TestOverlap:
    async def test_a_lead_that_has_ended_is_told_of_what_is_for_everybody_alone(
        self, library: Library
    ) -> None:
        await library.other_partner.post("/activities", activity())
        await library.end(CHARITY)
        await library.partner.post("/activities", activity(visibility="partners"))
        await work(library)
        async with library.database.reading(QE1) as session:
            told = text(f"SELECT 1 FROM notices WHERE organisation_id = '{CHARITY}'")
            assert await session.scalar(told) is None
        await library.partner.post("/activities", activity())
        await work(library)
        assert len((await library.other_partner.get("/notices")).json()["items"]) == 1
