"""Days of moments, as SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Date, cast, func

from common.clock import ENGLAND


def day_in_england(moment: Any) -> ColumnElement[Any]:
    """Give the day of a moment in England, as ``common.clock.day_in_england`` does.

    No index is by it: where moments are compared with a day, compare them with ``beginning_of`` and
    ``end_of`` it.
    """
    return cast(func.timezone(ENGLAND.key, moment), Date)
