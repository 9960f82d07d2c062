"""Urgent decisions through the API: who takes them, why, and how they come back."""

from __future__ import annotations

from typing import Any

import pytest

from board_support import Board, board_of, day
from governance_support import ICP, Governance

pytestmark = [pytest.mark.rule("governance.7"), pytest.mark.rule("governance.8")]
ORDER = {
    "source": "Standing order 4.9",
    "by": ["chair", "chief_executive"],
    "consult_at_least": 2,
    "consult": ["members"],
}
LIMITED = {
    "ground": "risk_to_people",
    "reason": "The ward was unsafe that night, so nobody could be asked.",
    "review_on": day(30),
}


class Urgently:
    """A board that may be decided for between meetings."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.decision: dict[str, Any] = {}

    def posts(self, *titles: str) -> list[str]:
        return [self.board.posts[title] for title in titles]

    async def asks(self, **content: Any) -> Any:
        said = {
            "title": "Ward closed for repair",
            "outcome": "approved",
            "kind_of_activity": "operational_decision",
            "involvement_statement": "We told the patients' council by telephone.",
            "why_urgent": "The roof came down at night.",
            "taken_by": self.posts("Chair", "Chief executive"),
            "consulted": self.posts("First member", "Second member"),
        }
        if "duty_assessment_id" not in content:
            said["duty_assessment_id"] = await self.board.assessed()
        path = f"/bodies/{self.board.id}/urgent-decisions"
        return await self.board.governance.post(path, json=said | content)

    async def decides(self, **content: Any) -> dict[str, Any]:
        response = await self.asks(**content)
        assert response.status_code == 201, response.text
        self.decision = dict(response.json())
        return self.decision

    async def ratifies(self, meeting: dict[str, Any], *, ratified: bool = True) -> Any:
        said = {"meeting_id": meeting["id"], "ratified": ratified, "reason": "It had to be."}
        decision = await self.board.sees(self.decision)
        return await self.board.governance.post(
            f"/decisions/{decision['id']}/ratification",
            json=said,
            headers={"If-Match": f'"v{decision["version"]}"'},
        )


@pytest.fixture
async def urgently(governance: Governance) -> Urgently:
    return Urgently(await board_of(governance, urgent_decisions=ORDER))


def problem(response: Any) -> str:
    assert response.status_code in {409, 422}, response.text
    return str(response.json()["type"]).rpartition("/")[2]


class TestDecide:
    async def test_it_says_who_decided_why_and_whom_they_asked(self, urgently: Urgently) -> None:
        decision = await urgently.decides()
        authority = decision["course"]["authority"]
        assert authority["by"] == ["Chair", "Chief executive"]
        assert authority["why"] == "The roof came down at night."
        assert authority["consulted"] == ["First member", "Second member"]
        assert decision["decided_on"] == day(0)
        assert "urgently" in decision["standing"]["words"]

    async def test_where_the_terms_provide_for_none_nobody_decides(
        self, governance: Governance
    ) -> None:
        assert problem(await Urgently(await board_of(governance)).asks()) == "urgent-refused"

    @pytest.mark.parametrize(
        ("takers", "asked"),
        [
            (("Chair",), ("First member", "Second member")),
            (("Chair", "Chief executive", "Third member"), ("First member", "Second member")),
            (("Chair", "Chief executive"), ("First member",)),
        ],
    )
    async def test_those_whom_the_terms_name_decide_and_ask_enough_others(
        self, urgently: Urgently, takers: tuple[str, ...], asked: tuple[str, ...]
    ) -> None:
        refused = await urgently.asks(
            taken_by=urgently.posts(*takers), consulted=urgently.posts(*asked)
        )
        assert problem(refused) == "not-these-decide"

    async def test_nobody_is_asked_twice_or_asks_themselves(self, urgently: Urgently) -> None:
        twice = urgently.posts("First member", "First member")
        assert (await urgently.asks(consulted=twice)).status_code == 422
        own = urgently.posts("Chair", "First member")
        assert (await urgently.asks(consulted=own)).status_code == 422

    @pytest.mark.rule("governance.4")
    @pytest.mark.parametrize("title", ["Chair", "First member"])
    async def test_who_has_an_interest_has_no_part_in_it(
        self, urgently: Urgently, title: str
    ) -> None:
        refused = await urgently.asks(conflicted=urgently.posts(title))
        assert problem(refused) == "not-these-decide"

    async def test_a_vacant_post_decides_nothing(self, urgently: Urgently) -> None:
        found = await urgently.board.governance.get(f"/bodies/{urgently.board.id}/posts")
        [post] = [one for one in found.json()["items"] if one["title"] == "Chair"]
        path = f"/posts/{post['id']}/holders/{post['holders'][0]['id']}"
        await urgently.board.governance.patch(path, 1, json={"valid_to": day(-1)})
        assert problem(await urgently.asks()) == "not-these-decide"

    @pytest.mark.parametrize("field", ["decided_on", "meeting_id"])
    async def test_its_day_is_not_sent(self, urgently: Urgently, field: str) -> None:
        assert (await urgently.asks(**{field: day(-2)})).status_code == 422

    async def test_the_event_tells_roles_and_reasons_and_no_names(self, urgently: Urgently) -> None:
        await urgently.decides(why_urgent="Dr Ada Chair saw the roof come down.")
        [told] = await urgently.board.governance.told("governance.decision.recorded.v1")
        assert told["authority"] == "urgent"
        assert told["decided_by"] == ["Chair", "Chief executive"]
        assert told["why_not_at_a_meeting"] == "[name] saw the roof come down."

    async def test_another_system_has_no_such_board(self, urgently: Urgently) -> None:
        path = f"/bodies/{urgently.board.id}/urgent-decisions"
        said = {"title": "T", "outcome": "noted", "involvement_statement": "s", "why_urgent": "w",
                "taken_by": urgently.posts("Chair"), "duty_assessment_id": str(ICP)}  # fmt: skip
        refused = await urgently.board.governance.post(path, ics="QKK", json=said)
        assert refused.status_code == 404


class TestInvolvement:
    async def test_it_is_limited_on_a_ground_for_a_reason_of_its_own_until_a_day(
        self, urgently: Urgently
    ) -> None:
        assessment = await urgently.board.assessed()
        decision = await urgently.decides(
            involvement_statement=None, involvement_limited=LIMITED, duty_assessment_id=assessment
        )
        limited = decision["course"]["authority"]["involvement_limited"]
        assert limited == LIMITED["reason"]
        found = await urgently.board.governance.get(f"/duty-assessments/{assessment}")
        assert found.json()["limits"][0]["review_on"] == day(30)

    async def test_why_it_was_urgent_is_no_reason_for_that(self, urgently: Urgently) -> None:
        same = LIMITED | {"reason": "the roof came down AT night."}
        assert (await urgently.asks(involvement_limited=same)).status_code == 422

    async def test_one_or_the_other_is_said(self, urgently: Urgently) -> None:
        assert (await urgently.asks(involvement_statement=None)).status_code == 422

    async def test_a_day_of_review_that_is_past_is_refused(self, urgently: Urgently) -> None:
        past = LIMITED | {"review_on": day(0)}
        refused = await urgently.asks(involvement_limited=past)
        assert [one["field"] for one in refused.json()["errors"]] == ["body.review_on"]
        listed = await urgently.board.governance.get("/decisions")
        assert listed.json()["items"] == []


class TestForATime:
    async def test_it_comes_back_on_its_day(self, urgently: Urgently) -> None:
        assessment = await urgently.board.assessed()
        decision = await urgently.decides(
            temporary=True, review_on=day(20), duty_assessment_id=assessment
        )
        assert [one["code"] for one in decision["standing_from"]] == ["in_force", "due_back"]
        due = await urgently.board.governance.get(
            f"/duty-assessments?due=temporary_change&by={day(20)}"
        )
        assert [one["due_on"] for one in due.json()["items"]] == [day(20)]

    async def test_it_needs_its_day_and_keeps_one(self, urgently: Urgently) -> None:
        assert (await urgently.asks(temporary=True)).status_code == 422
        decision = await urgently.decides(temporary=True, review_on=day(20))
        change = {"reason": "r", "review_on": None}
        path = f"/decisions/{decision['id']}"
        refused = await urgently.board.governance.patch(path, 1, json=change)
        assert problem(refused) == "invalid"
        assert refused.json()["errors"][0]["field"] == "body.review_on"


class TestComesBack:
    async def test_the_next_meeting_has_it_by_itself(self, urgently: Urgently) -> None:
        meeting = await urgently.board.meets(10)
        decision = await urgently.decides()
        planned = await urgently.board.planned()
        title = f"Urgent decision {decision['reference']}, to be ratified"
        assert planned[meeting["id"]] == [title]

    async def test_ratified_it_stays_in_force(self, urgently: Urgently) -> None:
        await urgently.decides()
        response = await urgently.ratifies(await urgently.board.held(0))
        assert response.status_code == 201, response.text
        assert response.json()["standing"]["code"] == "in_force"
        assert "ratified" in response.json()["standing"]["words"]

    async def test_not_ratified_it_is_in_force_no_more(self, urgently: Urgently) -> None:
        await urgently.decides()
        response = await urgently.ratifies(await urgently.board.held(0), ratified=False)
        assert response.json()["standing"]["code"] == "not_ratified"
        again = await urgently.ratifies(await urgently.board.held(-1))
        assert problem(again) == "ratification-refused"

    async def test_another_meeting_or_an_earlier_or_coming_one_ratifies_nothing(
        self, urgently: Urgently
    ) -> None:
        await urgently.decides()
        foreign = await urgently.board.made("/meetings", {"body_id": str(ICP), "held_on": day(0)})
        held = {"status": "held"}
        await urgently.board.governance.patch(f"/meetings/{foreign['id']}", 1, json=held)
        for meeting in (foreign, await urgently.board.held(-2), await urgently.board.meets(5)):
            assert problem(await urgently.ratifies(meeting)) == "ratification-refused"

    async def test_a_decision_of_a_meeting_is_not_ratified(self, urgently: Urgently) -> None:
        urgently.decision = await urgently.board.decides()
        refused = await urgently.ratifies(await urgently.board.held(0))
        assert problem(refused) == "ratification-refused"


async def test_terms_may_keep_urgent_decisions_from_call_in(governance: Governance) -> None:
    window = {"source": "Rule 16", "window_working_days": 5, "heard_by": "scrutiny",
              "members": {"number": 3}}  # fmt: skip
    exempt = window | {"urgent_exempt": True}
    board = await board_of(governance, urgent_decisions=ORDER, call_in=exempt)
    decision = await Urgently(board).decides()
    assert decision["course"]["call_in"] is None
    waits = await board.decides()
    assert waits["standing"]["code"] == "open_to_call_in"
