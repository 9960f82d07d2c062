"""Keeping searches: an organisation's own, a bounded number of them (rule 4)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common.clock import day_in_england, new_id
from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest
from common.db.tenancy import SystemCode
from common.errors import FieldError, Invalid
from common.web.versions import check_version
from insights.audience import Reader
from insights.frameworks import service as frameworks
from insights.organisations import service as organisations
from insights.owners import owner_of
from insights.saved_searches import repository
from insights.saved_searches.errors import NameTaken, SavedSearchNotFound, TooManySearches
from insights.saved_searches.models import SavedSearch
from insights.saved_searches.schemas import (
    MatchOut,
    SavedQuery,
    SavedSearchIn,
    SavedSearchPatch,
)
from insights.vocabularies.service import (
    COMMUNITIES,
    METHODS,
    PLACES,
    SOURCES,
    STRENGTHS,
    Codes,
    check_codes,
)

MAX_SEARCHES = 50
"""Searches that an organisation keeps at most: each is asked whenever a finding is published."""


async def save(
    session: WriteSession, ics: SystemCode, reader: Reader, data: SavedSearchIn, *, now: datetime
) -> SavedSearch:
    """Keep a search. What is published from now on and matches becomes a match of it.

    Raises:
        NobodysOwn: if the reader acts for no organisation and is no editor.
        OrganisationNotInBeing: if the organisation isn't one of the system's today.
        TooManySearches, NameTaken: see there.
        Invalid: if the search asks nothing, or names what isn't known.
    """
    owner = owner_of(reader)
    await organisations.require_in_being(session, reader, now=now)
    await _check(session, data.query, now)
    await repository.hold(session, ics, owner)
    if await repository.count(session, owner) >= MAX_SEARCHES:
        raise TooManySearches(MAX_SEARCHES)
    if await repository.with_name(session, owner, data.name) is not None:
        raise NameTaken
    search = SavedSearch(
        ics=ics,
        id=new_id(),
        organisation_id=owner,
        name=data.name,
        query=data.query.model_dump(mode="json"),
        told_by=data.told_by,
        version=1,
        created_at=now,
        created_by=reader.subject,
    )
    await repository.add(session, search)
    return search


async def get(session: ReadSession, search_id: UUID, reader: Reader) -> SavedSearch:
    """Give a search of the reader's organisation.

    Raises:
        SavedSearchNotFound: if it keeps none with that id.
    """
    search = await repository.get(session, search_id, owner_of(reader))
    if search is None:
        raise SavedSearchNotFound
    return search


async def page(session: ReadSession, reader: Reader, request: PageRequest) -> Page[SavedSearch]:
    """List the searches of the reader's organisation by name."""
    return await repository.page(session, owner_of(reader), request)


async def change(
    session: WriteSession, ics: SystemCode, reader: Reader, search_id: UUID,
    patch: SavedSearchPatch, *, expected: int, now: datetime,
) -> SavedSearch:  # fmt: skip
    """Change a search; what matched it before stays.

    Raises:
        SavedSearchNotFound, NameTaken, Invalid, PreconditionFailed: as the names say.
    """
    owner = owner_of(reader)
    await repository.hold(session, ics, owner)
    search = await _locked(session, search_id, owner, expected)
    if patch.query is not None:
        await _check(session, patch.query, now)
        search.query = patch.query.model_dump(mode="json")
    if patch.name is not None and patch.name != search.name:
        if await repository.with_name(session, owner, patch.name) is not None:
            raise NameTaken
        search.name = patch.name
    if patch.told_by is not None:
        search.told_by = patch.told_by
    search.version += 1
    await session.flush()
    return search


async def delete(session: WriteSession, reader: Reader, search_id: UUID, expected: int) -> None:
    """Delete a search, with its matches and the notices of them."""
    search = await _locked(session, search_id, owner_of(reader), expected)
    await repository.remove(session, search)


async def matches(
    session: ReadSession, reader: Reader, search_id: UUID, request: PageRequest
) -> Page[MatchOut]:
    """List what matched a search since it was saved, newest first.

    What was withdrawn, superseded by another finding, or is no longer for the organisation, is
    left out.
    """
    search = await get(session, search_id, reader)
    found = await repository.matches(session, search, reader, request)
    return found.map(
        lambda row: MatchOut(
            finding_id=row[1].id,
            reference=row[1].reference,
            title=row[1].title,
            version=row[0].version,
            version_now=row[1].version,
            matched_at=row[0].matched_at,
        )
    )


async def _locked(
    session: WriteSession, search_id: UUID, owner: UUID | None, expected: int
) -> SavedSearch:
    search = await repository.lock(session, search_id, owner)
    if search is None:
        raise SavedSearchNotFound
    check_version(search.version, expected)
    return search


async def _check(session: ReadSession, query: SavedQuery, now: datetime) -> None:
    if not query.asks_something():
        raise Invalid(
            "A saved search needs words or a filter: without any it would match every finding.",
            fields=(FieldError("body.query", "asks for nothing"),),
        )
    if query.words and not await repository.holds_words(session, query.words):
        raise Invalid(
            "These words would never be found: they are too common, or none at all.",
            fields=(FieldError("body.query.words", "holds no word that can be searched for"),),
        )
    await check_codes(
        session,
        [
            Codes("body.query.themes", await frameworks.codes(session), query.themes),
            Codes("body.query.communities", COMMUNITIES, query.communities),
            Codes("body.query.places", PLACES, query.places),
            Codes("body.query.methods", METHODS, query.methods),
            Codes("body.query.sources", SOURCES, query.sources),
            Codes("body.query.strengths", STRENGTHS, query.strengths),
        ],
        on=day_in_england(now),
    )
    known = await organisations.names(session, set(query.organisations))
    wrong = tuple(
        FieldError(f"body.query.organisations[{index}]", "is no organisation of this system")
        for index, organisation_id in enumerate(query.organisations)
        if organisation_id not in known
    )
    if wrong:
        raise Invalid("Some organisations are not known. GET /organisations.", fields=wrong)
