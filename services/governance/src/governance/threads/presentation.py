"""Threads as they are shown."""

from __future__ import annotations

from governance.threads.schemas import EscalationOut, ThreadOut, TimesOut, WaitingOut
from governance.threads.service import Times, Told


def shown_times(found: Times) -> TimesOut:
    """Give how long answers took, with every thread that is counted."""
    return TimesOut(
        body_id=found.body_id,
        since=found.since,
        until=found.until,
        on=found.on,
        opened=len(found.threads),
        answered=len(found.days),
        answered_in_time=found.in_time,
        overdue=found.count("overdue"),
        median_days=found.median,
        ninth_decile_days=found.ninth_decile,
        longest_days=found.days[-1] if found.days else None,
        threads=[shown(one) for one in found.threads],
    )


def shown_waiting(told: Told, body_name: str) -> WaitingOut:
    """Give a thread without its answer as everybody reads it."""
    kept = {"body_id", "decision_id", "finding_id", "opened_on", "due_on"}
    return WaitingOut.model_validate(
        {
            **{name: getattr(told.thread, name) for name in kept},
            "body_name": body_name,
            "reference": told.reference,
            "title": told.title,
            "state": told.state,
        }
    )


def shown(told: Told) -> ThreadOut:
    """Give a thread as the API shows it."""
    thread = told.thread
    kept = {"id", "body_id", "decision_id", "finding_id", "opened_on", "due_on", "due_reason",
            "owner_post_id", "answered_by_id", "version"}  # fmt: skip
    return ThreadOut(
        **{name: getattr(thread, name) for name in kept},
        reference=told.reference,
        title=told.title,
        source=thread.standard["source"],
        state=told.state,
        answered_on=told.answered_on,
        days=told.days,
        escalations=[EscalationOut.model_validate(one) for one in told.escalations],
    )
