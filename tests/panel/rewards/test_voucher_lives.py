"""Vouchers in members' hands: shown once, gone with them, and in books that name nobody."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common.db.engine import raw_connection
from common.testing.clock import days_later, today
from common.testing.postgres import TestDatabases
from panel.load import load_file
from panel.rewards import repository
from panel.rewards.paying import forget_old_entries
from panel_support import traces
from panel_support.rewards import CODE, Till, approved, handed, rewards, yesterday
from panel_support.samples import system_file
from panel_support.world import QE1

pytestmark = pytest.mark.rule("panel.12")

_WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


class TestShowing:
    async def test_shows_a_code_once_to_its_member_alone(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        voucher_id = await handed(till, ada)
        listed = await till.world.call("GET", "/me/rewards", headers=ada.own)
        assert CODE not in listed.text
        assert (await till.show(bea, voucher_id)).status_code == 404
        first = await till.show(ada, voucher_id)
        assert first.json()["code"] == CODE
        assert first.headers["cache-control"] == "no-store"
        again = await till.show(ada, voucher_id)
        assert again.status_code == 409
        assert again.json()["type"].endswith("voucher-shown-before")
        assert (await till.voucher_of(ada))["shown_on"] == str(today())

    async def test_staff_read_it_out_and_the_audit_says_so(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        voucher_id = await handed(till, ada)
        await till.show(ada, voucher_id)
        listed = await till.world.call("GET", "/rewards/vouchers/handed", headers=till.ann)
        assert [one["voucher_id"] for one in listed.json()["items"]] == [voucher_id]
        assert CODE not in listed.text
        address = f"/rewards/vouchers/handed/{voucher_id}/read-out"
        said = await till.world.call("POST", address, headers=till.ann)
        assert said.json()["code"] == CODE
        assert (await till.world.call("POST", address, ics="QKK")).status_code == 404
        audit = (await till.world.call("GET", "/rewards/audit", headers=till.ann)).json()["items"]
        assert [(one["subject"], one["act"]) for one in audit][-4:] == [
            ("key-a", "loaded"),
            ("key-b", "handed_out"),
            ("member", "shown"),
            ("key-a", "read_out"),
        ]
        assert CODE not in str(audit)

    async def test_one_that_no_shop_takes_is_replaced(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        voucher_id = await handed(till, ada)
        await till.show(ada, voucher_id)
        address = f"/rewards/vouchers/handed/{voucher_id}/replace"
        empty = await till.world.call("POST", address, headers=till.ann)
        assert empty.json()["type"].endswith("out-of-vouchers")
        await till.stock("GIFT-NEW")
        fresh = await till.world.call("POST", address, headers=till.ann)
        assert fresh.status_code == 200, fresh.text
        assert (await till.show(ada, fresh.json()["voucher_id"])).json()["code"] == "GIFT-NEW"
        assert (await till.world.call("POST", address, headers=till.ann)).status_code == 404
        entries = await till.world.rows("SELECT entry FROM reward_voucher_ledger ORDER BY 1")
        assert [row[0] for row in entries] == ["faulty", "given", "loaded", "loaded", "replacement"]

    async def test_a_replacement_counts_nobody_in_the_month_in_which_it_is_given(
        self, till: Till
    ) -> None:
        (ada,) = await till.world.join_many(1)
        voucher_id = await handed(till, ada)
        async with till.world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute("UPDATE reward_handed SET handed_on = handed_on - 40")
        await till.stock("GIFT-NEW")
        address = f"/rewards/vouchers/handed/{voucher_id}/replace"
        fresh = await till.world.call("POST", address, headers=till.ann)
        assert fresh.json()["handed_on"] == str(today() - timedelta(days=40))
        await till.approved(ada)
        await till.batch()
        (paid,) = await till.world.rows("SELECT first_of_kind, first_of_all FROM reward_ledger")
        assert tuple(paid) == (True, True)

    async def test_one_is_replaced_while_upkeep_takes_out_what_expired(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        address = f"/rewards/vouchers/handed/{await handed(till, ada)}/replace"
        await till.stock("GIFT-NEW", expires_on=str(today() + timedelta(days=800)))
        later = days_later(366)
        async with till.world.database.transaction(QE1) as session:
            await repository.lock(session, QE1)
            held = await raw_connection(session)
            acts: list[asyncio.Task[Any]] = []
            for act in (
                forget_old_entries(till.world.database, clock=lambda: later),
                till.world.call("POST", address, headers=till.ann),
            ):
                acts.append(asyncio.create_task(act))
                for _ in range(1000):
                    if await held.fetchval(_WAITING) == len(acts):
                        break
                    await asyncio.sleep(0.02)
        _, fresh = await asyncio.gather(*acts)
        assert fresh.status_code == 200, fresh.text

    async def test_the_export_has_the_code_once_it_was_shown(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        voucher_id = await handed(till, ada)
        for shown in (False, True):
            export = (await till.world.call("GET", "/me/export", headers=ada.own)).json()
            (voucher,) = export["rewards"][0]["vouchers"]
            assert voucher["supplier"] == "The corner shop"
            assert voucher["code"] == (CODE if shown else None)
            await till.show(ada, voucher_id)


class TestGoing:
    @pytest.mark.parametrize(("method", "path"), [("DELETE", "/me"), ("POST", "/me/erasure")])
    async def test_takes_vouchers_along_and_leaves_the_ledger(
        self, till: Till, method: str, path: str
    ) -> None:
        (ada,) = await till.world.join_many(1)
        await handed(till, ada)
        gone = await till.world.call(method, path, headers=ada.own)
        assert gone.status_code < 300, gone.text
        assert await till.world.count("reward_handed") == 0
        entries = await till.world.rows("SELECT * FROM reward_voucher_ledger ORDER BY entry")
        assert [one["entry"] for one in entries] == ["given", "loaded"]
        assert ada.member_id not in repr(entries)

    async def test_cancels_what_was_not_handed_out(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        details = {"account_name": "Ada", "sort_code": "11-22-33", "account_number": "87654321"}
        await till.world.call("PUT", "/me/payment-details", details, headers=ada.own)
        await till.approved(ada)
        voucher_claim = await approved(till, ada)
        await till.stock(CODE)
        await till.world.call("DELETE", "/me", headers=ada.own)
        assert await till.state(voucher_claim) == "cancelled"
        assert (await till.hand_out()).json()["type"].endswith("nothing-to-hand-out")
        assert (await till.batch())["lines"] == 1

    async def test_takes_codes_along_at_once_though_money_is_owed_still(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        await till.approved(ada)
        voucher_id = await handed(till, ada)
        await till.world.call("DELETE", "/me", headers=ada.own)
        assert await till.world.count("reward_claims") == 2
        (row,) = await till.world.rows("SELECT sealed FROM reward_handed")
        assert row["sealed"] is None
        address = f"/rewards/vouchers/handed/{voucher_id}/read-out"
        assert (await till.world.call("POST", address, headers=till.ann)).status_code == 404
        batch = await till.batch()
        assert (await till.totals())["people"] == 1
        await till.settle(batch)
        assert await till.world.count("reward_handed") == 0

    async def test_who_goes_while_vouchers_are_handed_out_keeps_none(self, till: Till) -> None:
        people = await till.world.join_many(3)
        for member in people:
            await approved(till, member)
        await till.stock(*(f"CODE-{number}" for number in range(3)))
        async with till.world.database.transaction(QE1) as session:
            held = await raw_connection(session)
            await held.execute("SELECT 1 FROM reward_claims FOR UPDATE")
            acts = [asyncio.create_task(till.hand_out())]
            for member in people[:2]:
                leaving = till.world.call("DELETE", "/me", headers=member.own)
                acts.append(asyncio.create_task(leaving))
            for _ in range(1000):
                if await held.fetchval(_WAITING) >= len(acts):
                    break
                await asyncio.sleep(0.02)
        answers = await asyncio.gather(*acts)
        assert all(answer.status_code < 300 for answer in answers), [a.text for a in answers]
        rows = await till.world.rows("SELECT member_id FROM reward_handed")
        assert [str(row[0]) for row in rows] == [people[2].member_id]


class TestTheBooks:
    async def test_no_code_is_in_tables_mails_or_logs(
        self,
        till: Till,
        databases: TestDatabases,
        capsys: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        (ada,) = await till.world.join_many(1)
        secret = {"code": CODE}
        superuser = await asyncpg.connect(databases.server.url())
        try:
            voucher_id = await handed(till, ada)
            await till.stock("GIFT-7777", CODE)
            await till.show(ada, voucher_id)
            address = f"/rewards/vouchers/handed/{voucher_id}/read-out"
            await till.world.call("POST", address, headers=till.ann)
            sent = await till.world.send_mail()
            assert await traces.in_tables(superuser, secret) == {}
        finally:
            await superuser.close()
        logged = capsys.readouterr()
        said = logged.out + logged.err + caplog.text
        assert "voucher read out" in said
        assert traces.in_text(said + "".join(map(str, sent)), secret) == set()

    async def test_totals_count_people_once_for_money_and_vouchers(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        await till.approved(ada)
        await till.batch()
        await till.stock("CODE-1", "CODE-2")
        for member in (ada, bea):
            await approved(till, member)
        await till.hand_out()
        await till.approved(bea)
        await till.batch()
        totals = await till.totals()
        assert totals["people"] == 2
        assert {one["kind"]: (one["people"], one["amount_pence"]) for one in totals["kinds"]} == {
            "travel": (2, 900),
            "voucher": (2, 2000),
        }

    async def test_an_expired_code_is_not_shown_even_before_upkeep(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        voucher_id = await handed(till, ada)
        async with till.world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute("UPDATE reward_handed SET expires_on = $1", yesterday())
        shown = await till.show(ada, voucher_id)
        assert shown.json()["type"].endswith("voucher-expired")
        assert (await till.voucher_of(ada))["shown_on"] is None

    async def test_what_expires_is_taken_out_and_entered(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        voucher_id = await handed(till, ada)
        await till.show(ada, voucher_id)
        await till.stock("GIFT-OLD")
        later = days_later(366)
        await forget_old_entries(till.world.database, clock=lambda: later)
        assert await till.world.count("reward_vouchers") == 0
        entries = await till.world.rows("SELECT entry FROM reward_voucher_ledger ORDER BY 1")
        assert [row[0] for row in entries] == ["expired", "given", "loaded", "loaded"]
        address = f"/rewards/vouchers/handed/{voucher_id}/read-out"
        said = await till.world.call("POST", address, headers=till.ann)
        assert said.json()["type"].endswith("voucher-expired")
        (row,) = await till.world.rows("SELECT sealed FROM reward_handed")
        assert row["sealed"] is None

    async def test_codes_that_expired_are_forgotten_without_terms_too(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        await handed(till, ada)
        await load_file(till.world.database, system_file("QE1", rewards=rewards(terms=[])))
        later = days_later(366)
        await forget_old_entries(till.world.database, clock=lambda: later)
        (row,) = await till.world.rows("SELECT sealed FROM reward_handed")
        assert row["sealed"] is None

    @pytest.mark.parametrize("act", ["DELETE FROM", "UPDATE"])
    async def test_the_ledger_is_only_added_to(self, till: Till, act: str) -> None:
        await till.stock(CODE)
        rest = " SET value_pence = 1" if act == "UPDATE" else ""
        kept = (asyncpg.InsufficientPrivilegeError, asyncpg.ObjectNotInPrerequisiteStateError)
        with pytest.raises(kept):
            async with till.world.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(f"{act} reward_voucher_ledger{rest}")

    async def test_a_code_opens_in_its_own_row_alone(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        one, other = await handed(till, ada), await handed(till, bea, "GIFT-OTHER")
        async with till.world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute(
                "UPDATE reward_handed SET sealed = (SELECT sealed FROM reward_handed "
                "WHERE voucher_id = $1) WHERE voucher_id = $2",
                UUID(one),
                UUID(other),
            )
        assert (await till.show(bea, other)).status_code == 500
