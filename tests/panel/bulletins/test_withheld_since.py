"""What a bulletin that was sent shows of decisions that were withheld since."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from common.clock import new_id
from common.db.engine import raw_connection
from panel.bulletins.standing import without_withdrawn
from panel_support.bulletins import (
    TEXT,
    answered,
    decided,
    drafted,
    ended,
    found,
    schedule,
    send_due,
    sent,
)
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


EASY = {"format": "easy_read", "subject": "What is new", "text": "The stop is at the door."}


async def easy_read(world: World, bulletin: dict[str, Any], **said: Any) -> None:
    """Have staff make a bulletin in easy read."""
    made = {"kind": "bulletin", "about_id": bulletin["id"], **EASY, **said}
    kept = await world.call("PUT", "/mails/versions", made)
    assert kept.status_code == 200, kept.text


async def held_for(world: World) -> list[str]:
    """Give why bulletins are held."""
    items = (await world.call("GET", "/mails/held")).json()["items"]
    return [one["reason"] for one in items if one["kind"] == "bulletin"]


class TestWhatStaffMadeOfIt:
    async def test_is_not_sent_once_anything_that_it_told_was_withheld(self, world: World) -> None:
        await world.join(purposes=["bulletins"], access_needs=["easy_read"])
        decision = await decided(world)
        answer = await answered(world, decision_id=decision)
        item = {"kind": "feedback", "feedback_id": str(answer)}
        bulletin = await drafted(world, TEXT, item)
        await easy_read(world, bulletin)
        await schedule(world, bulletin)
        await send_due(world)
        await decided(world, decision_id=decision, version=2, confidential=True)
        assert await world.send_mail() == []
        assert await held_for(world) == ["no_usable_format"]
        await easy_read(world, bulletin, text="Thank you.")
        (letter,) = await world.send_mail()
        assert "Thank you." in text_of(letter)

    @pytest.mark.parametrize("taken_out", [True, False])
    async def test_of_a_draft_is_of_what_the_draft_told(
        self, world: World, taken_out: bool
    ) -> None:
        await world.join(purposes=["bulletins"], access_needs=["easy_read"])
        finding = await found(world)
        bulletin = await drafted(world, TEXT, {"kind": "finding", "finding_id": str(finding)})
        await easy_read(world, bulletin)
        if taken_out:
            await ended(world, finding, version=2)
        address = f"/bulletins/{bulletin['id']}"
        seen = {"If-Match": (await world.call("GET", address)).headers["etag"]}
        assert (await world.call("PATCH", address, {"items": [TEXT]}, headers=seen)).is_success
        await schedule(world, bulletin)
        await send_due(world)
        letters = await world.send_mail()
        assert bool(letters) is not taken_out

    async def test_before_it_was_noted_what_it_told_is_sent_while_all_of_it_stands(
        self, world: World
    ) -> None:
        people = [await world.join(f"{one}@example.org", purposes=["bulletins"],
                                   access_needs=["easy_read"]) for one in "ab"]  # fmt: skip
        assert len(people) == 2
        finding = await found(world)
        bulletin = await drafted(world, {"kind": "finding", "finding_id": str(finding)})
        await easy_read(world, bulletin)
        async with world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute("UPDATE message_versions SET told = NULL")
        await schedule(world, bulletin)
        await send_due(world)
        async with world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(
                "UPDATE mails SET due_at = now() + interval '1 hour' WHERE kind = 'bulletin' "
                "AND member_id = (SELECT min(member_id::text)::uuid FROM mails)"
            )
        assert len(await world.send_mail()) == 1
        await ended(world, finding, version=2)
        async with world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(
                "UPDATE mails SET due_at = now() WHERE state = 'waiting'"
            )
        assert await world.send_mail() == []
        assert await held_for(world) == ["no_usable_format"]
