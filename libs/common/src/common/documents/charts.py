"""Charts of bars: where everything stands is worked out once, and every writer draws the same.

A chart never comes without its table, nor without words for whoever can't see it. Nothing is told
by colour alone: each bar says its number, and which series it is of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.documents.model import Bar, Chart, Drawing, Label, Table

COLOURS = ("#005eb8", "#4c6272")
"""Of the first series and the second; each three to one at least on white (WCAG 2.2, 1.4.11)."""
HIDDEN = "not shown"
_WIDEST = 380
_HIGH, _GAP, _TOP = 18, 12, 6
_LETTERS = 44
_LETTER = 9
"""What a letter takes at most on average, in a wide sans serif of 14."""

Number = int | float | None
"""None: not shown, since it is of too few people, or there is none to show."""


@dataclass(frozen=True)
class Row:
    """What one label has in each series."""

    label: str
    numbers: tuple[Number, ...]


def bars(
    caption: str, what: str, series: Sequence[str], rows: Sequence[Row], unit: str = ""
) -> Chart:
    """Make a chart of lying bars, with its table.

    Args:
        caption: what is shown, from when to when.
        what: what the labels are, as the heading of their column.
        series: at most two; the same number of numbers is in each row.
        unit: what is counted, such as "decisions".

    Raises:
        ValueError: where there are more than two series, or a row has not as many numbers.
    """
    if not 1 <= len(series) <= len(COLOURS):
        raise ValueError("a chart has one series or two")
    if any(len(row.numbers) != len(series) for row in rows):
        raise ValueError("a row has not as many numbers as there are series")
    table = Table(
        caption,
        (what, *series),
        tuple((row.label, *(written(number) for number in row.numbers)) for row in rows),
    )
    return Chart(
        table=table,
        series=tuple(series),
        numbers=tuple(row.numbers for row in rows),
        alternative=_alternative(caption, series, rows, unit),
        drawing=_drawn(series, rows),
    )


def with_table(chart: Chart, table: Table) -> Chart:
    """Give a chart another table, which tells more of the same rows.

    Raises:
        ValueError: where the table's rows are others.
    """
    if [row[0] for row in table.rows] != [row[0] for row in chart.table.rows]:
        raise ValueError("the table has other rows than the chart")
    return replace(chart, table=table)


def written(number: Number) -> str:
    """Write a number as people read it."""
    return HIDDEN if number is None else f"{number:,}"


def _alternative(caption: str, series: Sequence[str], rows: Sequence[Row], unit: str) -> str:
    words = [f"Bar chart. {caption}."]
    for at, name in enumerate(series):
        shown = [(row.numbers[at] or 0, row.label) for row in rows if row.numbers[at] is not None]
        if shown:
            most, least = max(shown, key=lambda one: one[0]), min(shown, key=lambda one: one[0])
            told = f"{name}: most {most[1]} with {written(most[0])} {unit}".rstrip()
            words.append(
                told + (f", least {least[1]} with {written(least[0])}." if most != least else ".")
            )
    words.append("The table below has every number.")
    return " ".join(words)


def _drawn(series: Sequence[str], rows: Sequence[Row]) -> Drawing:
    top = max((number or 0 for row in rows for number in row.numbers), default=0) or 1
    left = _LETTER * max((len(_short(row.label)) for row in rows), default=0) + 10
    found: list[Bar] = []
    labels: list[Label] = []
    y, right = _TOP, 0.0
    for row in rows:
        labels.append(Label(left - 10, y + 13, _short(row.label), "end"))
        for at, number in enumerate(row.numbers):
            width = round(_WIDEST * (number or 0) / top, 1)
            if width:
                found.append(Bar(left, y, width, _HIGH, COLOURS[at]))
            said = written(number) + (f" ({series[at]})" if len(series) > 1 else "")
            labels.append(Label(left + width + 6, y + 13, said, "start"))
            right = max(right, left + width + 6 + _LETTER * len(said))
            y += _HIGH + 2
        y += _GAP
    return Drawing(right, max(y, 1), tuple(found), tuple(labels))


def _short(label: str) -> str:
    return label if len(label) <= _LETTERS else label[: _LETTERS - 1] + "…"
