"""Offers to more members than a statement has room to name one by one (32,767)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from panel.members import service as members
from panel.rewards import repository
from panel.rewards.models import RewardOffer
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.12")


async def test_all_who_were_asked_in_a_large_survey_are_looked_up_at_once(world: World) -> None:
    ada = await world.join("ada@example.org")
    here = UUID(str(ada.member_id))
    many = [here, *(uuid4() for _ in range(33_000))]
    made = RewardOffer(
        ics=QE1,
        id=uuid4(),
        kind="voucher",
        activity="survey",
        activity_id=uuid4(),
        title="Buses",
        first_day=date(2026, 11, 27),
        last_day=date(2026, 11, 27),
        offered_on=date(2026, 11, 27),
    )
    async with world.database.transaction(QE1) as session:
        assert await members.hold_present(session, QE1, many) == {here}
        assert await repository.have_it(session, made, many) == set()
