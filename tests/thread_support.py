"""A whole chain as events, for tests of the thread and of its pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from common.db.engine import Database
from common.db.tenancy import SystemCode
from common.events.envelope import Event, EventData
from common.events.registry import event_type
from gateway.thread.handlers import take_in_event
from gateway_support import QE1

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
Said = Event[EventData]


def said(kind: str, /, **data: Any) -> Said:
    """Make an event of QE1."""
    return Event(uuid4(), "/test", "QE1", NOW, event_type(kind)(**data))


async def tell(database: Database, events: Iterable[Said]) -> None:
    """Let the gateway take in events, each in a transaction of its own."""
    for event in events:
        async with database.transaction(SystemCode(event.ics)) as session:
            await take_in_event(event, session)


@dataclass(frozen=True)
class Chain:
    """One chain from a survey to the answer that people got."""

    ics: SystemCode = QE1
    survey: UUID = field(default_factory=uuid4)
    activity: UUID = field(default_factory=uuid4)
    finding: UUID = field(default_factory=uuid4)
    meeting: UUID = field(default_factory=uuid4)
    paper: UUID = field(default_factory=uuid4)
    decision: UUID = field(default_factory=uuid4)
    feedback: UUID = field(default_factory=uuid4)
    question: UUID = field(default_factory=uuid4)
    petition: UUID = field(default_factory=uuid4)
    visibility: str = "public"
    organisation_id: UUID | None = None
    confidential: bool = False

    def fresh(self, **changes: Any) -> Chain:
        """Give another chain, with ids of its own."""
        return Chain(**changes)

    @property
    def with_paper(self) -> list[Said]:
        """Give the same, with a paper that was put before the body in between."""
        paper = said(
            "governance.paper.published.v1",
            paper_id=self.paper,
            version=2,
            title="Calling back instead of waiting",
            body_id=uuid4(),
            body_name="Integrated Care Partnership",
            meeting_id=self.meeting,
            item_id=uuid4(),
            held_on=date(2026, 11, 3),
            evidence=[{"finding_id": self.finding, "version": 1}],
            confidential=self.confidential,
            sha256="0" * 64,
            published_at=datetime(2026, 10, 23, 9, 0, tzinfo=UTC),
        )
        *before, decision, feedback = self.events
        put = {"papers": [{"paper_id": self.paper, "version": 2}]}
        data = {**decision.data.model_dump(), **put}
        return [*before, paper, said("governance.decision.recorded.v1", **data), feedback]

    @property
    def with_public(self) -> list[Said]:
        """Give the same, with a question and a petition whose answers refer to the decision."""
        body: dict[str, Any] = {
            "body_id": uuid4(),
            "body_name": "Integrated Care Partnership",
            "decision_id": self.decision,
            "published_at": NOW,
            "version": 4,
        }
        question = said(
            "governance.question.answered.v1",
            question_id=self.question,
            kind="question",
            reference="QE1-ICP-PQ-2026-0001",
            text="When can I get through to my practice by telephone?",
            answer="By April 2027 every practice calls you back.",
            meeting_id=self.meeting,
            **body,
        )
        petition = said(
            "governance.petition.answered.v1",
            petition_id=self.petition,
            reference="QE1-ICP-P-2026-0001",
            title="Answer the telephone",
            text="Nobody should wait for an hour.",
            answer="The call-back service begins in April 2027.",
            signatures=5005,
            **body,
        )
        return [*self.with_paper, question, petition]

    @property
    def events(self) -> list[Said]:
        """Give what the services said, in the order in which it happened."""
        survey: dict[str, Any] = {
            "survey_id": self.survey,
            "title": "Getting to your GP",
            "purpose": "We want to know how easy it is to see a GP near you.",
            "opened_at": NOW,
        }
        return [
            said("panel.survey.opened.v1", **survey),
            said(
                "insights.activity.registered.v1",
                activity_id=self.activity,
                title="Survey: getting to your GP",
                method="survey",
                survey_id=self.survey,
                starts_on=date(2026, 10, 1),
                ends_on=date(2026, 10, 20),
            ),
            said(
                "panel.survey.closed.v1",
                **survey,
                closed_at=NOW,
                invited=120,
                responded=85,
                results=[],
            ),
            said(
                "insights.finding.published.v1",
                finding_id=self.finding,
                version=1,
                reference="QE1-F-2026-0001",
                title="People in Blackpool wait long on the telephone for a GP",
                summary="Most people said that they wait more than 20 minutes.",
                activity_ids=[self.activity],
                people_heard=85,
                visibility=self.visibility,
                organisation_id=self.organisation_id,
                published_at=NOW,
            ),
            said(
                "governance.meeting.published.v1",
                meeting_id=self.meeting,
                body_id=uuid4(),
                body_name="Integrated Care Partnership",
                held_on=date(2026, 11, 3),
                place="County Hall, Preston",
                version=1,
            ),
            said(
                "governance.decision.recorded.v1",
                decision_id=self.decision,
                version=1,
                reference="QE1-ICP-2026-0007",
                title="Better telephone access to general practice",
                outcome="agreed",
                parts=["Every practice has a call-back service by April 2027."],
                involvement_statement="85 people of the citizens' panel answered a survey.",
                not_done="People asked for longer opening on Sundays.",
                body_id=uuid4(),
                body_name="Integrated Care Partnership",
                meeting_id=self.meeting,
                decided_on=date(2026, 11, 3),
                evidence=[{"finding_id": self.finding, "version": 1}],
                confidential=self.confidential,
                recorded_at=NOW,
            ),
            said(
                "governance.feedback.published.v1",
                feedback_id=self.feedback,
                decision_id=self.decision,
                decision_reference="QE1-ICP-2026-0007",
                decision_title="Better telephone access to general practice",
                you_said="It takes too long to get through on the telephone.",
                we_did="We pay for a call-back service at every practice.",
                did_not="We could not open practices on Sundays.",
                finding_ids=[self.finding],
                activity_ids=[self.activity],
                published_at=NOW,
            ),
        ]


CHAIN = Chain()
