"""The changes since a position, as JSON: a walk that never ends and never skips.

Positions become visible in their own order (`insights.feeds`), so whoever goes on from the last one
that they saw misses nothing. A finding is told by its newest entry: who asks for changes from the
beginning gets each once, and meets it again when it changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from common.db.engine import ReadSession
from common.db.pagination import PageRequest, decode_cursor, encode_cursor
from common.errors import FieldError, Invalid
from insights.feeds.models import REMOVED
from insights.harvest import repository
from insights.harvest.repository import Row
from insights.harvest.schemas import ChangeOut, ChangesOut, Selection
from insights.replies import shown as replies
from insights.replies.shown import ReplyShown
from insights.vocabularies import service as vocabularies
from insights.vocabularies.service import Rounding

_LISTS = ("themes", "places", "communities", "methods")
_VALUES = ("title", "summary", "heard_from", "heard_to", "people_heard", "strength", "licence")


async def changes(session: ReadSession, public_url: str, request: PageRequest) -> ChangesOut:
    """Give the changes after a cursor, oldest first; none where there are none so far.

    Raises:
        Invalid: if the cursor was not given by this feed.
    """
    newest = await repository.newest_position(session)
    after = 0 if request.after is None else decode_cursor(request.after, (int,))[0]
    if not 0 <= after <= newest:
        raise Invalid(
            "The cursor was not given by this feed. Start again without it.",
            fields=(FieldError("query.cursor", "is not a cursor of this feed"),),
        )
    rows = await repository.page(
        session, Selection(), as_of=newest, after=after, limit=request.limit + 1
    )
    more, rows = len(rows) > request.limit, rows[: request.limit]
    system = await vocabularies.system(session)
    rounding = await vocabularies.rounding(session)
    said = await replies.of_findings(session, [row.entry.finding_id for row in rows])
    home = f"{public_url}/{system.slug}" if system is not None else public_url
    last = rows[-1].entry.position if rows else after
    return ChangesOut(
        items=[_change(row, home, rounding, said.get(row.entry.finding_id, [])) for row in rows],
        next_cursor=encode_cursor([last]),
        more=more,
    )


def _change(row: Row, home: str, rounding: Rounding, said: Sequence[ReplyShown]) -> ChangeOut:
    entry = row.entry
    gone = entry.kind == REMOVED or not row.shown_now
    content: dict[str, Any] = {} if gone else row.content
    told = {name: content.get(name) for name in _VALUES}
    told["people_heard"] = rounding.of(told["people_heard"])
    listed = {name: content.get(name, []) for name in _LISTS}
    return ChangeOut(
        position=entry.position,
        kind="removed" if gone else "shown",
        finding_id=entry.finding_id,
        reference=row.reference,
        version=entry.version,
        changed_at=entry.recorded_at,
        first_published_at=entry.first_published_at,
        organisation_name=None if gone else entry.organisation_name,
        address=None if gone else f"{home}/thread/findings/{entry.finding_id}",
        replies=[] if gone else replies.told(said),
        **told,
        **listed,
    )
