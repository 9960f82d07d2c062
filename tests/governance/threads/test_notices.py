"""Who sees to an answer is written to: once each time, and only while they hold the post."""

from __future__ import annotations

import json
from typing import Any

import pytest

from board_support import Board, board_of, day
from common.db.engine import raw_connection
from common.testing.clock import days_later
from governance.contacts import service as contacts
from governance.keys import GovernanceKeys
from governance.mail.delivery import PostOffice
from governance.settings import GovernanceSettings
from governance.threads import repository
from governance_support import QE1, Governance
from owed_support import STANDARD, answers, changed, looked_after, relying, threads
from public_voice_support import Postbag

pytestmark = pytest.mark.rule("governance.11")
STAFF = ["governance:read", "governance:manage", "governance:personal"]
ADDRESS = "owner@nhs.example"


class Owned:
    """A board one of whose posts sees to an answer."""

    def __init__(self, board: Board, keys: GovernanceKeys, post: str, holder: str) -> None:
        self.board, self.keys, self.post, self.holder = board, keys, post, holder
        self.contact = f"/posts/{post}/holders/{holder}/contact"
        self.bag = Postbag()

    async def keep(self, email: str = ADDRESS) -> Any:
        return await self.board.governance.call(
            "PUT", self.contact, json={"email": email}, scopes=STAFF
        )

    async def thread(self, ago: int = 10) -> dict[str, Any]:
        """Open a thread that is due 30 days after so many days ago."""
        await relying(self.board, ago)
        await looked_after(self.board)
        return (await threads(self.board))[-1]

    async def assigned(self, ago: int = 10) -> dict[str, Any]:
        response = await changed(
            self.board, await self.thread(ago), owner_post_id=self.post
        )  # fmt: skip
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def after(self, days: int) -> None:
        await looked_after(self.board, days, keys=self.keys)

    async def noted(self) -> int:
        """Count the mails that were queued."""
        async with self.board.governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            return int(await connection.fetchval("SELECT count(*) FROM mails"))

    async def mails(self) -> list[str]:
        """Send what waits, once in a test; give the subjects of all that was sent."""
        office = PostOffice(
            self.keys, self.bag, public_url="https://gt.example", sender="B <b@x.example>",
            clock=lambda: days_later(365),
        )  # fmt: skip
        await office.send_due(self.board.governance.database)
        assert all(one["To"] == ADDRESS for one in self.bag.mails)
        return [str(one["Subject"]).partition(" by ")[0] for one in self.bag.mails]


@pytest.fixture
async def owned(governance: Governance, service_settings: Any) -> Owned:
    keys = GovernanceKeys.of(service_settings(GovernanceSettings))
    board = await board_of(governance, feedback=STANDARD)
    post = await board.made(
        f"/bodies/{board.id}/posts", {"title": "Director", "valid_from": "2024-01-01"}
    )
    path = f"/posts/{post['id']}/holders"
    holder = await board.made(path, {"name": "Ada Quill", "valid_from": "2024-01-01"})
    found = Owned(board, keys, post["id"], holder["id"])
    kept = await found.keep()
    assert kept.status_code == 200, kept.text
    return found


YOU = "You are to answer people"
DUE = "An answer to people is due"
LATE = "An answer to people is late: it was due"


class TestTheOwner:
    async def test_hears_that_it_is_theirs_with_the_day_and_the_link(self, owned: Owned) -> None:
        one = await owned.assigned()
        assert await owned.mails() == [YOU]
        text = owned.bag.mails[0].get_content()
        assert f"https://gt.example/system-qe1/thread/decisions/{one['decision_id']}" in text
        assert one["title"] in text
        assert one["reference"] in text
        assert "Quill" not in text

    async def test_is_not_written_to_again_where_nothing_changed(self, owned: Owned) -> None:
        one = await owned.assigned()
        again = await changed(owned.board, one, owner_post_id=owned.post)
        assert again.status_code == 200
        later = await changed(
            owned.board, again.json(), due_on=day(60), due_reason="More was asked."
        )
        assert later.status_code == 200
        assert await owned.mails() == [YOU]

    async def test_hears_once_a_week_before_it_is_due(self, owned: Owned) -> None:
        await owned.assigned(10)
        await owned.after(12)
        assert await owned.noted() == 1
        for days in (13, 13, 14, 20):
            await owned.after(days)
        assert await owned.mails() == [YOU, DUE]

    @pytest.mark.parametrize(("ago", "said"), [(24, [YOU]), (23, [YOU]), (22, [YOU, DUE])])
    async def test_to_whom_it_is_given_in_its_last_week_hears_once(
        self, owned: Owned, ago: int, said: list[str]
    ) -> None:
        await owned.assigned(ago)
        for days in (0, 1, 2):
            await owned.after(days)
        assert await owned.mails() == said

    async def test_hears_though_many_have_no_address(
        self, owned: Owned, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        post = await owned.board.made(
            f"/bodies/{owned.board.id}/posts", {"title": "Other", "valid_from": "2024-01-01"}
        )
        first = await owned.thread(11)
        other = await changed(owned.board, first, owner_post_id=post["id"])
        assert other.status_code == 200, other.text
        await owned.assigned(10)
        monkeypatch.setattr(repository, "MOST", 1)
        await owned.after(14)
        assert await owned.mails() == [YOU, DUE]

    async def test_hears_again_before_another_day(self, owned: Owned) -> None:
        one = await owned.assigned(22)
        await owned.after(1)
        later = await changed(owned.board, one, due_on=day(40), due_reason="More was asked.")
        assert later.status_code == 200
        await owned.after(20)
        assert await owned.noted() == 2
        await owned.after(33)
        assert await owned.mails() == [YOU, DUE, DUE]

    async def test_hears_of_each_step_when_it_is_late(self, owned: Owned) -> None:
        await owned.assigned(10)
        for days in (21, 21, 22, 35, 36):
            await owned.after(days)
        assert await owned.mails() == [YOU, LATE, LATE]

    async def test_hears_nothing_more_once_it_is_answered(self, owned: Owned) -> None:
        one = await owned.assigned(10)
        await answers(owned.board, {"id": one["decision_id"]})
        for days in (14, 21, 36):
            await owned.after(days)
        assert await owned.mails() == [YOU]

    async def test_hears_nothing_of_what_is_withheld_by_then(self, owned: Owned) -> None:
        one = await owned.assigned(10)
        withheld = {"confidential": True, "withheld_reason": "x", "reason": "It names somebody."}
        path = f"/decisions/{one['decision_id']}"
        assert (await owned.board.governance.patch(path, 1, json=withheld)).status_code == 200
        for days in (14, 21, 36):
            await owned.after(days)
        assert await owned.mails() == [YOU]

    async def test_of_a_finding_is_written_to_when_it_is_taken_up(self, owned: Owned) -> None:
        finding = await owned.board.governance.finding()
        data = {
            "body_id": owned.board.id, "finding_id": str(finding), "owner_post_id": owned.post,
        }  # fmt: skip
        await owned.board.made("/feedback-threads", data)
        assert await owned.mails() == [YOU]
        assert f"/thread/findings/{finding}" in owned.bag.mails[0].get_content()

    async def test_is_not_told_to_answer_what_is_answered_in_that_moment(
        self, owned: Owned
    ) -> None:
        board = owned.board
        finding = str(await board.governance.finding())
        one = await board.made("/feedback-threads", {"body_id": board.id, "finding_id": finding})
        cited = [{"finding_id": finding, "version": 1}]
        elsewhere = await board.governance.decision(decided_on=day(0), evidence=cited)
        path = f"/decisions/{elsewhere['id']}/feedback"
        answer = await board.made(path, {"you_said": "Evenings.", "we_did": "Yes."})
        await board.governance.post(f"/feedback/{answer['id']}/publish")
        closed = await changed(board, one, owner_post_id=owned.post, answered_by_id=answer["id"])
        assert (closed.status_code, closed.json()["state"]) == (200, "answered"), closed.text
        assert await owned.noted() == 0


class TestTheAddress:
    async def test_is_sealed_shown_to_nobody_and_in_no_event(self, owned: Owned) -> None:
        assert (await owned.keep()).json().keys() == {"holder_id", "recorded_at"}
        await owned.assigned()
        posts = await owned.board.governance.get(f"/bodies/{owned.board.id}/posts", scopes=STAFF)
        assert ADDRESS not in posts.text
        assert ADDRESS not in json.dumps(await owned.board.governance.told())
        async with owned.board.governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            [row] = await connection.fetch("SELECT * FROM holder_contacts")
            assert ADDRESS.encode() not in row["email_sealed"]
            told = await connection.fetch("SELECT * FROM feedback_notices")
            assert ADDRESS not in str(told)

    async def test_is_kept_by_staff_for_people_alone(self, owned: Owned) -> None:
        for method in ("PUT", "DELETE"):
            refused = await owned.board.governance.call(
                method, owned.contact, json={"email": ADDRESS}, scopes=STAFF[:2]
            )
            assert refused.status_code == 403

    async def test_that_cannot_be_opened_holds_up_no_thread(self, owned: Owned) -> None:
        one = await owned.assigned(10)
        async with owned.board.governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            broken = "UPDATE holder_contacts SET email_sealed = 'lost:' || email_sealed"
            await connection.execute(broken)
        await owned.after(14)
        await owned.after(21)
        again = (await owned.board.governance.get(f"/feedback-threads/{one['id']}")).json()
        assert len(again["escalations"]) == 1
        freed = await changed(owned.board, again, owner_post_id=None)
        back = await changed(owned.board, freed.json(), owner_post_id=owned.post)
        assert back.status_code == 200, back.text
        assert await owned.noted() == 1
        assert (await owned.keep()).status_code == 200
        await owned.after(35)
        assert await owned.mails() == [YOU, LATE]

    async def test_is_forgotten_on_their_word(self, owned: Owned) -> None:
        gone = await owned.board.governance.call("DELETE", owned.contact, scopes=STAFF)
        assert gone.status_code == 204
        await owned.assigned()
        assert await owned.mails() == []

    async def test_that_is_deleted_before_a_mail_leaves_is_not_written_to(
        self, owned: Owned
    ) -> None:
        await owned.assigned()
        gone = await owned.board.governance.call("DELETE", owned.contact, scopes=STAFF)
        assert (gone.status_code, await owned.noted()) == (204, 1)
        assert await owned.mails() == []

    async def test_of_one_whose_time_ends_before_a_mail_leaves_is_not_written_to(
        self, owned: Owned
    ) -> None:
        await owned.assigned()
        path = f"/posts/{owned.post}/holders/{owned.holder}"
        ended = await owned.board.governance.patch(path, 1, json={"valid_to": day(0)})
        assert (ended.status_code, await owned.noted()) == (200, 1)
        assert await owned.mails() == []

    async def test_that_is_changed_before_a_mail_leaves_gets_it(self, owned: Owned) -> None:
        assert (await owned.keep("typo@nhs.example")).status_code == 200
        await owned.assigned()
        assert (await owned.keep()).status_code == 200
        assert await owned.mails() == [YOU]

    async def test_is_not_that_of_who_held_the_post_before(self, owned: Owned) -> None:
        path = f"/posts/{owned.post}/holders/{owned.holder}"
        ended = await owned.board.governance.patch(path, 1, json={"valid_to": day(0)})
        assert ended.status_code == 200, ended.text
        await owned.assigned()
        assert await owned.mails() == []
        refused = await owned.keep()
        assert refused.status_code == 422
        await contacts.forget_ended(owned.board.governance.database)
        async with owned.board.governance.database.transaction(QE1) as session:
            connection = await raw_connection(session)
            assert await connection.fetchval("SELECT count(*) FROM holder_contacts") == 0
