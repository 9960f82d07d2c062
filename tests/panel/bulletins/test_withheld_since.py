"""What a bulletin that was sent shows of decisions that were withheld since."""

from __future__ import annotations

from uuid import UUID

import pytest

from common.db.engine import raw_connection
from panel_support.bulletins import TEXT, answered, decided, sent
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.13")


class TestWithheldSince:
    async def test_an_answer_written_before_it_said_what_it_is_goes_with_its_decision(
        self, world: World
    ) -> None:
        """Bulletins sent by an earlier version have no more than the link to tell it by."""
        await world.join(purposes=["bulletins"])
        decision = await decided(world)
        answer = await answered(world, decision_id=decision)
        bulletin = await sent(world, TEXT, {"kind": "feedback", "feedback_id": str(answer)})
        async with world.database.transaction(QE1) as session:
            held = await raw_connection(session)
            await held.execute(
                "UPDATE mail_contents SET said = jsonb_set(said, '{sections,1}', "
                "(said #> '{sections,1}') - 'feedback') WHERE about_id = $1",
                UUID(bulletin["id"]),
            )
        path, preview = (
            f"/sent-bulletins/{bulletin['id']}", f"/bulletins/{bulletin['id']}/preview",
        )  # fmt: skip
        for withheld in (False, True):
            await decided(world, decision_id=decision, version=2 + withheld, confidential=withheld)
            shown = (await world.call("GET", path)).json()["sections"]
            assert [one["withdrawn"] for one in shown] == [False, withheld]
            assert bool(shown[1]["paragraphs"]) is not withheld
            seen = (await world.call("GET", preview)).json()
            assert ("at the door" in seen["html"], "at the door" in seen["text"]) == (
                not withheld, not withheld,
            )  # fmt: skip
