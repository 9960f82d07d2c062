"""Which gaps an item of a board's forward plan touches (rule 5; the plan is governance's rule 15).

A gap is what is missing of a theme that the item is about, or in a place that it is on: communities
that the system's rule measures against and that were never heard there. The plan belongs to the
partners' work: whoever is neither a partner nor an editor is told nothing of it, and partners are
told of bodies alone that meet in public.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from common.db.engine import ReadSession, WriteSession
from common.db.pagination import Page, PageRequest, page_of
from common.db.tenancy import SystemCode
from common.events.plans import PlanItemPlanned
from insights.audience import Reader
from insights.gaps import service as gaps
from insights.gaps.schemas import GapQuery, GapsOut
from insights.planned import repository
from insights.planned.errors import PlannedItemNotFound
from insights.planned.models import PlannedItem
from insights.planned.schemas import PlaceGap, PlannedItemOut, ThemeGap
from insights.vocabularies import service as vocabularies
from insights.vocabularies.service import Codes

AT_ONCE = 200
"""Items of one document, at most."""


async def keep(session: WriteSession, ics: SystemCode, told: PlanItemPlanned) -> None:
    """Keep an item as it stands; safe to repeat."""
    values = told.model_dump(exclude={"plan_item_id"})
    await repository.upsert(session, {"ics": ics, "id": told.plan_item_id, **values})


async def page(
    session: ReadSession, reader: Reader, request: PageRequest, *, body_id: UUID | None, on: date
) -> Page[PlannedItemOut]:
    """List what boards mean to take up, each with the gaps that it touches as of a day.

    Raises:
        NotFound, Invalid: as `insights.gaps.service.matrix`.
    """
    if not _is_told(reader):
        return Page([], None)
    in_public = not reader.is_editor
    rows = await repository.page(session, request, body_id, in_public=in_public)
    found = page_of(rows, request, lambda row: (row.id,))
    return Page(await _shown(session, reader, found.items, on), found.next_cursor)


async def soonest(
    session: ReadSession, reader: Reader, *, body_id: UUID | None, on: date
) -> tuple[list[PlannedItemOut], bool]:
    """Give the same by their next day, `AT_ONCE` at most, and whether there are more.

    Raises:
        NotFound, Invalid: as `insights.gaps.service.matrix`.
    """
    if not _is_told(reader):
        return [], False
    in_public = not reader.is_editor
    rows = await repository.soonest(session, AT_ONCE + 1, body_id, on, in_public=in_public)
    return await _shown(session, reader, rows[:AT_ONCE], on), len(rows) > AT_ONCE


def _is_told(reader: Reader) -> bool:
    return reader.is_editor or reader.is_partner


async def say_themes(
    session: WriteSession, reader: Reader, item_id: UUID, themes: Sequence[str], *, on: date
) -> PlannedItemOut:
    """Say what an item is about, in place of what its words say.

    Raises:
        PlannedItemNotFound: if there is none to come that the caller is told of.
        Invalid: naming each theme that isn't known.
    """
    item = await repository.lock(session, item_id)
    if item is None or not _is_told(reader) or not (item.in_public or reader.is_editor):
        raise PlannedItemNotFound
    await vocabularies.check_codes(
        session, [Codes("body.themes", vocabularies.THEMES, themes)], on=on
    )
    item.themes, item.themes_by = list(dict.fromkeys(themes)), reader.subject
    await session.flush()
    [shown] = await _shown(session, reader, [item], on)
    return shown


async def _shown(
    session: ReadSession, reader: Reader, items: Sequence[PlannedItem], on: date
) -> list[PlannedItemOut]:
    listing = await vocabularies.listing(session, on=on)
    labels = vocabularies.names_in(listing, vocabularies.THEMES)
    worded = await repository.themes_in_words(session, [one.id for one in items], labels)
    about = {one.id: worded.get(one.id, []) if one.themes is None else one.themes for one in items}
    codes = {name.casefold(): code for code, name in (await _places(session)).items()}
    where = {one.id: [codes[n.casefold()] for n in one.places if n.casefold() in codes]
             for one in items}  # fmt: skip
    themes = sorted({theme for found in about.values() for theme in found})
    places = sorted({place for found in where.values() for place in found})
    by_theme = None
    if themes:
        query = GapQuery(as_of=on, themes=themes)
        by_theme = await gaps.by_theme_and_community(session, reader, query)
    by_place = {  # each for itself: of all of them at once there may be more than one answer holds
        place: await gaps.matrix(session, reader, GapQuery(as_of=on, places=[place]))
        for place in places
    }
    return [_one(item, about[item.id], where[item.id], by_theme, by_place) for item in items]


async def _places(session: ReadSession) -> Mapping[str, str]:
    return await vocabularies.place_names(session)


def _one(
    item: PlannedItem,
    themes: Sequence[str],
    places: Sequence[str],
    by_theme: GapsOut | None,
    by_place: Mapping[str, GapsOut],
) -> PlannedItemOut:
    theme_gaps = [_of_theme(theme, by_theme) for theme in themes if by_theme is not None]
    place_gaps = [
        PlaceGap(
            place=place,
            communities_never_heard=[
                one.code for one in by_place[place].communities if one.places_never_heard
            ],
        )
        for place in places
    ]
    theme_gaps = [one for one in theme_gaps if one.communities_never_heard]
    place_gaps = [one for one in place_gaps if one.communities_never_heard]
    return PlannedItemOut(
        id=item.id,
        body_id=item.body_id,
        body_name=item.body_name,
        kind=item.kind,
        title=item.title,
        state=item.state,
        comes_on=item.comes_on,
        themes=list(themes),
        themes_by="words" if item.themes is None else "person",
        places=list(places),
        touches_a_gap=bool(theme_gaps or place_gaps),
        theme_gaps=theme_gaps,
        place_gaps=place_gaps,
    )


def _of_theme(theme: str, heard: GapsOut) -> ThemeGap:
    return ThemeGap(
        theme=theme,
        last_heard=max((c.last_heard for c in heard.cells if c.theme == theme), default=None),
        communities_never_heard=[
            one.code for one in heard.communities if theme in one.themes_never_heard
        ],
    )
