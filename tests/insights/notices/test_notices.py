"""What an organisation is told: each thing once, and only as it may be seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import feedparser
import pytest
from sqlalchemy import text

from common.clock import new_id
from common.events.envelope import Event, EventData
from common.events.governance import DecisionRecorded, EvidenceCited, FeedbackPublished
from insights.subscriptions import SUBSCRIPTIONS
from insights_support import HEALTHWATCH, PARTNER, QE1, Caller, Library, activity
from notices_support import work

rule = pytest.mark.rule


async def tell(library: Library, data: EventData) -> None:
    event = Event(id=new_id(), source="/test", ics="QE1", time=library.now, data=data)
    async with library.database.transaction(QE1) as session:
        await SUBSCRIPTIONS.handler(data.event_type)(event, session)


async def notices(caller: Caller, query: str = "") -> list[dict[str, Any]]:
    answer = await caller.get(f"/notices{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def recorded(*findings: dict[str, Any], **fields: Any) -> DecisionRecorded:
    return DecisionRecorded.model_validate(
        {
            "decision_id": UUID(int=7),
            "version": 1,
            "reference": "QE1-ICP-2026-0001",
            "title": "Keep the night service",
            "outcome": "agreed_in_principle",
            "body_id": uuid4(),
            "body_name": "The Partnership",
            "decided_on": "2026-11-02",
            "evidence": [EvidenceCited(finding_id=UUID(f["id"]), version=1) for f in findings],
            "recorded_at": "2026-11-02T12:00:00Z",
            **fields,
        }
    )


def answered(*findings: dict[str, Any], **fields: Any) -> FeedbackPublished:
    return FeedbackPublished.model_validate(
        {
            "feedback_id": UUID(int=8),
            "decision_id": UUID(int=7),
            "decision_reference": "QE1-ICP-2026-0001",
            "decision_title": "Keep the night service",
            "you_said": "You wait long.",
            "we_did": "We show the wait.",
            "did_not": "No new ward: there is no staff.",
            "finding_ids": [UUID(f["id"]) for f in findings],
            "published_at": "2026-12-01T12:00:00Z",
            **fields,
        }
    )


@rule("insights.7")
class TestImpact:
    async def test_each_depositor_is_told_once_that_a_decision_used_their_finding(
        self, library: Library
    ) -> None:
        one = await library.published(library.partner, title="Nights")
        two = await library.published(library.other_partner)
        for _ in range(2):
            await tell(library, recorded(one, two))
        [notice] = await notices(library.partner)
        assert notice["kind"] == "decision_cited"
        assert notice["title"] == f"A decision used your finding {one['reference']} “Nights”"
        assert "QE1-ICP-2026-0001, The Partnership, 2 November 2026" in notice["text"]
        assert "Keep the night service: agreed in principle." in notice["text"]
        assert notice["decision"]["title"] == "Keep the night service"
        [other] = await notices(library.other_partner)
        assert other["finding"]["id"] == two["id"]

    async def test_a_correction_tells_only_whom_it_newly_concerns(self, library: Library) -> None:
        one = await library.published(library.partner)
        two = await library.published(library.other_partner)
        await tell(library, recorded(one))
        await tell(library, recorded(one, two, version=2))
        assert len(await notices(library.partner)) == 1
        assert len(await notices(library.other_partner)) == 1

    async def test_a_citation_that_was_taken_back_is_told_no_more(self, library: Library) -> None:
        one = await library.published(library.partner)
        await tell(library, recorded(one))
        await tell(library, recorded(version=2))
        assert await notices(library.partner) == []
        assert (await library.partner.get("/notices/unread")).json() == {"unread": 0}

    async def test_of_a_confidential_decision_neither_title_nor_outcome_is_told(
        self, library: Library
    ) -> None:
        one = await library.published(library.partner)
        await tell(library, recorded(one))
        await tell(library, recorded(one, version=2, confidential=True))
        [notice] = await notices(library.partner)
        assert notice["decision"]["title"] is None
        assert "night service" not in str(notice)
        assert "agreed" not in str(notice)

    async def test_what_came_of_it_is_told_once(self, library: Library) -> None:
        one = await library.published(library.partner)
        for _ in range(2):
            await tell(library, answered(one))
        [notice] = await notices(library.partner)
        assert notice["kind"] == "feedback_published"
        assert "We show the wait." in notice["text"]
        assert "No new ward" in notice["text"]

    async def test_not_once_the_decision_is_withheld(self, library: Library) -> None:
        one = await library.published(library.partner)
        await tell(library, answered(one))
        await tell(library, recorded(version=1, confidential=True))
        assert await notices(library.partner) == []

    async def test_of_what_was_never_published_nobody_is_told(self, library: Library) -> None:
        draft = await library.draft(library.partner)
        await tell(library, recorded(draft))
        await tell(library, answered(draft))
        assert await notices(library.partner) == []

    async def test_the_systems_own_findings_are_told_to_its_editors(self, library: Library) -> None:
        own = await library.published(library.editor)
        await tell(library, recorded(own))
        assert [n["finding"]["id"] for n in await notices(library.editor)] == [own["id"]]
        assert await notices(library.partner) == []


@rule("insights.2")
class TestWithdrawal:
    async def test_a_depositor_is_told_what_somebody_else_withdrew_and_why(
        self, library: Library
    ) -> None:
        one = await library.published(library.partner)
        await library.editor.act(
            f"/findings/{one['id']}/withdraw", one["revision"], {"reason": "Counted twice."}
        )
        [notice] = await notices(library.partner)
        assert (notice["kind"], notice["text"]) == ("finding_withdrawn", "Why: Counted twice.")
        assert await notices(library.editor) == []

    async def test_not_what_they_withdrew_themselves(self, library: Library) -> None:
        publisher = library.caller([*PARTNER, "insights:publish"], HEALTHWATCH)
        one = await library.published(library.partner)
        await publisher.act(f"/findings/{one['id']}/withdraw", one["revision"], {"reason": "x"})
        assert await notices(library.partner) == []


@rule("insights.3")
class TestOverlap:
    async def test_the_other_lead_is_told_what_is_near_to_theirs_and_why(
        self, library: Library
    ) -> None:
        mine = (await library.partner.post("/activities", activity())).json()
        await work(library)
        near = activity(title="Urgent care and young carers", starts_on="2027-02-21",
                        ends_on="2027-03-01")  # fmt: skip
        theirs = (await library.other_partner.post("/activities", near)).json()
        await work(library)
        [notice] = await notices(library.partner)
        assert notice["kind"] == "activity_near"
        assert notice["title"].startswith("The Listening Charity plans “Urgent care and young")
        assert notice["activity"]["id"] == theirs["id"]
        assert notice["own_activity_id"] == mine["id"]
        assert {"same theme: urgent_care", "same place: blackpool", "10 days apart"} <= set(
            notice["reasons"]
        )
        assert await notices(library.other_partner) == []

    async def test_once_for_a_pair_however_often_it_is_changed(self, library: Library) -> None:
        await library.partner.post("/activities", activity())
        theirs = (await library.other_partner.post("/activities", activity())).json()
        await work(library)
        path = f"/activities/{theirs['id']}"
        await library.other_partner.patch(path, {"topic": "Nights."}, 1)
        await work(library)
        assert len(await notices(library.partner)) == 1

    async def test_one_that_comes_near_by_a_change_is_told_then(self, library: Library) -> None:
        await library.partner.post("/activities", activity())
        away = activity(title="Homes", themes=["housing"], communities=[], places=["fylde"])
        theirs = (await library.other_partner.post("/activities", away)).json()
        await work(library)
        assert await notices(library.partner) == []
        change = {"title": activity()["title"], "themes": ["urgent_care"], "places": []}
        await library.other_partner.patch(f"/activities/{theirs['id']}", change, 1)
        await work(library)
        assert len(await notices(library.partner)) == 1

    async def test_neither_of_ones_own_nor_of_what_may_not_be_seen_nor_is_off(
        self, library: Library
    ) -> None:
        await library.partner.post("/activities", activity())
        await library.partner.post("/activities", activity())
        hidden = activity(visibility="organisation")
        await library.other_partner.post("/activities", hidden)
        off = (await library.other_partner.post("/activities", activity())).json()
        await library.other_partner.act(
            f"/activities/{off['id']}/call-off", 1, {"reason": "No staff."}
        )
        await work(library)
        assert await notices(library.partner) == []
        async with library.database.reading(QE1) as session:
            told = text(f"SELECT 1 FROM notices WHERE organisation_id = '{HEALTHWATCH}'")
            assert await session.scalar(told) is None

    async def test_the_lead_of_one_that_nobody_else_sees_is_told_and_stays_unseen(
        self, library: Library
    ) -> None:
        await library.partner.post("/activities", activity(visibility="organisation"))
        await library.other_partner.post("/activities", activity())
        await work(library)
        assert len(await notices(library.partner)) == 1
        assert await notices(library.other_partner) == []

    async def test_one_that_is_hidden_later_is_told_no_more(self, library: Library) -> None:
        await library.partner.post("/activities", activity())
        theirs = (await library.other_partner.post("/activities", activity())).json()
        await work(library)
        path = f"/activities/{theirs['id']}"
        await library.other_partner.patch(path, {"visibility": "organisation"}, 1)
        assert await notices(library.partner) == []


class TestBox:
    async def filled(self, library: Library) -> list[dict[str, Any]]:
        found = [await library.published(library.partner, title=str(n)) for n in range(5)]
        for number, one in enumerate(found):
            said = recorded(one, decision_id=UUID(int=100 + number), version=1)
            await tell(library, said)
        return await notices(library.partner)

    async def test_it_is_paged_newest_first_and_nobody_elses(self, library: Library) -> None:
        told = await self.filled(library)
        assert [n["finding"]["title"] for n in told] == ["4", "3", "2", "1", "0"]
        body = (await library.partner.get("/notices?limit=2")).json()
        path = f"/notices?limit=200&cursor={body['next_cursor']}"
        rest = (await library.partner.get(path)).json()
        ids = [n["id"] for n in (*body["items"], *rest["items"])]
        assert ids == [n["id"] for n in told]
        for caller in (library.other_partner, library.editor):
            assert await notices(caller) == []
            answer = await caller.post(f"/notices/{told[0]['id']}/read")
            assert answer.status_code == 404
        stranger = library.caller(PARTNER, HEALTHWATCH, "QKK")
        assert await notices(stranger) == []
        assert (await stranger.post(f"/notices/{told[0]['id']}/read")).status_code == 404

    async def test_one_is_read_and_unread_again(self, library: Library) -> None:
        told = await self.filled(library)
        library.clock.now += timedelta(hours=1)
        answer = await library.partner.post(f"/notices/{told[0]['id']}/read")
        assert answer.json()["read_at"] is not None
        assert len(await notices(library.partner, "?unread=true")) == 4
        assert [n["id"] for n in await notices(library.partner, "?unread=false")] == [told[0]["id"]]
        answer = await library.partner.post(f"/notices/{told[0]['id']}/unread")
        assert answer.json()["read_at"] is None
        assert (await library.partner.get("/notices/unread")).json() == {"unread": 5}

    async def test_all_are_read_up_to_one_and_what_came_later_is_not(
        self, library: Library
    ) -> None:
        told = await self.filled(library)
        other = await library.published(library.other_partner)
        await tell(library, recorded(other))
        answer = await library.partner.post("/notices/read", {"until": told[1]["id"]})
        assert answer.status_code == 204
        assert [n["id"] for n in await notices(library.partner, "?unread=true")] == [told[0]["id"]]
        assert len(await notices(library.other_partner, "?unread=true")) == 1

    async def test_a_feed_reader_reads_it_with_a_key(self, library: Library) -> None:
        told = await self.filled(library)
        answer = await library.partner.get("/notices/feed.atom?limit=3")
        assert answer.headers["content-type"].startswith("application/atom+xml")
        feed = feedparser.parse(answer.content)
        assert not feed.bozo
        assert [entry.id for entry in feed.entries] == [f"urn:uuid:{n['id']}" for n in told[:3]]
        assert feed.entries[0].title == told[0]["title"]
        [after] = [link.href for link in feed.feed.links if link.rel == "next"]
        rest = await library.partner.get(after.partition("/insights")[2])
        assert len(feedparser.parse(rest.content).entries) == 2
        assert (await library.nobody.get("/notices/feed.atom")).status_code == 401

    async def test_who_acts_for_no_organisation_has_no_box(self, library: Library) -> None:
        for path in ("/notices", "/notices/unread", "/notices/feed.atom"):
            assert (await library.reader.get(path)).status_code == 403, path
