"""What in a text reads like personal data: NHS numbers, e-mail addresses, telephone numbers and
full postcodes of the United Kingdom, and dates of birth.

The check is for a person's eye: it names the place and the kind, and never repeats what it found.
It looks through what hides such data in pasted text: other scripts' digits, full-width letters,
no-break spaces, and characters of no width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["nhs_number", "email", "telephone", "postcode", "date_of_birth", "name"]
"""What something reads like. Names of people are not looked for here: a service does that where a
person may clear them."""

_GAP = r"[ \-.()]{0,3}"
_BIRTH = r"(?:\bborn\b|\bd\.?o\.?b\b|\bdate of birth\b|\bbirth(?:day|date)\b)[^0-9]{0,20}"
MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
"""Patterns of a month and a day as they are written in words."""
_PATTERNS: Mapping[Kind, re.Pattern[str]] = {
    "nhs_number": re.compile(r"(?<![\d+])\d{3}[ \-./,_]{0,3}\d{3}[ \-./,_]{0,3}\d{4}(?!\d)"),
    "email": re.compile(
        r"[a-z0-9._%+'\-]{1,64}\s?(?:@|\[at\]|\(at\))\s?[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63})+",
        re.I,
    ),
    "telephone": re.compile(
        rf"(?<![\d+])(?:(?:(?:\+|00){_GAP}44{_GAP}(?:\(0\){_GAP})?|\(?0)[1-35789](?:{_GAP}\d){{8,9}}"
        rf"|44{_GAP}7(?:{_GAP}\d){{9}})(?!\d)"
    ),
    # The forms of BS 7666 as published by the Cabinet Office, with or without the space, or a dash.
    "postcode": re.compile(
        r"(?<![a-z0-9])(?:gir ?0aa|[a-pr-uwyz](?:\d{1,2}|[a-hk-y]\d{1,2}|\d[a-hjkps-uw]"
        r"|[a-hk-y]\d[abehmnprv-y])(?: {0,3}|-)\d[abd-hjlnp-uw-z]{2})(?![a-z0-9])",
        re.I,
    ),
    # After words of birth any date; without them a date in figures of the last century, since few
    # write of anything else that is so long ago to the day.
    "date_of_birth": re.compile(
        rf"{_BIRTH}(?:\d{{1,4}}[/.\-]\d{{1,2}}[/.\-]\d{{1,4}}|{DAY} (?:of )?{MONTHS},? \d{{2,4}}"
        rf"|{MONTHS} {DAY},? \d{{4}})"
        r"|(?<![\d/.\-])(?:\d{1,2}[/.\-]\d{1,2}[/.\-]19\d\d|19\d\d-\d{2}-\d{2})(?!\.?[\d/\-])",
        re.I,
    ),
}

_FEWEST_DIGITS: Mapping[Kind, int] = {
    "nhs_number": 10,
    "telephone": 10,
    "postcode": 1,
    "date_of_birth": 3,
}
"""A text with fewer digits has none of the kind, and is not searched for it: most texts are."""
_DIGITS = "0123456789"
_END_OF_POSTCODE = re.compile(r"\d[abd-hjlnp-uw-z]{2}(?![a-z0-9])")
_DAY_AND_MONTH = re.compile(r"\d[/.\-]\d")
_WORDS_OF_BIRTH = ("born", "birth", "dob", "do.b", "d.ob", "d.o.b")

NAMES: Mapping[Kind, str] = {
    "nhs_number": "an NHS number",
    "email": "an e-mail address",
    "telephone": "a telephone number",
    "postcode": "a full postcode",
    "date_of_birth": "a date of birth",
    "name": "a person's name",
}


@dataclass(frozen=True, order=True)
class Hit:
    """Something that reads like personal data, and where; never what."""

    field: str
    """Path of the field, such as ``quotations[0].text``."""
    start: int
    """Position of its first character, counted from 0."""
    end: int
    """Position after its last character."""
    kind: Kind

    @property
    def message(self) -> str:
        """Say what to do about it, without repeating it."""
        return (
            f"characters {self.start + 1} to {self.end} read like {NAMES[self.kind]}: "
            "take it out, or clear it with a reason"
        )


def find(text: str) -> list[tuple[int, int, Kind]]:
    """Find what reads like personal data: first position, position after the last, kind."""
    if text.isascii() and not _possible(text):
        return []
    plain, origin = _plain(text)
    hits: list[tuple[int, int, Kind]] = []
    possible = _possible(plain)
    for kind, pattern in _PATTERNS.items():
        if kind not in possible:
            continue
        for match in pattern.finditer(plain):
            if kind == "nhs_number" and not is_nhs_number(match.group()):
                continue
            start, end = origin[match.start()], origin[match.end() - 1] + 1
            if not any(start < e and s < end for s, e, _ in hits):
                hits.append((start, end, kind))
    return sorted(hits)


def _possible(plain: str) -> Sequence[Kind]:
    """Give the kinds that a text may hold, by what it must have for each; of most texts none.

    Looked for is what is found sooner than the kind itself, whose search begins at every letter.
    """
    digits = sum(map(plain.count, _DIGITS))
    small = plain.lower() if plain.isascii() else None
    found: list[Kind] = []
    for kind, fewest in _FEWEST_DIGITS.items():
        if digits >= fewest and (small is None or _has_a_part(kind, small)):
            found.append(kind)
    if "@" in plain or "at]" in plain.lower() or "at)" in plain.lower():
        found.append("email")
    return found


def _has_a_part(kind: Kind, small: str) -> bool:
    """Say whether a text in small ASCII letters has a part that all of the kind have."""
    if kind == "postcode":
        return _END_OF_POSTCODE.search(small) is not None
    if kind == "date_of_birth":
        if _DAY_AND_MONTH.search(small):
            return True
        return any(word in small for word in _WORDS_OF_BIRTH)
    return True


def is_nhs_number(text: str) -> bool:
    """Tell whether ten digits carry the NHS number's check digit (modulus 11)."""
    digits = [int(c) for c in text if c.isdecimal()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(weight * digit for weight, digit in zip(range(10, 1, -1), digits, strict=False))
    return (11 - total % 11) % 11 == digits[9]


def check(fields: Iterable[tuple[str, str]]) -> list[Hit]:
    """Check texts, each given with the path of its field."""
    return sorted(
        Hit(field, start, end, kind) for field, text in fields for start, end, kind in find(text)
    )


def texts_of(value: Any, names: Sequence[str], path: str = "") -> Iterator[tuple[str, str]]:
    """Walk a JSON value and give every text under the named top-level fields, with its path."""
    for name in names:
        yield from _walk(value.get(name), f"{path}{name}")


def _walk(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, f"{path}.{key}")
    elif isinstance(value, Sequence):
        for index, inner in enumerate(value):
            yield from _walk(inner, f"{path}[{index}]")


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """Fold look-alikes to ASCII; give the folded text and where each character came from."""
    if text.isascii():
        return text.translate(_SPACES), range(len(text))
    characters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        category = unicodedata.category(character)
        if category == "Cf":
            continue
        folded = _fold(character, category)
        characters.extend(folded)
        origin.extend([index] * len(folded))
    return "".join(characters), origin


_SPACES = str.maketrans("\t\n\r\f\v", "     ")


def _fold(character: str, category: str) -> str:
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd":
        return "-"
    if category.startswith("Z") or character in "\t\n\r\f\v":
        return " "
    return unicodedata.normalize("NFKC", character)
