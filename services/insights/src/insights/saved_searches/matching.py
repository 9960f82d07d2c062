"""Matching what was published against the searches that are kept, by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from common.clock import day_in_england
from common.db.engine import WriteSession
from common.db.tenancy import SystemCode
from insights.notices import service as notices
from insights.notices.schemas import Telling
from insights.organisations import service as organisations
from insights.owners import reader_for
from insights.saved_searches import repository
from insights.saved_searches.models import SavedSearch
from insights.saved_searches.schemas import SavedQuery
from insights.search import service as search


async def match(
    session: WriteSession, ics: SystemCode, seen_from: Mapping[UUID, datetime], *, now: datetime
) -> None:
    """Keep which findings match which searches, and tell the owners; each pair once.

    A search is asked as its owner would ask it today: what is withdrawn by now or not for them
    doesn't match. The searches of an organisation that is no more rest.

    Args:
        seen_from: finding → from when on it may be seen; a search that was saved later isn't
            asked.
    """
    if not seen_from:
        return
    kept = await repository.everyones(session, max(seen_from.values()))
    in_being = await organisations.in_being(session, on=day_in_england(now))
    for one in kept:
        if one.organisation_id is None or one.organisation_id in in_being:
            await _match(session, ics, one, seen_from, now)


async def _match(
    session: WriteSession, ics: SystemCode, kept: SavedSearch,
    seen_from: Mapping[UUID, datetime], now: datetime,
) -> None:  # fmt: skip
    since = [finding for finding, moment in seen_from.items() if moment >= kept.created_at]
    reader = reader_for(kept.organisation_id, in_being=True)
    query = SavedQuery.model_validate(kept.query).asked()
    versions = await search.matching_versions(
        session, reader, query, since, as_of=day_in_england(now)
    )
    rows = [
        {
            "ics": ics,
            "saved_search_id": kept.id,
            "finding_id": finding,
            "version": version,
            "matched_at": now,
        }
        for finding, version in versions.items()
    ]
    new = await repository.add_matches(session, rows)
    if kept.told_by == "list":
        return
    await notices.tell(
        session,
        ics,
        [
            Telling(
                kind="search_matched",
                organisation_id=kept.organisation_id,
                key=f"search:{kept.id}:{finding}",
                finding_id=finding,
                saved_search_id=kept.id,
                by_mail=kept.told_by == "mail",
            )
            for finding in sorted(new)
        ],
        now=now,
    )
