"""The Gunning pack of a decision, assembled from the running record (rule 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from common.clock import new_id
from common.db.engine import raw_connection
from common.events.insights import ActivityRegistered
from common.testing.clock import today
from governance.elections import service as elections
from governance.elections.schemas import PeriodRecord
from governance.evidence import handlers
from governance_support import ICP, NOON, QE1, Governance

pytestmark = pytest.mark.rule("governance.9")

READER = ["governance:read"]


@dataclass
class Case:
    """A decision by consensus at a meeting today, with its paper's item."""

    governance: Governance
    meeting: str
    item: str
    posts: dict[str, str]
    body: str

    async def opens(self, name: str, **what: Any) -> Any:
        data = {"post_id": self.posts[name], "what": "paper"} | what
        path = f"/meetings/{self.meeting}/items/{self.item}/openings"
        return await self.governance.post(path, json=data)

    async def pack(self, decision: dict[str, Any], **options: Any) -> dict[str, Any]:
        found = await self.governance.get(f"/decisions/{decision['id']}/gunning", **options)
        assert found.status_code == 200, found.text
        return dict(found.json())


async def made(governance: Governance, path: str, data: Any) -> Any:
    response = await governance.post(path, json=data)
    assert response.status_code == 201, response.text
    return response.json()


@pytest.fixture
async def case(governance: Governance) -> Case:
    since = {"valid_from": "2022-07-01"}
    body = await made(governance, "/bodies", since | {
        "code": "ICB", "name": "Board", "kind": "integrated_care_board"})  # fmt: skip
    posts = {}
    for name in ("chair", "deputy"):
        post = await made(governance, f"/bodies/{body['id']}/posts", since | {"title": name})
        posts[name] = post["id"]
        await made(governance, f"/posts/{post['id']}/holders", since | {"name": f"Ms {name}"})
    content = {
        "quorum": {"condition": {"name": "one", "share_percent": 1}},
        "groups": {"chair": [posts["chair"]]},
        "voting": {"consensus_first": True, "majority": {"of": "present"}},
    }
    await made(governance, f"/bodies/{body['id']}/terms", since | {"content": content})
    meeting = await made(governance, "/meetings", {"body_id": body["id"], "held_on": str(today())})
    items = await made(governance, f"/meetings/{meeting['id']}/items",
                       [{"number": "1", "title": "Clinic"}])  # fmt: skip
    return Case(governance, meeting["id"], items["items"][0]["id"], posts, body["id"])


async def decided(case: Case, *, voted: bool = True, **content: Any) -> dict[str, Any]:
    """Let those who are there agree, and record the decision."""
    decision = await case.governance.decision(
        body_id=case.body, decided_on=str(today()), meeting_id=case.meeting, item_id=case.item,
        **content,
    )  # fmt: skip
    if voted:
        vote = await made(case.governance, f"/meetings/{case.meeting}/votes", {
            "item_id": case.item, "motion": "That it be so", "method": "consensus",
            "at": datetime.now(UTC).isoformat()})  # fmt: skip
        path = f"/meetings/{case.meeting}/votes/{vote['id']}/decision"
        await case.governance.post(path, json={"decision_id": decision["id"]})
    return decision


async def comes(case: Case, *names: str) -> None:
    now = datetime.now(UTC).isoformat()
    for name in names:
        data = {"post_id": case.posts[name], "kind": "arrived", "at": now}
        await made(case.governance, f"/meetings/{case.meeting}/presence", data)


async def activity(case: Case, first: date, last: date) -> UUID:
    """Let the library register an activity with its days."""
    one = new_id()
    data = ActivityRegistered(
        activity_id=one, title="Survey", method="survey", starts_on=first, ends_on=last
    )
    await case.governance.hears(data, handlers.keep_activity)
    return one


class TestPack:
    async def test_it_is_assembled_from_the_record(self, case: Case) -> None:
        await case.governance.post(f"/meetings/{case.meeting}/publish")
        ran = await activity(case, NOON.date(), NOON.date() + timedelta(1))
        finding = await case.governance.finding(activity_ids=[ran])
        await comes(case, "chair", "deputy")
        await case.opens("chair")
        await case.opens("deputy", what="finding", finding_id=str(finding), finding_version=1)
        decision = await decided(case, evidence=[{"finding_id": str(finding), "version": 1}])
        found = await case.pack(decision)
        assert found["decided_by"] == "vote"
        states = [one["state"] for one in found["principles"]]
        assert states == ["missing", "held", "held", "held"]
        [formative, _, time, considered] = found["principles"]
        assert "No text of the proposal" in formative["missing"][0]
        assert time["evidence"][0]["id"] == str(ran)
        opened = {proof["id"] for proof in considered["evidence"] if proof["kind"] == "post"}
        assert opened == set(case.posts.values())

    async def test_the_proposals_hash_is_evidence_of_when_it_was_formative(
        self, case: Case
    ) -> None:
        begun = await made(case.governance, "/duty-assessments", {
            "body_id": case.body, "title": "Clinic", "proposal": "Open until ten."})  # fmt: skip
        done = await made(case.governance, f"/duty-assessments/{begun['id']}/answers", {
            "question": "health_services", "related": False, "reason": "Elsewhere."})  # fmt: skip
        ran = await activity(case, NOON.date(), NOON.date())
        await comes(case, "chair")
        decision = await decided(case, activity_ids=[str(ran)])
        path = f"/decisions/{decision['id']}/duty-assessment"
        await case.governance.post(path, json={"assessment_id": done["id"]})
        first = (await case.pack(decision))["principles"][0]
        assert first["state"] == "partly"
        assert begun["proposals"][0]["sha256"] in first["evidence"][0]["words"]
        assert first["missing"] == [
            "The proposal was not recorded before the day on which involvement began."
        ]

    async def test_without_vote_or_attendance_the_day_counts_and_that_is_said(
        self, case: Case
    ) -> None:
        await case.opens("chair")
        found = await case.pack(await decided(case, voted=False))
        assert found["decided_by"] == "day"
        fourth = found["principles"][3]
        assert any("Who took part was not recorded" in words for words in fourth["missing"])
        assert any("chair opened neither" in words for words in fourth["missing"])

    async def test_pre_election_periods_are_the_systems_own(self, case: Case) -> None:
        period = PeriodRecord(
            code="local", name="local elections", begins_on=NOON.date() - timedelta(5),
            ends_on=NOON.date() + timedelta(5), source="test",
        )  # fmt: skip
        async with case.governance.database.transaction(QE1) as session:
            await elections.load(session, QE1, [period, period])
        ran = await activity(case, NOON.date(), NOON.date() + timedelta(1))
        third = (await case.pack(await decided(case, voted=False, activity_ids=[str(ran)])))[
            "principles"
        ][2]
        assert third["state"] == "partly"
        assert "local elections" in third["missing"][0]

    async def test_the_pack_of_a_withheld_decision_is_withheld(self, case: Case) -> None:
        decision = await decided(
            case, voted=False, confidential=True, withheld_reason="Names a person."
        )
        assert len((await case.pack(decision))["principles"]) == 4
        shown = await case.pack(decision, scopes=READER)
        assert (shown["principles"], shown["withheld_reason"]) == ([], "Names a person.")

    async def test_another_system_has_no_such_pack(self, case: Case) -> None:
        decision = await decided(case, voted=False)
        other = await case.governance.get(f"/decisions/{decision['id']}/gunning", ics="QKK")
        assert other.status_code == 404


class TestOpenings:
    async def test_the_clock_says_when(self, case: Case) -> None:
        before = datetime.now(UTC)
        opened = (await case.opens("chair")).json()
        assert before <= datetime.fromisoformat(opened["opened_at"]) <= datetime.now(UTC)
        refused = await case.opens("chair", opened_at="2020-01-01T00:00:00Z")
        assert refused.status_code == 422
        path = f"/meetings/{case.meeting}/items/{case.item}/openings"
        listed = (await case.governance.get(path)).json()["items"]
        assert [one["id"] for one in listed] == [opened["id"]]

    async def test_only_members_of_the_body_open_for_the_record(self, case: Case) -> None:
        items = (await case.governance.get(f"/bodies/{ICP}/posts")).json()["items"]
        vacant = await made(case.governance, f"/bodies/{case.body}/posts",
                            {"title": "Vacant", "valid_from": "2022-07-01"})  # fmt: skip
        case.posts |= {"elsewhere": items[0]["id"], "vacant": vacant["id"]}
        for name in ("elsewhere", "vacant"):
            refused = await case.opens(name)
            assert refused.status_code == 422, name
            assert refused.json()["type"].endswith("not-a-member")

    async def test_what_is_opened_is_published(self, case: Case) -> None:
        unknown = {"what": "finding", "finding_id": str(new_id()), "finding_version": 1}
        assert (await case.opens("chair", **unknown)).status_code == 422
        assert (await case.opens("chair", what="finding")).status_code == 422

    @pytest.mark.parametrize("statement", [
        "UPDATE openings SET opened_at = '2020-01-01'", "DELETE FROM openings",
        "UPDATE meeting_publications SET published_at = '2020-01-01'",
    ])  # fmt: skip
    async def test_nothing_is_backdated(self, case: Case, statement: str) -> None:
        await case.opens("chair")
        await case.governance.post(f"/meetings/{case.meeting}/publish")
        with pytest.raises(asyncpg.PostgresError):
            async with case.governance.database.transaction(QE1) as session:
                await (await raw_connection(session)).execute(statement)
