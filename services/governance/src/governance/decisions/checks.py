"""What must hold before a version of a decision is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.errors import FieldError, Invalid
from common.events.governance import EvidenceCited
from governance.decisions import agreement, repository
from governance.decisions.errors import ClockMovedBack, PartWasVoted, VoteWasLost
from governance.decisions.models import Decision
from governance.decisions.schemas import Citation, DecisionContent, DecisionIn, Part
from governance.evidence import service as library
from governance.meetings import days
from governance.meetings import service as meetings
from governance.sittings import outcomes
from governance.vocabularies.service import ACTIVITY_KIND, OUTCOME, check_codes

_SKEW = timedelta(minutes=1)
"""By so much the clocks of two computers may differ."""


def require_clock(recorded_at: datetime, now: datetime) -> None:
    """Refuse to follow what is on record at a later time than the clock reads.

    Raises:
        ClockMovedBack: if the clock was moved back.
    """
    if now < recorded_at - _SKEW:
        raise ClockMovedBack


def cited(citation: Citation) -> EvidenceCited:
    """Give a citation as events carry it."""
    return EvidenceCited(finding_id=citation.finding_id, version=citation.version)


async def check_occasion(session: WriteSession, data: DecisionIn, now: datetime) -> None:
    """Check that a decision has been taken, and at a meeting of its body on its day, or on one to
    which it was adjourned; it stays as it is until the transaction ends.

    Raises:
        Invalid: naming what does not fit.
        MeetingState: if the meeting was cancelled.
    """
    if data.decided_on > day_in_england(now):
        raise Invalid(
            "A decision is recorded when it has been taken.",
            fields=(FieldError("body.decided_on", "must not lie in the future"),),
        )
    if data.meeting_id is None:
        return
    meeting = await meetings.get_for_change(session, data.meeting_id)
    on_its_day = meeting.held_on == data.decided_on or data.decided_on in await days.further(
        session, meeting
    )
    if meeting.body_id != data.body_id or not on_its_day:
        raise Invalid(
            "The meeting is of another body or of another day.",
            fields=(FieldError("body.meeting_id", "does not fit body_id and decided_on"),),
        )
    meetings.require_not_cancelled(meeting)
    if data.item_id is not None and data.confidential:
        # Of one that everybody reads, `withheld.require_fit` looks the item up.
        await meetings.require_item(session, data.meeting_id, data.item_id)


async def check_votes(
    session: WriteSession, decision: Decision, before: DecisionContent, content: DecisionContent
) -> None:
    """Check that a decision, or a part of it, is not made out to have been carried; it must be
    locked.

    Args:
        before: what is on record.

    Raises:
        VoteWasLost: if a vote that led to it was lost, and its new outcome says it was carried; or
            all were lost, and one of its parts says so now; or one was lost, and all its parts do;
            or the last vote on a part lost it, and it says so.
        PartWasVoted: if a part that a vote names would bear another number.
    """
    on = decision.decided_on
    if content.outcome == before.outcome and content.parts == before.parts:
        return
    taken = await repository.taken(session, decision.id)
    if agreement.renumbered(before, content, taken):
        raise PartWasVoted
    if agreement.fault(content, on, taken) is not None:
        raise VoteWasLost
    whole = content.outcome != before.outcome and outcomes.says_carried(content.outcome, on)
    part = content.parts != before.parts and a_part_says_carried(content.parts, on)
    on_parts = [one.carried for one in taken if one.parts]
    carried = [one.carried for one in taken if not one.parts]
    lost = part and not all(carried) and every_part_says_carried(content.parts, on)
    if lost or (whole and not all(carried)) or (part and carried and not any(carried + on_parts)):
        raise VoteWasLost


def a_part_says_carried(parts: Sequence[Part], on: date) -> bool:
    """Say whether the outcome of a part of a resolution means that it was carried."""
    return any(one.outcome and outcomes.says_carried(one.outcome, on) for one in parts)


def every_part_says_carried(parts: Sequence[Part], on: date) -> bool:
    """Say whether nothing of a resolution in parts is left that a lost vote can have lost."""
    return bool(parts) and all(
        one.outcome is not None and outcomes.says_carried(one.outcome, on) for one in parts
    )


async def check_content(
    session: WriteSession,
    content: DecisionContent,
    on: date,
    *,
    fresh: Sequence[Citation] | None = None,
) -> None:
    """Check codes as of the day of the decision, dates, and evidence that is newly cited.

    Args:
        on: the day of the decision.
        fresh: what is newly cited; all of the evidence if not given.

    Raises:
        Invalid: where a code or a date does not fit.
        EvidenceRefused: where the library has not published what is cited, or withdrew it.
    """
    codes: list[tuple[str, str, str | None]] = [
        ("body.outcome", OUTCOME, content.outcome),
        ("body.kind_of_activity", ACTIVITY_KIND, content.kind_of_activity),
    ]
    for index, part in enumerate(content.parts):
        codes.append((f"body.parts[{index}].outcome", OUTCOME, part.outcome))
    await check_codes(session, codes, on=on)
    for name, day in (("effective_on", content.effective_on), ("review_on", content.review_on)):
        if day is not None and day < on:
            raise Invalid(
                "A decision takes effect, and is reviewed, on or after the day it is taken.",
                fields=(FieldError(f"body.{name}", "must not be before decided_on"),),
            )
    new = content.evidence if fresh is None else fresh
    await library.require_citable(
        session,
        {
            f"body.evidence[{index}]": cited(citation)
            for index, citation in enumerate(content.evidence)
            if citation in new
        },
        on=on,
    )
    await library.require_known_activities(session, content.activity_ids)
