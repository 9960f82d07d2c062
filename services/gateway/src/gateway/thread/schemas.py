"""Response models of the thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from common.web.schemas import Model

Kind = Literal[
    "assemblies",
    "selections",
    "surveys",
    "activities",
    "findings",
    "recommendations",
    "meetings",
    "papers",
    "decisions",
    "feedback",
    "questions",
    "petitions",
]


class NodeOut(Model):
    """One thing on the thread."""

    kind: Kind
    id: UUID
    title: str
    summary: str | None = Field(
        description="What was heard, decided or done, in the words in which it was published."
    )
    state: str = Field(
        description="Such as open, published, superseded, withdrawn, or a decision's outcome."
    )
    version: int
    visibility: str
    occurred_at: datetime | None
    data: dict[str, Any] = Field(
        description="Published facts of this kind. Numbers of people are rounded, or absent where "
        "they are suppressed."
    )
    href: str = Field(description="Where the thread is followed from this node.")
    page: str | None = Field(description="The public page, where anybody may see it.")


class PassedOut(NodeOut):
    """A node on the way."""

    depth: int = Field(description="The fewest steps to it.")


class EndOut(Model):
    """One end of a step."""

    kind: Kind
    id: UUID


class StepOut(Model):
    """One step of the thread, from what came later to what it rests on."""

    source: EndOut
    target: EndOut
    relation: str = Field(description="Such as relies_on, came_from, answers.")
    version: int | None = Field(description="The version that is relied on, where it matters.")


class ThreadOut(Model):
    """A node, all that it rests on, and all that came of it."""

    node: NodeOut
    back: list[PassedOut] = Field(description="Towards the people who were heard, nearest first.")
    forward: list[PassedOut] = Field(description="Towards the answer they got, nearest first.")
    steps: list[StepOut]
    complete: bool = Field(
        description="False where the thread is longer: the nearest 1,000 steps each way are given. "
        "Follow it from one of its nodes for the rest."
    )
