"""What is told of a decision: nothing of what is withheld, and nobody's name."""

from __future__ import annotations

from collections.abc import Sequence

from common.events.courses import (
    AmendmentTold,
    DelegationTold,
    PaperPut,
    StandingTold,
    VoteTold,
)
from common.events.governance import DecisionRecorded, EvidenceCited
from governance.decisions import standing
from governance.decisions.course import Course, read
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
    course = read(version.course)
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
        authority=course.authority and course.authority.kind,
        standing=[
            StandingTold(since=one.since, code=one.code, words=one.words)
            for one in standing.course_of(
                decision.decided_on,
                version.effective_on,
                version.review_on,
                course,
                body_name=body_name,
            )
        ],
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
            **_course(course, known),
        }
    )


def _course(course: Course, names: Sequence[str]) -> dict[str, object]:
    motion, authority, call_in = course.motion, course.authority, course.call_in
    told: dict[str, object] = {}
    if motion is not None and motion.amendments:
        told["moved"] = [without_names(one.text, names) for one in motion.moved]
        told["amendments"] = [
            AmendmentTold(
                number=one.number,
                part=one.part,
                leave_out=_words(one.leave_out, names),
                insert=_words(one.insert, names),
                result=one.result,
                method=one.method,
                in_favour=one.in_favour,
                against=one.against,
                abstained=one.abstained,
                reason=_words(one.reason, names),
            )
            for one in motion.amendments
        ]
    if course.votes:
        told["votes"] = [
            VoteTold(**one.model_dump(exclude={"vote_id", "tied"})) for one in course.votes
        ]
    if course.delegated:
        told["delegations"] = [
            DelegationTold(
                to=one.to,
                scope=without_names(one.scope, names),
                until=one.until,
                conditions=[without_names(text, names) for text in one.conditions],
                revoked_on=one.revoked_on,
            )
            for one in course.delegated
        ]
    if authority is not None:
        told["decided_by"] = authority.by
        told["why_not_at_a_meeting"] = without_names(authority.why, names)
        told["involvement_limited"] = _words(authority.involvement_limited, names)
        told["delegated_by"] = authority.delegated_by
    if call_in is not None:
        told["called_in_because"] = _words(call_in.reason, names)
        told["call_in_outcome_because"] = _words(call_in.outcome_reason, names)
        told["replaced_by"] = call_in.replaced_by
    return told


def _words(text: str | None, names: Sequence[str]) -> str | None:
    return None if text is None else without_names(text, names)
