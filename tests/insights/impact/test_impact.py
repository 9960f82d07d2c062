"""What an organisation's evidence changed, of what each reader may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from common.clock import new_id
from common.documents import Document
from common.events.envelope import Event, EventData
from common.events.governance import DecisionRecorded, EvidenceCited, FeedbackPublished
from insights.subscriptions import SUBSCRIPTIONS
from insights_support import CHARITY, HEALTHWATCH, QE1, Caller, Library

pytestmark = pytest.mark.rule("insights.7")


async def tell(library: Library, data: EventData) -> None:
    event = Event(id=new_id(), source="/test", ics="QE1", time=library.now, data=data)
    async with library.database.transaction(QE1) as session:
        await SUBSCRIPTIONS.handler(data.event_type)(event, session)


async def decided(library: Library, number: int, *findings: dict[str, Any], **more: Any) -> None:
    said = {
        "decision_id": UUID(int=number),
        "version": 1,
        "reference": f"QE1-ICP-2026-{number:04d}",
        "title": f"Decision {number}",
        "outcome": "approved",
        "body_id": uuid4(),
        "body_name": "The Partnership",
        "decided_on": "2026-11-25",
        "evidence": [EvidenceCited(finding_id=UUID(f["id"]), version=1) for f in findings],
        "recorded_at": "2026-11-25T12:00:00Z",
        **more,
    }
    await tell(library, DecisionRecorded.model_validate(said))


async def answered(library: Library, number: int, *findings: dict[str, Any], **more: Any) -> None:
    said = {
        "feedback_id": uuid4(),
        "decision_id": UUID(int=number),
        "decision_reference": f"QE1-ICP-2026-{number:04d}",
        "decision_title": f"Decision {number}",
        "you_said": "You wait long.",
        "we_did": "We show the wait.",
        "finding_ids": [UUID(f["id"]) for f in findings],
        "published_at": "2026-12-05T12:00:00Z",
        **more,
    }
    await tell(library, FeedbackPublished.model_validate(said))


async def impact(caller: Caller, organisation: UUID = HEALTHWATCH) -> dict[str, Any]:
    answer = await caller.get(f"/organisations/{organisation}/impact")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


class TestImpact:
    async def test_it_counts_what_was_used_decided_and_answered(self, library: Library) -> None:
        one, two, three, unused = [
            await library.published(library.partner, title=title)
            for title in ("One", "Two", "Three", "Unused")
        ]
        others = await library.published(library.other_partner)
        await decided(library, 1, one, two, others)
        await decided(library, 2, one, outcome="deferred")
        await decided(library, 3, others)
        await answered(library, 1, one, two)  # 14 days after publication, 10 after the decision
        await answered(library, 1, one, published_at="2026-12-25T12:00:00Z")
        await answered(library, 9, three, published_at="2026-12-11T12:00:00Z", did_not="No ward.")
        body = await impact(library.partner)
        assert body["summary"] == {
            "findings": 4,
            "findings_used": 2,
            "decisions": 2,
            "outcomes": [
                {"outcome": "approved", "decisions": 1},
                {"outcome": "deferred", "decisions": 1},
            ],
            "feedback": 3,
            "not_done": 1,
            "decisions_without_feedback": 1,
            "median_days_to_feedback": 14.0,
            "median_days_from_decision_to_feedback": 10.0,
        }
        assert [item["title"] for item in body["items"]] == ["Three", "Two", "One"]
        found = body["items"][2]
        assert [d["reference"] for d in found["decisions"]] == [
            "QE1-ICP-2026-0001", "QE1-ICP-2026-0002",
        ]  # fmt: skip
        assert len(found["impact"]) == 2
        assert unused["id"] not in str(body)
        assert others["id"] not in str(body)

    async def test_an_answer_that_was_corrected_is_marked_and_counts_once(
        self, library: Library
    ) -> None:
        finding = await library.published(library.partner)
        await decided(library, 1, finding)
        first = uuid4()
        await answered(library, 1, finding, feedback_id=first, did_not="No money.")
        await answered(library, 1, finding, corrects_id=first, we_did="We do it in May.",
                       published_at="2026-12-09T12:00:00Z")  # fmt: skip
        told = await impact(library.reader)
        assert (told["summary"]["feedback"], told["summary"]["not_done"]) == (1, 0)
        later, earlier = told["items"][0]["impact"]
        assert (later["corrects_id"], later["corrected_at"]) == (str(first), None)
        assert earlier["corrected_at"] == later["published_at"]
        use = (await library.reader.get(f"/findings/{finding['id']}/use")).json()["impact"]
        assert [one["corrected_at"] is None for one in use] == [True, False]
        document = await library.reader.get(f"/published-impact/{HEALTHWATCH}/document")
        assert "Replaced by a newer one on 9 December 2026. We had said:" in document.text

    async def test_of_nothing_it_tells_nothing(self, library: Library) -> None:
        body = await impact(library.reader, CHARITY)
        assert body["items"] == []
        assert body["summary"]["median_days_to_feedback"] is None
        assert (body["summary"]["findings"], body["summary"]["outcomes"]) == (0, [])

    @pytest.mark.parametrize("visibility", ["public", "partners", "organisation"])
    async def test_it_tells_each_reader_of_what_they_may_see(
        self, library: Library, visibility: str
    ) -> None:
        one = await library.published(library.partner, visibility=visibility)
        await decided(library, 1, one)
        await answered(library, 1, one)
        for caller, seen in (
            (library.partner, True),
            (library.editor, True),
            (library.other_partner, visibility != "organisation"),
            (library.reader, visibility == "public"),
        ):
            body = await impact(caller)
            assert (one["id"] in str(body)) == seen
            counts = {body["summary"][name] for name in ("findings", "decisions", "feedback")}
            assert counts == {int(seen)}
        for path in ("", "/document"):
            answer = await library.nobody.get(f"/published-impact/{HEALTHWATCH}{path}")
            assert answer.status_code == 200
            assert (one["id"] in answer.text) == (visibility == "public")

    async def test_what_was_withdrawn_counts_no_more_what_was_superseded_does(
        self, library: Library
    ) -> None:
        gone, old = [await library.published(library.partner) for _ in range(2)]
        new = await library.published(library.other_partner)
        await decided(library, 1, gone)
        await decided(library, 2, old)
        await library.editor.act(
            f"/findings/{gone['id']}/withdraw", gone["revision"], {"reason": "An error."}
        )
        await library.editor.act(
            f"/findings/{old['id']}/supersede", old["revision"], {"superseded_by": new["id"]}
        )
        body = await impact(library.partner)
        assert [item["id"] for item in body["items"]] == [old["id"]]
        assert (body["summary"]["findings"], body["summary"]["decisions"]) == (1, 1)

    async def test_readers_are_told_that_a_decision_is_confidential_and_anyone_nothing_of_it(
        self, library: Library
    ) -> None:
        one = await library.published(library.partner)
        await decided(library, 1, one, confidential=True)
        await answered(library, 1, one)
        body = await impact(library.reader)
        assert body["summary"]["outcomes"] == [{"outcome": None, "decisions": 1}]
        assert body["summary"]["feedback"] == 0
        assert body["items"][0]["decisions"][0]["title"] is None
        answer = await library.nobody.get(f"/published-impact/{HEALTHWATCH}")
        assert answer.json()["summary"]["decisions"] == 0
        assert answer.json()["items"] == []
        assert "QE1-ICP" not in answer.text
        await decided(library, 2, one)
        body = (await library.nobody.get(f"/published-impact/{HEALTHWATCH}")).json()
        assert [d["reference"] for d in body["items"][0]["decisions"]] == ["QE1-ICP-2026-0002"]

    async def test_it_is_paged_and_the_counts_stay(self, library: Library) -> None:
        for number in range(3):
            one = await library.published(library.partner, title=str(number))
            await decided(library, number + 1, one)
        seen: list[str] = []
        path = f"/organisations/{HEALTHWATCH}/impact?limit=2"
        first = (await library.reader.get(path)).json()
        rest = (await library.reader.get(f"{path}&cursor={first['next_cursor']}")).json()
        for body in (first, rest):
            seen += [item["title"] for item in body["items"]]
            assert body["summary"]["decisions"] == 3
        assert seen == ["2", "1", "0"]

    async def test_what_is_not_there_is_not_found(self, library: Library) -> None:
        for answer in (
            await library.reader.get(f"/organisations/{uuid4()}/impact"),
            await library.nobody.get(f"/published-impact/{uuid4()}"),
            await library.nobody.get(f"/published-impact/{uuid4()}/document"),
        ):
            assert answer.status_code == 404

    async def test_the_document_says_it_in_words(self, library: Library) -> None:
        one = await library.published(library.partner, title="Nights")
        await decided(library, 1, one)
        await answered(library, 1, one, did_not="No ward.")
        answer = await library.nobody.get(f"/published-impact/{HEALTHWATCH}/document")
        document = Document(**{**answer.json(), "blocks": ()})
        assert document.title == "What came of what Healthwatch of the Coast heard"
        for words in (
            "Used in QE1-ICP-2026-0001, The Partnership, 25 November 2026: Decision 1 (approved)",
            "We did: We show the wait.",
            "We did not: No ward.",
            f"/system-qe1/thread/findings/{one['id']}",
        ):
            assert words in answer.text, words
