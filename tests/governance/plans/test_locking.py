"""In which order what changes a plan and a meeting locks them (rule 15)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from common.db.engine import raw_connection
from common.testing.clock import today
from governance_support import ICP, QE1, Governance

pytestmark = pytest.mark.rule("governance.15")


async def test_placing_waits_for_the_meeting_before_it_holds_the_item(
    governance: Governance,
) -> None:
    """Withholding an item of an agenda locks the meeting, then the plan's item: in the other order
    each would wait for the other."""
    day = str(today() + timedelta(60))
    held = await governance.post("/meetings", json={"body_id": str(ICP), "held_on": day})
    meeting = held.json()["id"]
    data = {"kind": "once", "title": "Clinics", "starts_on": str(today())}
    item = (await governance.post(f"/bodies/{ICP}/plan-items", json=data)).json()
    async with governance.database.transaction(QE1) as session:
        connection = await raw_connection(session)
        await connection.execute("SELECT 1 FROM meetings WHERE id = $1 FOR UPDATE", meeting)
        path = f"/plan-items/{item['id']}/placements"
        placing = asyncio.create_task(governance.post(path, json={"meeting_id": meeting}))
        await asyncio.wait([placing], timeout=0.5)
        assert not placing.done()
        free = "SELECT 1 FROM plan_items WHERE id = $1 FOR UPDATE NOWAIT"
        await connection.execute(free, UUID(item["id"]))
    assert (await placing).status_code == 201


async def test_putting_on_the_agenda_waits_for_the_meeting_before_it_holds_the_draft(
    governance: Governance,
) -> None:
    """What is put on the agenda of one meeting takes the drafts for others away: in another order
    two such would each wait for the other."""
    data = {"body_id": str(ICP), "held_on": str(today() + timedelta(60))}
    meeting = (await governance.post("/meetings", json=data)).json()["id"]
    data = {"kind": "once", "title": "Clinics", "starts_on": str(today())}
    item = (await governance.post(f"/bodies/{ICP}/plan-items", json=data)).json()
    path = f"/plan-items/{item['id']}/placements"
    draft = (await governance.post(path, json={"meeting_id": meeting})).json()["id"]
    async with governance.database.transaction(QE1) as session:
        connection = await raw_connection(session)
        await connection.execute("SELECT 1 FROM meetings WHERE id = $1 FOR UPDATE", meeting)
        path = f"/plan-placements/{draft}/agenda"
        putting = asyncio.create_task(governance.post(path, json={"number": "1"}))
        await asyncio.wait([putting], timeout=0.5)
        assert not putting.done()
        free = "SELECT 1 FROM plan_placements WHERE id = $1 FOR UPDATE NOWAIT"
        await connection.execute(free, UUID(draft))
    assert (await putting).status_code == 201
