"""What the library does with what others say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from common.clock import new_id
from common.events.envelope import Event, EventData
from common.events.governance import DecisionRecorded, EvidenceCited, FeedbackPublished
from common.events.panel import (
    AnswerCount,
    GroupResult,
    QuestionResult,
    SurveyClosed,
    SurveyExtended,
    SurveyOpened,
    Weighting,
)
from insights.subscriptions import SUBSCRIPTIONS
from insights_support import QE1, Library

SURVEY = UUID("00000000-0000-4000-8000-0000000000aa")
OPENED = datetime(2026, 10, 1, 9, tzinfo=UTC)
CLOSED = datetime(2026, 10, 31, 17, tzinfo=UTC)


async def tell(library: Library, data: EventData) -> None:
    """Hand an event to its handler, in a transaction of the system, as the consumer does."""
    event = Event(id=new_id(), source="/test", ics="QE1", time=CLOSED, data=data)
    async with library.database.transaction(QE1) as session:
        await SUBSCRIPTIONS.handler(data.event_type)(event, session)


def opened(**fields: Any) -> SurveyOpened:
    return SurveyOpened(
        survey_id=SURVEY,
        title="Care at night",
        purpose="To plan the night service.",
        places=["blackpool"],
        themes=["urgent_care"],
        opened_at=OPENED,
        **fields,
    )


def extended() -> SurveyExtended:
    return SurveyExtended(
        survey_id=SURVEY,
        title="Care at night",
        purpose="To plan the night service.",
        opened_at=OPENED,
        closes_on=date(2026, 11, 14),
        closed_on_before=date(2026, 10, 31),
        extended_at=OPENED,
    )


def closed() -> SurveyClosed:
    return SurveyClosed(
        survey_id=SURVEY,
        title="Care at night",
        purpose="To plan the night service.",
        places=["blackpool"],
        themes=["urgent_care"],
        opened_at=OPENED,
        closed_at=CLOSED,
        invited=400,
        responded=120,
        results=[
            QuestionResult(
                question="How did you get there?",
                kind="single_choice",
                answered=120,
                counts=[
                    AnswerCount(label="By car", count=85),
                    AnswerCount(label="By ambulance", count=None),
                ],
            ),
            QuestionResult(question="What else?", kind="free_text", answered=60),
        ],
        limits=["Counts of 1 to 7 are not shown."],
    )


def weighted() -> SurveyClosed:
    """A survey whose results are weighted, and given by sex."""
    car = AnswerCount(label="By car", count=85, weighted_percent=70, margin_points=11)
    other = AnswerCount(label="By bus", count=35, weighted_percent=30, margin_points=11)
    whole = QuestionResult(
        question="How did you get there?", kind="single_choice", answered=120,
        counts=[car, other], effective_n=80,
    )  # fmt: skip
    women = whole.model_copy(update={"answered": 60, "effective_n": None})
    return closed().model_copy(
        update={
            "results": [whole],
            "groups": [GroupResult(by="Sex", group="Female", responded=60, results=[women])],
            "weighting": Weighting(
                weighted_to=["place", "age_band"], design_effect=1.5, effective_n=80
            ),
        }
    )


async def only(library: Library, path: str) -> dict[str, Any]:
    [item] = (await library.editor.get(path)).json()["items"]
    body: dict[str, Any] = item
    return body


class TestSurveyOpened:
    async def test_it_is_registered_as_an_activity_under_way(self, library: Library) -> None:
        await tell(library, opened(closes_on=date(2026, 10, 31)))
        item = await only(library, f"/activities?survey_id={SURVEY}")
        assert (item["status"], item["methods"]) == ("under_way", ["survey"])
        assert (item["starts_on"], item["ends_on"]) == ("2026-10-01", "2026-10-31")
        [(kind, data)] = await library.events()
        assert kind == "insights.activity.registered.v1"
        assert (data["survey_id"], data["method"]) == (str(SURVEY), "survey")

    async def test_extended_it_ends_later_and_says_so(self, library: Library) -> None:
        await tell(library, opened(closes_on=date(2026, 10, 31)))
        await tell(library, extended())
        item = await only(library, f"/activities?survey_id={SURVEY}")
        assert (item["status"], item["ends_on"]) == ("under_way", "2026-11-14")
        kind, data = (await library.events())[-1]
        assert (kind, data["ends_on"]) == ("insights.activity.changed.v1", "2026-11-14")

    async def test_extended_after_it_was_finished_it_stays_finished(self, library: Library) -> None:
        await tell(library, opened(closes_on=date(2026, 10, 31)))
        await tell(library, closed())
        before = len(await library.events())
        await tell(library, extended())
        assert len(await library.events()) == before

    async def test_told_twice_it_is_registered_once(self, library: Library) -> None:
        for _ in range(2):
            await tell(library, opened())
        assert len(await library.events()) == 1


class TestSurveyClosed:
    async def test_its_results_become_a_draft_linked_to_its_activity(
        self, library: Library
    ) -> None:
        await tell(library, opened())
        await tell(library, closed())
        survey = await only(library, f"/activities?survey_id={SURVEY}")
        draft = await only(library, f"/findings?survey_id={SURVEY}")
        assert (survey["status"], draft["state"]) == ("finished", "draft")
        content = draft["content"]
        assert content["activity_ids"] == [survey["id"]]
        assert (content["people_heard"], content["methods"]) == (120, ["survey"])
        assert (content["heard_from"], content["heard_to"]) == ("2026-10-01", "2026-10-31")
        assert [(c["label"], c["count"]) for c in content["results"][0]["counts"]] == [
            ("By car", 85), ("By ambulance", None),
        ]  # fmt: skip
        assert content["limits"] == ["Counts of 1 to 7 are not shown."]
        assert "about 120 of about 400 asked" in content["summary"]
        assert [kind for kind, _ in await library.events()] == [
            "insights.activity.registered.v1",
            "insights.activity.changed.v1",
        ]

    async def test_a_weighted_one_reads_as_what_was_done_and_what_it_is_worth(
        self, library: Library
    ) -> None:
        await tell(library, weighted())
        content = (await only(library, f"/findings?survey_id={SURVEY}"))["content"]
        assert content["summary"].splitlines() == [
            "People who answered: about 120 of about 400 asked.",
            "Asked because: To plan the night service.",
            "Method: a survey of panel members by personal link, one answer each.",
            "Shares in per cent are weighted to the population by place, age band (design effect "
            "at most 1.5, so the answers are worth those of about 80 people).",
            "How did you get there? Chosen most often: “By car” (70%, plus or minus 11 points).",
            "The results below are also given by: Sex.",
        ]
        assert [result["group"] for result in content["results"]] == [None, "Sex: Female"]
        assert content["results"][0]["counts"][0] == {
            "label": "By car", "count": 85, "weighted_percent": 70, "margin_points": 11,
        }  # fmt: skip

    async def test_an_event_of_before_gives_a_draft_that_says_it_is_not_weighted(
        self, library: Library
    ) -> None:
        await tell(library, closed())
        content = (await only(library, f"/findings?survey_id={SURVEY}"))["content"]
        assert "not weighted" in content["summary"]
        assert "of those shown: “By car” (about 85)" in content["summary"]

    async def test_the_draft_can_be_published(self, library: Library) -> None:
        await tell(library, opened())
        await tell(library, closed())
        published = await library.publish(await only(library, f"/findings?survey_id={SURVEY}"))
        _, data = (await library.events())[-1]
        assert data["activity_ids"] == published["content"]["activity_ids"] != []

    async def test_told_twice_it_is_drafted_once(self, library: Library) -> None:
        for _ in range(2):
            await tell(library, closed())
        await only(library, "/findings")
        await only(library, "/activities")
        assert len(await library.events()) == 2


def recorded(decision: UUID, finding: str, *, version: int = 1, **fields: Any) -> DecisionRecorded:
    values = {
        "decision_id": decision,
        "version": version,
        "reference": "QE1-ICP-2026-0001",
        "title": "Keep the night service",
        "outcome": "approved",
        "body_id": uuid4(),
        "body_name": "The Partnership",
        "decided_on": date(2026, 11, 2),
        "evidence": [EvidenceCited(finding_id=UUID(finding), version=1)],
        "recorded_at": CLOSED,
        **fields,
    }
    return DecisionRecorded.model_validate(values)


@pytest.mark.rule("insights.7")
class TestUse:
    async def test_each_finding_tells_the_decisions_that_cite_it(self, library: Library) -> None:
        published = await library.published()
        decision = uuid4()
        await tell(library, recorded(decision, published["id"]))
        use = (await library.reader.get(f"/findings/{published['id']}/use")).json()
        [cited] = use["decisions"]
        assert (cited["decision_id"], cited["finding_version"]) == (str(decision), 1)
        assert (cited["title"], cited["outcome"]) == ("Keep the night service", "approved")

    async def test_a_correction_replaces_and_an_older_version_changes_nothing(
        self, library: Library
    ) -> None:
        one, two = await library.published(), await library.published()
        decision = uuid4()
        await tell(library, recorded(decision, two["id"], version=2, title="Corrected"))
        await tell(library, recorded(decision, one["id"], version=1))
        await tell(library, recorded(decision, two["id"], version=2, title="Told again"))
        first = (await library.reader.get(f"/findings/{one['id']}/use")).json()
        second = (await library.reader.get(f"/findings/{two['id']}/use")).json()
        assert first["decisions"] == []
        assert [(d["version"], d["title"]) for d in second["decisions"]] == [(2, "Corrected")]

    async def test_a_correction_can_take_the_citation_back(self, library: Library) -> None:
        published = await library.published()
        decision = uuid4()
        await tell(library, recorded(decision, published["id"]))
        await tell(library, recorded(decision, published["id"], version=2, evidence=[]))
        use = (await library.reader.get(f"/findings/{published['id']}/use")).json()
        assert use["decisions"] == []

    async def test_of_a_confidential_decision_only_that_there_is_one_is_told(
        self, library: Library
    ) -> None:
        published = await library.published()
        await tell(library, recorded(uuid4(), published["id"], confidential=True))
        answer = await library.reader.get(f"/findings/{published['id']}/use")
        [cited] = answer.json()["decisions"]
        assert (cited["title"], cited["outcome"], cited["confidential"]) == (None, None, True)
        assert "Keep the night service" not in answer.text

    async def test_what_came_of_it_is_told(self, library: Library) -> None:
        published = await library.published()
        feedback = FeedbackPublished(
            feedback_id=uuid4(),
            decision_id=uuid4(),
            decision_reference="QE1-ICP-2026-0001",
            decision_title="Keep the night service",
            you_said="You wait long.",
            we_did="We show the wait.",
            did_not="No new ward: there is no staff.",
            finding_ids=[UUID(published["id"])],
            published_at=CLOSED,
        )
        await tell(library, feedback)
        await tell(library, feedback)
        use = (await library.reader.get(f"/findings/{published['id']}/use")).json()
        [impact] = use["impact"]
        assert (impact["you_said"], impact["we_did"]) == ("You wait long.", "We show the wait.")
        assert impact["did_not"] == "No new ward: there is no staff."
        withheld = recorded(feedback.decision_id, published["id"], confidential=True, evidence=[])
        await tell(library, withheld)
        use = (await library.reader.get(f"/findings/{published['id']}/use")).json()
        assert use["impact"] == []


class TestSubscriptions:
    def test_of_members_the_library_hears_their_erasure_alone(self) -> None:
        topics = {f"panel.{name}" for name in ("surveys", "selections", "members")}
        assert topics | {"governance.decisions", "governance.plan_items"} == SUBSCRIPTIONS.topics
        about_members = {n for n, k in SUBSCRIPTIONS.kinds.items() if k.topic == "panel.members"}
        assert about_members == {"panel.member.erased.v1"}
