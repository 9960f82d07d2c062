"""The heat map of what was heard, as SVG, and the same as a table in HTML.

Rows are communities: those that gaps are measured against, heard or not, and any other that was
heard. Columns are themes. A square is the darker the greater its score, and says in figures how
many findings there are, so that nothing is told by colour alone; "-" is a gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]
from lxml.builder import ElementMaker  # type: ignore[import-untyped]

from insights.ageing.wording import IN_WORDS
from insights.gaps.schemas import CellOut, GapQuery, GapsOut
from insights.vocabularies.schemas import VocabulariesOut
from insights.vocabularies.service import COMMUNITIES, names_in

SVG = "image/svg+xml"
_NAMESPACE = "http://www.w3.org/2000/svg"
_LEFT, _TOP, _WIDE, _HIGH, _LEGEND = 330, 190, 44, 24, 40

STEPS = ((8.0, "#08306b", "#fff"), (4.0, "#2171b5", "#fff"), (1.0, "#9ecae1", "#000"))
"""Score from which a square has a colour, the colour, and that of its figure; below, the last."""
FAINT, GAP, INK = "#deebf7", "#fff", "#000"


@dataclass(frozen=True)
class _Grid:
    rows: Sequence[tuple[str | None, str]]
    columns: Sequence[tuple[str | None, str]]
    cells: dict[tuple[str | None, str | None], CellOut]


def heat_map(gaps: GapsOut, listing: VocabulariesOut, query: GapQuery) -> bytes:
    """Draw the heat map; ``gaps`` is by theme and community."""
    grid = _grid(gaps, listing, query)
    make = ElementMaker(namespace=_NAMESPACE, nsmap={None: _NAMESPACE})
    wide = _LEFT + _WIDE * len(grid.columns) + 10
    high = _TOP + _HIGH * len(grid.rows) + _LEGEND
    svg = make.svg(
        make.title(_title(gaps), id="title"),
        make.desc(_words(gaps), id="desc"),
        viewBox=f"0 0 {wide} {high}",
        width=str(wide),
        height=str(high),
        role="img",
        **{"aria-labelledby": "title desc", "font-family": "sans-serif", "font-size": "12"},
    )
    for number, (_, label) in enumerate(grid.columns):
        x = _LEFT + number * _WIDE + _WIDE // 2
        turned = f"rotate(-60 {x} {_TOP - 8})"
        svg.append(make.text(_short(label, 34), x=str(x), y=str(_TOP - 8), transform=turned))
    for down, (community, name) in enumerate(grid.rows):
        y = _TOP + down * _HIGH
        at = {"x": str(_LEFT - 8), "y": str(y + 16), "text-anchor": "end"}
        svg.append(make.text(_short(name, 48), **at))
        for across, (theme, label) in enumerate(grid.columns):
            cell = grid.cells.get((theme, community))
            svg.append(_square(make, cell, _LEFT + across * _WIDE, y, f"{name}: {label}"))
    foot = make.text(_key(), x="8", y=str(high - 14))
    svg.append(foot)
    return bytes(etree.tostring(svg, xml_declaration=True, encoding="UTF-8"))


def _square(make: ElementMaker, cell: CellOut | None, x: int, y: int, where: str) -> etree._Element:
    fill, ink = _colours(cell)
    figure = "-" if cell is None else str(cell.findings)
    middle = {"x": str(x + _WIDE // 2), "y": str(y + 16), "fill": ink, "text-anchor": "middle"}
    box = {"x": str(x), "y": str(y), "width": str(_WIDE), "height": str(_HIGH), "fill": fill}
    return make.g(
        make.title(f"{where}: {_said(cell)}"),
        make.rect(stroke="#767676", **box),
        make.text(figure, **middle),
    )


def table(gaps: GapsOut, listing: VocabulariesOut, query: GapQuery) -> bytes:
    """Write the table; ``gaps`` is by theme and community."""
    grid = _grid(gaps, listing, query)
    make = ElementMaker()
    head = make.tr(make.td(), *[make.th(label, scope="col") for _, label in grid.columns])
    body = [
        make.tr(
            make.th(name, scope="row"),
            *[make.td(_said(grid.cells.get((theme, community)))) for theme, _ in grid.columns],
        )
        for community, name in grid.rows
    ]
    never = [gap.label for gap in gaps.communities if gap.heard == "never"]
    page = make.html(
        make.head(make.meta(charset="utf-8"), make.title(_title(gaps))),
        make.body(
            make.h1(_title(gaps)),
            make.p(_words(gaps)),
            make.table(make.caption("Communities by themes"), make.thead(head), make.tbody(*body)),
            make.h2("Never heard"),
            make.ul(*[make.li(label) for label in never]) if never else make.p("None."),
        ),
        lang="en-GB",
    )
    return bytes(etree.tostring(page, method="html", doctype="<!DOCTYPE html>", encoding="UTF-8"))


def _grid(gaps: GapsOut, listing: VocabulariesOut, query: GapQuery) -> _Grid:
    labels = names_in(listing, COMMUNITIES)
    heard = {cell.community for cell in gaps.cells}
    measured = {gap.code: gap.label for gap in gaps.communities}
    rows: list[tuple[str | None, str]] = list(measured.items())
    others = sorted(code for code in heard if code is not None and code not in measured)
    rows += [(code, labels.get(code, code)) for code in others]
    if None in heard:
        rows.append((None, "Community not told"))
    told = {cell.theme for cell in gaps.cells}
    columns: list[tuple[str | None, str]] = [
        (term.code, term.label)
        for term in listing.terms
        if term.vocabulary == "theme" and (not query.themes or term.code in query.themes)
    ]
    known = {code for code, _ in columns}
    columns += [(code, code) for code in sorted(c for c in told if c and c not in known)]
    if None in told:
        columns.append((None, "No theme"))
    return _Grid(rows, columns, {(c.theme, c.community): c for c in gaps.cells})


def _title(gaps: GapsOut) -> str:
    return f"What was heard, by community and theme, as of {gaps.as_of:%-d %B %Y}"


def _words(gaps: GapsOut) -> str:
    never = sum(gap.heard == "never" for gap in gaps.communities)
    return (
        f"{len(gaps.communities)} communities are measured; {never} were never heard. Evidence "
        f"counts half after {gaps.rule.half_life_days} days, unless its theme has a half-life of "
        "its own. A finding about several communities counts in each, so rows are not to be added."
    )


def _key() -> str:
    return (
        "Figure: findings. Shade: score below 1, from 1, 4 and 8 (strength, halved with each "
        "half-life). “-”: never heard."
    )


def _said(cell: CellOut | None) -> str:
    if cell is None:
        return "never heard"
    people = {
        "unknown": "number of people not told",
        "suppressed": "a number of people too small to show",
    }.get(cell.people_status, f"{cell.people} people")
    findings = "1 finding" if cell.findings == 1 else f"{cell.findings} findings"
    return (
        f"{findings}, {people}, score {cell.score:g}, "
        f"last heard {cell.last_heard:%-d %B %Y} ({IN_WORDS[cell.ageing]})"
    )


def _colours(cell: CellOut | None) -> tuple[str, str]:
    if cell is None:
        return GAP, INK
    for least, fill, ink in STEPS:
        if cell.score >= least:
            return fill, ink
    return FAINT, INK


def _short(label: str, most: int) -> str:
    return label if len(label) <= most else label[: most - 1] + "…"
