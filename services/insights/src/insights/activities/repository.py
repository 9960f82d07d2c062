"""SQL of activities."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, and_, cast, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, after_cursor, page_of
from common.db.tenancy import SystemCode
from insights.activities.models import Activity, ActivityMatch
from insights.activities.nearness import Candidate, Facets
from insights.activities.schemas import NearMatch
from insights.audience import Reader, owned_by, visible_to
from insights.findings.models import Finding

CANDIDATES = 2_000
"""Activities that are looked at for nearness, at most."""


def readable_by(reader: Reader) -> Any:
    """Give the condition that a reader may see an activity."""
    return or_(
        visible_to(reader, Activity.visibility, Activity.organisation_id),
        owned_by(reader, Activity.organisation_id),
    )


async def add(session: WriteSession, activity: Activity, matches: Sequence[NearMatch] = ()) -> None:
    """Add an activity and what was near when it was registered."""
    session.add(activity)
    await session.flush()
    await _add_matches(session, activity, matches)


async def replace_matches(
    session: WriteSession, activity: Activity, matches: Sequence[NearMatch]
) -> None:
    """Let what is near to an activity be these, and no others."""
    await session.execute(delete(ActivityMatch).where(ActivityMatch.activity_id == activity.id))
    await _add_matches(session, activity, matches)


async def _add_matches(
    session: WriteSession, activity: Activity, matches: Sequence[NearMatch]
) -> None:
    session.add_all(
        ActivityMatch(
            ics=activity.ics,
            activity_id=activity.id,
            kind=match.kind,
            matched_id=match.id,
            reference=match.reference,
            score=match.score,
            reasons=match.reasons,
        )
        for match in matches
    )
    await session.flush()


async def get(session: ReadSession, activity_id: UUID, reader: Reader) -> Activity | None:
    """Give an activity if the reader may see it."""
    query = select(Activity).where(Activity.id == activity_id, readable_by(reader))
    return (await session.scalars(query)).one_or_none()


async def lock(session: WriteSession, activity_id: UUID) -> Activity | None:
    """Give an activity, locked until the transaction ends."""
    query = select(Activity).where(Activity.id == activity_id).with_for_update()
    fresh = query.execution_options(populate_existing=True)
    return (await session.scalars(fresh)).one_or_none()


async def lock_of_survey(session: WriteSession, survey_id: UUID) -> Activity | None:
    """Give the activity that is a survey of the panel, locked."""
    query = select(Activity).where(Activity.survey_id == survey_id).with_for_update()
    return (await session.scalars(query)).one_or_none()


async def visible_ids(session: ReadSession, ids: Collection[UUID], reader: Reader) -> set[UUID]:
    """Give those of the ids that are activities which the reader may see."""
    if not ids:
        return set()
    query = select(Activity.id).where(Activity.id.in_(ids), readable_by(reader))
    return set(await session.scalars(query))


async def matches_of(
    session: ReadSession, activity_id: UUID, reader: Reader, *, limit: int
) -> Sequence[tuple[ActivityMatch, str]]:
    """Give what was near when an activity was registered, or changed last, nearest first: findings
    that are published and activities, as the reader may see them today, each with its title."""
    match: Any = ActivityMatch
    finding = and_(
        match.kind == "finding",
        Finding.id == match.matched_id,
        Finding.state == "published",
        visible_to(reader, Finding.visibility, Finding.organisation_id),
    )
    planned = and_(match.kind == "activity", Activity.id == match.matched_id, readable_by(reader))
    title = func.coalesce(Finding.title, Activity.title)
    query: Any = (
        select(ActivityMatch, title)
        .outerjoin(Finding, finding)
        .outerjoin(Activity, planned)
        .where(match.activity_id == activity_id, title.is_not(None))
        .order_by(match.score.desc(), match.matched_id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def known_findings(session: ReadSession, ids: Collection[UUID], reader: Reader) -> set[UUID]:
    """Give those of the ids that are findings which the reader may know of today."""
    if not ids:
        return set()
    seen = visible_to(reader, Finding.visibility, Finding.organisation_id)
    readable = or_(
        and_(Finding.published_version.is_not(None), seen),
        owned_by(reader, Finding.organisation_id),
    )
    return set(await session.scalars(select(Finding.id).where(Finding.id.in_(ids), readable)))


async def page(
    session: ReadSession,
    reader: Reader,
    request: PageRequest,
    *,
    status: str | None,
    place: str | None,
    theme: str | None,
    survey_id: UUID | None,
    selection_id: UUID | None,
    starts_before: date | None,
) -> Page[Activity]:
    """List activities that the reader may see, newest first."""
    query = select(Activity).where(readable_by(reader))
    if status is not None:
        query = query.where(Activity.status == status)
    if place is not None:
        query = query.where(
            or_(Activity.places.contains([place]), func.cardinality(Activity.places) == 0)
        )
    if theme is not None:
        query = query.where(Activity.themes.contains([theme]))
    if survey_id is not None:
        query = query.where(Activity.survey_id == survey_id)
    if selection_id is not None:
        query = query.where(Activity.selection_id == selection_id)
    if starts_before is not None:
        query = query.where(Activity.starts_on < starts_before)
    key: Any = Activity.id
    query = after_cursor(query, (key,), (UUID,), request, descending=True)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: (row.id,))


async def near_candidates(session: ReadSession, reader: Reader, own: Facets) -> list[Candidate]:
    """Give open activities to weigh for nearness: all of them, or of more than `CANDIDATES` those
    first that share a theme or a community, then those of like wording."""
    alike = func.similarity(Activity.title, own.title)
    inside = func.word_similarity(own.title, func.coalesce(Activity.topic, ""))
    wording = func.greatest(alike, inside)
    sharing = or_(
        Activity.themes.overlap(cast(list(own.themes), ARRAY(Text))),
        Activity.communities.overlap(cast(list(own.communities), ARRAY(Text))),
    )
    shown = (
        Activity.id, Activity.title, Activity.themes, Activity.communities, Activity.places,
        Activity.starts_on, Activity.ends_on, Activity.organisation_id,
    )  # fmt: skip
    query: Any = (
        select(*shown, wording.label("wording"))
        .where(Activity.status.in_(("planned", "under_way")), readable_by(reader))
        .order_by(sharing.desc(), wording.desc(), Activity.id)
        .limit(CANDIDATES)
    )
    rows = await session.execute(query)
    return [
        Candidate(
            "activity",
            row.id,
            None,
            Facets(row.title, row.themes, row.communities, row.places, row.starts_on, row.ends_on),
            float(row.wording),
            row.organisation_id,
        )
        for row in rows
    ]


async def add_of_survey(
    session: WriteSession, ics: SystemCode, values: dict[str, Any]
) -> UUID | None:
    """Add the activity of a survey; None where it is there already."""
    statement = (
        insert(Activity)
        .values(ics=ics, **values)
        .on_conflict_do_nothing(index_elements=["ics", "survey_id"])
        .returning(Activity.id)
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def add_of_selection(
    session: WriteSession, ics: SystemCode, values: dict[str, Any]
) -> Activity | None:
    """Add the activity of an assembly; None where it is there already."""
    statement = (
        insert(Activity)
        .values(ics=ics, **values)
        .on_conflict_do_nothing(index_elements=["ics", "selection_id"])
        .returning(Activity)
    )
    return (await session.scalars(statement)).one_or_none()


class Days(Protocol):
    """Which days, where, with whom and about what."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def places(self) -> Sequence[str]: ...
    @property
    def communities(self) -> Sequence[str]: ...
    @property
    def themes(self) -> Sequence[str]: ...


async def calendar(
    session: ReadSession, reader: Reader, days: Days, request: PageRequest, *,
    called_off: bool = False,
) -> Page[Activity]:  # fmt: skip
    """List the activities of some days that the reader may see, by their first day."""
    query = select(Activity).where(_between(reader, days, called_off=called_off))
    begins = func.coalesce(Activity.starts_on, Activity.ends_on)
    key: Any = (func.to_char(begins, "YYYY-MM-DD"), Activity.id)
    query = after_cursor(query, key, (str, UUID), request)
    rows = (await session.scalars(query)).all()
    return page_of(rows, request, lambda row: ((row.starts_on or row.ends_on).isoformat(), row.id))


async def calendar_counts(
    session: ReadSession, reader: Reader, days: Days
) -> dict[str, list[tuple[str, int]]]:
    """Count the activities of some days by place and by community, most first."""
    counts: dict[str, list[tuple[str, int]]] = {}
    for name, column in (("place", Activity.places), ("community", Activity.communities)):
        code = func.unnest(column).label("code")
        each = select(code).where(_between(reader, days, called_off=False)).subquery()
        number = func.count()
        query = (
            select(each.c.code, number).group_by(each.c.code).order_by(number.desc(), each.c.code)
        )
        counts[name] = [(row[0], row[1]) for row in await session.execute(query)]
    return counts


def _between(reader: Reader, days: Days, *, called_off: bool) -> ColumnElement[bool]:
    begins = func.coalesce(Activity.starts_on, Activity.ends_on)
    ends = func.coalesce(Activity.ends_on, Activity.starts_on)
    conditions = [readable_by(reader), begins <= days.last, ends >= days.first]
    if not called_off:
        conditions.append(Activity.status != "called_off")
    if days.places:
        wanted = Activity.places.overlap(cast(list(days.places), ARRAY(Text)))
        conditions.append(or_(wanted, func.cardinality(Activity.places) == 0))
    for column, codes in (
        (Activity.communities, days.communities),
        (Activity.themes, days.themes),
    ):
        if codes:
            conditions.append(column.overlap(cast(list(codes), ARRAY(Text))))
    return and_(*conditions)
