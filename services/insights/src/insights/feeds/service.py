"""The feed of what is public: pages that nobody who walks them misses or meets twice.

Each time a version of a finding comes before the public, or leaves it, an entry takes the next
position of the system. A walk shows each finding's newest entry *as of* the position at which the
walk began; the cursor carries that position. What is published meanwhile has a higher position,
and is found by the next walk. What has left the public meanwhile is shown as gone, never in full.

A feed of a search walks the same positions. It shows what the search finds now; all that has left
the public; and, as gone, each finding that was revised and is not found now: it may have been
before. So it tells of nothing that is gone what it said, and no reader keeps what left the search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import PageRequest, decode_cursor, encode_cursor
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid, NotFound
from insights.feeds import narrowed, repository
from insights.feeds.models import REMOVED, SHOWN, FeedEntry
from insights.feeds.repository import Row
from insights.feeds.schemas import Entry, FeedPage, Tombstone
from insights.frameworks import service as frameworks
from insights.replies import shown as replies
from insights.replies.shown import ReplyShown
from insights.search.schemas import FindingQuery
from insights.vocabularies import service as vocabularies

NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
NOT_FOUND_NOW = "is not found by this search, or not any more"


@dataclass(frozen=True)
class Address:
    """Where the feed is, as its readers see it."""

    public_url: str
    ics: SystemCode
    name: str
    """Name of the feed's file, such as findings.atom."""
    search: tuple[tuple[str, str], ...] = ()
    """What it is narrowed to, as it stands in the address."""

    def of(self, request: PageRequest, cursor: str | None) -> str:
        """Give the address of a page."""
        paging = [("limit", str(request.limit))] + ([("cursor", cursor)] if cursor else [])
        return f"{self._file}?{urlencode([*self.search, *paging])}"

    @property
    def identifier(self) -> str | None:
        """Give what names a feed of a search for good; None of the feed of everything."""
        return f"{self._file}?{urlencode(self.search)}" if self.search else None

    @property
    def _file(self) -> str:
        return f"{self.public_url}/feeds/{self.ics}/{self.name}"


@dataclass(frozen=True)
class Walk:
    """Where a reader is in the feed, and how new the feed itself is."""

    newest: int
    newest_at: datetime | None
    as_of: int
    before: int | None
    query: FindingQuery | None = None
    """What the feed is narrowed to, in codes of the day."""


async def note(
    session: WriteSession,
    ics: SystemCode,
    *,
    finding_id: UUID,
    version: int,
    shown: bool,
    organisation_name: str | None,
    first_published_at: datetime,
    now: datetime,
) -> int | None:
    """Note that a version came before the public, or that a finding left it; give the position.

    A finding that never was before the public leaves no trace.
    """
    if not shown and await repository.last_kind(session, finding_id) != SHOWN:
        return None
    position, stamped_at = await repository.next_position(session, ics)
    entry = FeedEntry(
        ics=ics,
        position=position,
        finding_id=finding_id,
        version=version,
        kind=SHOWN if shown else REMOVED,
        organisation_name=organisation_name,
        first_published_at=first_published_at,
        recorded_at=now,
        stamped_at=stamped_at,
    )
    await repository.add(session, entry)
    return position


async def newest(session: ReadSession) -> tuple[int, datetime | None]:
    """Give the feed's newest position, and when it was taken; 0 where there is none so far."""
    found = await repository.newest(session)
    return found if found is not None else (0, None)


async def walk(
    session: ReadSession, request: PageRequest, query: FindingQuery | None = None, *, on: date
) -> Walk:
    """Find out where a request stands in the feed, or in that of a search.

    Raises:
        Invalid: if the cursor isn't one of this feed.
    """
    if query is not None:
        counted = await frameworks.rollup(session, on)
        query = replace(query, themes=counted.spread(query.themes))
    position, recorded_at = await newest(session)
    if request.after is None:
        return Walk(position, recorded_at, as_of=position, before=None, query=query)
    as_of, before = decode_cursor(request.after, (int, int))
    if not 0 <= before <= as_of <= position:
        raise Invalid(
            "The cursor was not given by this feed. Start again without it.",
            fields=(FieldError("query.cursor", "is not a cursor of this feed"),),
        )
    return Walk(position, recorded_at, as_of=as_of, before=before, query=query)


async def page(
    session: ReadSession, address: Address, request: PageRequest, walk: Walk
) -> FeedPage:
    """Give a page of the feed."""
    system = await vocabularies.system(session)
    if system is None:
        raise NotFound("There is no such system, or it was not loaded yet.")
    limit = request.limit + 1
    if walk.query is None:
        rows = await repository.page(session, as_of=walk.as_of, before=walk.before, limit=limit)
    else:
        rows = await narrowed.page(
            session, walk.query, as_of=walk.as_of, before=walk.before, limit=limit
        )
    more = len(rows) > request.limit
    rows = rows[: request.limit]
    after = encode_cursor([walk.as_of, rows[-1].entry.position]) if more else None
    home = f"{address.public_url}/{system.slug}/"
    said = await replies.of_findings(session, [row.entry.finding_id for row in rows])
    return FeedPage(
        title=_title(system.name, address),
        author=system.name,
        updated_at=walk.newest_at or NOTHING_YET,
        self_url=address.of(request, request.after),
        home_url=home,
        next_url=address.of(request, after) if after else None,
        items=[_item(row, home, system.name, said.get(row.entry.finding_id, [])) for row in rows],
        identifier=address.identifier,
    )


def _title(system: str, address: Address) -> str:
    asked = ", ".join(f"{name}: {value}" for name, value in address.search)
    return f"Findings: {system}" + (f" ({asked})" if asked else "")


def _item(row: Row, home: str, system: str, said: Sequence[ReplyShown]) -> Entry | Tombstone:
    entry = row.entry
    if entry.kind == REMOVED or not row.shown_now:
        return Tombstone(entry.finding_id, row.reference, entry.recorded_at)
    if not row.found:
        return Tombstone(entry.finding_id, row.reference, entry.recorded_at, NOT_FOUND_NOW)
    return Entry(
        finding_id=entry.finding_id,
        reference=row.reference,
        version=entry.version,
        title=row.content["title"],
        summary=row.content["summary"],
        themes=row.content["themes"],
        licence=row.content["licence"],
        author=entry.organisation_name or system,
        published_at=entry.first_published_at,
        updated_at=entry.recorded_at,
        address=f"{home}thread/findings/{entry.finding_id}",
        replies=[(one.replier_name, one.text) for one in said],
    )
