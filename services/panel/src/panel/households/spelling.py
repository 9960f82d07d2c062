"""One spelling of a home, however it is written. Pure.

A postcode in the United Kingdom is of one street or less, so the numbers in the first line tell a
home. What is left over where people write it differently is two tokens of one home: then the rule
does not hold for these two, and nothing else goes wrong.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z]+|[0-9]+")
_APOSTROPHES = str.maketrans("", "", "'’")


def one_spelling(home: str, postcode: str) -> str:
    """Give a home and its postcode in one spelling.

    Of the home count its numbers and single letters, in any order: "Flat 2, 14A High Street" is
    "14 a high st, flat 2". A home that has no number is known by its name, up to the first comma.
    """
    place = "".join(postcode.split()).upper()
    plain = home.casefold().translate(_APOSTROPHES)
    words = _WORD.findall(plain)
    if any(word.isdigit() for word in words):
        marks = sorted({word for word in words if word.isdigit() or len(word) == 1})
        return f"{place}:{' '.join(marks)}"
    return f"{place}:{''.join(_WORD.findall(plain.partition(',')[0]))}"
