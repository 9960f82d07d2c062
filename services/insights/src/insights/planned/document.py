"""What boards mean to take up, beside who was not heard, as a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from common.documents import Block, Document, Heading, Table, paragraph
from common.documents.model import listing
from insights.planned.schemas import PlannedItemOut
from insights.vocabularies.schemas import VocabulariesOut
from insights.vocabularies.service import COMMUNITIES, THEMES, names_in

_WITHHELD = "An item whose title is not told"


def of(
    items: Sequence[PlannedItemOut],
    known: VocabulariesOut,
    author: str,
    *,
    on: date,
    made_at: datetime,
    more: bool,
) -> Document:
    """Write them as a document, those that come soonest first.

    Args:
        items: with the gaps that each touches.
        known: names of themes, communities and places.
        author: the system's name.
        on: day by which the gaps are told.
        more: whether there are more items than these.
    """
    themes, communities = names_in(known, THEMES), names_in(known, COMMUNITIES)
    places = {one.code: one.name for one in known.places}
    touching = [one for one in items if one.touches_a_gap]
    blocks: list[Block] = [
        paragraph(
            "Before a board takes something up, somebody can still ask those who were not heard. "
            "A gap is a community that is measured and was never heard on a theme of the item, or "
            "in a place of it, in any finding that you may see."
        ),
        _table(items, themes, places, on)
        if items
        else paragraph("No board that you may know of means to take anything up."),
    ]
    if more:
        blocks.append(
            paragraph(f"These are the {len(items)} that come soonest; ask for one board’s alone.")
        )
    if touching:
        blocks.append(Heading("Who was not heard"))
    for item in touching:
        blocks += _gaps(item, themes, communities, places, on)
    return Document(
        title=f"What boards mean to take up, and who was not heard, as of {_day(on)}",
        author=author,
        made_at=made_at,
        blocks=tuple(blocks),
    )


def _table(
    items: Sequence[PlannedItemOut], themes: Mapping[str, str], places: Mapping[str, str], on: date
) -> Table:
    return Table(
        "What boards mean to take up",
        ("Item", "Board", "Comes on", "Themes", "Gaps"),
        tuple(
            (
                item.title or _WITHHELD,
                item.body_name,
                _comes_on(item, on),
                _about(item, themes),
                _touched(item, themes, places),
            )
            for item in items
        ),
    )


def _about(item: PlannedItemOut, themes: Mapping[str, str]) -> str:
    if not item.themes:
        return "none" if item.themes_by == "person" else "none by its title"
    return _named(item.themes, themes) + (" (by its title)" if item.themes_by == "words" else "")


def _touched(item: PlannedItemOut, themes: Mapping[str, str], places: Mapping[str, str]) -> str:
    told = [_named([one.theme], themes) for one in item.theme_gaps]
    told += [_named([one.place], places) for one in item.place_gaps]
    if told:
        return ", ".join(told)
    return "none" if item.themes or item.places else "not known: of no theme and no place"


def _gaps(
    item: PlannedItemOut,
    themes: Mapping[str, str],
    communities: Mapping[str, str],
    places: Mapping[str, str],
    on: date,
) -> list[Block]:
    blocks: list[Block] = [
        Heading(f"{item.title or _WITHHELD}: {item.body_name}, {_comes_on(item, on)}", 2)
    ]
    for gap in item.theme_gaps:
        heard = f"last heard of {_day(gap.last_heard)}" if gap.last_heard else "never heard of"
        blocks += [
            paragraph(f"{themes.get(gap.theme, gap.theme)}, {heard}. Never heard on it:"),
            listing([communities.get(code, code) for code in gap.communities_never_heard]),
        ]
    for one in item.place_gaps:
        blocks += [
            paragraph(f"{places.get(one.place, one.place)}. Never heard there:"),
            listing([communities.get(code, code) for code in one.communities_never_heard]),
        ]
    return blocks


def _comes_on(item: PlannedItemOut, on: date) -> str:
    to_come = [day for day in sorted(item.comes_on) if day >= on]
    return ", ".join(_day(day) for day in to_come) or "waits for a meeting"


def _named(codes: Iterable[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(code, code) for code in codes)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
