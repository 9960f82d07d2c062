"""What a document is made of, whatever it is written as.

It has what a screen reader needs, and no way to leave it out: a title, a language, headings in
their order, tables with a caption and headings of their columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere; written out in full where a document is printed."""

    text: str
    address: str


Words = str | Link


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the first below the title, 3 the lowest."""

    text: str
    level: int = 1
    kind: Literal["heading"] = "heading"

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 3:
            raise ValueError("a heading has a level from 1 to 3")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of words and links."""

    words: tuple[Words, ...]
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Listing:
    """A list of points."""

    points: tuple[Paragraph, ...]
    kind: Literal["listing"] = "listing"


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row is the row's heading.

    Raises:
        ValueError: where a row hasn't as many cells as there are columns.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has not as many cells as the table has columns")


@dataclass(frozen=True)
class Bar:
    """A bar of a drawing, from its upper left corner; in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Label:
    """Words in a drawing, which begin or end at a point of their baseline."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "end"]


@dataclass(frozen=True)
class Drawing:
    """Where everything of a chart stands."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Chart:
    """A chart of bars and the table of its numbers; made by `common.documents.charts.bars`.

    Attributes:
        table: the same in words; it follows the drawing.
        series: what each number of a row is of.
        numbers: those of each row of the table, by series; None is not shown.
        alternative: what it shows, for whoever can't see it.
        drawing: where everything stands.
    """

    table: Table
    series: tuple[str, ...]
    numbers: tuple[tuple[int | float | None, ...], ...]
    alternative: str
    drawing: Drawing
    kind: Literal["chart"] = "chart"


Block = Heading | Paragraph | Listing | Table | Chart


@dataclass(frozen=True)
class Document:
    """A whole document.

    Attributes:
        title: what it is called.
        author: who made it, as the reader knows them: a system's name, never a person's.
        made_at: when; the same document has the same moment, so that its bytes are the same.
        blocks: what it says, in order; headings leave out no level.
        language: BCP 47.

    Raises:
        ValueError: where a heading is more than one level below the one before.
    """

    title: str
    author: str
    made_at: datetime
    blocks: tuple[Block, ...]
    language: str = "en-GB"

    def __post_init__(self) -> None:
        level = 0
        for block in self.blocks:
            if isinstance(block, Heading):
                if block.level > level + 1:
                    raise ValueError(f"the heading {block.text!r} leaves out a level")
                level = block.level


def paragraph(*words: Words) -> Paragraph:
    """Make a paragraph."""
    return Paragraph(words)


def listing(items: Sequence[str | Paragraph]) -> Listing:
    """Make a list of points."""
    return Listing(tuple(paragraph(item) if isinstance(item, str) else item for item in items))
