"""Vouchers: loaded once, handed out once, shown once, and never in the bank's file."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from common.clock import utc_now
from common.db.engine import raw_connection
from common.testing.postgres import TestDatabases
from panel.load import load_file
from panel.rewards.paying import forget_old_entries
from panel_support import traces
from panel_support.mails import text_of
from panel_support.rewards import TODAY, WARNING, YESTERDAY, Till, kind, rewards
from panel_support.samples import system_file
from panel_support.world import QE1, Member

pytestmark = pytest.mark.rule("panel.12")

CODE = "GIFT-1234-ABCD"
_WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


async def approved(till: Till, member: Member, quantity: int = 1) -> str:
    return await till.approved(member, details=False, kind="voucher", quantity=quantity)


async def handed(till: Till, member: Member, code: str = CODE) -> str:
    """Hand a member a voucher; gives its id."""
    await approved(till, member)
    assert (await till.stock(code)).status_code == 201
    assert (await till.hand_out()).status_code == 200
    voucher_id: str = (await till.voucher_of(member))["voucher_id"]
    return voucher_id


class TestLoading:
    async def test_counts_the_stock_and_seals_the_codes(self, till: Till) -> None:
        loaded = await till.stock(CODE, "GIFT-5678-EFGH")
        assert loaded.status_code == 201, loaded.text
        assert (loaded.json()["vouchers"], loaded.json()["total_pence"]) == (2, 2000)
        stock = (await till.world.call("GET", "/rewards/vouchers", headers=till.ann)).json()
        assert [one["vouchers"] for one in stock["items"]] == [2]
        assert stock["waiting_claims"] == 0
        for table in ("reward_vouchers", "reward_voucher_ledger"):
            rows = await till.world.rows(f"SELECT * FROM {table}")
            assert len(rows) == 2
            assert CODE not in repr(rows)
        assert CODE not in stock

    @pytest.mark.parametrize(
        "changes",
        [
            {"codes": ["GIFT-1", "GIFT-1"]},
            {"codes": ["GIFT-1", " GIFT-1 "]},
            {"codes": ["abc"]},
            {"codes": ["line\nbreak"]},
            {"codes": []},
            {"currency": "EUR"},
            {"value_pence": 0},
            {"expires_on": str(YESTERDAY)},
        ],
    )
    async def test_refuses_what_nobody_could_spend(
        self, till: Till, changes: dict[str, Any]
    ) -> None:
        refused = await till.stock("GIFT-9", **changes)
        assert refused.status_code == 422, refused.text
        assert "GIFT" not in refused.text
        assert await till.world.count("reward_vouchers") == 0

    async def test_loads_no_code_twice_even_after_its_holder_was_erased(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        await handed(till, ada)
        await till.world.call("POST", "/me/erasure", headers=ada.own)
        again = await till.stock("GIFT-0000", CODE)
        assert again.status_code == 422
        assert [one["field"] for one in again.json()["errors"]] == ["body.codes[1]"]
        assert CODE not in again.text
        assert await till.world.count("reward_vouchers") == 0

    async def test_needs_scopes_and_is_for_one_system(self, till: Till, token: Any) -> None:
        await till.stock(CODE)
        for scopes in (["panel:read"], ["panel:read", "panel:manage"]):
            headers = token(scopes, ics="QE1")
            body = {"supplier": "x", "value_pence": 1, "expires_on": str(TODAY), "codes": ["abcd"]}
            for method, path, said in (
                ("POST", "/rewards/vouchers", body),
                ("GET", "/rewards/vouchers", None),
                ("POST", "/rewards/vouchers/hand-out", {}),
                ("GET", "/rewards/vouchers/handed", None),
                ("POST", f"/rewards/vouchers/handed/{uuid4()}/read-out", None),
                ("POST", f"/rewards/vouchers/handed/{uuid4()}/replace", None),
            ):
                answer = await till.world.call(method, path, said, headers=headers)
                assert answer.status_code == 403, path
        elsewhere = await till.world.call("GET", "/rewards/vouchers", ics="QKK")
        assert elsewhere.json()["items"] == []


class TestClaiming:
    @pytest.mark.parametrize(("asked", "given"), [(2, 2), (9, 3)])
    async def test_is_for_whole_vouchers_within_the_cap(
        self, till: Till, asked: int, given: int
    ) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await till.offer(ada, kind="voucher")
        await till.decide(ada, offer_id)
        part = await till.claim(ada, offer_id, quantity="1.5")
        assert part.status_code == 422
        assert part.json()["errors"][0]["field"] == "body.quantity"
        claim = (await till.claim(ada, offer_id, quantity=asked)).json()
        assert (float(claim["quantity"]), claim["amount_pence"]) == (given, given * 1000)

    async def test_a_cap_that_no_whole_voucher_fits_is_reached(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        small = [kind("voucher", 1000, 1500, unit="voucher", given_as="voucher")]
        await load_file(till.world.database, system_file("QE1", rewards=rewards(kinds=small)))
        offer_id = await till.offer(ada, kind="voucher")
        await till.decide(ada, offer_id)
        assert (await till.claim(ada, offer_id, quantity=1)).status_code == 201
        over = await till.claim(ada, offer_id, quantity=1)
        assert over.json()["type"].endswith("reward-cap-reached")

    async def test_needs_the_benefits_warning_and_can_be_declined(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await till.offer(ada, kind="voucher")
        unread = await till.decide(ada, offer_id, decision="accepted")
        assert unread.json()["type"].endswith("benefits-warning-not-acknowledged")
        assert (await till.decide(ada, offer_id, decision="declined")).status_code == 204
        assert (await till.claim(ada, offer_id, quantity=1)).status_code == 409

    async def test_one_given_away_is_worth_money_to_the_cause(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        await till.stock(CODE)
        gift = {"decision": "donated", "cause": "hospice", "warning_version": WARNING}
        await till.approved(ada, details=False, kind="voucher", quantity=1, decision=gift)
        refused = await till.hand_out()
        assert refused.json()["type"].endswith("nothing-to-hand-out")
        assert "00001111" in (await till.file(await till.batch())).text
        assert await till.world.count("reward_vouchers") == 1


class TestHandingOut:
    async def test_gives_the_oldest_claims_what_expires_first(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        first, second = await approved(till, ada), await approved(till, bea)
        later = str(TODAY + timedelta(days=400))
        await till.stock("LATER-1", expires_on=later)
        await till.stock("SOONER-1")
        for claim in (first, second):
            done = await till.hand_out(claim)
            assert done.json() == {"claims": 1, "vouchers": 1, "lacking": []}
        assert [await till.state(one) for one in (first, second)] == ["given", "given"]
        codes = []
        for member in (ada, bea):
            voucher = await till.voucher_of(member)
            codes.append((await till.show(member, voucher["voucher_id"])).json()["code"])
        assert codes == ["SOONER-1", "LATER-1"]
        assert await till.world.count("reward_vouchers") == 0

    async def test_says_how_many_are_lacking_and_goes_on_when_there_are_more(
        self, till: Till
    ) -> None:
        ada, bea, cy = await till.world.join_many(3)
        for member, quantity in ((ada, 1), (bea, 3), (cy, 1)):
            await approved(till, member, quantity)
        await till.stock("CODE-1", "CODE-2")
        done = (await till.hand_out()).json()
        assert done == {
            "claims": 1,
            "vouchers": 1,
            "lacking": [{"value_pence": 1000, "vouchers": 3}],
        }
        out = await till.hand_out()
        assert out.status_code == 409
        assert out.json()["type"].endswith("out-of-vouchers")
        assert "£10.00" in out.json()["detail"]
        await till.stock("CODE-3", "CODE-4", "CODE-5")
        assert (await till.hand_out()).json()["claims"] == 2
        assert (await till.hand_out()).json()["type"].endswith("nothing-to-hand-out")

    @pytest.mark.parametrize("days", [0, 27])
    async def test_gives_none_that_expires_too_soon(self, till: Till, days: int) -> None:
        (ada,) = await till.world.join_many(1)
        await approved(till, ada)
        await till.stock(CODE, expires_on=str(TODAY + timedelta(days=days)))
        assert (await till.hand_out()).json()["type"].endswith("out-of-vouchers")
        await till.stock("GIFT-2", expires_on=str(TODAY + timedelta(days=28)))
        assert (await till.hand_out()).json()["vouchers"] == 1

    async def test_only_what_somebody_else_approved(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        offer_id = await till.offer(ada, kind="voucher")
        await till.decide(ada, offer_id)
        claim_id = (await till.claim(ada, offer_id, quantity=1)).json()["id"]
        await till.stock(CODE)
        early = await till.hand_out(claim_id)
        assert early.json()["type"].endswith("nothing-to-hand-out")
        assert (await till.approve(claim_id, till.ben)).status_code == 200
        assert (await till.hand_out(claim_id)).json()["claims"] == 1

    async def test_two_at_once_never_give_one_code_or_pay_one_claim_twice(self, till: Till) -> None:
        people = await till.world.join_many(4)
        for member in people:
            await approved(till, member)
        await till.stock(*(f"CODE-{number}" for number in range(6)))
        async with till.world.database.transaction(QE1) as session:
            held = await raw_connection(session)
            await held.execute("SELECT 1 FROM members FOR UPDATE")
            rounds = [asyncio.create_task(till.hand_out()) for _ in range(3)]
            for _ in range(1000):
                if await held.fetchval(_WAITING) == len(rounds):
                    break
                await asyncio.sleep(0.02)
        answers = await asyncio.gather(*rounds)
        assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
        late = {a.json()["type"] for a in answers if a.status_code == 409}
        assert late == {"/problems/nothing-to-hand-out"}
        codes = set()
        for member in people:
            voucher = await till.voucher_of(member)
            codes.add((await till.show(member, voucher["voucher_id"])).json()["code"])
        assert len(codes) == 4
        assert await till.world.count("reward_vouchers") == 2
        assert await till.world.count("reward_handed") == 4

    async def test_for_different_people_at_once_takes_different_codes(self, till: Till) -> None:
        people = await till.world.join_many(2)
        claims = [await approved(till, member) for member in people]
        await till.stock("CODE-1", "CODE-2")
        async with till.world.database.transaction(QE1) as session:
            held = await raw_connection(session)
            await held.execute("SELECT 1 FROM reward_vouchers FOR UPDATE")
            rounds = [asyncio.create_task(till.hand_out(claim)) for claim in claims]
            for _ in range(1000):
                if await held.fetchval(_WAITING) == len(rounds):
                    break
                await asyncio.sleep(0.02)
        answers = await asyncio.gather(*rounds)
        assert [answer.status_code for answer in answers] == [200, 200]
        assert [answer.json()["vouchers"] for answer in answers] == [1, 1]

    async def test_is_never_in_the_banks_file(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        await till.approved(bea)
        details = {"account_name": "Ada", "sort_code": "11-22-33", "account_number": "87654321"}
        await till.world.call("PUT", "/me/payment-details", details, headers=ada.own)
        claim_id = await approved(till, ada)
        batch = await till.batch()
        assert batch["lines"] == 1
        assert "87654321" not in (await till.file(batch)).text
        assert await till.state(claim_id) == "approved"
        with pytest.raises(asyncpg.CheckViolationError):
            async with till.world.database.transaction(QE1) as session:
                connection = await raw_connection(session)
                await connection.execute(
                    "UPDATE reward_claims SET state = 'exported' WHERE given_as = 'voucher'"
                )

    async def test_tells_the_member_by_mail_without_the_code(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        await handed(till, ada)
        sent = await till.world.send_mail()
        told = [mail for mail in sent if "A voucher is ready" in mail["Subject"]]
        assert len(told) == 1
        assert CODE not in text_of(told[0])
        assert "/me/rewards?token=" in text_of(told[0])


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
        assert (await till.voucher_of(ada))["shown_on"] == str(TODAY)

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
        address = f"/rewards/totals?month={TODAY}&level=exact"
        totals = (await till.world.call("GET", address, headers=till.ann)).json()
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
            await connection.execute("UPDATE reward_handed SET expires_on = $1", YESTERDAY)
        shown = await till.show(ada, voucher_id)
        assert shown.json()["type"].endswith("voucher-expired")
        assert (await till.voucher_of(ada))["shown_on"] is None

    async def test_what_expires_is_taken_out_and_entered(self, till: Till) -> None:
        (ada,) = await till.world.join_many(1)
        voucher_id = await handed(till, ada)
        await till.show(ada, voucher_id)
        await till.stock("GIFT-OLD")
        later = utc_now() + timedelta(days=366)
        await forget_old_entries(till.world.database, clock=lambda: later)
        assert await till.world.count("reward_vouchers") == 0
        entries = await till.world.rows("SELECT entry FROM reward_voucher_ledger ORDER BY 1")
        assert [row[0] for row in entries] == ["expired", "given", "loaded", "loaded"]
        address = f"/rewards/vouchers/handed/{voucher_id}/read-out"
        said = await till.world.call("POST", address, headers=till.ann)
        assert said.json()["type"].endswith("voucher-expired")
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
