"""The figures of an assurance report: pure Python, each with the decisions that it counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Taken:
    """A decision, as far as assurance asks."""

    id: UUID
    reference: str
    title: str
    decided_on: date
    withheld: bool
    described: bool
    heard: bool
    """It rests on what was heard: on a finding, or an activity at which people were heard by its
    day (`governance.evidence.heard`). They wait to be told what came of it."""
    answered: bool
    """Those who spoke were told what came of it."""
    levels: frozenset[str] = field(default_factory=frozenset)
    communities: frozenset[str] = field(default_factory=frozenset)
    principles: frozenset[str] = field(default_factory=frozenset)
    body_id: UUID | None = None
    meeting_id: UUID | None = None
    outcome: str | None = None
    kind: str | None = None
    due_on: date | None = None
    """Last day on which those who spoke are told in time; None where nothing lays one down."""
    not_done: str | None = None
    """What people asked for that was not done, and why."""


def figures(taken: Sequence[Taken], on: date, feedback_days: int | None) -> dict[str, Any]:
    """Count decisions.

    Args:
        on: the day on which feedback is overdue or not.
        feedback_days: days after a decision by which those who spoke are told; None for the day
            that the body's terms, or the standard of the day, lay down for each.
    """
    open_ = [one for one in taken if not one.withheld]
    due = {one.id: _due_on(one, feedback_days) for one in open_}
    late = [one for one in open_ if one.heard and not one.answered and _is_over(due[one.id], on)]
    return {
        "decisions": len(open_),
        "withheld": len(taken) - len(open_),
        "described": _figure((one for one in open_ if one.described), open_),
        "by_level": _by(open_, "levels"),
        "by_community": _by(open_, "communities"),
        "by_principle": _by(open_, "principles"),
        "not_described": _listed(one for one in open_ if not one.described),
        "without_insight": _listed(one for one in open_ if not one.heard),
        "feedback_overdue": [one | {"due_on": due[one["id"]]} for one in _listed(late)],
    }


def _due_on(one: Taken, feedback_days: int | None) -> date | None:
    return one.due_on if feedback_days is None else one.decided_on + timedelta(feedback_days)


def _is_over(due_on: date | None, on: date) -> bool:
    return due_on is not None and due_on < on


def _by(open_: Sequence[Taken], name: str) -> list[dict[str, Any]]:
    codes = sorted({code for one in open_ for code in getattr(one, name)})
    return [
        {"code": code, **_figure((one for one in open_ if code in getattr(one, name)), open_)}
        for code in codes
    ]


def _figure(counted: Iterable[Taken], of: Sequence[Taken]) -> dict[str, Any]:
    found = _listed(counted)
    share = round(100 * len(found) / len(of), 1) if of else None
    return {"count": len(found), "of": len(of), "percent": share, "decisions": found}


def _listed(found: Iterable[Taken]) -> list[dict[str, Any]]:
    ordered = sorted(found, key=lambda one: (one.decided_on, one.reference))
    return [{"id": one.id, "reference": one.reference, "title": one.title,
             "decided_on": one.decided_on} for one in ordered]  # fmt: skip
