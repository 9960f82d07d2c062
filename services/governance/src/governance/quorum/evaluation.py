"""Is the meeting quorate, and why: each condition with who would make it hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from governance.quorum.conditions import Member, Wanted, work_out
from governance.quorum.rules import Groups, QuorumRule

Why = Literal[
    "present",
    "absent",
    "vacant",
    "conflict_of_interest",
    "remote_not_allowed",
    "remote_not_agreed",
    "deputies_not_allowed",
    "deputy_not_approved",
]


@dataclass(frozen=True)
class Attendee:
    """Who fills a post at a moment of a meeting, in person or through a deputy."""

    post_id: UUID
    remote: bool = False
    deputy: bool = False
    deputy_approved: bool = False


@dataclass(frozen=True)
class Standing:
    """Whether a post counts, and why or why not."""

    post_id: UUID
    counts: bool
    why: Why


@dataclass(frozen=True)
class Finding:
    """What became of one condition."""

    kind: str
    name: str
    path: str
    holds: bool
    missing: int
    """Members wanting; 0 where it holds."""
    would_help: tuple[UUID, ...]
    """Posts not counted now, each of which would lessen what is missing."""
    parts: tuple[Finding, ...]


@dataclass(frozen=True)
class Quorum:
    """Whether a meeting is quorate at a moment, and how that comes about."""

    quorate: bool
    counted: int
    members: int
    standings: tuple[Standing, ...]
    finding: Finding
    would_suffice: tuple[UUID, ...] | None
    """Posts that together would make it quorate, none of them needlessly; None if none could."""


def standings(
    rule: QuorumRule,
    members: Sequence[Member],
    attendees: Collection[Attendee],
    *,
    conflicted: Collection[UUID] = (),
    remote_agreed: bool,
) -> tuple[Standing, ...]:
    """Say of each post whether it counts.

    Args:
        attendees: who is there; somebody of no post of the body counts for nothing.
        conflicted: posts with an interest in the item at hand, where the chair did not rule
            otherwise.
        remote_agreed: it was agreed in advance that people may take part from afar.
    """
    there = {one.post_id: one for one in attendees}
    found = []
    for member in members:
        one = there.get(member.post_id)
        if member.post_id in conflicted and not rule.conflicted:
            why: Why = "conflict_of_interest"
        else:
            why = _why(rule, member, one, remote_agreed)
        found.append(Standing(member.post_id, why == "present", why))
    return tuple(found)


def evaluate(
    rule: QuorumRule,
    groups: Groups,
    members: Sequence[Member],
    attendees: Collection[Attendee],
    *,
    conflicted: Collection[UUID] = (),
    remote_agreed: bool,
) -> Quorum:
    """Work out whether a meeting is quorate, and explain it.

    Raises:
        RuleRefused: if the rule speaks of posts that the body does not have.
    """
    wanted = work_out(rule, groups, members)
    found = standings(rule, members, attendees, conflicted=conflicted, remote_agreed=remote_agreed)
    counted = {one.post_id for one in found if one.counts}
    # Somebody with an interest, or an empty seat, cannot make a meeting quorate by coming.
    out = ("vacant", "conflict_of_interest")
    could = [one.post_id for one in found if not one.counts and one.why not in out]
    finding = _explain(wanted, counted, could)
    return Quorum(
        quorate=finding.holds,
        counted=len(counted),
        members=len(members),
        standings=found,
        finding=finding,
        would_suffice=_suffice(wanted, counted, could),
    )


def _why(rule: QuorumRule, member: Member, one: Attendee | None, remote_agreed: bool) -> Why:
    if member.vacant:
        return "vacant"  # nobody holds it, so nobody comes for it, nor in place of its holder
    if one is None:
        return "absent"
    refusals: tuple[tuple[bool, Why], ...] = (
        (one.remote and rule.remote == "never", "remote_not_allowed"),
        (one.remote and rule.remote == "if_agreed" and not remote_agreed, "remote_not_agreed"),
        (one.deputy and rule.deputies == "never", "deputies_not_allowed"),
        (one.deputy and rule.deputies == "if_approved" and not one.deputy_approved,
         "deputy_not_approved"),
    )  # fmt: skip
    return next((why for refused, why in refusals if refused), "present")


def _explain(wanted: Wanted, counted: set[UUID], could: Sequence[UUID]) -> Finding:
    missing = wanted.shortfall(counted)
    help_ = [one for one in could if missing and wanted.shortfall({*counted, one}) < missing]
    return Finding(
        kind=wanted.kind,
        name=wanted.name,
        path=wanted.path,
        holds=missing == 0,
        missing=missing,
        would_help=tuple(help_),
        parts=tuple(_explain(part, counted, could) for part in wanted.parts),
    )


def _suffice(wanted: Wanted, counted: set[UUID], could: Sequence[UUID]) -> tuple[UUID, ...] | None:
    """Find posts that would do, by taking who helps most, then leaving out who is not needed."""
    if wanted.shortfall({*counted, *could}):
        return None
    chosen: list[UUID] = []
    left = list(could)
    while wanted.shortfall({*counted, *chosen}):
        best = min(left, key=lambda one: wanted.shortfall({*counted, *chosen, one}))
        left.remove(best)
        chosen.append(best)
    for one in list(chosen):
        without = [other for other in chosen if other != one]
        if not wanted.shortfall({*counted, *without}):
            chosen = without
    return tuple(chosen)
