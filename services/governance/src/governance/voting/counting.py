"""Consensus, votes and what came of them, as the terms of reference say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Choice = Literal["for", "against", "abstain"]
Method = Literal["show_of_hands", "recorded", "secret"]
Base = Literal["votes", "present", "members"]


class Majority(BaseModel):
    """More than so large a share: 1 of 2 is the simple majority."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    more_than: tuple[int, int] = (1, 2)
    """Numerator and denominator."""
    of: Base = "votes"
    """Of the votes for and against; of the members present; or of all members."""


class VotingRule(BaseModel):
    """How a body decides."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    consensus_first: bool = True
    votes_each: int = Field(default=1, ge=1, le=1)
    majority: Majority = Majority()
    chair_casting_vote: bool = False
    methods: tuple[Method, ...] = Field(
        default=("show_of_hands", "recorded", "secret"), min_length=1
    )


class VoteRefused(Exception):
    """A vote that the rules do not admit; ``problems`` are codes with post ids aside."""

    def __init__(self, reason: str, posts: tuple[UUID, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.posts = posts


@dataclass(frozen=True)
class Roll:
    """Who may vote on an item at its moment."""

    entitled: frozenset[UUID]
    """Posts that are members, present, and not removed by an interest."""
    presiding: UUID | None
    """The post that is in the chair."""
    members: int
    conflicted: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Tally:
    """Votes given: 0 or more of each."""

    in_favour: int
    against: int
    abstained: int


@dataclass(frozen=True)
class Result:
    """What came of a vote."""

    carried: bool
    tally: Tally
    tied: bool
    by_casting_vote: bool
    needed: int
    """The least number of votes in favour that carries."""


def read(terms: Mapping[str, Any]) -> VotingRule:
    """Read the voting rule of terms of reference.

    Raises:
        ValueError: if it is not one, or its majority is not a share below the whole.
    """
    try:
        rule = VotingRule.model_validate(terms.get("voting") or {})
    except ValidationError:
        raise ValueError("does not have the form of a voting rule") from None
    above, below = rule.majority.more_than
    if not 0 < above < below:
        raise ValueError("asks for a majority that no vote could reach")
    if above * 2 < below:
        raise ValueError("lets less than half carry a motion and its opposite")
    return rule


def must_vote(rule: VotingRule, *, chair_rules_none: bool, disputed_by: frozenset[UUID]) -> bool:
    """Say whether an item goes to a vote, rather than being decided by consensus."""
    return not rule.consensus_first or chair_rules_none or bool(disputed_by)


def agree(
    rule: VotingRule, roll: Roll, *, chair_rules_none: bool, disputed_by: frozenset[UUID]
) -> None:
    """Record consensus.

    Raises:
        VoteRefused: if the chair ruled that there is none, or one member disputes it.
    """
    _only_entitled(roll, disputed_by)
    if must_vote(rule, chair_rules_none=chair_rules_none, disputed_by=disputed_by):
        raise VoteRefused("no-consensus", tuple(sorted(disputed_by)))


def require_dispute(
    rule: VotingRule, roll: Roll, *, chair_rules_none: bool, disputed_by: frozenset[UUID]
) -> None:
    """Let a vote be taken.

    Raises:
        VoteRefused: if consensus comes first and neither chair nor member disputes it.
    """
    _only_entitled(roll, disputed_by)
    if not must_vote(rule, chair_rules_none=chair_rules_none, disputed_by=disputed_by):
        raise VoteRefused("consensus-stands")


def count_by_name(
    rule: VotingRule, roll: Roll, choices: Mapping[UUID, Choice], casting: Choice | None = None
) -> Result:
    """Count a recorded vote: one choice per post.

    Raises:
        VoteRefused: if somebody voted who may not.
    """
    _only_entitled(roll, choices.keys())
    given = list(choices.values())
    tally = Tally(given.count("for"), given.count("against"), given.count("abstain"))
    return count(rule, roll, tally, "recorded", casting)


def count(
    rule: VotingRule, roll: Roll, tally: Tally, method: Method, casting: Choice | None = None
) -> Result:
    """Count a vote.

    Args:
        casting: the second vote of whoever is in the chair, where the votes are equal.

    Raises:
        VoteRefused: if there are more votes than voters, or a casting vote that is not due, or
            none where one is.
    """
    if method not in rule.methods:
        raise VoteRefused("method-not-allowed")
    numbers = (tally.in_favour, tally.against, tally.abstained)
    if min(numbers) < 0 or sum(numbers) > len(roll.entitled):
        raise VoteRefused("more-votes-than-voters")
    above, below = rule.majority.more_than
    base = {"votes": tally.in_favour + tally.against, "present": len(roll.entitled),
            "members": roll.members}[rule.majority.of]  # fmt: skip
    needed = base * above // below + 1
    tied = tally.in_favour == tally.against and tally.in_favour > 0
    # A second vote breaks a tie; it does not make two thirds out of a half.
    simple = above * 2 == below
    may_cast = rule.chair_casting_vote and simple and roll.presiding in roll.entitled
    if casting is not None and not (tied and may_cast):
        raise VoteRefused("casting-vote-not-due")
    if tied and may_cast:
        if casting is None:
            raise VoteRefused("casting-vote-needed")
        return Result(casting == "for", tally, tied=True, by_casting_vote=casting != "abstain",
                      needed=needed)  # fmt: skip
    carried = not tied and tally.in_favour >= needed
    return Result(carried, tally, tied=tied, by_casting_vote=False, needed=needed)


def _only_entitled(roll: Roll, posts: Any) -> None:
    given = frozenset(posts)
    if conflicted := given & roll.conflicted:
        raise VoteRefused("conflict-of-interest", tuple(sorted(conflicted)))
    if strangers := given - roll.entitled:
        raise VoteRefused("not-entitled", tuple(sorted(strangers)))
