"""After a restore of an older backup, who left since leaves again, and every no stands again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common.clock import utc_now
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from panel.erasures import ledger
from panel.erasures.withdrawing import Obeyed, obey
from panel.members import service as members
from panel_support.rights import in_days, objection, said
from panel_support.samples import WORDING
from panel_support.world import QE1, Member, World

from .test_ledger import Backup, reapplied

BOTH = ["surveys", "bulletins"]

pytestmark = pytest.mark.rule("panel.13")


@pytest.fixture
def backup(superuser: asyncpg.Connection) -> Backup:
    """A backup to come."""
    return Backup(superuser)


async def restored(world: World, backup: Backup) -> Obeyed:
    """Restore, and apply the ledger as it was before."""
    exported = await ledger.export(world.database)
    await backup.restore()
    done = await reapplied(world, exported)
    again = await reapplied(world, exported)
    assert again.withdrawn == Obeyed(), "it is obeyed once"
    withdrawn: Obeyed = done.withdrawn
    return withdrawn


async def me(world: World, member: Member) -> dict[str, Any]:
    shown = await world.call("GET", "/me", headers=member.own)
    assert shown.status_code == 200, shown.text
    held: dict[str, Any] = shown.json()
    return held


def consent(purpose: str, *, given: bool) -> dict[str, Any]:
    return {"consents": [{"purpose": purpose, "wording_version": WORDING, "given": given}]}


def agreed(held: dict[str, Any]) -> set[str]:
    return {one["purpose"] for one in held["consents"] if one["withdrawn_at"] is None}


class TestWhoLeft:
    async def test_leaves_again_and_all_services_are_told(
        self, world: World, backup: Backup
    ) -> None:
        ada = await world.join("ada@example.org", demographics={"sex": "female"})
        bea = await world.join("bea@example.org", purposes=BOTH)
        survey = await world.open_survey()
        for token in (await world.links()).values():
            await world.answer(token, survey, choice="yes", text="A sentence of theirs.")
        await backup.take()
        assert (await world.call("DELETE", "/me", headers=ada.own)).status_code == 204
        (before,) = await world.rows("SELECT left_on FROM members WHERE left_on IS NOT NULL")

        assert await restored(world, backup) == Obeyed(left=1)

        assert (await world.call("GET", "/me", headers=ada.own)).status_code == 404
        await me(world, bea)
        (left,) = await world.rows("SELECT * FROM members WHERE left_on IS NOT NULL")
        assert (str(left["id"]), left["left_on"]) == (ada.member_id, before["left_on"])
        assert left["email_sealed"] is left["email_index"] is None
        keys = await world.rows("SELECT member_id FROM data_keys")
        assert [str(row[0]) for row in keys] == [bea.member_id]
        kind, data = (await world.events())[-1]
        assert (kind, data["member_id"]) == ("panel.member.left.v1", ada.member_id)

    async def test_is_forgotten_where_they_had_only_asked_to_join(
        self, world: World, superuser: asyncpg.Connection
    ) -> None:
        """The backup is of the minute between asking to join and confirming."""
        asked = await world.call("POST", "/signups", {"email": "ada@example.org"})
        assert asked.status_code == 202
        (row,) = await world.rows("SELECT * FROM signups")
        ada = await world.join("ada@example.org", purposes=BOTH)
        await world.call("DELETE", "/me", headers=ada.own)
        assert await world.count("signups") == 0
        await superuser.execute(
            "INSERT INTO panel.signups SELECT ($1::panel.signups).*", tuple(row.values())
        )
        await world.call("POST", "/signups", {"email": "ada@example.org"})
        done = await reapplied(world, [])
        assert done.signups == 1
        (left,) = await world.rows("SELECT id FROM signups")
        assert left["id"] != row["id"]

    async def test_and_joined_again_stays(self, world: World, backup: Backup) -> None:
        first = await world.join("ada@example.org", purposes=BOTH)
        await backup.take()
        await world.call("DELETE", "/me", headers=first.own)
        exported = await ledger.export(world.database)
        again = await world.join("ada@example.org", purposes=BOTH)
        assert (await reapplied(world, exported)).withdrawn == Obeyed()
        await me(world, again)

    async def test_and_was_erased_after_that_is_erased(self, world: World, backup: Backup) -> None:
        ada = await world.join("ada@example.org", purposes=BOTH)
        await backup.take()
        await world.call("DELETE", "/me", headers=ada.own)
        await world.call("POST", "/erasures", {"member_id": ada.member_id})
        assert await restored(world, backup) == Obeyed()
        assert await world.count("members") == 0


class TestAConsent:
    async def test_that_was_withdrawn_is_withdrawn_as_of_then(
        self, world: World, backup: Backup
    ) -> None:
        ada = await world.join("ada@example.org", purposes=BOTH)
        everything = agreed(await me(world, ada))
        await backup.take()
        held = await said(world, ada, consent("bulletins", given=False))
        (at,) = [c["withdrawn_at"] for c in held["consents"] if c["withdrawn_at"]]

        assert await restored(world, backup) == Obeyed(consents=1)

        held = await me(world, ada)
        assert agreed(held) == everything - {"bulletins"}
        assert [c["withdrawn_at"] for c in held["consents"] if c["withdrawn_at"]] == [at]

    async def test_that_was_withdrawn_by_a_mails_footer_too(
        self, world: World, backup: Backup
    ) -> None:
        ada = await world.join("ada@example.org", purposes=BOTH)
        given = agreed(await me(world, ada))
        await backup.take()
        token = world.keys.unsubscribe_token(QE1, UUID(ada.member_id))
        gone = await world.call("POST", "/unsubscribe", {"token": token})
        assert gone.status_code == 204, gone.text
        assert await restored(world, backup) == Obeyed(consents=len(given))
        assert agreed(await me(world, ada)) == set()

    async def test_that_was_given_anew_at_once_was_never_withdrawn(
        self, world: World, backup: Backup
    ) -> None:
        ada = await world.join("ada@example.org", purposes=BOTH)
        given = agreed(await me(world, ada))
        await backup.take()
        await said(world, ada, consent("bulletins", given=True))
        assert await restored(world, backup) == Obeyed()
        assert agreed(await me(world, ada)) == given

    async def test_to_the_draw_takes_the_household_with_it(
        self, world: World, backup: Backup
    ) -> None:
        household = {"home": "1 Sea Road", "postcode": "FY1 1AA"}
        ada = await world.join(
            "ada@example.org", purposes=["surveys", "assembly_pool"], household=household
        )
        assert await world.count("households") == 1
        await backup.take()
        await said(world, ada, consent("assembly_pool", given=False))
        assert await restored(world, backup) == Obeyed(consents=1)
        assert await world.count("households") == 0

    async def test_of_today_is_none_of_the_ledgers_business(self, world: World) -> None:
        ada = await world.join("ada@example.org", purposes=BOTH)
        await said(world, ada, consent("bulletins", given=False))
        await said(world, ada, consent("bulletins", given=True))
        assert (await reapplied(world, [])).withdrawn == Obeyed()
        assert "bulletins" in agreed(await me(world, ada))


class TestObjectionsAndPauses:
    async def test_stand_again(self, world: World, backup: Backup) -> None:
        ada = await world.join("ada@example.org", purposes=BOTH)
        bea = await world.join("bea@example.org", purposes=BOTH)
        await backup.take()
        held = await said(world, ada, objection("profiling") | {"paused_until": in_days(30)})
        assert await restored(world, backup) == Obeyed(objections=1, pauses=1)
        after = await me(world, ada)
        assert after["objections"] == held["objections"]
        assert after["paused_until"] == in_days(30)
        assert (await me(world, bea))["objections"] == []

    async def test_that_were_taken_back_do_not(self, world: World, backup: Backup) -> None:
        ada = await world.join("ada@example.org", purposes=BOTH)
        await backup.take()
        await said(world, ada, objection("profiling") | {"paused_until": in_days(30)})
        change = objection("profiling", objects=False) | {"paused_until": None}
        await said(world, ada, change)
        assert await restored(world, backup) == Obeyed()
        assert (await me(world, ada))["objections"] == []

    async def test_that_were_taken_back_hold_no_members_row(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ada, bea = await world.join("ada@example.org"), await world.join("bea@example.org")
        for member in (ada, bea):
            await said(world, member, objection("profiling"))
        await said(world, ada, objection("profiling", objects=False))
        held: list[UUID] = []
        hold = members.present_to_change

        async def counted(session: WriteSession, ics: SystemCode, member_id: UUID) -> object:
            held.append(member_id)
            return await hold(session, ics, member_id)

        monkeypatch.setattr(members, "present_to_change", counted)
        assert await obey(world.database, QE1, world.keys, utc_now()) == Obeyed()
        assert held == [UUID(bea.member_id)]

    async def test_that_one_took_back_stand_for_the_other_alone(
        self, world: World, backup: Backup
    ) -> None:
        ada = await world.join("ada@example.org", purposes=BOTH)
        bea = await world.join("bea@example.org", purposes=BOTH)
        await backup.take()
        for member in (ada, bea):
            await said(world, member, objection("profiling"))
        await said(world, ada, objection("profiling", objects=False))
        assert await restored(world, backup) == Obeyed(objections=1)
        assert (await me(world, ada))["objections"] == []
        assert [one["purpose"] for one in (await me(world, bea))["objections"]] == ["profiling"]

    async def test_the_last_pause_counts(self, world: World, backup: Backup) -> None:
        ada = await world.join("ada@example.org", purposes=BOTH)
        await said(world, ada, {"paused_until": in_days(30)})
        await backup.take()
        await said(world, ada, {"paused_until": in_days(60)})
        assert await restored(world, backup) == Obeyed(pauses=1)
        assert (await me(world, ada))["paused_until"] == in_days(60)
