"""Giving out the library as files, and what of it is open to everybody (open data)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from common.db.engine import ReadSession
from common.errors import NotFound
from insights.audience import ANYONE, Reader
from insights.exports import repository
from insights.exports.errors import NotOpen
from insights.exports.repository import Rows
from insights.exports.tables import ACTIVITIES, FEEDBACK, FINDINGS, Pieces, Row, Table
from insights.feedback.schemas import FeedbackQuery
from insights.feeds import service as feeds
from insights.frameworks import service as frameworks
from insights.organisations import service as organisations
from insights.search.schemas import FindingQuery
from insights.vocabularies import service as vocabularies
from insights.vocabularies.models import System
from insights.vocabularies.service import Licence, Rounding

_LAYOUT = 3
"""Grows when the columns of open data change, or what is in them, and with it every entity tag."""


@dataclass(frozen=True)
class Surroundings:
    """What every row is told by: the system, names of organisations, licences, the address."""

    system: System
    names: dict[UUID, str]
    licences: dict[str, Licence]
    public_url: str

    @property
    def rounding(self) -> Rounding:
        """Give how the system tells numbers of people to everybody."""
        return Rounding(self.system.suppression_threshold, self.system.rounding_base)

    @property
    def open_licences(self) -> list[str]:
        """Name the licences that are open."""
        return sorted(code for code, licence in self.licences.items() if licence.is_open)

    def name(self, organisation_id: UUID | None) -> str:
        """Name whom to thank: the organisation, or the system where it is nobody's."""
        if organisation_id is None:
            return self.system.name
        return self.names.get(organisation_id, self.system.name)

    def url(self, licence: str | None) -> str | None:
        """Give the address at which a licence is written."""
        known = self.licences.get(licence) if licence is not None else None
        return known.uri if known is not None else None

    def tag(self, *parts: object) -> str:
        """Make the entity tag of what depends on these parts and on the surroundings."""
        told = (
            _LAYOUT,
            self.system.name,
            self.system.slug,
            self.system.register_licence,
            self.rounding,
            self.public_url,
            sorted((str(key), name) for key, name in self.names.items()),
            sorted((one.code, one.uri, one.is_open) for one in self.licences.values()),
            parts,
        )
        return f'W/"{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"'


@dataclass(frozen=True)
class OpenData:
    """A table of open data, the same as long as its tag is."""

    table: Table
    tag: str


@dataclass(frozen=True)
class Openings:
    """What a system gives to everybody."""

    system: str
    slug: str
    findings_under: Sequence[Licence]
    """The open licences under which there is a public finding."""
    activities_under: Licence | None
    modified_at: datetime | None
    """When a finding last came before the public, was changed or left it."""


async def surroundings(session: ReadSession, public_url: str) -> Surroundings:
    """Look up what every row is told by.

    Raises:
        NotFound: if the system was not loaded yet.
    """
    system = await vocabularies.system(session)
    if system is None:
        raise NotFound("There is no such system, or it was not loaded yet.")
    return Surroundings(
        system,
        await organisations.all_names(session),
        await vocabularies.licences(session),
        public_url,
    )


async def findings(
    session: ReadSession, reader: Reader, query: FindingQuery, public_url: str, *, on: date
) -> Table:
    """Give the findings that a search of the reader would find on a day, as a table."""
    counted = await frameworks.rollup(session, on)
    query = replace(query, themes=counted.spread(query.themes))
    around = await surroundings(session, public_url)
    told = _finding(around, reader)
    return Table("findings", FINDINGS, _told(repository.findings(session, reader, query), told))


async def feedback(
    session: ReadSession, reader: Reader, query: FeedbackQuery, public_url: str, *, on: date
) -> Table:
    """Give the feedback that a search of the reader would find on a day, as a table."""
    counted = await frameworks.rollup(session, on)
    query = replace(query, themes=counted.spread(query.themes))
    around = await surroundings(session, public_url)

    def told(row: Sequence[Any]) -> Row:
        return (str(row[0]), str(row[1]), *row[2:-1], around.name(row[-1]))

    return Table("feedback", FEEDBACK, _told(repository.feedback(session, reader, query), told))


async def open_findings(session: ReadSession, public_url: str, *, licence: str | None) -> OpenData:
    """Give the findings that are public and under an open licence, or under the one asked for.

    Raises:
        NotOpen: if the licence asked for is none that is open.
    """
    around = await surroundings(session, public_url)
    under = around.open_licences if licence is None else [licence]
    if not set(under) <= set(around.open_licences):
        raise NotOpen("This is no open licence. The catalogue lists what is open.")
    newest, _ = await feeds.newest(session)
    rows = repository.findings_under(session, under)
    table = Table("findings", FINDINGS, _told(rows, _finding(around, ANYONE)))
    return OpenData(table, around.tag("findings", under, newest))


async def open_activities(session: ReadSession, public_url: str) -> OpenData:
    """Give the public activities, where the system gives its register to everybody.

    Raises:
        NotOpen: if the system's file names no open licence for its register.
    """
    around = await surroundings(session, public_url)
    licence = around.system.register_licence
    if licence not in around.open_licences:
        raise NotOpen("This system has put no open licence on its register of activities.")
    told_licence = (licence, around.url(licence))
    stands = await repository.activities_as_they_stand(session)

    def told(row: Sequence[Any]) -> Row:
        return (str(row[0]), *row[1:-1], *told_licence, around.name(row[-1]))

    table = Table("activities", ACTIVITIES, _told(repository.activities(session), told))
    return OpenData(table, around.tag("activities", stands))


async def openings(session: ReadSession) -> Openings:
    """Tell what there is of open data, without reading it.

    Raises:
        NotFound: if the system was not loaded yet.
    """
    around = await surroundings(session, "")
    counted = await repository.counted_by_licence(session)
    register = around.system.register_licence
    _, modified_at = await feeds.newest(session)
    return Openings(
        system=around.system.name,
        slug=around.system.slug,
        findings_under=[around.licences[c] for c in around.open_licences if counted.get(c)],
        activities_under=around.licences[register] if register in around.open_licences else None,
        modified_at=modified_at,
    )


def _finding(around: Surroundings, reader: Reader) -> Callable[[Sequence[Any]], Row]:
    heard = repository.FINDING.index(repository.PEOPLE_HEARD)
    home = f"{around.public_url}/{around.system.slug}/thread/findings/"

    def told(row: Sequence[Any]) -> Row:
        identifier, visibility, licence = str(row[0]), row[-3], row[-2]
        return (
            identifier,
            *row[1:heard],
            row[heard] if reader.sees_exact_number_of(row[-1]) else around.rounding.of(row[heard]),
            *row[heard + 1 : -1],
            around.url(licence),
            around.name(row[-1]),
            f"{home}{identifier}" if visibility == "public" else None,
        )

    return told


async def _told(rows: Rows, told: Callable[[Sequence[Any]], Row]) -> Pieces:
    async for piece in rows:
        yield [told(row) for row in piece]
