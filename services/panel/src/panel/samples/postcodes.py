"""A made-up postcode directory in the form of the ONS's, of any size, for tests and benchmarks."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice, product
from pathlib import Path

_NAMES = """
pcd pcd2 pcds dointr doterm oscty ced oslaua osward parish usertype oseast1m osnrth1m osgrdind
oshlthau nhser ctry rgn streg pcon eer teclec ttwa pct itl statsward oa01 casward npark lsoa01
msoa01 ur01ind oac01 oa11 lsoa11 msoa11 wz11 sicbl bua24 ru11ind oac11 lat long lep1 lep2 pfa
imd calncv icb oa21 lsoa21 msoa21
"""
HEADER = tuple(_NAMES.split())
"""Columns of a release of 2025."""
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
ENDED_EVERY = 3
"""Of so many postcodes one is out of use; in the real file about a third are."""
RANKS = 33_755
"""Areas of England that the index ranks."""


def postcodes() -> Iterator[str]:
    """Give postcodes, in order, each once: AB1 0AA, AB1 0AB and so on."""
    areas = ("".join(pair) for pair in product("BCDEFGHL", _LETTERS))
    for area, district, sector, unit in product(
        areas, range(1, 100), range(10), product(_LETTERS, repeat=2)
    ):
        yield f"{area}{district} {sector}{''.join(unit)}"


def rows(size: int, authorities: Sequence[str]) -> Iterator[list[str]]:
    """Give the rows of a directory; every third is out of use, the authorities take turns."""
    places = {name: at for at, name in enumerate(HEADER)}
    for number, postcode in enumerate(islice(postcodes(), size)):
        row = ["E99999999"] * len(HEADER)
        filled = {
            "pcd": postcode.replace(" ", "").ljust(7),
            "pcd2": postcode,
            "pcds": postcode,
            "dointr": "198001",
            "doterm": "201903" if number % ENDED_EVERY == ENDED_EVERY - 1 else "",
            "oslaua": authorities[number % len(authorities)],
            "lsoa21": f"E01{number % RANKS:06d}",
            "imd": str(number % RANKS + 1),
            "lat": "53.817505",
            "long": "-3.035674",
        }
        for name, value in filled.items():
            row[places[name]] = value
        yield row


def write(path: Path, size: int, authorities: Sequence[str]) -> None:
    """Write a directory of so many postcodes as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(size, authorities))
