"""Days in files of samples: as ISO 8601, or counted from today (``today-30``, ``today+14``)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import orjson

_RELATIVE = re.compile(r"today([+-]\d{1,4})")


def read(text: bytes, today: date) -> Any:
    """Read JSON in which a string such as ``today-30`` stands for the day thirty days ago.

    Raises:
        orjson.JSONDecodeError: if it is no JSON.
    """
    return _resolved(orjson.loads(text), today)


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
