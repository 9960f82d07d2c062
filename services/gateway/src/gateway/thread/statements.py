"""What an event says about the thread: nodes with their facts, and the steps between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

PUBLIC = "public"
UNKNOWN = "unknown"
WITHDRAWN = "withdrawn"
DECIDED_IN = "decided_in"
"""From a commission to the decision that made it: a decision that stands at the beginning."""
RESPONDS_TO = "responds_to"
"""From a decision to a recommendation: told by the answer, not by the decision."""
REPLACES = "replaces"
"""From a decision to the one whose place it took: told by the one that was replaced."""
CORRECTS = "corrects"
"""From an answer to the one whose place it took: told by the later one."""
SUPERSEDED = "superseded"
TOLD_BY_TARGET = (RESPONDS_TO, REPLACES)
"""Relations of which the node that is rested on tells, not the one that rests on it."""

STATES_PER_VERSION = 4
"""Room for the states that one version can pass through: published, superseded, withdrawn."""


@dataclass(frozen=True)
class Facts:
    """What a node shows."""

    version: int
    title: str
    summary: str | None
    visibility: str
    occurred_at: datetime
    organisation_id: UUID | None = None
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """A node that the one told about rests on."""

    kind: str
    id: UUID
    relation: str
    version: int | None = None


@dataclass(frozen=True)
class Statement:
    """One event's word on one node.

    ``facts`` is None where the event changes the state alone; ``links`` belong to the facts, and so
    do ``followers``: what rests on this node, where this node's own event tells of it.
    """

    kind: str
    id: UUID
    state: str
    state_rank: int
    facts: Facts | None = None
    links: tuple[Link, ...] = ()
    followers: tuple[Link, ...] = ()


Said = Mapping[str, Any]
Projection = Callable[[Said, datetime], Statement | tuple[Statement, ...]]


def pick(said: Said, *names: str) -> dict[str, Any]:
    """Give those of the fields that say something."""
    return {name: said[name] for name in names if said.get(name) not in (None, [])}


def midnight(day: date) -> datetime:
    """Give a date that has no hour as a moment: midnight of UTC, which is that date in England too,
    in summer and in winter."""
    return datetime.combine(day, time(), UTC)


def milliseconds(moment: datetime) -> int:
    """Give a moment as a number that grows with it."""
    return int(moment.timestamp() * 1000)
