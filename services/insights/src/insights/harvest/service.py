"""The repository's answers: what OAI-PMH 2.0 calls Identify, ListRecords and the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import ReadSession, WriteSession
from common.db.tenancy import SystemCode
from common.errors import NotFound
from insights.feeds.models import REMOVED
from insights.harvest import repository, sets
from insights.harvest.errors import BadResumptionToken, IdDoesNotExist, NoRecordsMatch
from insights.harvest.names import Names, names
from insights.harvest.repository import Row
from insights.harvest.schemas import (
    ListRecords,
    Metadata,
    Record,
    RecordList,
    Repository,
    Resumption,
    SetShown,
)
from insights.replies import shown as replies
from insights.replies.shown import ReplyShown

PAGE = 100
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)
_URN = re.compile(r"urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True)
class Place:
    """Where the repository is, as harvesters see it."""

    public_url: str
    ics: SystemCode
    contact: str

    @property
    def base_url(self) -> str:
        """Give the address that takes the protocol's requests."""
        return f"{self.public_url}/oai/{self.ics}"


async def note_sets(
    session: WriteSession,
    ics: SystemCode,
    *,
    position: int | None,
    finding_id: UUID,
    specs: Sequence[str] | None,
) -> None:
    """Put an entry of the feed into its sets.

    Args:
        session: the transaction that notes the entry.
        ics: the system.
        position: the entry's; None where nothing was noted.
        finding_id: whose entry it is.
        specs: the most specific sets; None where the finding has left the public, so that it is
            told to everyone who ever harvested a set with it.
    """
    if position is None:
        return
    members = (
        await repository.specs_ever(session, finding_id)
        if specs is None
        else sets.with_parents(specs)
    )
    await repository.add_members(session, ics, position, members)


async def response_date(session: ReadSession, ics: SystemCode, *, begins_list: bool) -> datetime:
    """Give the date of a response: that of a list's first page is where the next harvest begins."""
    if begins_list:
        return await repository.settled(session, ics)
    return await repository.clock(session)


async def identify(session: ReadSession, place: Place) -> Repository:
    """Say what this repository is."""
    known = await _known(session)
    earliest = await repository.earliest(session) or NOTHING_YET
    return Repository(f"Findings: {known.system}", place.base_url, place.contact, earliest)


async def list_sets(session: ReadSession) -> list[SetShown]:
    """Give the parents, and the sets that some record is or was in, by their names of today."""
    known = await _known(session)
    specs = sorted({*sets.TOPS, *await repository.specs(session)})
    return [SetShown(spec, known.of_set(spec)) for spec in specs]


async def record(session: ReadSession, place: Place, identifier: str) -> Record:
    """Give an item's record.

    Raises:
        IdDoesNotExist: if there is no such item.
    """
    row = await _row(session, identifier)
    said = await replies.of_finding(session, row.entry.finding_id)
    return _record(row, place, await _known(session), said)


async def check_identifier(session: ReadSession, identifier: str) -> None:
    """Check that an item exists.

    Raises:
        IdDoesNotExist: if there is no such item.
    """
    await _row(session, identifier)


async def list_records(session: ReadSession, place: Place, asked: ListRecords) -> RecordList:
    """Give one page of a list, oldest change first.

    Raises:
        NoRecordsMatch: if the list is empty.
        BadResumptionToken: if the token is of a list that this repository never began.
    """
    newest = await repository.newest_position(session)
    resumed = asked.resumption
    if resumed is not None and resumed.as_of > newest:
        raise BadResumptionToken("Begin the list again, without a token.")
    as_of, after, given = (
        (newest, 0, 0) if resumed is None else (resumed.as_of, resumed.after, resumed.given)
    )
    rows = await repository.page(session, asked.selection, as_of=as_of, after=after, limit=PAGE + 1)
    if not rows:
        raise NoRecordsMatch("Nothing came before the public or left it in this selection.")
    more, rows = len(rows) > PAGE, rows[:PAGE]
    known = await _known(session)
    said = await replies.of_findings(session, [row.entry.finding_id for row in rows])
    resumption = Resumption(
        asked.verb, asked.selection, as_of, rows[-1].entry.position, given + len(rows)
    )
    return RecordList(
        records=[_record(row, place, known, said.get(row.entry.finding_id, [])) for row in rows],
        resumption=resumption if more else None,
        given_before=given,
    )


async def _known(session: ReadSession) -> Names:
    known = await names(session)
    if known is None:
        raise NotFound("There is no such system, or it was not loaded yet.")
    return known


async def _row(session: ReadSession, identifier: str) -> Row:
    match = _URN.fullmatch(identifier)
    row = None if match is None else await repository.newest_of(session, UUID(match[1]))
    if row is None:
        raise IdDoesNotExist("No item has this identifier. ListIdentifiers names them.")
    return row


def _record(row: Row, place: Place, known: Names, said: Sequence[ReplyShown]) -> Record:
    entry = row.entry
    specs = sorted(spec for spec in row.specs if ":" in spec)
    gone = entry.kind == REMOVED or not row.shown_now
    return Record(
        identifier=entry.finding_id.urn,
        datestamp=entry.stamped_at,
        specs=specs,
        metadata=None if gone else _metadata(row, place, known, said),
    )


def _metadata(row: Row, place: Place, known: Names, said: Sequence[ReplyShown]) -> Metadata:
    content, entry = row.content, row.entry
    address = f"{place.public_url}/{known.slug}/thread/findings/{entry.finding_id}"
    heard = "/".join(day for day in (content["heard_from"], content["heard_to"]) if day)
    elements = [
        ("title", content["title"]),
        ("creator", entry.organisation_name or known.system),
        *(("subject", known.of_theme(code)) for code in content["themes"]),
        ("description", content["summary"]),
        *(("description", f"Reply of {one.replier_name}: {one.text}") for one in said),
        ("publisher", known.system),
        ("date", day_in_england(entry.first_published_at).isoformat()),
        ("type", "Text"),
        ("identifier", address),
        ("identifier", row.reference),
        ("language", "en-GB"),
        *(("coverage", known.of_place(code)) for code in content["places"]),
    ]
    if heard:
        elements.append(("coverage", heard))
    if content["licence"]:
        elements.append(("rights", known.of_licence(content["licence"])))
    return Metadata(elements)
