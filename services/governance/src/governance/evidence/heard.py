"""Of which activities the library's word is that people were heard at them.

What a decision rests on, whom it owes an answer and what reports count as involvement are all told
by this: nobody was heard, and nobody waits for an answer, where something was only planned.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, any_, exists, or_

from governance.evidence.models import Activity, Finding

_BEGUN = ("under_way", "finished")


def took_place() -> Any:
    """Give the condition on activities: begun or over, by the library's word, or one of which a
    finding says what was heard; none that was called off, or is only planned."""
    told = exists().where(
        Finding.ics == Activity.ics,
        Finding.state != "withdrawn",
        Activity.activity_id == any_(Finding.activity_ids),
    )
    return and_(Activity.status != "called_off", or_(Activity.status.in_(_BEGUN), told))


def heard_by(day: Any) -> Any:
    """Give the condition on activities: took place, and nothing shows that it began after a day.

    Args:
        day: such as that of a decision; a date, or a column of dates.
    """
    return and_(took_place(), or_(Activity.starts_on.is_(None), Activity.starts_on <= day))
