"""What the page of an offer lets its member choose, and how it says why the panel refused."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.datastructures import FormData

from common.db.tenancy import SystemCode
from gateway.pages.forms import Errors
from gateway.pages.rewards import DECLINE, Visit, explain
from gateway.pages.speaking import Spoken, speaking
from gateway.proxy.panel import Answer
from gateway.systems.service import SystemEntry

pytestmark = pytest.mark.rule("panel.12")

SYSTEM = SystemEntry(SystemCode("QE1"), "x", "X")
CAUSE = {"code": "hospice", "name": "The hospice"}


def visit(state: str = "", *, warning: Any = None, activity: str = "event") -> Visit:
    claim = {"id": "1", "state": state, "amount_pence": 450, "happened_on": "2026-11-02",
             "reason": None, "given_as": "money"}  # fmt: skip
    offer: dict[str, Any] = {
        "id": "2", "title": "A workshop", "kind": None, "activity": activity, "cause": None,
        "decision": "open", "first_day": "2026-11-02", "last_day": "2026-11-02",
        "claims": [claim] if state else [], "vouchers": [],
    }  # fmt: skip
    mine = {"warning": warning, "causes": [CAUSE], "payment_details_end_in": None}
    return Visit(SYSTEM, "t", mine, offer)


def refused(status: int, code: str = "invalid", field: str = "") -> Answer:
    errors = [{"field": field, "message": "m"}] if field else []
    return Answer(status, {"type": f"/problems/{code}", "errors": errors})


class TestChoosing:
    def test_without_a_warning_nothing_but_no_can_be_said(self) -> None:
        found = visit()
        assert [choice.value for choice in found.choices] == [DECLINE]
        assert (
            "cannot pay anything at the moment"
            in bytes(found.show(FormData(), Errors()).body).decode()
        )

    def test_with_one_it_can_be_accepted_declined_and_given_to_each_cause(self) -> None:
        warned = visit(warning={"version": "1", "wording": "It can change your benefits."})
        assert [c.value for c in warned.choices] == ["accepted", "declined", "give:hospice"]
        shown = bytes(warned.show(FormData(), Errors()).body).decode()
        assert "It can change your benefits." in shown
        assert " checked" not in shown

    @pytest.mark.parametrize(
        ("state", "stands"),
        [("submitted", True), ("paid", True), ("returned", True), ("refused", False),
         ("cancelled", False)],
    )  # fmt: skip
    def test_a_claim_lets_the_choice_stand_until_it_is_over(self, state: str, stands: bool) -> None:
        found = visit(state)
        shown = bytes(found.show(FormData(), Errors()).body).decode()
        assert found.is_claimed is stands
        assert ("Save my choice" in shown) is not stands
        assert ("Take back" in shown) is (state == "submitted")


class TestRefusals:
    @pytest.mark.parametrize(
        ("answer", "field"),
        [
            (refused(409, "benefits-warning-not-acknowledged"), "read"),
            (refused(409, "decision-stands"), "decision"),
            (refused(409, "reward-cap-reached"), "quantity"),
            (refused(409, "claim-not-in-that-state"), "quantity"),
            (refused(422, field="body.happened_on"), "day"),
            (refused(422, field="body.quantity"), "quantity"),
            (refused(422, field="body.cause"), "decision"),
        ],
    )
    def test_each_is_said_beside_its_field(self, answer: Answer, field: str) -> None:
        errors = Errors()
        explain(answer, visit(), errors)
        assert list(errors.by_field) == [field]

    def test_an_open_survey_is_named_as_the_reason(self) -> None:
        errors = Errors()
        explain(refused(422), visit(activity="survey"), errors)
        assert errors.by_field == {"quantity": "You can claim once the survey has closed"}

    def test_what_the_page_cannot_mend_and_a_dead_link_are_not_put_on_it(self) -> None:
        for answer in (refused(503), refused(422, field="header.X-Manage-Token"), refused(422)):
            errors = Errors()
            explain(answer, visit(), errors)
            assert not errors


VOUCHER = {
    "voucher_id": "3", "supplier": "The corner shop", "value_pence": 1000, "currency": "GBP",
    "expires_on": "2027-11-02", "handed_on": "2026-11-03", "shown_on": None,
}  # fmt: skip
KIND = {
    "code": "voucher", "label": "Voucher", "unit": "voucher", "rate_pence": 1000,
    "cap_pence": 2000, "evidence": False, "counts_as_income": True, "given_as": "voucher",
}  # fmt: skip


def of_vouchers(state: str, **changes: Any) -> Visit:
    found = visit(state, warning={"version": "1", "wording": "It can change your benefits."})
    found.offer.update(kind=KIND, decision="accepted", vouchers=[VOUCHER | changes])
    for claim in found.offer["claims"]:
        claim["given_as"] = "voucher"
    return found


class TestVouchers:
    def test_are_claimed_whole_without_an_account(self) -> None:
        shown = bytes(of_vouchers("").show(FormData(), Errors()).body).decode()
        assert "How many vouchers do you claim?" in shown
        assert "tell us where" not in shown
        assert "give what it is worth to: The hospice" in shown
        errors = Errors()
        explain(refused(422, field="body.quantity"), of_vouchers(""), errors)
        assert errors.by_field["quantity"].endswith("a whole number such as 1")

    def test_are_shown_by_a_button_alone_and_only_once(self) -> None:
        shown = bytes(of_vouchers("given").show(FormData(), Errors()).body).decode()
        assert "you have your voucher" in shown
        assert 'method="post" action="/x/me/rewards/vouchers/3"' in shown
        assert 'href="/x/me/rewards/vouchers' not in shown
        after = of_vouchers("given", shown_on="2026-11-04").show(FormData(), Errors())
        assert "Show my code" not in bytes(after.body).decode()


class TestInPolish:
    def test_the_page_is_in_polish_and_what_the_system_wrote_is_marked(self) -> None:
        found = visit("submitted", warning={"version": "1", "wording": "It can change benefits."})
        found.offer["kind"] = {
            "label": "Travel", "unit": "mile", "rate_pence": 45, "cap_pence": 2000,
            "evidence": True, "counts_as_income": False, "given_as": "money",
        }  # fmt: skip
        found.offer["decision"] = "accepted"
        with speaking(Spoken("pl", chosen=True)):
            errors = Errors()
            explain(refused(409, "reward-cap-reached"), found, errors)
            shown = bytes(found.show(FormData(), errors).body).decode()
        assert '<html lang="pl"' in shown
        assert 'Oferujemy Ci £0.45 za każdą jednostkę (<span lang="en">mile</span>)' in shown
        assert "£4.50 za dzień 2 listopada 2026: sprawdzamy to." in shown
        assert 'action="/x/me/rewards/2?lang=pl"' in shown
        assert "token=t&amp;lang=pl" in shown
        assert "Wykorzystano już największą kwotę" in shown
        english = bytes(found.show(FormData(), Errors()).body).decode()
        assert '<html lang="en"' in english
        assert "£4.50 for 2 November 2026: we are looking at it." in english
