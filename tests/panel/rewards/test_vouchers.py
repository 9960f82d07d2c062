"""Vouchers: loaded once, handed out once, shown once, and never in the bank's file."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from common.db.engine import raw_connection
from common.testing.clock import today
from panel.load import load_file
from panel.rewards import handing
from panel_support.mails import text_of
from panel_support.rewards import CODE, WARNING, Till, approved, handed, kind, rewards, yesterday
from panel_support.samples import system_file
from panel_support.world import QE1

pytestmark = pytest.mark.rule("panel.12")

_WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"


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
        assert CODE not in str(stock)

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
            {"expires_on": str(yesterday())},
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
            body = {
                "supplier": "x",
                "value_pence": 1,
                "expires_on": str(today()),
                "codes": ["abcd"],
            }
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
    async def test_claims_that_the_stock_has_nothing_for_do_not_stand_before_others(
        self, till: Till, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(handing, "MOST_AT_ONCE", 2)
        ada, bea, cleo = await till.world.join_many(3)
        dearer = kind("dearer", 2000, 3000, unit="voucher", given_as="voucher")
        both = [dearer, *(one for one in rewards()["kinds"] if one["code"] == "voucher")]
        await load_file(till.world.database, system_file("QE1", rewards=rewards(kinds=both)))
        for member in (ada, bea):
            await till.approved(member, details=False, kind="dearer", quantity=1)
        last = await approved(till, cleo)
        await till.stock(CODE)
        done = await till.hand_out()
        assert done.status_code == 200, done.text
        assert done.json()["lacking"] == [{"value_pence": 2000, "vouchers": 2}]
        assert await till.state(last) == "given"

    async def test_gives_the_oldest_claims_what_expires_first(self, till: Till) -> None:
        ada, bea = await till.world.join_many(2)
        first, second = await approved(till, ada), await approved(till, bea)
        later = str(today() + timedelta(days=400))
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
        await till.stock(CODE, expires_on=str(today() + timedelta(days=days)))
        assert (await till.hand_out()).json()["type"].endswith("out-of-vouchers")
        await till.stock("GIFT-2", expires_on=str(today() + timedelta(days=28)))
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
