"""What a bulletin that was sent shows of decisions that were withheld since."""

from __future__ import annotations

from uuid import UUID

import pytest

from common.clock import new_id
from common.db.engine import raw_connection
from panel.bulletins.standing import without_withdrawn
from panel_support.bulletins import TEXT, answered, decided, ended, found, sent
from panel_support.enrolling import enrol
from panel_support.mails import text_of
from panel_support.samples import WORDING
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

    async def test_a_mail_that_leaves_later_tells_no_more_of_it(self, world: World) -> None:
        """It may have waited for its carrier, for a format, or for the end of a pause."""
        await world.join(purposes=["bulletins"])
        decision = await decided(world)
        answer = await answered(world, decision_id=decision)
        finding = await found(world)
        await sent(
            world,
            TEXT,
            {"kind": "feedback", "feedback_id": str(answer)},
            {"kind": "finding", "finding_id": str(finding)},
        )
        await decided(world, decision_id=decision, version=2, confidential=True)
        await ended(world, finding, version=2)
        (letter,) = await world.send_mail()
        html = letter.get_body(("html",))
        assert html is not None
        for told in (text_of(letter), html.get_content()):
            assert "Thank you for your views" in told
            assert not any(words in told for words in ("at the door", "cannot walk that far"))

    async def test_nor_does_a_letter_that_staff_print(self, world: World) -> None:
        consents = [{"purpose": "bulletins", "wording_version": WORDING}]
        await enrol(world, access_needs=[], consents=consents)
        decision = await decided(world)
        answer = await answered(world, decision_id=decision)
        await sent(world, TEXT, {"kind": "feedback", "feedback_id": str(answer)})
        await world.send_mail()
        held = (await world.call("GET", "/mails/held")).json()["items"]
        (mail_id,) = [one["mail_id"] for one in held if one["kind"] == "bulletin"]
        for withheld in (False, True):
            await decided(world, decision_id=decision, version=2 + withheld, confidential=withheld)
            printed = (await world.call("GET", f"/mails/held/{mail_id}")).json()["text"]
            assert "Thank you for your views" in printed
            assert ("at the door" in printed) is not withheld

    async def test_nor_does_its_translation(self, world: World) -> None:
        decision = await decided(world)
        gone = {"heading": "x", "paragraphs": [], "decision": str(new_id())}
        stands = {"heading": "y", "paragraphs": [], "decision": str(decision)}
        said = {
            "sections": [gone, stands],
            "translations": {"pl": {"sections": [stands, gone], "subject": "Z"}},
            "surveys": [],
        }
        async with world.database.reading(QE1) as session:
            told = await without_withdrawn(session, QE1, said)
            assert await without_withdrawn(session, QE1, {"title": "T"}) == {"title": "T"}
        assert told == {
            "sections": [stands],
            "translations": {"pl": {"sections": [stands], "subject": "Z"}},
            "surveys": [],
        }
