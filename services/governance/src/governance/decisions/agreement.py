"""Whether what a decision says of its parts agrees with the votes on them (rules 2 and 7); pure.

A part without an outcome of its own has that of the decision. Of several votes on one part the last
stands. Only what was lost binds: a motion that something be deferred or rejected may be carried.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from governance.decisions.schemas import DecisionContent
from governance.sittings import outcomes


@dataclass(frozen=True)
class Said:
    """What a vote said, and of what."""

    parts: Sequence[int]
    """From 1; none of a vote on the whole."""
    carried: bool
    at: datetime


def fault(content: DecisionContent, on: date, taken: Collection[Said]) -> str | None:
    """Say what does not agree, in words that a person can follow; None where all does.

    Args:
        on: the day of the decision.
        taken: the votes that led to it.
    """
    last = _last(taken)
    for number, one in enumerate(content.parts, start=1):
        outcome = one.outcome or content.outcome
        if last.get(number) is False and outcomes.says_carried(outcome, on):
            return (
                f"Part {number} was lost in the last vote on it, and the decision says that it was "
                "carried. Give the part an outcome of its own, or link a later vote on it first."
            )
    every = range(1, len(content.parts) + 1)
    all_lost = bool(last) and all(last.get(number) is False for number in every)
    if all_lost and outcomes.says_carried(content.outcome, on):
        return "Every part was lost, and the outcome of the decision says that it was carried."
    return None


def renumbered(
    before: DecisionContent, after: DecisionContent, taken: Collection[Said]
) -> bool:  # fmt: skip
    """Say whether a part that a vote names would bear another number, as far as its words show:
    there are more or fewer parts, or its words stand in another."""
    named = {number for one in taken for number in one.parts}
    if not named:
        return False
    if len(before.parts) != len(after.parts):
        return True
    texts = [one.text for one in after.parts]
    for number in named:
        words = before.parts[number - 1].text
        if texts[number - 1] != words and words in texts:
            return True
    return False


def _last(taken: Collection[Said]) -> dict[int, bool]:
    """Give of each part that a vote names whether the last of them carried it."""
    return {
        number: one.carried for one in sorted(taken, key=lambda one: one.at) for number in one.parts
    }
