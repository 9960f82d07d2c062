"""A system with a population to be measured against, and all of England's as the file has it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from panel.representation.groups import Figure
from panel.systems.schemas import SystemFile
from panel_support.samples import system_file, vocabulary

FILE = Path(__file__).parents[3] / "shared" / "data" / "population.csv"
DIMENSIONS = ("age_band", "sex", "ethnic_group", "disability")
APART = {"prefer_not_to_say": "Prefer not to say"}

PEOPLE = {
    "age_band": {"0-15": 20_000, "16-24": 15_000, "25-34": 30_000, "75+": 15_000},
    "sex": {"female": 41_000, "male": 39_000},
    "ethnic_group": {"asian_indian": 6_000, "asian_other": 2_000, "white_irish": 72_000},
    "disability": {"disabled": 20_000, "not_disabled": 60_000},
    "imd_decile": {"1": 50_000, "10": 30_000},
    "total": {"all": 80_000},
}
LABELS = {
    "age_band": {"0-15": "Under 16", "16-24": "16 to 24", "25-34": "25 to 34", "75+": "75 or over"},
    "sex": {"female": "Female", "male": "Male"},
    "ethnic_group": {
        "asian": "Asian", "asian_indian": "Indian", "asian_other": "Other Asian",
        "white": "White", "white_irish": "Irish",
    },
    "disability": {"disabled": "Disabled", "not_disabled": "Not disabled"},
}  # fmt: skip
PARENTS = {"asian_indian": "asian", "asian_other": "asian", "white_irish": "white"}


def populated(code: str = "QE1", **settings: int) -> SystemFile:
    """Make a system of two places of 80,000 people, 60,000 of age, and all vocabularies."""
    base = system_file(code)
    population = [
        {"place": place.code, "dimension": d, "category": c, "people": n, "source": "census2021"}
        for place in base.places
        for d, people in PEOPLE.items()
        for c, n in people.items()
    ]
    words = [
        vocabulary(
            code,
            terms | APART,
            parents=PARENTS if code == "ethnic_group" else None,
            version="population",
        )
        for code, terms in LABELS.items()
    ]
    others = [v.model_dump(mode="json") for v in base.vocabularies if v.code not in LABELS]
    return system_file(
        code,
        population=population,
        vocabularies=words + others,
        settings=base.settings.model_dump() | settings,
    )


@cache
def england() -> dict[str, list[Figure]]:
    """Give the population of all 42 systems by their code, each authority as a place."""
    systems: dict[str, list[Figure]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            figure = Figure(
                row["ltla_gss"],
                row["dimension"],
                row["category"],
                int(row["people"]),
                row["source"],
            )
            systems.setdefault(row["ics_code"], []).append(figure)
    return systems
