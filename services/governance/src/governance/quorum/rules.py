"""A quorum as data: a composition of conditions, as terms of reference bear it.

    {"remote": "if_agreed", "deputies": "if_approved", "conflicted": false,
     "condition": {"all": [
        {"name": "30% of partners", "share_percent": 30},
        {"name": "chair or deputy", "at_least": 1, "among": {"groups": ["chair", "deputy_chair"]}},
        {"apart": [
           {"name": "founders", "at_least": 3, "among": {"groups": ["founder"]}, "including": [
              {"name": "an ICB", "at_least": 1, "among": {"sectors": ["NHS ICB"]}}]},
           {"name": "others", "at_least": 2, "among": {"excluding": {"groups": ["founder"]}}}]}]}}

``apart`` counts no post for two of its conditions: "two other partners" are others than those
counted as founder members. Groups are lists of posts, named in the same terms.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
)

from common.web.validation import field_errors

_MOST_FAULTS = 20
MAX_DEPTH = 24
"""Levels of JSON that a rule may have, far above what terms of reference say."""

Label = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[int, Field(ge=1, le=1000, strict=True)]


class RuleRefused(Exception):
    """A rule that no meeting could follow, or that contradicts itself.

    ``problems`` are pairs of a path inside the terms and what is wrong there.
    """

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {message}" for path, message in problems))
        self.problems = problems


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Selection(_Data):
    """Posts: those that any list names, or all where there is no list; less those excluded."""

    post_ids: tuple[UUID, ...] = ()
    groups: tuple[Label, ...] = ()
    sectors: tuple[Label, ...] = ()
    organisations: tuple[Label, ...] = ()
    excluding: Selection | None = None


class Included(_Data):
    """So many of the posts counted must be of these."""

    name: Label
    at_least: Number
    among: Selection


class AtLeast(Included):
    """So many posts, some of them of a kind."""

    including: tuple[Included, ...] = ()


class Share(_Data):
    """So many per cent of the members, rounded up to whole members."""

    name: Label
    share_percent: Annotated[int, Field(ge=1, le=100, strict=True)]
    of: Literal["posts", "filled_posts", "full_posts"] = "posts"
    """The members that the share is of: all posts; those that are filled; or those of full members,
    so that a co-opted member counts towards the share without making it larger."""


class Apart(_Data):
    """All of these, no post counted for two of them."""

    name: Label = "each by other members"
    apart: Annotated[tuple[AtLeast, ...], Field(min_length=2, max_length=20)]


class All(_Data):
    """All of these; one post may serve several."""

    name: Label = "all of these"
    all: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=50)]


class Either(_Data):
    """One of these is enough."""

    name: Label = "one of these"
    any: Annotated[tuple[Condition, ...], Field(min_length=1, max_length=50)]


_KINDS: dict[str, type[_Data]] = {
    "at_least": AtLeast, "share_percent": Share, "apart": Apart, "all": All, "any": Either,
}  # fmt: skip
_TAG = "="
"""Before the name of a kind, so that it is told from a field's in the place of a fault."""


def _kind_of(given: Any) -> str | None:
    """Say by its key which kind a condition is; None where it bears no such key, or several."""
    if isinstance(given, dict):
        borne = [key for key in _KINDS if key in given]
    else:
        borne = [key for key, kind in _KINDS.items() if type(given) is kind]
    return f"{_TAG}{borne[0]}" if len(borne) == 1 else None


Condition = Annotated[
    Annotated[AtLeast, Tag(f"{_TAG}at_least")]
    | Annotated[Share, Tag(f"{_TAG}share_percent")]
    | Annotated[Apart, Tag(f"{_TAG}apart")]
    | Annotated[All, Tag(f"{_TAG}all")]
    | Annotated[Either, Tag(f"{_TAG}any")],
    Discriminator(
        _kind_of,
        custom_error_type="kind_of_condition",
        custom_error_message="must bear one of at_least, share_percent, apart, all and any",
    ),
]


class QuorumRule(_Data):
    """Who counts, and what those who count must fulfil."""

    remote: Literal["always", "if_agreed", "never"] = "never"
    """Whether who takes part from afar counts; `if_agreed`: where agreed in advance."""
    deputies: Literal["always", "if_approved", "never"] = "never"
    """Whether deputies count; `if_approved`: those whom the chair approved."""
    conflicted: bool = False
    """Whether a member with an interest in the item counts."""
    condition: Condition


All.model_rebuild()
Either.model_rebuild()
QuorumRule.model_rebuild()

Groups = dict[str, tuple[UUID, ...]]
_GROUPS: TypeAdapter[Groups] = TypeAdapter(dict[Label, tuple[UUID, ...]])


def read(terms: dict[str, Any]) -> tuple[QuorumRule, Groups] | None:
    """Read the quorum rule of terms of reference, and the groups of posts that they name.

    Returns:
        None where the terms have no ``quorum``.

    Raises:
        RuleRefused: if it is not a rule; for each fault its path in the terms.
    """
    groups = read_groups(terms)
    if terms.get("quorum") is None:
        return None
    rule = _read("quorum", terms["quorum"], QuorumRule.model_validate)
    _check_sums(rule.condition, "quorum.condition")
    return rule, groups


def read_groups(terms: dict[str, Any]) -> Groups:
    """Read the groups of posts that terms of reference name.

    Raises:
        RuleRefused: if they are no lists of posts.
    """
    groups: Groups = _read("groups", terms.get("groups") or {}, _GROUPS.validate_python)
    return groups


def _read(path: str, data: Any, validate: Any) -> Any:
    if _depth(data) > MAX_DEPTH:
        raise RuleRefused([(path, f"must have at most {MAX_DEPTH} levels")])
    try:
        return validate(data)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        # A list all of whose entries are at fault is told to be too short besides.
        within = {fault["loc"][:end] for fault in faults for end in range(len(fault["loc"]))}
        told = [f for f in faults if f["type"] != "too_short" or f["loc"] not in within]
        raise RuleRefused([_told(path, fault) for fault in told[:_MOST_FAULTS]]) from None


def _told(path: str, fault: Any) -> tuple[str, str]:
    """Give the place of a fault in the terms, and what is wrong there."""
    place = [part for part in fault["loc"] if not str(part).startswith(_TAG)]
    [said] = field_errors([{**fault, "loc": [path, *place]}])
    own = fault["type"] == "kind_of_condition"
    return said.field, fault["msg"] if own else said.message


def _depth(data: Any) -> int:
    level, depth = [data], 0
    while level and depth <= MAX_DEPTH:
        level = [
            child
            for one in level
            if isinstance(one, dict | list | tuple)
            for child in (one.values() if isinstance(one, dict) else one)
        ]
        depth += 1
    return depth


def _check_sums(condition: Condition, path: str) -> None:
    """Refuse "two members, of whom three …": more asked of a part than of the whole."""
    if isinstance(condition, AtLeast):
        asked = sum(one.at_least for one in condition.including)
        if asked > condition.at_least:
            message = f"asks for {condition.at_least}, and for {asked} of a kind among them"
            raise RuleRefused([(path, message)])
        return
    for key, parts in children(condition):
        for index, part in enumerate(parts):
            _check_sums(part, f"{path}.{key}[{index}]")


def children(condition: Condition) -> list[tuple[str, tuple[Condition, ...]]]:
    """Give the conditions inside a condition, under the key that bears them."""
    if isinstance(condition, Apart):
        return [("apart", condition.apart)]
    if isinstance(condition, All):
        return [("all", condition.all)]
    if isinstance(condition, Either):
        return [("any", condition.any)]
    return []
