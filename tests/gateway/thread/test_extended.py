"""An open survey is extended: the thread tells the later day until it is closed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from common.db.engine import Database
from gateway.thread.repository import ANYBODY
from gateway.thread.service import follow
from thread_support import CHAIN, said, tell

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("late", [False, True])
async def test_an_extended_survey_has_its_later_day_until_it_is_closed(
    gateway_database: Database, late: bool
) -> None:
    survey: dict[str, Any] = {
        "survey_id": uuid4(), "title": "Buses", "purpose": "To plan.", "opened_at": NOW,
    }  # fmt: skip
    days = {"closed_on_before": date(2026, 12, 5), "extended_at": NOW}
    first, second = (
        said("panel.survey.extended.v1", **survey, **days, closes_on=date(2026, 12, day))
        for day in (12, 19)
    )
    opened = said("panel.survey.opened.v1", **survey, closes_on=date(2026, 12, 5))
    closed = said(
        "panel.survey.closed.v1", **survey, closed_at=NOW, invited=20, responded=10, results=[]
    )
    told = [second, first, opened] if late else [opened, first, second]
    await tell(gateway_database, told)
    async with gateway_database.reading(CHAIN.ics) as session:
        node = (await follow(session, "surveys", survey["survey_id"], ANYBODY)).node
        assert (node.state, node.data["closes_on"]) == ("open", "2026-12-19")
    await tell(gateway_database, [closed, *told] if late else [closed])
    async with gateway_database.reading(CHAIN.ics) as session:
        node = (await follow(session, "surveys", survey["survey_id"], ANYBODY)).node
        assert node.state == "closed"
