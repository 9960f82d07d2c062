"""What is told of a decision: nothing of what is withheld, and nobody's name."""

from __future__ import annotations

from collections.abc import Sequence

from common.events.governance import DecisionRecorded, EvidenceCited, PaperPut
from governance.decisions.models import Decision, DecisionVersion
from governance.redaction import without_names

WITHHELD_TITLE = "Decision withheld from the public"


def recorded(
    decision: Decision,
    version: DecisionVersion,
    cited: Sequence[EvidenceCited],
    put: Sequence[PaperPut],
    *,
    body_name: str,
    names: Sequence[str],
) -> DecisionRecorded:
    """Make the event of a recorded version.

    Args:
        put: the published papers of its item.
        names: of everybody known at the meeting and in the body; they don't travel.
    """
    elected = [part.get("person") for part in version.parts]
    known = [*names, *(n for n in (version.mover, version.seconder, *elected) if n)]
    shared = DecisionRecorded(
        decision_id=decision.id,
        version=version.version,
        reference=decision.reference,
        title=WITHHELD_TITLE,
        outcome=version.outcome,
        body_id=decision.body_id,
        body_name=body_name,
        meeting_id=decision.meeting_id,
        decided_on=decision.decided_on,
        confidential=version.confidential,
        recorded_at=version.recorded_at,
    )
    if version.confidential:
        return shared
    return shared.model_copy(
        update={
            "title": without_names(version.title, known),
            "parts": [without_names(part["text"], known) for part in version.parts],
            "involvement_statement": _words(version.involvement_statement, known),
            "not_done": _words(version.not_done, known),
            "evidence": list(cited),
            "papers": list(put),
            "activity_ids": list(version.activity_ids),
        }
    )


def _words(text: str | None, names: Sequence[str]) -> str | None:
    return None if text is None else without_names(text, names)
