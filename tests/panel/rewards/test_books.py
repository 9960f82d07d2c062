"""What is kept of payments and accounts, for how long, and what is told of it."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common.clock import utc_now
from common.db.engine import raw_connection
from common.testing.clock import today
from common.testing.postgres import TestDatabases
from panel.load import load_file
from panel.rewards.paying import forget_old_entries
from panel_support import traces
from panel_support.rewards import DETAILS, WARNING, Till, approved, rewards, yesterday
from panel_support.samples import system_file
from panel_support.world import QE1

pytestmark = pytest.mark.rule("panel.12")

DONATED = {"decision": "donated", "cause": "hospice", "warning_version": WARNING}


class TestTheLedger:
    async def test_is_kept_after_erasure_and_names_nobody(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        claim_id = await till.approved(ada)
        batch = await till.batch()
        await till.world.call("POST", "/me/erasure", headers=ada.own)
        assert await till.state(claim_id) == "gone"
        for table in ("reward_offered", "reward_claims", "reward_payees", "reward_lines"):
            assert await till.world.count(table) == 0, table
        (entry,) = await till.world.rows("SELECT * FROM reward_ledger")
        assert (entry["kind"], entry["amount_pence"]) == ("travel", 450)
        assert entry["keep_until"].month == 3
        assert entry["keep_until"].year - today().year in (6, 7)
        assert ada.member_id not in repr(dict(entry))
        assert claim_id not in repr(dict(entry))
        assert (await till.settle(batch)).status_code == 200

    async def test_is_only_added_to_until_the_law_is_done_with_it(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        await till.approved(ada)
        await till.batch()
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await self._run(till, "UPDATE reward_ledger SET amount_pence = 1")
        with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
            await self._run(till, "DELETE FROM reward_ledger")
        await forget_old_entries(till.world.database, clock=utc_now)
        assert await till.world.count("reward_ledger") == 1
        await self._run(
            till,
            "INSERT INTO reward_ledger SELECT ics, batch_id, 9, entry, kind, amount_pence, "
            "'2000-01-01', '2000-01-01', '2006-03-31', true, true FROM reward_ledger",
        )
        await forget_old_entries(till.world.database, clock=utc_now)
        assert [row[0] for row in await till.world.rows("SELECT line FROM reward_ledger")] == [1]

    @pytest.mark.parametrize("zone", ["Etc/GMT-14", "Etc/GMT+12"])
    async def test_the_day_on_which_it_may_be_deleted_is_englands(
        self, till: Till, zone: str
    ) -> None:
        """At any hour it is another day in one of the two: 14 hours ahead of UTC, or 12 behind."""
        (ada,) = await till.world.join_many(1)
        await till.approved(ada)
        await till.batch()
        async with till.world.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            await connection.execute(f"SET LOCAL TIME ZONE '{zone}'")
            for line, kept in ((8, today()), (9, yesterday())):
                await connection.execute(
                    "INSERT INTO reward_ledger SELECT ics, batch_id, $1, entry, kind, amount_pence,"
                    " entered_on, entered_on, $2, true, true FROM reward_ledger WHERE line = 1",
                    line, kept,
                )  # fmt: skip
            await connection.execute("DELETE FROM reward_ledger WHERE line = 9")
            with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
                await connection.execute("DELETE FROM reward_ledger WHERE line = 8")

    async def test_no_column_of_a_reward_leads_to_an_answer(self, till: Till) -> None:
        columns = await till.world.rows(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = 'panel' AND table_name LIKE 'reward%'"
        )
        assert len({row["table_name"] for row in columns}) == 15
        names = {row["column_name"] for row in columns}
        assert not {n for n in names if "pseudonym" in n or "answer" in n or "token" in n}
        people = {row["table_name"] for row in columns if row["column_name"] == "member_id"}
        assert people == {"reward_offered", "reward_claims", "reward_payees", "reward_handed"}
        foreign = await till.world.rows(
            "SELECT confrelid::regclass::text AS target FROM pg_constraint "
            "WHERE contype = 'f' AND conrelid::regclass::text LIKE '%reward%'"
        )
        targets = {row["target"].removeprefix("panel.") for row in foreign}
        assert {t for t in targets if not t.startswith("reward")} == {"systems", "members"}

    @staticmethod
    async def _run(till: Till, statement: str) -> None:
        async with till.world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(statement)


class TestTraces:
    """Payment details are sealed wherever they are, and nothing of a person outlives their erasure
    but their id in what was said of it."""

    async def test_there_are_none_in_tables_events_or_logs(
        self,
        till: Till,
        databases: TestDatabases,
        capsys: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        (ada,) = await till.world.join_many(1)
        details = {"account_name": "Zebedee Marker", "account_number": "98765432"}
        await till.world.call("PUT", "/me/payment-details", DETAILS | details, headers=ada.own)
        await till.approved(ada, details=False)
        batch = await till.batch()
        assert "ZEBEDEE MARKER" in (await till.file(batch)).text
        secret = {"name": "zebedee", "number": "98765432"}
        superuser = await asyncpg.connect(databases.server.url())
        try:
            assert await traces.in_tables(superuser, secret) == {}
            await till.world.call("POST", "/me/erasure", headers=ada.own)
            member = secret | {"id": ada.member_id}
            assert await traces.in_tables(superuser, member) == {"panel.outbox": {"id"}}
        finally:
            await superuser.close()
        logged = capsys.readouterr()
        said = logged.out + logged.err + caplog.text
        assert "pay file read" in said
        assert traces.in_text(said, member) == set()


class TestLeaving:
    async def test_is_still_paid_what_was_approved_and_then_forgotten(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        approved = await till.approved(ada)
        (offer,) = (await till.world.call("GET", "/me/rewards", headers=ada.own)).json()["offers"]
        submitted = (await till.claim(ada, offer["id"])).json()["id"]
        await till.world.call("DELETE", "/me", headers=ada.own)
        assert [await till.state(c) for c in (approved, submitted)] == ["approved", "cancelled"]
        batch = await till.batch()
        assert "ADA LOVELACE" in (await till.file(batch)).text
        assert (await till.settle(batch)).status_code == 200
        for table in ("reward_offered", "reward_claims", "reward_payees", "reward_lines"):
            assert await till.world.count(table) == 0, table
        assert await till.world.count("reward_ledger") == 1

    async def test_cancels_what_cannot_be_paid(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        await till.approved(ada, details=False)
        kept = await till.approved(bea, details=False, decision=DONATED)
        for member in (ada, bea):
            await till.world.call("DELETE", "/me", headers=member.own)
        assert await till.world.count("reward_claims") == 1
        assert await till.state(kept) == "approved"
        assert (await till.batch())["lines"] == 1


class TestPaymentDetails:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"sort_code": "12345"},
            {"sort_code": "12-34-5x"},
            {"account_number": "12345"},
            {"account_number": "123456789"},
            {"account_number": "1234567١"},
            {"account_name": "=+@-"},
            {"account_name": ""},
        ],
    )
    async def test_must_have_the_form_of_a_uk_account(
        self, till: Till, wrong: dict[str, Any]
    ) -> None:
        (ada,) = await till.world.join_many(1)
        answer = await till.world.call(
            "PUT", "/me/payment-details", DETAILS | wrong, headers=ada.own
        )
        assert answer.status_code == 422
        assert not [part for part in wrong.values() if part and part in answer.text]

    async def test_are_sealed_shown_by_two_digits_and_handed_over(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        short = DETAILS | {"account_number": "123456", "sort_code": "12 34 56"}
        await till.world.call("PUT", "/me/payment-details", short, headers=ada.own)
        (row,) = await till.world.rows("SELECT sealed FROM reward_payees")
        assert b"123456" not in row[0]
        seen = await till.world.call("GET", "/me/rewards", headers=ada.own)
        assert seen.json()["payment_details_end_in"] == "56"
        assert "123456" not in seen.text
        export = (await till.world.call("GET", "/me/export", headers=ada.own)).json()
        assert export["payment_details"] == {
            "account_name": "Ada Lovelace", "sort_code": "123456", "account_number": "00123456",
            "taken": None,
        }  # fmt: skip

    async def test_rewards_and_claims_are_in_the_export(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        await till.approved(ada)
        (held,) = (await till.world.call("GET", "/me/export", headers=ada.own)).json()["rewards"]
        assert held["title"].startswith("Workshop")
        assert held["decision"] == "accepted"
        assert held["claims"][0]["amount_pence"] == 450
        other = (await till.world.call("GET", "/me/export", headers=bea.own)).json()
        assert (other["rewards"], other["payment_details"]) == ([], None)


class TestTotals:
    async def test_are_exact_for_staff_and_published_once_the_month_is_over(
        self, till: Till, token: Any
    ) -> None:
        ada, *others = await till.world.join_many(12)
        for member in (ada, ada, *others):
            await till.approved(member)
        batch = await till.batch()
        await till.settle(batch)
        this = f"/rewards/totals?month={today()}"
        exact = (await till.world.call("GET", f"{this}&level=exact", headers=till.ann)).json()
        assert (exact["people"], exact["amount_pence"]) == (12, 13 * 450)
        reader = token(["panel:read"], ics="QE1")
        assert (await till.world.call("GET", this, headers=reader)).status_code == 422
        exact_for_reader = await till.world.call("GET", f"{this}&level=exact", headers=reader)
        assert exact_for_reader.status_code == 403
        await self._long_ago(till, UUID(batch["id"]))
        shown = await till.world.call("GET", "/rewards/totals?month=2025-02-10", headers=reader)
        assert shown.json() == {
            "level": "published", "month": "2025-02", "people": 10, "amount_pence": 5000,
            "kinds": [{"kind": "travel", "people": 10, "amount_pence": 5000}], "returned": None,
        }  # fmt: skip

    async def test_staff_see_what_came_back_beside_what_was_paid(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        await till.approved(ada)
        await till.approved(bea)
        assert (await till.totals())["returned"] == []
        await till.settle(await till.batch(), 2)
        exact = await till.totals()
        assert exact["amount_pence"] == 900
        assert exact["returned"] == [{"kind": "travel", "amount_pence": 450}]

    async def test_of_a_month_without_terms_tell_no_sum(self, till: Till) -> None:
        for member in await till.world.join_many(12):
            await till.approved(member)
        await self._long_ago(till, UUID((await till.batch())["id"]))
        await load_file(till.world.database, system_file("QE1", rewards=rewards(terms=[])))
        shown = await till.world.call("GET", "/rewards/totals?month=2025-02-10")
        assert (shown.json()["people"], shown.json()["amount_pence"]) == (10, None)

    async def test_count_a_person_once_a_month_over_several_batches(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        for _ in range(2):
            await till.approved(ada)
            await till.batch()
        exact = await till.totals()
        assert (exact["people"], exact["amount_pence"]) == (1, 900)

    async def test_totals_count_who_is_handed_several_once(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        for quantity in (2, 1):
            await approved(till, ada, quantity)
            await till.stock(*(f"CODE-{quantity}-{number}" for number in range(quantity)))
            await till.hand_out()
        totals = await till.totals()
        assert (totals["people"], totals["amount_pence"]) == (1, 3000)
        assert [one["people"] for one in totals["kinds"]] == [1]

    @staticmethod
    async def _long_ago(till: Till, batch_id: UUID) -> None:
        """Write a batch's entries a second time, as of a month that is over."""
        async with till.world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(
                "INSERT INTO reward_ledger SELECT ics, batch_id, line + 1000, entry, kind, "
                "amount_pence, happened_on, '2025-02-03', keep_until, first_of_kind, first_of_all "
                "FROM reward_ledger WHERE batch_id = $1",
                batch_id,
            )
