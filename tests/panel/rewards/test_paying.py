"""Batches: each claim in one, the same file again, what came back, what is kept of it."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common.db.engine import raw_connection
from panel.load import load_file
from panel.rewards import departure
from panel.rewards.errors import BatchIncomplete
from panel.rewards.paying import file_of
from panel_support.mails import text_of
from panel_support.rewards import DETAILS, WARNING, Till, rewards
from panel_support.samples import system_file
from panel_support.world import QE1

pytestmark = pytest.mark.rule("panel.12")

DONATED = {"decision": "donated", "cause": "hospice", "warning_version": WARNING}


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


class TestTheFile:
    async def test_has_a_line_a_payment_and_control_figures(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        await till.approved(ada)
        await till.approved(bea, decision=DONATED, details=False, quantity=20)
        batch = await till.batch()
        assert (batch["number"], batch["lines"], batch["total_pence"]) == (1, 2, 1350)
        answer = await till.file(batch)
        assert answer.headers["content-type"].startswith("text/csv")
        assert answer.headers["cache-control"] == "no-store"
        assert read(answer.text)[1:] == [
            ["1", "123456", "12345678", "ADA LOVELACE", "450", "GT000001000001", "99"],
            ["2", "654321", "00001111", "HOSPICE TRUST", "900", "GT000001000002", "99"],
            ["total", "", "", "", "1350", "GT000001", "2"],
        ]

    async def test_is_the_same_again_whatever_changed_since(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        await till.approved(ada)
        await till.approved(bea, decision=DONATED)
        batch = await till.batch()
        first = (await till.file(batch)).content
        other = DETAILS | {"account_number": "87654321"}
        await till.world.call("PUT", "/me/payment-details", other, headers=ada.own)
        await till.world.call("DELETE", "/me/payment-details", headers=bea.own)
        await load_file(till.world.database, system_file("QE1", rewards=rewards(causes=[])))
        assert (await till.file(batch)).content == first
        await till.world.call("DELETE", "/me", headers=ada.own)
        assert (await till.file(batch)).content == first

    async def test_many_lines_are_streamed_in_parts(self, till: Till) -> None:
        members = await till.world.join_many(3)
        claims = [await till.approved(member) for member in members]
        async with till.world.database.transaction(QE1) as session:
            await (await raw_connection(session)).execute(
                "INSERT INTO reward_claims SELECT ics, uuidv7(), offer_id, member_id, kind, "
                "quantity, happened_on, rate_pence, n, evidence_needed, cause, state, entered_by, "
                "entered_on, decided_by, decided_on, reason, given_as FROM reward_claims, "
                "generate_series(1, 400) n WHERE state = 'approved'"
            )
        batch = await till.batch()
        rows = read((await till.file(batch)).text)[1:]
        assert batch["lines"] == len(rows) - 1 == len(claims) * 401
        assert sum(int(row[4]) for row in rows[:-1]) == int(rows[-1][4]) == batch["total_pence"]
        assert len({row[5] for row in rows}) == len(rows)

    async def test_is_not_made_again_once_somebody_in_it_was_erased(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        await till.approved(ada)
        await till.approved(bea)
        batch = await till.batch()
        await till.world.call("POST", "/me/erasure", headers=ada.own)
        refused = await till.file(batch)
        assert refused.status_code == 409
        assert refused.json()["type"].endswith("batch-incomplete")

    async def test_needs_the_personal_scope_and_the_own_system(
        self, till: Till, token: Any
    ) -> None:
        (ada,) = await till.world.join_many(1)
        await till.approved(ada)
        batch = await till.batch()
        address = f"/rewards/batches/{batch['id']}/exports/bacs"
        reader = token(["panel:read", "panel:manage"], ics="QE1")
        assert (await till.world.call("GET", address, headers=reader)).status_code == 403
        assert (await till.world.call("GET", address, ics="QKK")).status_code == 404

    async def test_breaks_off_without_control_figures_if_somebody_goes_meanwhile(
        self, till: Till
    ) -> None:
        ada, bea = await till.world.join_many(2)
        await till.approved(ada)
        await till.approved(bea)
        batch_id = UUID((await till.batch())["id"])
        async with till.world.database.reading(QE1) as session:
            parts = await file_of(session, QE1, till.world.keys, batch_id)
            read_so_far = [await anext(parts)]
            await till.world.call("POST", "/me/erasure", headers=ada.own)
            with pytest.raises(BatchIncomplete):
                read_so_far.extend([part async for part in parts])
        assert b"total" not in b"".join(read_so_far)


class TestBatches:
    async def test_two_at_once_share_no_claim(self, till: Till) -> None:
        for member in await till.world.join_many(4):
            await till.approved(member)
        answers = await asyncio.gather(
            *(till.world.call("POST", "/rewards/batches", headers=till.ann) for _ in range(4))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        refused = [a.json()["type"] for a in answers if a.status_code == 409]
        assert all(kind.endswith("nothing-to-pay") for kind in refused), refused
        assert await till.world.count("reward_lines") == 4
        assert await till.world.count("reward_ledger") == 4

    async def test_take_what_is_approved_and_can_be_paid(self, till: Till) -> None:
        ada, bea, cyd = await till.world.join_many(3)
        paid = await till.approved(ada)
        waiting = await till.approved(bea, details=False)
        offer_id = await till.offer(cyd)
        await till.decide(cyd, offer_id)
        submitted = (await till.claim(cyd, offer_id)).json()["id"]
        assert (await till.batch())["lines"] == 1
        states = [await till.state(one) for one in (paid, waiting, submitted)]
        assert states == ["exported", "approved", "submitted"]
        again = await till.world.call("POST", "/rewards/batches", headers=till.ann)
        assert again.json()["type"].endswith("nothing-to-pay")
        await till.world.call("PUT", "/me/payment-details", DETAILS, headers=bea.own)
        assert (await till.batch())["number"] == 2

    async def test_the_database_has_a_claim_in_one_batch(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        await till.approved(ada)
        await till.batch()
        with pytest.raises(asyncpg.UniqueViolationError):
            async with till.world.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(
                    "INSERT INTO reward_lines (ics, claim_id, batch_id, line) "
                    "SELECT ics, claim_id, batch_id, 9 FROM reward_lines"
                )


class TestSettling:
    async def test_pays_all_but_what_came_back_and_forgets_the_accounts(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        claims = [await till.approved(member) for member in (ada, bea)]
        batch = await till.batch()
        assert (await till.settle(batch, 2)).status_code == 200
        assert [await till.state(claim) for claim in claims] == ["paid", "returned"]
        held = await till.world.rows("SELECT 1 FROM reward_lines WHERE sealed IS NOT NULL")
        assert held == []
        assert (await till.file(batch)).json()["type"].endswith("batch-settled")
        assert (await till.settle(batch)).json()["type"].endswith("batch-settled")
        entries = await till.world.rows(
            "SELECT entry, amount_pence FROM reward_ledger ORDER BY entry, line"
        )
        assert [tuple(row) for row in entries] == [
            ("payment", 450), ("payment", 450), ("return", 450),
        ]  # fmt: skip

    async def test_a_payment_may_come_back_later_and_once(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        claim_id = await till.approved(ada)
        batch = await till.batch()
        address = f"/rewards/batches/{batch['id']}/returns"
        body = {"line": 1, "reason": "Account closed."}
        early = await till.world.call("POST", address, body, headers=till.ann)
        assert early.json()["type"].endswith("batch-not-settled")
        await till.settle(batch)
        for expected in (204, 422):
            back = await till.world.call("POST", address, body, headers=till.ann)
            assert back.status_code == expected
        assert await till.state(claim_id) == "returned"

    async def test_tells_those_alone_whose_payment_came_back(self, till: Till) -> None:
        ada, bea, cleo = await till.world.join_many(3)
        await till.approved(ada)
        await till.approved(bea)
        await till.approved(cleo, details=False, decision=DONATED)
        batch = await till.batch()
        await till.world.send_mail()
        assert (await till.settle(batch, 1, 3)).status_code == 200
        (letter,) = await till.world.send_mail()
        assert letter["To"] == ada.email
        assert "came back" in str(letter["Subject"])
        assert "No such account" not in text_of(letter)
        assert "/me/rewards?token=" in text_of(letter)
        address = f"/rewards/batches/{batch['id']}/returns"
        body = {"line": 2, "reason": "Account closed."}
        await till.world.call("POST", address, body, headers=till.ann)
        assert [one["To"] for one in await till.world.send_mail()] == [bea.email]

    async def test_tells_again_of_another_payment_of_the_same_batch(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        await till.approved(ada)
        await till.approved(ada)
        batch = await till.batch()
        await till.world.send_mail()
        await till.settle(batch, 1)
        body = {"line": 2, "reason": "Account closed."}
        address = f"/rewards/batches/{batch['id']}/returns"
        await till.world.call("POST", address, body, headers=till.ann)
        assert [one["To"] for one in await till.world.send_mail()] == [ada.email, ada.email]

    async def test_is_not_stuck_with_one_who_leaves_meanwhile(self, till: Till) -> None:
        """Members are locked before rewards are, by whoever locks both."""
        (ada,) = await till.world.join_many(1)
        await till.approved(ada)
        batch = await till.batch()
        async with till.world.database.transaction(QE1) as session:
            held = await raw_connection(session)
            await held.execute("SELECT 1 FROM members FOR UPDATE")
            settling = asyncio.create_task(till.settle(batch, 1))
            for _ in range(1000):
                if await held.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
                    break
                await asyncio.sleep(0.02)
            await held.execute("SET LOCAL lock_timeout = '5s'")
            await departure.erase(session, QE1)
        assert (await settling).status_code == 200

    async def test_refuses_lines_that_are_not_there(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        claim_id = await till.approved(ada)
        batch = await till.batch()
        for lines in ((2,), (1, 1)):
            assert (await till.settle(batch, *lines)).status_code == 422
        assert await till.state(claim_id) == "exported"

    async def test_what_came_back_may_be_claimed_again(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        await till.approved(ada, quantity=100)
        batch = await till.batch()
        (offer,) = (await till.world.call("GET", "/me/rewards", headers=ada.own)).json()["offers"]
        assert (await till.claim(ada, offer["id"])).status_code == 409
        await till.settle(batch, 1)
        assert (await till.claim(ada, offer["id"])).json()["amount_pence"] == 450
