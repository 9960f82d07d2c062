"""Fill a system file's populations from the table of usual residents by local authority.

    python deploy/local/tools/derive_population.py population.csv QE1.json QKK.json …

The table has the columns ics_code, ltla_gss, dimension, category, people and source: one row for
each authority (or its part in the system), dimension and category. Every authority that a place of
the system file names is summed into that place. Files are rewritten in place, one row a line, and
running it again changes nothing. It is a tool of the developer; no product code needs it.

Source of the table: Office for National Statistics (Census 2021, mid-2020 estimates) and Ministry
of Housing, Communities and Local Government (Indices of Deprivation 2025), Open Government Licence
v3.0.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

_BROAD = {
    "Asian, Asian British or Asian Welsh": "asian",
    "Black, Black British, Black Welsh, Caribbean or African": "black",
    "Mixed or Multiple ethnic groups": "mixed",
    "Other ethnic group": "other",
    "White": "white",
}
_GROUP = {
    "Bangladeshi": "bangladeshi",
    "Chinese": "chinese",
    "Indian": "indian",
    "Other Asian": "other",
    "Pakistani": "pakistani",
    "African": "african",
    "Caribbean": "caribbean",
    "Other Black": "other",
    "Other Mixed or Multiple ethnic groups": "other",
    "White and Asian": "white_and_asian",
    "White and Black African": "white_and_black_african",
    "White and Black Caribbean": "white_and_black_caribbean",
    "Any other ethnic group": "any",
    "Arab": "arab",
    "English, Welsh, Scottish, Northern Irish or British": "british",
    "Gypsy or Irish Traveller": "gypsy_or_irish_traveller",
    "Irish": "irish",
    "Other White": "other",
    "Roma": "roma",
}

_WIDTH = 140

Row = Mapping[str, str]


class UnknownAuthority(Exception):
    """A place names an authority that the table doesn't have for the system, or leaves one out."""


def category_code(dimension: str, category: str) -> str:
    """Give the vocabulary's code of a category as the table writes it."""
    if dimension != "ethnic_group":
        return category
    broad, group = category.split(": ", 1)
    return f"{_BROAD[broad]}_{_GROUP[group]}"


def derive(system: dict[str, Any], rows: Iterable[Row]) -> dict[str, Any]:
    """Give the system with its places' totals and its population by place, dimension, category.

    Raises:
        UnknownAuthority: unless the places cover exactly the system's authorities in the table.
    """
    place_of = {gss: place["code"] for place in system["places"] for gss in place["authorities"]}
    own = [row for row in rows if row["ics_code"] == system["code"]]
    told = {row["ltla_gss"] for row in own}
    unknown, missing = sorted(told - set(place_of)), sorted(set(place_of) - told)
    if unknown or missing:
        raise UnknownAuthority(
            f"{system['code']}: its places and the table's rows of it must name the same "
            f"authorities; unknown, since no place has them: {', '.join(unknown) or 'none'}; "
            f"missing from the table: {', '.join(missing) or 'none'}"
        )
    people: Counter[tuple[str, str, str, str]] = Counter()
    for row in own:
        code = category_code(row["dimension"], row["category"])
        key = (place_of[row["ltla_gss"]], row["dimension"], code, row["source"])
        people[key] += int(row["people"])
    places = [
        {**place, "population": people[place["code"], "total", "all", "census2021"]}
        for place in system["places"]
    ]
    population = [
        {"place": place, "dimension": dimension, "category": code, "people": n, "source": source}
        for (place, dimension, code, source), n in sorted(people.items(), key=_reading_order)
    ]
    return {**system, "places": places, "population": population}


def _reading_order(item: tuple[tuple[str, str, str, str], int]) -> tuple[object, ...]:
    place, dimension, code, _ = item[0]
    return place, dimension != "total", dimension, int(code) if code.isdigit() else 0, code


def render(value: Any, indent: int = 0) -> str:
    """Write JSON for readers: what fits on a line stays on one, the rest is opened."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent <= _WIDTH or not isinstance(value, (dict, list)):
        return line
    pad = " " * (indent + 2)
    if isinstance(value, list):
        body = [f"{pad}{render(item, indent + 2)}" for item in value]
        brackets = "[]"
    else:
        body = [f'{pad}"{key}": {render(item, indent + 2)}' for key, item in value.items()]
        brackets = "{}"
    inner = ",\n".join(body)
    return f"{brackets[0]}\n{inner}\n{' ' * indent}{brackets[1]}"


def main(arguments: Sequence[str]) -> None:
    """Rewrite the system files that the arguments name: all, or none where one cannot be.

    Raises:
        SystemExit: with what is wrong.
    """
    if len(arguments) < 2:
        sys.exit("usage: derive_population.py POPULATION.csv SYSTEM.json …")
    table, *files = (Path(argument) for argument in arguments)
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    try:
        derived = [(file, derive(json.loads(file.read_text("utf-8")), rows)) for file in files]
    except UnknownAuthority as error:
        sys.exit(f"{table}: {error}")
    for file, system in derived:
        file.write_text(render(system) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
