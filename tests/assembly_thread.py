"""A chain from the commission of a jury to what came of its recommendations, as events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from common.db.tenancy import SystemCode
from gateway_support import QE1
from thread_support import NOW, Said, said


@dataclass(frozen=True)
class JuryChain:
    """One jury, with two recommendations of which the first is answered."""

    ics: SystemCode = QE1
    commissioning: UUID = field(default_factory=uuid4)
    assembly: UUID = field(default_factory=uuid4)
    selection: UUID = field(default_factory=uuid4)
    activity: UUID = field(default_factory=uuid4)
    finding: UUID = field(default_factory=uuid4)
    recommendation: UUID = field(default_factory=uuid4)
    unanswered: UUID = field(default_factory=uuid4)
    decision: UUID = field(default_factory=uuid4)
    feedback: UUID = field(default_factory=uuid4)

    @property
    def about(self) -> dict[str, Any]:
        return {
            "assembly_id": self.assembly,
            "title": "A jury on evening care",
            "body_id": uuid4(),
            "body_name": "Partnership Board",
        }

    @property
    def lottery(self) -> dict[str, Any]:
        return {
            "selection_id": self.selection,
            "assembly_id": self.assembly,
            "title": "The lottery of the jury",
            "seats": 4,
            "root": "ab" * 32,
        }

    def decided(self, decision_id: UUID, title: str, **change: Any) -> Said:
        """Make the event of a decision."""
        data = {
            "decision_id": decision_id,
            "version": 1,
            "reference": "QE1-ICP-2026-0007",
            "title": title,
            "outcome": "agreed",
            "body_id": uuid4(),
            "body_name": "Partnership Board",
            "decided_on": date(2026, 11, 3),
            "recorded_at": NOW,
        }
        return said("governance.decision.recorded.v1", **(data | change))

    def answered(self, version: int = 3, decision: UUID | None = None, **change: Any) -> Said:
        """Make the event of the answer to the first recommendation."""
        answer = {
            "recommendation_id": self.recommendation,
            "number": 1,
            "text": "Keep one clinic in each place open until ten.",
            "answer": "partly_accepted",
            "reason": "We can staff three of the four places.",
            "decision_id": decision or self.decision,
            "decision_reference": "QE1-ICP-2026-0009",
            "evidence": {"finding_id": self.finding, "version": 1},
        }
        return said(
            "governance.assembly.answered.v1",
            **self.about,
            version=version,
            publication_id=uuid4(),
            receiving_body_name="Care Board",
            selection_id=self.selection,
            answers=[answer | change],
            answered_at=NOW,
        )

    @property
    def events(self) -> list[Said]:
        """Give what the services said, in the order in which it happened."""
        return [
            self.decided(self.commissioning, "A jury is held"),
            said(
                "governance.assembly.commissioned.v1",
                **self.about,
                version=1,
                kind="citizens_jury",
                question="Where should care be given in the evening?",
                receiving_body_id=uuid4(),
                receiving_body_name="Care Board",
                seats=4,
                categories=["place", "age_band"],
                spectrum_level="collaborate",
                starts_on=date(2027, 1, 9),
                ends_on=date(2027, 2, 20),
                answer_due_on=date(2027, 5, 20),
                decision_id=self.commissioning,
                commissioned_at=NOW,
            ),
            said(
                "panel.selection.committed.v1",
                **self.lottery,
                source="National Lottery, the bonus ball",
                draw_on=date(2026, 12, 5),
                committed_at=NOW,
            ),
            said(
                "panel.selection.drawn.v1",
                **self.lottery,
                digits="042",
                evidence="https://lottery.example",
                filled=4,
                drawn_at=NOW,
            ),
            said(
                "panel.selection.completed.v1",
                **self.lottery,
                digits="042",
                completed_on=date(2026, 12, 20),
                panel=["0f" * 16, "1e" * 16, "2d" * 16],
                replaced=1,
                method="citizens_jury",
            ),
            said(
                "insights.activity.registered.v1",
                activity_id=self.activity,
                title="A jury on evening care",
                method="citizens_jury",
                selection_id=self.selection,
            ),
            said(
                "insights.finding.published.v1",
                finding_id=self.finding,
                version=1,
                reference="QE1-F-2027-0001",
                title="What the jury heard",
                summary="Buses stop at eight.",
                activity_ids=[self.activity],
                visibility="public",
                published_at=NOW,
            ),
            said(
                "governance.assembly.reported.v1",
                **self.about,
                version=2,
                selection_id=self.selection,
                answer_due_on=date(2027, 5, 20),
                recommendations=[
                    {
                        "recommendation_id": self.recommendation,
                        "number": 1,
                        "text": "Keep one clinic in each place open until ten.",
                        "evidence": {"finding_id": self.finding, "version": 1},
                    },
                    {
                        "recommendation_id": self.unanswered,
                        "number": 2,
                        "text": "Run a bus to it.",
                    },
                ],
                reported_at=NOW,
            ),
            self.decided(self.decision, "Evening clinics in three places"),
            self.answered(),
            said(
                "governance.feedback.published.v1",
                feedback_id=self.feedback,
                decision_id=self.decision,
                decision_reference="QE1-ICP-2026-0009",
                decision_title="Evening clinics in three places",
                you_said="It closes too early.",
                we_did="Three clinics stay open.",
                activity_ids=[self.activity],
                published_at=NOW,
            ),
        ]
