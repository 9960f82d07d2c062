"""Holding a system's file to the table of usual residents that its population was made from.

The table is as the Office for National Statistics gives residents by local authority: a row for
each system, authority (GSS code), dimension and category. A place whose authority is missing, or an
authority that no place has, would leave people out of every weight and every measure unseen.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from panel.systems.schemas import SystemFile

COLUMNS = frozenset({"ics_code", "ltla_gss", "dimension", "category", "people"})


class TableUnreadable(ValueError):
    """The table can't be read as one of usual residents; the message says why."""


def read_rows(path: Path) -> Iterator[Mapping[str, str]]:
    """Read a table row by row.

    Raises:
        TableUnreadable: if it is no CSV file with these columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = sorted(COLUMNS - set(reader.fieldnames or ()))
            if missing:
                raise TableUnreadable(f"the table has no column {', '.join(missing)}")
            yield from reader
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableUnreadable(f"the table can't be read: {error}") from None


def differences(file: SystemFile, rows: Iterable[Mapping[str, str]]) -> list[str]:
    """Say in what a system's file and the table disagree, a line each; none where they agree.

    Authorities that no place has are named, and authorities of places that the table does not have;
    then places whose total is missing, or differs from the sum of their authorities.

    Raises:
        TableUnreadable: if a count is no number.
    """
    place_of = {gss: place.code for place in file.places for gss in place.authorities}
    seen: set[str] = set()
    totals: Counter[str] = Counter()
    for row in rows:
        if row["ics_code"] != file.code:
            continue
        seen.add(row["ltla_gss"])
        if row["dimension"] == "total" and row["ltla_gss"] in place_of:
            totals[place_of[row["ltla_gss"]]] += _count(row["people"])
    if not seen:
        return [f"the table has no row of {file.code}"]
    lines = []
    if unknown := sorted(seen - set(place_of)):
        lines.append(f"unknown authorities, which no place has: {', '.join(unknown)}")
    if missing := sorted(set(place_of) - seen):
        named = ", ".join(f"{gss} (of {place_of[gss]})" for gss in missing)
        lines.append(f"missing authorities, of which the table has no row: {named}")
    if lines:
        return lines
    stated = {row.place: row.people for row in file.population if row.dimension == "total"}
    return [
        f"{place.code} has {stated.get(place.code, 'no')} people in the file and "
        f"{totals[place.code]} in the table"
        for place in file.places
        if stated.get(place.code) != totals[place.code]
    ]


def _count(people: str) -> int:
    try:
        return int(people)
    except (TypeError, ValueError):
        raise TableUnreadable(f"a count of people is no number: {people!r}") from None
