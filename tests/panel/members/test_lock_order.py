"""Whoever acts on a member holds the member's row first, and a selection or an event before that
which hangs on it: so of two who act at once one waits, and neither waits for the other.

One of two transactions is taken through the steps of the code here; the other, over HTTP or by the
worker, is begun between two of them. In another order Postgres ends one of them as a deadlock.
"""

from __future__ import annotations

from uuid import UUID

import pytest

from common.clock import utc_now
from common.db.engine import raw_connection
from panel.assisted import letters
from panel.bounces import service as bounces
from panel.mail import service as mail
from panel.members import finding
from panel.selection import repository as selections
from panel_support.enrolling import enrol, only_member
from panel_support.gatherings import Hall
from panel_support.selections import calculated, pool
from panel_support.waiting import blocked
from panel_support.world import QE1, World

pytestmark = pytest.mark.rule("panel.13")


async def execute(world: World, sql: str) -> None:
    """Write something in the one system."""
    async with world.database.transaction(QE1) as session:
        await (await raw_connection(session)).execute(sql)


async def test_a_letter_s_code_is_typed_while_staff_make_another(world: World) -> None:
    await enrol(world)
    member_id = UUID(await only_member(world))
    first = await world.call("POST", f"/members/{member_id}/letter-code")
    async with world.database.transaction(QE1) as session:
        assert await finding.present_member(session, QE1, member_id)
        typed = await blocked(
            world.database, world.call("POST", "/me/code", {"code": first.json()["code"]})
        )
        await letters.issue(
            session, QE1, keys=world.keys, member_id=member_id, by="staff", now=utc_now()
        )
    assert (await typed).status_code == 200, "it was typed before the other was made"


async def test_a_member_leaves_while_staff_confirm_their_address(world: World) -> None:
    ada = await world.join()
    await execute(
        world,
        "INSERT INTO bounces (ics, mail_id, member_id, hard, status, noted_on) "
        "SELECT ics, id, member_id, true, '5.1.1', '2026-11-01' FROM mails "
        "WHERE member_id IS NOT NULL",
    )
    await execute(world, "UPDATE mails SET state = 'held', held_for = 'address_fails'")
    address = f"/bounces/addresses/{ada.member_id}/confirmed"
    async with world.database.transaction(QE1) as session:
        member = await finding.present_member(session, QE1, UUID(ada.member_id))
        assert member is not None
        confirming = await blocked(world.database, world.call("POST", address))
        await mail.forget_member(session, QE1, member.id)
        await bounces.forget_member(session, QE1, member.id)
    assert (await confirming).json()["type"] == "/problems/address-does-not-fail"


async def test_a_member_leaves_while_staff_have_a_selection_calculated_again(world: World) -> None:
    ada, *_ = await pool(world)
    selection = await calculated(world)
    async with world.database.transaction(QE1) as session:
        assert await selections.find_to_change(session, QE1, UUID(selection["id"]))
        leaving = await blocked(world.database, world.call("DELETE", "/me", headers=ada.own))
        await selections.delete_entries(session, QE1, selection_id=UUID(selection["id"]))
    assert (await leaving).status_code == 204


async def test_a_member_leaves_while_staff_call_an_event_off(world: World) -> None:
    hall = Hall(world)
    ada, *_ = await hall.guests(1)
    gathering = await hall.opened()
    await hall.booked(gathering, ada)
    async with world.database.transaction(QE1) as session:
        member = await finding.present_member(session, QE1, UUID(ada.member_id))
        assert member is not None
        calling = await blocked(
            world.database, world.call("POST", f"/gatherings/{gathering['id']}/cancel")
        )
        await mail.forget_member(session, QE1, member.id)
    assert (await calling).status_code == 200


async def test_a_member_leaves_while_the_worker_notes_what_became_of_their_mails(
    world: World,
) -> None:
    await enrol(world)
    member_id = UUID(await only_member(world))
    await execute(world, "DELETE FROM mails")
    await execute(
        world,
        "INSERT INTO mails (ics, id, kind, member_id, created_at) SELECT ics, "
        "unnest(ARRAY['00000000-0000-7000-8000-000000000001', "
        "'00000000-0000-7000-8000-000000000002']::uuid[]), "
        "unnest(ARRAY['bulletin', 'welcome']), id, now() FROM members",
    )
    async with world.database.transaction(QE1) as session:
        assert await finding.present_member(session, QE1, member_id)
        sending = await blocked(world.database, world.send_mail())
        await mail.forget_member(session, QE1, member_id)
    await sending
    assert await world.count("mails") == 0
