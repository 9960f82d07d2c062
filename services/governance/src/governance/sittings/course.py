"""Who is at a meeting at a moment, from what was recorded of its course; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from governance.quorum.evaluation import Attendee


class Came(Protocol):
    """Somebody arrived or left, for a post."""

    @property
    def post_id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def remote(self) -> bool: ...
    @property
    def deputy(self) -> bool: ...
    @property
    def deputy_approved(self) -> bool: ...
    @property
    def at(self) -> datetime: ...


class Step(Protocol):
    """A meeting was adjourned or resumed."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True)
class Entry:
    """One entry of the course, free of any table."""

    post_id: UUID
    kind: str
    at: datetime
    remote: bool = False
    deputy: bool = False
    deputy_approved: bool = False


def there(
    course: Iterable[Came], at: datetime, approved: Mapping[UUID, bool] | None = None
) -> list[Attendee]:
    """List who is at a meeting at a moment.

    Args:
        course: who came and left, in order.
        approved: of posts whose deputy the chair had ruled on by then, whether the deputy was
            approved; it overrides what the arrival says.
    """
    found: dict[UUID, Attendee] = {}
    for event in course:
        if event.at > at:
            continue
        found.pop(event.post_id, None)
        if event.kind == "arrived":
            found[event.post_id] = Attendee(
                event.post_id, event.remote, event.deputy, event.deputy_approved
            )
    ruled = approved or {}
    return [
        replace(one, deputy_approved=ruled[one.post_id])
        if one.deputy and one.post_id in ruled
        else one
        for one in found.values()
    ]


def adjourned(steps: Iterable[Step], at: datetime) -> bool:
    """Say whether a meeting stands adjourned at a moment."""
    last = None
    for one in steps:
        if one.at <= at:
            last = one.kind
    return last == "adjourned"
