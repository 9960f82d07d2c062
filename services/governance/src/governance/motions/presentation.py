"""How a motion is shown to those who keep the record."""

from __future__ import annotations

from collections.abc import Sequence

from governance.motions.models import Amendment, Disposal
from governance.motions.reading import Whole
from governance.motions.schemas import AmendmentOut, ClauseOut, MotionOut
from governance.motions.wording import Clause

_MOTION = (
    "id",
    "meeting_id",
    "item_id",
    "mover_post_id",
    "seconder_post_id",
    "moved_at",
    "vote_id",
    "part_vote_ids",
    "decision_id",
    "version",
)
_AMENDMENT = (
    "id",
    "number",
    "part",
    "leave_out",
    "insert",
    "mover_post_id",
    "seconder_post_id",
    "moved_at",
)
_DISPOSAL = ("result", "vote_id", "reason", "disposed_at")


def motion_out(found: Whole) -> MotionOut:
    """Show a motion with its amendments and the substantive motion."""
    return MotionOut.model_validate(
        {name: getattr(found.motion, name) for name in _MOTION}
        | {
            "state": found.state,
            "moved": _clauses(found.moved),
            "substantive": _clauses(found.substantive),
            "amendments": [_amendment(one, came) for one, came in found.amendments],
        }
    )


def _clauses(clauses: Sequence[Clause]) -> list[ClauseOut]:
    return [ClauseOut(marker=one.marker, text=one.text) for one in clauses]


def _amendment(one: Amendment, came: Disposal | None) -> AmendmentOut:
    became = {name: came and getattr(came, name) for name in _DISPOSAL}
    return AmendmentOut.model_validate({name: getattr(one, name) for name in _AMENDMENT} | became)
