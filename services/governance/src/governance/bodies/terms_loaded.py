"""Terms of reference of a system's file (rule 1).

A file says what the terms are, and from when on. Where it says otherwise than before, and the body
has met by the old ones, they end, and the new ones begin on the day of loading: no meeting that was
held is read by terms that nobody knew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from governance.bodies import repository
from governance.bodies.models import TermsOfReference
from governance.bodies.schemas import BodyRecord

_DAY = timedelta(days=1)


async def write(
    session: WriteSession, ics: SystemCode, record: BodyRecord, last_met: date | None, today: date
) -> str | None:
    """Bring a body's terms to what its system's file says; gives what changed, None where nothing
    did. The body must be locked.

    Args:
        last_met: the last day on which the body met, as far as is on record.
    """
    content, begins, ends = _said(record)
    known = await repository.terms(session, record.id)
    # What came with a file is marked since migration 0031; before, it began on the file's day.
    last = next((one for one in known if one.loaded or one.valid_from == begins), None)
    if last is not None and last.content == content:
        return await _end(session, last, ends, _next(known, last.valid_from), last_met)
    differences = _differences(last.content if last else {}, content)
    if last_met is not None and begins <= last_met:
        begins = max(today, last_met + _DAY)
    ends = _earliest(ends if ends is None or ends > begins else None, _next(known, begins))
    for one in known:
        if one.valid_from < begins and (one.valid_to is None or one.valid_to > begins):
            one.valid_to = begins
    await session.flush()
    row = {"ics": ics, "body_id": record.id, "valid_from": begins, "valid_to": ends,
           "content": content, "loaded": True}  # fmt: skip
    await repository.upsert(session, TermsOfReference, ("ics", "body_id", "valid_from"), row)
    return f"terms from {begins} on: {differences}"


async def _end(
    session: WriteSession, last: TermsOfReference, ends: date | None, following: date | None,
    last_met: date | None,
) -> str | None:  # fmt: skip
    """End terms when the file says, or those that follow begin; not behind the body's meetings. An
    end that is on record stays where the file names none."""
    was = last.valid_to
    until = _earliest(ends or was, following)
    if until == was:
        return None
    if until is not None and until == ends and last_met is not None and ends <= last_met:
        return f"terms from {last.valid_from}: do not end on {ends}, the body met by them later"
    last.valid_to = until
    await session.flush()
    return f"terms from {last.valid_from}: valid_to is now {until}, was {was}"


def _said(record: BodyRecord) -> tuple[dict[str, Any], date, date | None]:
    content = dict(record.terms or {})
    begins = content.pop("valid_from", None)
    ends = content.pop("valid_to", None)
    return (
        content,
        date.fromisoformat(begins) if begins else record.valid_from,
        date.fromisoformat(ends) if ends else None,
    )


def _next(known: Sequence[TermsOfReference], after: date) -> date | None:
    """Give the first day of the terms that follow those of a day."""
    return min((one.valid_from for one in known if one.valid_from > after), default=None)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _differences(then: dict[str, Any], now: dict[str, Any]) -> str:
    """Name the entries that are new, that are gone and that say something else."""
    names = sorted({*then, *now})
    said = [
        f"{name} {'is new' if name not in then else 'is gone' if name not in now else 'changed'}"
        for name in names
        if then.get(name) != now.get(name)
    ]
    return ", ".join(said) or "nothing else changed"
