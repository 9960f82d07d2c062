"""Lists of people beside one another in the columns of a table: read one after the other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from governance.minutes.reading.attendance_headings import lists_beside, section_of
from governance.minutes.reading.source import Line


def one_after_another(lines: Sequence[Line]) -> list[Line]:
    """Give the lines with lists that stand beside one another each below its own heading.

    Every line keeps its number: a row of three lists becomes three lines of that number.
    """
    kept: list[Line] = []
    at = 0
    while at < len(lines):
        heads = lists_beside(lines[at].cells) if "\t" in lines[at].text else []
        end = _end_of_rows(lines, at) if heads else at
        if not heads or end == at + 1:
            kept.append(lines[at])
            at += 1
            continue
        for begin, stop in itertools.pairwise([*heads, None]):
            kept += _column(lines[at:end], begin, stop)
        at = end
    return kept


def _end_of_rows(lines: Sequence[Line], begin: int) -> int:
    """Give the index behind the last row below the headings at ``begin``."""
    end = begin + 1
    for at in range(begin + 1, len(lines)):
        line = lines[at]
        if line.blank:
            continue
        in_cells = "\t" in line.text or line.skipped > 0
        if not in_cells and (at > end or section_of(line)):
            break
        end = at + 1
    return end


def _column(rows: Sequence[Line], begin: int | None, stop: int | None) -> Iterator[Line]:
    for row in rows:
        text = "\t".join(row.cells[begin:stop]).strip()
        if text:
            yield replace(row, text=text, skipped=0)
