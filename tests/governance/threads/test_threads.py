"""What a body owes an answer for: opened by decisions and findings, owned, and due."""

from __future__ import annotations

from typing import Any

import pytest

from board_support import Board, board_of, day
from common.clock import new_id
from governance_support import Governance
from owed_support import READER, STANDARD, answers, changed, looked_after, relying, threads

pytestmark = pytest.mark.rule("governance.11")


@pytest.fixture
async def board(governance: Governance) -> Board:
    return await board_of(governance, feedback=STANDARD)


class TestOfADecision:
    async def test_it_opens_by_itself_and_is_due_as_the_terms_say(self, board: Board) -> None:
        decision = await relying(board)
        await board.decides(title="Lease")
        await looked_after(board)
        await looked_after(board)
        [one] = await threads(board)
        assert (one["decision_id"], one["reference"], one["title"]) == (
            decision["id"], decision["reference"], "Walk-in clinic",
        )  # fmt: skip
        assert (one["opened_on"], one["due_on"]) == (day(-10), day(20))
        assert (one["state"], one["source"], one["owner_post_id"]) == ("open", "clause 9", None)

    async def test_without_terms_the_dated_standard_holds_and_before_it_none(
        self, governance: Governance
    ) -> None:
        board = await board_of(governance)
        await relying(board)
        await board.governance.decision(
            decided_on="2022-07-01", activity_ids=[str(await governance.activity())]
        )
        await looked_after(board)
        [one] = await threads(board)
        assert (one["due_on"], one["source"][:6]) == (day(80), "No law")
        [first] = (await governance.get("/feedback-threads?state=overdue")).json()["items"]
        assert (first["opened_on"], first["due_on"]) == ("2022-07-01", "2022-09-29")

    async def test_one_that_cites_a_finding_opens_one_too(self, board: Board) -> None:
        finding = await board.governance.finding()
        await board.decides(evidence=[{"finding_id": str(finding), "version": 1}])
        await looked_after(board)
        assert len(await threads(board)) == 1

    async def test_a_withheld_one_is_owed_nothing_and_told_of_nowhere(self, board: Board) -> None:
        await relying(board, confidential=True, withheld_reason="It names somebody.")
        decision = await relying(board, 60)
        await looked_after(board)
        [one] = await threads(board)
        withheld = {"confidential": True, "withheld_reason": "x", "reason": "It names somebody."}
        path = f"/decisions/{decision['id']}"
        assert (await board.governance.patch(path, 1, json=withheld)).status_code == 200
        assert await threads(board) == []
        for method in ("GET", "PATCH"):
            response = await board.governance.call(
                method, f"/feedback-threads/{one['id']}", json={"owner_post_id": None},
                headers={"If-Match": '"v1"'},
            )  # fmt: skip
            assert response.status_code == 404
        times = f"/bodies/{board.id}/feedback-times?since={day(-90)}&until={day(0)}"
        assert (await board.governance.get(times)).json()["opened"] == 0

    async def test_the_first_published_answer_closes_it(self, board: Board) -> None:
        decision = await relying(board, 40)
        await looked_after(board)
        [late] = await threads(board, "&state=overdue")
        await answers(board, decision)
        [one] = await threads(board, "&state=answered")
        assert (one["id"], one["answered_on"], one["days"]) == (late["id"], day(0), 40)
        assert await threads(board, "&state=overdue") == await threads(board, "&state=open") == []

    async def test_a_draft_closes_nothing(self, board: Board) -> None:
        decision = await relying(board)
        await board.made(
            f"/decisions/{decision['id']}/feedback", {"you_said": "Evenings.", "we_did": "So."}
        )
        await looked_after(board)
        assert [one["state"] for one in await threads(board)] == ["open"]


class TestOfAFinding:
    async def opened(self, board: Board, finding: Any, **more: Any) -> Any:
        data = {"body_id": board.id, "finding_id": str(finding)} | more
        return await board.governance.post("/feedback-threads", json=data)

    async def test_a_body_takes_it_up_once_and_answers_by_a_decision_that_relies_on_it(
        self, board: Board
    ) -> None:
        finding = await board.governance.finding()
        made = await self.opened(board, finding, owner_post_id=board.posts["Chair"])
        assert made.status_code == 201, made.text
        one = made.json()
        assert (one["title"], one["due_on"]) == ("Evening opening hours", day(30))
        again = await self.opened(board, finding)
        assert (again.status_code, again.json()["type"]) == (
            409, "/problems/feedback-thread-exists",
        )  # fmt: skip
        elsewhere = await board.governance.decision(
            evidence=[{"finding_id": str(finding), "version": 1}], decided_on=day(0)
        )
        await answers(board, elsewhere)
        assert [each["state"] for each in await threads(board)] == ["open"]
        decision = await board.decides(
            decided_on=day(0), evidence=[{"finding_id": str(finding), "version": 1}]
        )
        await answers(board, decision)
        assert [each["state"] for each in await threads(board)] == ["answered"]

    async def test_the_answer_of_another_body_that_decided_closes_it_once_it_is_named(
        self, board: Board
    ) -> None:
        finding = await board.governance.finding()
        one = (await self.opened(board, finding)).json()
        relies = {"evidence": [{"finding_id": str(finding), "version": 1}]}
        decision = await board.governance.decision(decided_on=day(0), **relies)
        answer = {"you_said": "Evenings.", "we_did": "Yes."}
        draft = await board.made(f"/decisions/{decision['id']}/feedback", answer)
        early = await changed(board, one, answered_by_id=draft["id"])
        [wrong] = early.json()["errors"]
        assert wrong["field"] == "body.answered_by_id"
        assert wrong["message"] == "is no published feedback of this system"
        await board.governance.post(f"/feedback/{draft['id']}/publish")
        done = await changed(board, one, answered_by_id=draft["id"])
        assert done.status_code == 200, done.text
        assert (done.json()["state"], done.json()["answered_by_id"]) == ("answered", draft["id"])
        late = await changed(board, done.json(), due_on=day(5), due_reason="So.")
        assert late.json()["type"] == "/problems/nothing-owed"
        back = await changed(board, done.json(), answered_by_id=None)
        assert (back.status_code, back.json()["state"]) == (200, "open")
        again = (await changed(board, back.json(), answered_by_id=draft["id"])).json()
        withheld = {"confidential": True, "withheld_reason": "x", "reason": "It names somebody."}
        path = f"/decisions/{decision['id']}"
        assert (await board.governance.patch(path, 1, json=withheld)).status_code == 200
        assert [each["state"] for each in await threads(board)] == ["open"]
        assert (await changed(board, again, answered_by_id=draft["id"])).status_code == 422

    async def test_an_answer_about_something_else_or_for_a_decision_closes_nothing(
        self, board: Board
    ) -> None:
        finding = await board.governance.finding()
        one = (await self.opened(board, finding)).json()
        decision = await relying(board)
        await answers(board, decision)
        [other] = (await board.governance.get(f"/decisions/{decision['id']}/feedback")).json()[
            "items"
        ]
        for wrong in (other["id"], str(new_id())):
            assert (await changed(board, one, answered_by_id=wrong)).status_code == 422
        await relying(board, 5)
        await looked_after(board)
        [owed] = [each for each in await threads(board, "&state=open") if each["decision_id"]]
        refused = await changed(board, owed, answered_by_id=other["id"])
        assert refused.json()["errors"][0]["field"] == "body.answered_by_id"

    async def test_what_not_everybody_may_read_or_was_answered_is_owed_nothing(
        self, board: Board
    ) -> None:
        inner = await board.governance.finding(visibility="partners")
        done = await board.governance.finding()
        decision = await board.decides(
            decided_on=day(0), evidence=[{"finding_id": str(done), "version": 1}]
        )
        await answers(board, decision)
        for finding in (inner, done, new_id()):
            refused = await self.opened(board, finding)
            assert (refused.status_code, refused.json()["type"]) == (409, "/problems/nothing-owed")
        assert await threads(board) == []

    async def test_one_that_was_withdrawn_is_not_named(self, board: Board) -> None:
        finding = await board.governance.finding()
        await self.opened(board, finding)
        await board.governance.withdraws(finding)
        assert [one["title"] for one in await threads(board)] == [None]

    async def test_a_day_of_its_own_needs_a_reason_and_is_to_come(self, board: Board) -> None:
        finding = await board.governance.finding()
        for more in ({"due_on": day(5)}, {"due_on": day(-1), "due_reason": "So."}):
            assert (await self.opened(board, finding, **more)).status_code == 422
        made = await self.opened(board, finding, due_on=day(5), due_reason="Promised.")
        assert (made.json()["due_on"], made.json()["due_reason"]) == (day(5), "Promised.")

    async def test_another_systems_finding_or_thread_is_not_there(self, board: Board) -> None:
        finding = await board.governance.finding()
        one = (await self.opened(board, finding)).json()
        path = f"/feedback-threads/{one['id']}"
        assert (await board.governance.get(path, ics="QKK")).status_code == 404
        listed = await board.governance.get("/feedback-threads", ics="QKK")
        assert listed.json()["items"] == []
        data = {"body_id": board.id, "finding_id": str(finding)}
        other = await board.governance.post("/feedback-threads", json=data, ics="QKK")
        assert other.status_code == 404


class TestSeeingToIt:
    async def test_it_has_an_owner_and_another_day_with_its_reason(self, board: Board) -> None:
        await relying(board)
        await looked_after(board)
        [one] = await threads(board)
        chair = board.posts["Chair"]
        owned = await changed(board, one, owner_post_id=chair)
        assert (owned.status_code, owned.json()["owner_post_id"]) == (200, chair)
        assert len(await threads(board, f"&owner_post_id={chair}")) == 1
        later = await changed(board, owned.json(), due_on=day(50), due_reason="Nurses come.")
        assert (later.json()["due_on"], later.json()["owner_post_id"]) == (day(50), chair)
        stale = await changed(board, owned.json(), owner_post_id=None)
        assert stale.status_code == 412
        assert (await changed(board, later.json(), owner_post_id=None)).json()[
            "owner_post_id"
        ] is None

    async def test_nobody_else_changes_it_and_readers_read_it(self, board: Board) -> None:
        await relying(board)
        await looked_after(board)
        [one] = await threads(board, scopes=READER)
        path = f"/feedback-threads/{one['id']}"
        refused = await board.governance.patch(path, 1, json={}, scopes=READER)
        assert refused.status_code == 403

    @pytest.mark.parametrize(
        "patch",
        [{"due_on": "2024-01-01", "due_reason": "So."}, {"due_on": day(3)}, {"due_reason": "So."}],
    )
    async def test_a_day_that_is_over_or_has_no_reason_is_refused(
        self, board: Board, patch: dict[str, Any]
    ) -> None:
        await relying(board)
        await looked_after(board)
        [one] = await threads(board)
        assert (await changed(board, one, **patch)).status_code == 422

    async def test_the_post_of_another_body_owns_nothing(self, board: Board) -> None:
        await relying(board)
        await looked_after(board)
        [one] = await threads(board)
        bodies = (await board.governance.get("/bodies")).json()["items"]
        [icp] = [each for each in bodies if each["code"] == "ICP"]
        posts = (await board.governance.get(f"/bodies/{icp['id']}/posts")).json()["items"]
        refused = await changed(board, one, owner_post_id=posts[0]["id"])
        assert refused.status_code == 422

    async def test_once_answered_it_stands(self, board: Board) -> None:
        decision = await relying(board)
        await looked_after(board)
        await answers(board, decision)
        [one] = await threads(board)
        refused = await changed(board, one, due_on=day(50), due_reason="So.")
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/nothing-owed")
