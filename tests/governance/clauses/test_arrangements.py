"""Arrangements that contradict themselves are refused with the place; nothing crosses systems."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from governance.arrangements.rules import months_after, years_after
from governance.offices.rotation import may_be_next
from governance_support import Governance
from governance_terms import CHAIR, HOSPICES, ICB, ICP, LANCASHIRE
from partnership_support import BODY, Partnership, met

pytestmark = [pytest.mark.rule("governance.1"), pytest.mark.rule("governance.2")]
REAL: dict[str, Any] = ICP["terms"]["arrangements"]
CHAIRS, DEPUTIES = REAL["rotation"]


async def adopt(governance: Governance, **arrangements: Any) -> Any:
    content = ICP["terms"] | {"arrangements": REAL | arrangements}
    content = {name: one for name, one in content.items() if name not in {"valid_from", "valid_to"}}
    data = {"valid_from": "2025-01-01", "content": content}
    return await governance.post(f"/bodies/{BODY}/terms", json=data)


class TestContradictions:
    @pytest.mark.parametrize(
        "change",
        [
            {"approved_by": ["One council", "One council"]},
            {"boards": [*REAL["boards"], REAL["boards"][0]]},
            {"formats": [*REAL["formats"], REAL["formats"][0]]},
            {"rotation": [CHAIRS, CHAIRS]},
            {"rotation": [DEPUTIES]},
            {"rotation": [CHAIRS, DEPUTIES | {"years": 3}]},
            {"rotation": [CHAIRS, DEPUTIES | {"aligned_with": "deputy_chair"}]},
            {"rotation": [CHAIRS | {"years": 0}]},
            {"co_option": {"grounds": []}},
            {"colour": "blue"},
        ],
    )
    async def test_what_contradicts_itself(
        self, governance: Governance, change: dict[str, Any]
    ) -> None:
        refused = await adopt(governance, **change)
        assert refused.status_code == 422, refused.text
        assert refused.json()["type"].endswith("terms-contradict")
        assert refused.json()["errors"][0]["field"] == "body.content.arrangements"

    @pytest.mark.parametrize(
        "among", [{"groups": ["nobody"]}, {"sectors": ["The Moon"]}, {"post_ids": [BODY]},
                  {"groups": ["vcfse"], "excluding": {"groups": ["vcfse"]}}],
    )  # fmt: skip
    async def test_an_office_that_nobody_could_hold(
        self, governance: Governance, among: dict[str, Any]
    ) -> None:
        refused = await adopt(governance, rotation=[CHAIRS | {"among": among}])
        assert refused.status_code == 422, refused.text
        where = refused.json()["errors"][0]["field"]
        assert where == "body.content.arrangements.rotation[0].among"

    async def test_the_real_ones_are_kept_as_sent(self, governance: Governance) -> None:
        adopted = await adopt(governance)
        assert adopted.status_code == 201, adopted.text
        assert adopted.json()["content"]["arrangements"] == REAL


class TestPosts:
    @pytest.mark.parametrize(
        "dates",
        [{"valid_from": "2024-12-31"}, {"valid_from": "2025-02-01"},
         {"valid_from": "2025-02-01", "valid_to": "2025-07-01"}],
    )  # fmt: skip
    async def test_nobody_holds_a_post_that_is_not_there(
        self, governance: Governance, dates: dict[str, str]
    ) -> None:
        span = {"title": "Guest", "standing": "in_attendance", "valid_from": "2025-01-01",
                "valid_to": "2025-06-01"}  # fmt: skip
        post = (await governance.post(f"/bodies/{BODY}/posts", json=span)).json()["id"]
        refused = await governance.post(f"/posts/{post}/holders", json={"name": "Ann Low"} | dates)
        assert refused.json()["errors"][0]["field"] == "body.valid_from", refused.text
        within = {"name": "Ann Low", "valid_from": "2025-01-01", "valid_to": "2025-06-01"}
        assert (await governance.post(f"/posts/{post}/holders", json=within)).status_code == 201

    async def test_an_end_names_the_version_that_was_read(self, governance: Governance) -> None:
        for version, status in ((7, 412), (1, 200)):
            ended = await governance.patch(
                f"/posts/{HOSPICES}", version, json={"valid_to": "2030-01-01"}
            )
            assert ended.status_code == status, ended.text


class TestTenancy:
    async def test_nothing_of_another_systems_body_or_meeting(
        self, partnership: Partnership
    ) -> None:
        governance, path = partnership.governance, partnership.path
        nomination = {"post_id": str(HOSPICES), "name": "Cy Mid"}
        term = {"office": "chair", "post_id": str(CHAIR), "valid_from": "2026-05-01",
                "valid_to": "2027-05-01"}  # fmt: skip
        defect = {"kind": "calling", "description": "x", "found_on": "2024-10-01",
                  "in_good_faith": True}  # fmt: skip
        review = {"post_id": str(CHAIR), "until": "2024-10-01", "outcome": "no_action"}
        co_opted = {"title": "x", "name": "y", "ground": "expertise", "valid_from": "2024-10-01",
                    "meeting_id": partnership.meeting}  # fmt: skip
        presented = {"board": "icb_board", "what": "record", "presented_on": "2024-10-01"}
        for address, data in (
            (f"{path}/deputies", nomination),
            (f"{path}/adjournments", {"kind": "adjourned", "why": "other",
                                      "at": "2024-09-30T10:00:00Z"}),
            (f"{path}/quorum-confirmations", {"at": "2024-09-30T10:00:00Z"}),
            (f"{path}/defects", defect),
            (f"{path}/issues", {"issued_on": "2024-09-19"}),
            (f"{path}/presentations", presented),
            (f"/bodies/{BODY}/offices", term),
            (f"/bodies/{BODY}/co-options", co_opted),
            (f"/bodies/{BODY}/attendance-reviews", review),
        ):  # fmt: skip
            sent = await governance.post(address, json=data, ics="QKK")
            assert sent.status_code == 404, (address, sent.text)
            assert (await governance.get(address, ics="QKK")).status_code == 404, address
            reader = await governance.post(address, json=data, scopes=["governance:read"])
            assert reader.status_code == 403, address
        for address in (f"{path}/distribution", f"{path}/voting-record",
                        f"/bodies/{BODY}/conformance"):  # fmt: skip
            assert (await governance.get(address, ics="QKK")).status_code == 404, address

    async def test_reviews_of_attendance_are_for_those_who_keep_the_record(
        self, governance: Governance
    ) -> None:
        path = f"/bodies/{BODY}/attendance-reviews"
        assert (await governance.get(path, scopes=["governance:read"])).status_code == 403


class TestConformance:
    async def test_before_the_first_terms_there_is_none(self, governance: Governance) -> None:
        none = await governance.get(f"/bodies/{BODY}/conformance?on=2023-04-16")
        assert none.json()["type"].endswith("no-terms")

    async def test_what_the_terms_do_not_ask_is_not_listed(self, partnership: Partnership) -> None:
        assert "record_presented" in await partnership.checks()
        plain = {"name": "Board", "kind": "board", "code": "PLAIN", "valid_from": "2022-07-01"}
        body = (await partnership.governance.post("/bodies", json=plain)).json()["id"]
        terms = {"valid_from": "2022-07-01", "content": {"meetings_per_year": 2}}
        await partnership.governance.post(f"/bodies/{body}/terms", json=terms)
        path = f"/bodies/{body}/conformance?on=2024-09-30"
        found = (await partnership.governance.get(path)).json()
        assert [one["check"] for one in found["items"]] == [
            "meetings_held", "meetings_planned", "programme", "minutes",
        ]  # fmt: skip
        assert found["keeps_to_them"] is False

    async def test_a_body_that_is_not_a_year_old_is_not_asked_for_a_years_meetings(
        self, governance: Governance
    ) -> None:
        meeting = await met(governance)
        assert "meetings_held" in await meeting.checks("2023-07-01")
        assert "meetings_held" not in await meeting.checks("2023-06-30")

    async def test_the_terms_are_to_be_reviewed_by_their_day(
        self, partnership: Partnership
    ) -> None:
        assert (await partnership.checks("2024-05-31"))["review"]["holds"] is True
        assert (await partnership.checks("2024-06-01"))["review"]["holds"] is False


class TestDays:
    def test_years_and_months_go_on_by_the_calendar(self) -> None:
        assert years_after(date(2024, 2, 29), 2) == date(2026, 3, 1)
        assert years_after(date(2024, 5, 1), 2) == date(2026, 5, 1)
        assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
        assert months_after(date(2024, 11, 30), 3) == date(2025, 2, 28)

    def test_a_round_begins_again_without_whoever_closed_it(self) -> None:
        three = [CHAIR, LANCASHIRE, ICB[2]]
        assert may_be_next(three, [], each_in_turn=True) == set(three)
        assert may_be_next(three, three[:2], each_in_turn=True) == {ICB[2]}
        assert may_be_next(three, three, each_in_turn=True) == set(three[:2])
        assert may_be_next(three, three[:1], each_in_turn=False) == set(three[1:])
        assert may_be_next([CHAIR], [CHAIR], each_in_turn=True) == {CHAIR}
        assert may_be_next([], [CHAIR], each_in_turn=True) == set()
