"""One sample of every event: the input of the golden files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from common.events import erasures, governance, insights, panel, plans
from common.events.envelope import Event, EventData
from contract.assembly_samples import ASSEMBLIES
from contract.decision_samples import DECIDED


def _id(number: int) -> UUID:
    return UUID(f"01890000-0000-7000-8000-{number:012}")


WHEN = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 21)

_SURVEY = {
    "survey_id": _id(10),
    "title": "Getting to appointments",
    "purpose": "To plan buses to the clinics.",
    "places": ["blackpool"],
    "themes": ["access"],
    "opened_at": WHEN,
}
_ACTIVITY = {
    "activity_id": _id(20),
    "title": "Getting to appointments",
    "method": "survey",
    "spectrum_level": "listen",
    "places": ["blackpool"],
    "communities": ["young_carers"],
    "themes": ["access"],
    "starts_on": DAY,
    "ends_on": date(2026, 12, 5),
    "organisation_id": _id(40),
    "survey_id": _id(10),
    "visibility": "public",
}

_SELECTION: dict[str, Any] = {
    "selection_id": _id(15), "title": "A jury on urgent care", "seats": 2, "assembly_id": _id(70),
}  # fmt: skip
_DATA: tuple[EventData, ...] = (
    panel.MemberJoined(member_id=_id(1), joined_on=DAY),
    plans.PlanItemPlanned(
        plan_item_id=_id(90),
        body_id=_id(50),
        body_name="Partnership board",
        in_public=True,
        kind="deep_dive",
        title="Urgent care in winter",
        state="waiting",
        comes_on=[DAY],
    ),
    panel.MemberLeft(member_id=_id(1), left_on=DAY),
    panel.MemberErased(member_id=_id(1), erasure_id=_id(2)),
    erasures.InsightsErasureAcknowledged(erasure_id=_id(2), erased=0),
    erasures.GovernanceErasureAcknowledged(erasure_id=_id(2), erased=0),
    erasures.GatewayErasureAcknowledged(erasure_id=_id(2), erased=1),
    panel.SurveyOpened.model_validate({**_SURVEY, "closes_on": "2026-12-05"}),
    panel.SurveyExtended.model_validate(
        {
            **_SURVEY,
            "closes_on": date(2026, 12, 19),
            "closed_on_before": date(2026, 12, 5),
            "extended_at": WHEN,
        }
    ),
    panel.SurveyClosed.model_validate(
        {
            **_SURVEY,
            "closed_at": WHEN,
            "invited": 120,
            "responded": 45,
            "results": [
                {
                    "question": "How do you travel?",
                    "kind": "single_choice",
                    "answered": 45,
                    "counts": [
                        {"label": "Bus", "count": 30},
                        {"label": "Walk", "count": None},
                    ],
                }
            ],
            "limits": ["Counts of 1 to 7 are not shown."],
            "groups": [
                {
                    "by": "Sex",
                    "group": "Female",
                    "responded": 25,
                    "results": [
                        {
                            "question": "How do you travel?",
                            "kind": "single_choice",
                            "answered": 25,
                            "counts": [
                                {
                                    "label": "Bus",
                                    "count": 15,
                                    "weighted_percent": 60,
                                    "margin_points": 24,
                                }
                            ],
                            "effective_n": 15,
                        }
                    ],
                }
            ],
            "weighting": {
                "weighted_to": ["place"],
                "design_effect": 1.25,
                "effective_n": 35,
            },
        }
    ),
    panel.RepresentationMeasured(
        release_id=_id(11),
        released_on=DAY,
        measured=[
            panel.PlaceDimensionMeasured(
                place="blackpool",
                dimension="sex",
                score=0.8,
                similarity=0.95,
                groups=[
                    panel.GroupMeasured(group="female", members=60, ratio=1.1),
                    panel.GroupMeasured(group="male", members=None, ratio=None),
                ],
            )
        ],
        limits=["Counts of 1 to 7 are not shown, others are rounded to 5."],
    ),
    panel.SelectionCommitted(
        **_SELECTION,
        root="ab" * 32,
        source="National Lottery, Lotto, the bonus ball and the first two balls",
        draw_on=DAY,
        committed_at=WHEN,
    ),
    panel.SelectionDrawn(
        **_SELECTION,
        root="ab" * 32,
        digits="042",
        evidence="https://lottery.example/2026-11-21",
        filled=2,
        drawn_at=WHEN,
    ),
    panel.SelectionCorrected(
        **_SELECTION,
        root="ab" * 32,
        number=2,
        digits="043",
        evidence="https://lottery.example/2026-11-21",
        reason="The last ball was read wrongly.",
        invited=False,
        version=6,
        filled=2,
        replaced=0,
        corrected_at=WHEN,
    ),
    panel.SelectionSeated(**_SELECTION, version=7, filled=1, replaced=0),
    panel.SelectionCompleted(
        **_SELECTION,
        root="ab" * 32,
        digits="042",
        completed_on=DAY,
        panel=["0f" * 16, "1e" * 16],
        replaced=1,
        correction="The last ball was read wrongly.",
        corrected_at=WHEN,
        method="citizens_jury",
        spectrum_level="collaborate",
        starts_on=date(2027, 1, 9),
        ends_on=date(2027, 2, 20),
    ),
    insights.ActivityRegistered.model_validate(_ACTIVITY),
    insights.ActivityChanged.model_validate({**_ACTIVITY, "status": "finished"}),
    insights.FindingPublished(
        finding_id=_id(30),
        version=1,
        reference="QE1-F-2026-0001",
        title="Buses do not fit clinic hours",
        summary="People miss early appointments.",
        activity_ids=[_id(20)],
        organisation_id=_id(40),
        organisation_name="Healthwatch",
        places=["blackpool"],
        communities=["young_carers"],
        themes=["access"],
        people_heard=45,
        strength="moderate",
        visibility="public",
        published_at=WHEN,
    ),
    insights.FindingSuperseded(
        finding_id=_id(30), version=1, superseded_by=_id(31), superseded_at=WHEN
    ),
    insights.FindingWithdrawn(
        finding_id=_id(30), version=1, reason="Counted twice.", withdrawn_at=WHEN
    ),
    insights.OrganisationRecorded(
        organisation_id=_id(36), version=2, valid_from=DAY, valid_to=date(2026, 12, 5)
    ),
    insights.StoryPublished(story_id=_id(35), consent_version=2, published_at=WHEN),
    insights.StoryWithdrawn(story_id=_id(35), withdrawn_at=WHEN),
    governance.MeetingPublished(
        meeting_id=_id(50),
        body_id=_id(51),
        body_name="Integrated Care Partnership",
        held_on=DAY,
        place="County Hall",
        version=1,
    ),
    governance.PaperPublished(
        paper_id=_id(55),
        version=1,
        title="Early buses to clinics",
        body_id=_id(51),
        body_name="Integrated Care Partnership",
        meeting_id=_id(50),
        item_id=_id(56),
        held_on=DAY,
        evidence=[governance.EvidenceCited(finding_id=_id(30), version=1)],
        confidential=False,
        sha256="0" * 64,
        late=False,
        published_at=WHEN,
    ),
    DECIDED,
    governance.FeedbackPublished(
        feedback_id=_id(70),
        decision_id=_id(60),
        decision_reference="QE1-ICP-2026-0001",
        decision_title="Early buses",
        you_said="Buses come too late.",
        we_did="A pilot begins in spring.",
        did_not="Free travel: no budget this year.",
        finding_ids=[_id(30)],
        activity_ids=[_id(20)],
        published_at=WHEN,
    ),
    *ASSEMBLIES,
    governance.QuestionAnswered(
        question_id=_id(80),
        version=4,
        kind="question",
        reference="QE1-ICP-PQ-2026-0001",
        text="When do the early buses begin?",
        answer="In spring.",
        body_id=_id(40),
        body_name="Integrated Care Partnership",
        meeting_id=_id(50),
        held_on=date(2026, 11, 3),
        decision_id=_id(60),
        published_at=WHEN,
    ),
    governance.PetitionThresholdReached(
        petition_id=_id(81),
        reference="QE1-ICP-P-2026-0001",
        title="Keep the early bus",
        body_id=_id(40),
        body_name="Integrated Care Partnership",
        threshold=5000,
        leads_to="debate",
        reached_on=date(2026, 11, 3),
    ),
    governance.PetitionAnswered(
        petition_id=_id(81),
        version=5,
        reference="QE1-ICP-P-2026-0001",
        title="Keep the early bus",
        text="It is the only one before seven.",
        answer="The pilot goes on for a year.",
        body_id=_id(40),
        body_name="Integrated Care Partnership",
        signatures=5005,
        decision_id=_id(60),
        published_at=WHEN,
    ),
)

SAMPLES: dict[str, Event[EventData]] = {
    data.event_type: Event(
        id=_id(99),
        source="/" + data.event_type.partition(".")[0],
        ics="QE1",
        time=WHEN,
        data=data,
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    )
    for data in _DATA
}
