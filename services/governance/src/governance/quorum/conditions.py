"""A rule set against the posts of a body: what each condition wants, in posts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from governance.quorum.rules import (
    All,
    Apart,
    AtLeast,
    Condition,
    Either,
    Groups,
    QuorumRule,
    RuleRefused,
    Selection,
    Share,
)
from governance.quorum.seats import Seat, unfilled


@dataclass(frozen=True)
class Member:
    """A post of the body as its quorum sees it."""

    post_id: UUID
    sector: str | None = None
    organisation: str | None = None
    vacant: bool = False
    co_opted: bool = False


@dataclass(frozen=True)
class Wanted:
    """A condition with its selections worked out."""

    kind: Literal["at_least", "share", "apart", "all", "any"]
    name: str
    path: str
    """Where it stands in the terms: ``quorum.condition.all[1]``."""
    seats: tuple[Seat, ...] = ()
    number: int = 0
    """Members wanted by a share."""
    members: Seat = frozenset()
    parts: tuple[Wanted, ...] = ()

    def shortfall(self, counted: Collection[UUID]) -> int:
        """Say how many members are wanting; 0 where the condition holds."""
        if self.kind == "share":
            return max(0, self.number - sum(1 for post in counted if post in self.members))
        if self.kind == "all":
            return sum(part.shortfall(counted) for part in self.parts)
        if self.kind == "any":
            return min(part.shortfall(counted) for part in self.parts)
        return unfilled(self.seats, counted)


def work_out(rule: QuorumRule, groups: Groups, members: Sequence[Member]) -> Wanted:
    """Set a rule against the posts of a body.

    Raises:
        RuleRefused: if it speaks of posts, groups or sectors that the body does not have.
    """
    return _Working(groups, members).condition(rule.condition, "quorum.condition")


def refuse_contradictions(rule: QuorumRule, groups: Groups, members: Sequence[Member]) -> None:
    """Refuse a rule that no meeting of these posts could fulfil, vacant ones filled.

    Raises:
        RuleRefused: naming each condition that asks for more than there is.
    """
    whole = [replace(one, vacant=False) for one in members]
    wanted = work_out(rule, groups, whole)
    everyone = {one.post_id for one in whole}
    problems = [
        (one.path, f"asks for {short} more than all posts of the body could ever give")
        for one in _walk(wanted)
        if (short := one.shortfall(everyone))
    ]
    if problems:
        raise RuleRefused(problems)


def chosen(
    selection: Selection, groups: Groups, members: Sequence[Member], path: str
) -> frozenset[UUID]:
    """Give the posts that a selection chooses.

    Raises:
        RuleRefused: if it names posts, groups or sectors that the body does not have.
    """
    return _Working(groups, members).chosen(selection, path)


def _of_the_whole(member: Member, share: Share) -> bool:
    if share.of == "filled_posts":
        return not member.vacant
    return share.of == "posts" or not member.co_opted


def _walk(wanted: Wanted) -> list[Wanted]:
    """Give the innermost conditions that fail first; a whole is blamed where no part is."""
    return [one for part in wanted.parts for one in _walk(part)] + [wanted]


class _Working:
    def __init__(self, groups: Groups, members: Sequence[Member]) -> None:
        self.groups = groups
        self.members = members
        self.ids = frozenset(one.post_id for one in members)

    def condition(self, condition: Condition, path: str) -> Wanted:
        match condition:
            case AtLeast():
                return Wanted("at_least", condition.name, path, self.seats(condition, path))
            case Share():
                whole = [m for m in self.members if _of_the_whole(m, condition)]
                number = max(1, -(-len(whole) * condition.share_percent // 100))
                return Wanted("share", condition.name, path, number=number, members=self.ids)
            case Apart():
                parts = self.parts(condition.apart, f"{path}.apart")
                seats = tuple(seat for part in parts for seat in part.seats)
                return Wanted("apart", condition.name, path, seats, parts=parts)
            case All():
                return Wanted("all", condition.name, path,
                              parts=self.parts(condition.all, f"{path}.all"))  # fmt: skip
            case Either():
                return Wanted("any", condition.name, path,
                              parts=self.parts(condition.any, f"{path}.any"))  # fmt: skip

    def parts(self, conditions: Sequence[Condition], path: str) -> tuple[Wanted, ...]:
        return tuple(self.condition(one, f"{path}[{i}]") for i, one in enumerate(conditions))

    def seats(self, condition: AtLeast, path: str) -> tuple[Seat, ...]:
        """Give a seat for each of a kind, and for the rest seats that any of them may fill."""
        whole = self.chosen(condition.among, f"{path}.among")
        seats: list[Seat] = []
        for index, one in enumerate(condition.including):
            kind = self.chosen(one.among, f"{path}.including[{index}].among") & whole
            seats += [kind] * one.at_least
        return (*seats, *[whole] * (condition.at_least - len(seats)))

    def chosen(self, selection: Selection, path: str) -> Seat:
        named: set[UUID] = set(selection.post_ids)
        for group in selection.groups:
            if group not in self.groups:
                raise RuleRefused([(path, "names a group that these terms do not have")])
            named |= set(self.groups[group])
        if named - self.ids:
            raise RuleRefused([(path, "names a post that the body does not have")])
        for key, values in (("sector", selection.sectors),
                            ("organisation", selection.organisations)):  # fmt: skip
            for value in values:
                found = {m.post_id for m in self.members if getattr(m, key) == value}
                if not found:
                    raise RuleRefused([(path, f"names a {key} that no post of the body has")])
                named |= found
        lists = (selection.post_ids, selection.groups, selection.sectors, selection.organisations)
        chosen = frozenset(named) if any(lists) else self.ids
        if selection.excluding is not None:
            chosen -= self.chosen(selection.excluding, f"{path}.excluding")
        return chosen
