"""The entries of terms of reference on how a body decides, read as data. Pure: terms in, rules out.

* ``amendments``: whether they are seconded, and whether one waits for the other.
* ``delegation``: that posts may be given powers, for how long at most, and what stays reserved (the
  scheme of reservation and delegation).
* ``urgent_decisions``: who decides between meetings together, and whom they consult before.
* ``call_in``: within how many working days, by how many members or by which committee (in local
  government, Local Government Act 2000, s. 9F).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from governance.words import BodyCode, Code

AMENDMENTS, DELEGATION, URGENT, CALL_IN = (
    "amendments",
    "delegation",
    "urgent_decisions",
    "call_in",
)
Words = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
Groups = Annotated[list[Words], Field(min_length=1, max_length=10)]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Words
    """The clause that says so."""


class Amendments(_Rule):
    """How amendments are moved."""

    source: Words = "Common practice"
    seconded: bool = True
    one_at_a_time: bool = True
    """The next is moved once the one before is disposed of."""


class Delegation(_Rule):
    """What may be delegated to posts."""

    longest_days: Annotated[int, Field(ge=1, le=3_660)]
    reserved_kinds: list[Code] = []
    """Kinds of activity on which the body alone decides."""


class Urgent(_Rule):
    """How decisions are taken between meetings."""

    by: Groups
    """Groups of posts of the terms: of each, one post takes part."""
    consult_at_least: Annotated[int, Field(ge=0, le=50)]
    """Other members that are consulted before."""
    consult: Groups | None = None
    """Groups that they come from; any member if none."""


class Members(BaseModel):
    """So many members of a body together."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Annotated[int, Field(ge=1, le=100)]
    body: BodyCode | None = None
    """The code of another body whose members they are."""


class CallIn(_Rule):
    """How decisions are called in."""

    window_working_days: Annotated[int, Field(ge=1, le=60)]
    """After the day on which the decision was put on record."""
    heard_by: Words
    """The committee that looks at it, as it is called."""
    members: Members | None = None
    scrutiny: BodyCode | None = None
    """The code of a body that may call in by itself."""
    outcomes: list[Code] | None = None
    """Only decisions of these outcomes are called in; all if none."""
    urgent_exempt: bool = False

    @model_validator(mode="after")
    def _by_somebody(self) -> Self:
        if self.members is None and self.scrutiny is None:
            raise ValueError("somebody must be able to call in")
        return self


def amendments(content: Mapping[str, Any]) -> Amendments:
    """Read how amendments are moved.

    Raises:
        ValueError: if the entry does not have its form; so of all entries.
    """
    entry = content.get(AMENDMENTS)
    return Amendments() if entry is None else Amendments.model_validate(entry)


def delegation(content: Mapping[str, Any]) -> Delegation | None:
    """Read what may be delegated; None where nothing may."""
    entry = content.get(DELEGATION)
    return None if entry is None else Delegation.model_validate(entry)


def urgent(content: Mapping[str, Any]) -> Urgent | None:
    """Read how urgent decisions are taken; None where none are."""
    entry = content.get(URGENT)
    return None if entry is None else Urgent.model_validate(entry)


def call_in(content: Mapping[str, Any]) -> CallIn | None:
    """Read how decisions are called in; None where they are not."""
    entry = content.get(CALL_IN)
    return None if entry is None else CallIn.model_validate(entry)


def check(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give (place, fault) of each entry that no meeting could follow."""
    faults = []
    for name, read in (
        (AMENDMENTS, amendments),
        (DELEGATION, delegation),
        (URGENT, urgent),
        (CALL_IN, call_in),
    ):
        try:
            read(content)
        except ValueError:
            faults.append((name, "does not have the form of this standing order"))
    if not faults and (found := urgent(content)) is not None:
        groups = content.get("groups", {})
        named = {*found.by, *(found.consult or [])}
        if strangers := sorted(named - set(groups)):
            faults.append((URGENT, f"names groups that the terms do not have: {len(strangers)}"))
    return faults
