"""A commissioned assembly is an activity of the library, without those who sit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from common.clock import new_id
from common.events.envelope import Event
from common.events.panel import SelectionCompleted
from insights.subscriptions import SUBSCRIPTIONS
from insights_support import QE1, Library


async def tell(library: Library, data: SelectionCompleted) -> None:
    """Hand the event to its handler, as the consumer does."""
    when = datetime(2026, 12, 1, 9, tzinfo=UTC)
    event = Event(id=new_id(), source="/test", ics="QE1", time=when, data=data)
    async with library.database.transaction(QE1) as session:
        await SUBSCRIPTIONS.handler(data.event_type)(event, session)


async def only(library: Library, path: str) -> dict[str, Any]:
    [item] = (await library.editor.get(path)).json()["items"]
    body: dict[str, Any] = item
    return body


def completed(**change: Any) -> SelectionCompleted:
    said: dict[str, Any] = {
        "selection_id": new_id(),
        "assembly_id": new_id(),
        "title": "A jury on evening care",
        "seats": 1,
        "root": "ab" * 32,
        "digits": "042",
        "completed_on": date(2026, 12, 1),
        "panel": ["0f" * 16],
        "starts_on": date(2027, 1, 9),
        "ends_on": date(2027, 2, 20),
    }
    return SelectionCompleted(**(said | change))


@pytest.mark.rule("panel.11")
class TestSelectionCompleted:
    async def test_a_commissioned_assembly_is_registered_once_without_those_who_sit(
        self, library: Library
    ) -> None:
        said = completed(method="citizens_jury", spectrum_level="discuss")
        for _ in range(2):
            await tell(library, said)
        item = await only(library, f"/activities?selection_id={said.selection_id}")
        assert (item["status"], item["methods"]) == ("planned", ["citizens_jury"])
        assert (item["starts_on"], item["spectrum_level"]) == ("2027-01-09", "discuss")
        [(kind, data)] = await library.events()
        assert kind == "insights.activity.registered.v1"
        assert data["selection_id"] == str(said.selection_id)
        assert said.panel[0] not in str((item, data))
        other = await library.reader.get(f"/activities?selection_id={new_id()}")
        assert other.json()["items"] == []

    async def test_one_that_no_body_commissioned_is_left_to_its_lead(
        self, library: Library
    ) -> None:
        await tell(library, completed(assembly_id=None))
        assert await library.events() == []
