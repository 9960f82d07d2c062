"""By when those who spoke are told what came of decisions, with open threads or without."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from common.db.engine import ReadSession
from governance.bodies import service as bodies
from governance.threads import repository, standards


async def days(
    session: ReadSession, decided: Sequence[tuple[UUID, UUID, date]]
) -> dict[UUID, date]:
    """Give the last day on which those who spoke are told in time: the thread's, or what the terms
    or the standard of the day say where it is not open yet; none where nothing says.

    Args:
        decided: each decision with its body and its day.
    """
    found = await repository.due_days(session, [one for one, _, _ in decided])
    for decision_id, body_id, day in decided:
        if decision_id in found:
            continue
        terms = await bodies.terms_on(session, body_id, day)
        standard = standards.on(day, None if terms is None else terms.content)
        if standard is not None:
            found[decision_id] = day + timedelta(standard.due_days)
    return found
