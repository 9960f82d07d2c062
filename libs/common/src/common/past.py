"""The made-up past of a service's sample: its file, its days, and its steps in their order.

Days stand in the file as ISO 8601, or counted from today (``today-30``, ``today+14``).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson

from common.errors import DomainError

_RELATIVE = re.compile(r"today([+-]\d{1,4})")


class NotPast(Exception):
    """Something of a past has not happened yet."""


@dataclass(frozen=True)
class Step:
    """Something that happened."""

    of: str
    """What the file calls that to which it happened."""
    at: datetime
    do: Callable[[datetime], Awaitable[None]]
    """Does it as at that moment."""


def read(text: bytes, today: date) -> Any:
    """Read JSON in which a string such as ``today-30`` stands for the day thirty days ago.

    Raises:
        orjson.JSONDecodeError: if it is no JSON.
    """
    return _resolved(orjson.loads(text), today)


def moment(day: date, hour: int = 9) -> datetime:
    """Give an hour of a day, in UTC."""
    return datetime.combine(day, time(hour, tzinfo=UTC))


async def happen(steps: Iterable[Step], now: datetime) -> None:
    """Take steps in the order of their moments; those of one moment as they are given.

    A refusal bears a note of the step that it came from.

    Raises:
        NotPast: if one lies ahead; nothing is done then.
    """
    ordered = sorted(steps, key=lambda step: step.at)
    if ordered and ordered[-1].at > now:
        raise NotPast(f"{ordered[-1].of}: {ordered[-1].at:%Y-%m-%d %H:%M} has not come yet")
    for step in ordered:
        try:
            await step.do(step.at)
        except DomainError as refused:
            refused.add_note(f"{step.of}, on {step.at:%Y-%m-%d}: {refused.fields}")
            raise


def _resolved(value: Any, today: date) -> Any:
    match value:
        case dict():
            return {key: _resolved(one, today) for key, one in value.items()}
        case list():
            return [_resolved(one, today) for one in value]
        case str():
            found = _RELATIVE.fullmatch(value)
            return (today + timedelta(days=int(found[1]))).isoformat() if found else value
        case _:
            return value
