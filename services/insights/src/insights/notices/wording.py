"""What a notice says, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from insights.notices.repository import Row
from insights.notices.schemas import (
    ActivityNamed,
    DecisionNamed,
    FeedbackNamed,
    FindingNamed,
    Kind,
    NoticeOut,
)

_OWN = "The system's involvement team"
_TITLES: Mapping[Kind, str] = {
    "search_matched": "{finding} matches your saved search “{search}”",
    "decision_cited": "A decision used your finding {finding}",
    "feedback_published": "What came of your finding {finding}",
    "activity_near": "{lead} plans “{activity}”, which is near to an activity of yours",
    "finding_withdrawn": "Your finding {finding} was withdrawn",
    "file_withheld": "A file of your finding {finding} is not given out any more",
    "file_unexplained": "Not everybody can read a file of your finding {finding}",
    "embargo_ended": "The embargo has ended: your finding {finding} is published",
    "embargo_failing": "The embargo of finding {finding} has ended, and it could not be published",
    "reply_published": "There is a reply to your finding {finding}",
    "reply_withdrawn": "A reply to your finding {finding} was withdrawn",
    "mail_given_up": "Mail of notices to {mailed} could not be delivered, and has stopped",
}


def shown(row: Row) -> NoticeOut:
    """Put a notice into words."""
    notice = row.notice
    kind: Kind = notice.kind  # type: ignore[assignment]
    title, text = _said(kind, row)
    return NoticeOut(
        id=notice.id,
        kind=kind,
        title=title,
        text=text,
        finding=None if row.finding is None else FindingNamed.model_validate(row.finding),
        decision=_decision(row),
        feedback=None if row.feedback is None else FeedbackNamed.model_validate(row.feedback),
        activity=_activity(row),
        own_activity_id=notice.own_activity_id,
        saved_search_id=notice.saved_search_id,
        saved_search_name=row.search,
        reply_id=notice.reply_id,
        reasons=notice.reasons,
        created_at=notice.created_at,
        read_at=notice.read_at,
    )


def _said(kind: Kind, row: Row) -> tuple[str, str]:
    finding = f"{row.finding.reference} “{row.finding.title}”" if row.finding else "a finding"
    names = {
        "finding": finding,
        "search": row.search or "",
        "lead": row.lead or _OWN,
        "activity": row.activity.title if row.activity else "",
        "mailed": row.notice.reasons[0]
        if kind == "mail_given_up" and row.notice.reasons
        else "your address",
    }
    text = _TEXTS.get(kind, _nothing_more)
    return _TITLES[kind].format_map(names), text(row)


def _nothing_more(row: Row) -> str:
    return ""


def _of_decision(row: Row) -> str:
    decision = row.decision
    if decision is None:
        return ""
    what = "It is confidential" if decision.confidential else f"{decision.title}: {_outcome(row)}"
    day = f"{decision.decided_on.day} {decision.decided_on:%B %Y}"
    return f"{decision.reference}, {decision.body_name}, {day}. {what}."


def _outcome(row: Row) -> str:
    return row.decision.outcome.replace("_", " ") if row.decision else ""


def _of_feedback(row: Row) -> str:
    feedback = row.feedback
    if feedback is None:
        return ""
    parts = [f"On {feedback.decision_reference}. We did: {feedback.we_did}"]
    if feedback.corrects_id is not None:
        parts.insert(0, "This corrects what was said before.")
    if feedback.corrected_at is not None:
        parts.insert(0, "This was corrected since: a newer answer stands.")
    if feedback.did_not:
        parts.append(f"We did not: {feedback.did_not}")
    return "\n".join(parts)


def _of_activity(row: Row) -> str:
    return "Why: " + "; ".join(row.notice.reasons)


def _of_withdrawal(row: Row) -> str:
    reason = row.finding.withdrawn_reason if row.finding else None
    return f"Why: {reason}" if reason else ""


def _of_withheld_file(row: Row) -> str:
    return (
        "It came before files were looked through, and has something that only a person can clear. "
        "The list of its files says what. Send it anew with a new version."
    )


def _of_unexplained_file(row: Row) -> str:
    return (
        "It came before files were looked through, and stays published. The list of its files says "
        "what keeps whom from reading it. Say why it is shared as it is and how to ask for another "
        "format, or send one that everybody can read with a new version."
    )


def _of_failure(row: Row) -> str:
    return "It is tried again by itself. Whoever runs the library can see why in its logs."


def _of_mail(row: Row) -> str:
    return "Notices are in the box all the same. Mail starts again once an address is given anew."


def _decision(row: Row) -> DecisionNamed | None:
    decision = row.decision
    if decision is None:
        return None
    return DecisionNamed(
        id=decision.id,
        reference=decision.reference,
        title=None if decision.confidential else decision.title,
        body_name=decision.body_name,
        decided_on=decision.decided_on,
    )


def _activity(row: Row) -> ActivityNamed | None:
    activity = row.activity
    if activity is None:
        return None
    return ActivityNamed(
        id=activity.id,
        title=activity.title,
        organisation_name=row.lead,
        starts_on=activity.starts_on,
        ends_on=activity.ends_on,
        status=activity.status,
    )


_TEXTS: Mapping[Kind, Callable[[Row], str]] = {
    "decision_cited": _of_decision,
    "feedback_published": _of_feedback,
    "activity_near": _of_activity,
    "finding_withdrawn": _of_withdrawal,
    "embargo_failing": _of_failure,
    "mail_given_up": _of_mail,
    "file_withheld": _of_withheld_file,
    "file_unexplained": _of_unexplained_file,
}
