"""One sample of every event of an assembly."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from common.events import corrections, governance
from common.events.envelope import EventData


def _id(number: int) -> UUID:
    return UUID(f"01890000-0000-7000-8000-{number:012}")


WHEN = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

_ASSEMBLY: dict[str, Any] = {
    "assembly_id": _id(70),
    "title": "A jury on urgent care",
    "body_id": _id(50),
    "body_name": "Integrated Care Partnership",
}
_COMMISSION: dict[str, Any] = {
    **_ASSEMBLY,
    "kind": "citizens_jury",
    "question": "Where should urgent care be given in the evening?",
    "receiving_body_id": _id(51),
    "receiving_body_name": "Integrated Care Board",
    "seats": 2,
    "categories": ["place", "age_band"],
    "spectrum_level": "collaborate",
    "starts_on": "2027-01-09",
    "ends_on": "2027-02-20",
    "answer_due_on": "2027-05-20",
    "decision_id": _id(60),
}

ASSEMBLIES: tuple[EventData, ...] = (
    governance.AssemblyCommissioned(**_COMMISSION, version=1, commissioned_at=WHEN),
    governance.AssemblyAmended(**_COMMISSION, version=2, amended_at=WHEN),
    governance.AssemblyCancelled(
        **_ASSEMBLY, version=3, reason="The budget was cut.", cancelled_at=WHEN
    ),
    governance.AssemblyReported(
        **_ASSEMBLY,
        version=3,
        selection_id=_id(15),
        answer_due_on=date(2027, 5, 20),
        recommendations=[
            governance.RecommendationMade(
                recommendation_id=_id(71),
                number=1,
                text="Keep one clinic in each place open until ten.",
                evidence=governance.EvidenceCited(finding_id=_id(30), version=1),
            )
        ],
        reported_at=WHEN,
    ),
    governance.AssemblyAnswered(
        **_ASSEMBLY,
        version=4,
        publication_id=_id(72),
        receiving_body_name="Integrated Care Board",
        selection_id=_id(15),
        answers=[
            governance.RecommendationAnswer(
                recommendation_id=_id(71),
                number=1,
                text="Keep one clinic in each place open until ten.",
                answer="partly_accepted",
                reason="We can staff three of the four places.",
                decision_id=_id(60),
                decision_reference="QE1-ICB-2027-0001",
                evidence=governance.EvidenceCited(finding_id=_id(30), version=1),
            )
        ],
        answered_at=WHEN,
    ),
    corrections.AssemblyCorrected(
        **_ASSEMBLY,
        version=5,
        receiving_body_name="Integrated Care Board",
        selection_id=_id(15),
        answer_due_on=date(2027, 5, 20),
        correction_id=_id(73),
        recommendation=governance.RecommendationMade(
            recommendation_id=_id(71),
            number=1,
            text="Keep one clinic in each place open until nine.",
            evidence=governance.EvidenceCited(finding_id=_id(30), version=1),
        ),
        reason="The minutes of the jury say nine.",
        answer="partly_accepted",
        answer_reason="We can staff three of the four places.",
        decision_id=_id(60),
        answered_at=WHEN,
        corrected_at=WHEN,
    ),
)
"""From the commission to the answers."""
