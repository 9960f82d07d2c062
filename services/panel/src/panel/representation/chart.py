"""A place's participation ratios as a picture: SVG made on the server, without script.

Every figure in it stands in words beside its bar, so that colour and length are never the only
way to read it. The same figures are in the JSON that it is drawn from.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

from panel.representation.schemas import DimensionOut, GroupOut, PlaceMeasured

_WIDTH, _ROW, _TOP, _MARGIN = 960, 26, 76, 16
_BARS_FROM, _BARS_TO, _WORDS_FROM = 360, 700, 712
_LABEL_LENGTH = 44
GREATEST = 2.0
"""The ratio at the end of the axis; a longer bar is cut there, and its words say how long it is."""

_HEADINGS = {
    "age_band": "Age", "sex": "Sex", "ethnic_group": "Ethnic group", "disability": "Disability",
    "imd_decile": "How deprived the area is",
}  # fmt: skip


def draw(place: PlaceMeasured, released_on: date | None) -> str:
    """Draw the published figures of a place."""
    rows = list(_rows(place))
    height = _TOP + len(rows) * _ROW + _MARGIN
    title = f"How like its residents the members of the panel in {place.name} are"
    even = _x(1.0)
    drawn = [row(_TOP + number * _ROW) for number, row in enumerate(rows)]
    line = (
        f'<line x1="{even:.1f}" y1="{_TOP - 8}" x2="{even:.1f}" y2="{height - _MARGIN}" '
        'stroke="#212b32" stroke-dasharray="4 3"/>'
    )
    day = f" Published on {released_on.isoformat()}." if released_on is not None else ""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" '
            f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" '
            'font-family="Arial, sans-serif" font-size="14" fill="#212b32">',
            f'<title id="title">{escape(title)}</title>',
            f'<desc id="desc">{escape(_described(place) + day)}</desc>',
            f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
            _text(_MARGIN, 28, title, weight="bold", size=18),
            _text(_MARGIN, 50, "Share of members over share of residents; 1 is in proportion."),
            line,
            *drawn,
            "</svg>",
            "",
        ]
    )


def _rows(place: PlaceMeasured) -> Iterator[_Row]:
    for dimension in place.dimensions:
        yield _Row(dimension, None)
        for group in dimension.groups:
            yield _Row(dimension, group)


class _Row:
    def __init__(self, dimension: DimensionOut, group: GroupOut | None) -> None:
        self._dimension = dimension
        self._group = group

    def __call__(self, y: int) -> str:
        """Draw the row with its top at ``y``."""
        if self._group is None:
            heading = _heading(self._dimension)
            return _text(_MARGIN, y + 18, heading, weight="bold")
        label = _text(_MARGIN * 2, y + 17, _shortened(self._group.label))
        words = _text(_WORDS_FROM, y + 17, _in_words(self._group))
        if self._group.ratio is None:
            return f"{label}\n{words}"
        end = _x(min(self._group.ratio, GREATEST))
        bar = (
            f'<rect x="{_BARS_FROM}" y="{y + 4}" width="{end - _BARS_FROM:.1f}" height="16" '
            'fill="#005eb8"/>'
        )
        return f"{label}\n{bar}\n{_whisker(self._group, y + 12)}\n{words}"


def _whisker(group: GroupOut, y: int) -> str:
    interval = group.ratio_interval
    if interval is None:
        return ""
    least, greatest = (_x(min(end, GREATEST)) for end in (interval.least, interval.greatest))
    ends = f'x1="{least:.1f}" y1="{y}" x2="{greatest:.1f}" y2="{y}"'
    return (
        f'<line {ends} stroke="#ffffff" stroke-width="6"/>'
        f'<line {ends} stroke="#212b32" stroke-width="2"/>'
    )


def _described(place: PlaceMeasured) -> str:
    if not place.dimensions:
        return "There are too few members to show anything."
    return " ".join(f"{_heading(dimension)}." for dimension in place.dimensions)


def _heading(dimension: DimensionOut) -> str:
    name = _HEADINGS.get(dimension.dimension, dimension.dimension)
    if dimension.score is None:
        return f"{name}: not enough is shown to measure it"
    hidden = f", {dimension.groups_withheld} groups withheld" if dimension.groups_withheld else ""
    return (
        f"{name}: least over most represented {dimension.score:.2f}, similarity "
        f"{dimension.similarity or 0:.2f}{hidden}"
    )


def _in_words(group: GroupOut) -> str:
    if group.ratio is None:
        return "withheld" if group.members is None else "no ratio"
    interval = group.ratio_interval
    between = f" ({interval.least:.2f} to {interval.greatest:.2f})" if interval else ""
    return f"{group.ratio:.2f}{between}"


def _shortened(label: str) -> str:
    return label if len(label) <= _LABEL_LENGTH else f"{label[: _LABEL_LENGTH - 1].rstrip()}…"


def _x(ratio: float) -> float:
    return _BARS_FROM + (_BARS_TO - _BARS_FROM) * ratio / GREATEST


def _text(x: int, y: int, words: str, *, weight: str = "normal", size: int = 14) -> str:
    return f'<text x="{x}" y="{y}" font-weight="{weight}" font-size="{size}">{escape(words)}</text>'
