"""Words of the form: dates, times, names, offices and organisations in English minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time

from governance.minutes.reading.draft import DatePiece, TimePiece
from governance.minutes.reading.lexicon import LEXICON, any_of
from governance.minutes.reading.source import Passage

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAY = r"(?:(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+(?:the\s+)?)?"
DATE = re.compile(
    _WEEKDAY + r"(?:"
    rf"(?P<d1>\d{{1,2}})(?:\s?(?:st|nd|rd|th))?\s+(?:day\s+)?(?:of\s+)?(?P<m1>{_MONTH})\b,?\s+(?P<y1>\d{{4}}|['’‘]\d\d)"
    rf"|(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    r"|(?P<d3>\d{1,2})[/.](?P<m3>\d{1,2})[/.](?P<y3>\d{4})"
    r"|(?P<y4>\d{4})-(?P<m4>\d{2})-(?P<d4>\d{2}))(?!\d)",
    re.IGNORECASE,
)
_HALF = r"(?:a\.?m\b\.?|p\.?m\b\.?|noon|midday)"
TIME = re.compile(
    rf"(?<![\d/.£])(?:(?P<hour>\d{{1,2}})(?:[.:](?P<minute>\d{{2}}))?\s*(?P<half>{_HALF})"
    rf"|(?P<range_hour>\d{{1,2}})(?:[.:](?P<range_minute>\d{{2}}))?(?=\s*(?:-|–|—|to)\s*"
    rf"\d{{1,2}}(?:[.:]\d{{2}})?\s*(?P<range_half>{_HALF}))"
    r"|(?P<hour24>[01]?\d|2[0-3])[:.](?P<minute24>[0-5]\d)(?:\s*(?:hours|hrs|h)\b)?"
    r"|(?P<military>(?:[01]\d|2[0-3])[0-5]\d)\s*(?:hours|hrs)\b)(?![\d/%])",
    re.IGNORECASE,
)

_COUNCILLOR = rf"(?:(?:{any_of(LEXICON.councils)})\s+)+(?:Councill?ors?|Cllrs?)"
TITLE = f"{_COUNCILLOR}|{any_of(LEXICON.ranks)}|{any_of(LEXICON.titles)}"
TITLE_PREFIX = re.compile(rf"^(?:(?:{TITLE})\.?\s+)+", re.IGNORECASE)
PLURAL_TITLE = re.compile(rf"(?:{any_of(LEXICON.plural_titles)}):?\s+", re.IGNORECASE)
"""A title before several names, which is part of none of them."""
_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w'’.\-]*|de|la|le|van|der|den|von|al|bin|ap|di|du)"
PERSON = re.compile(rf"^(?:(?:{TITLE})\.?\s+)*{_WORD}(?:\s+{_WORD}){{0,5}}$")
"""A person's name by its form: capitalised words, with or without titles."""

OFFICE = re.compile(rf"\b(?:{any_of(LEXICON.offices_joined)}|{any_of(LEXICON.offices)})\b")
ORGANISATION = re.compile(rf"\b(?:{any_of(LEXICON.organisations)})\b")
HONOURS = re.compile(rf"(?:[,\s]+(?:{any_of(LEXICON.honours)}))+$")
"""Letters after a name, which are none of it."""
SITE = re.compile(rf"\b(?:{any_of(LEXICON.where)})\b", re.IGNORECASE)
"""Words of an address."""
_NOT_NAMES = frozenset(LEXICON.not_names)
BODY = re.compile(
    r"\b(?:Governing\s+Body|Board|Committee|Committees(?=\s+in\s+common\b)|Partnership|Council|Panel|Group|Forum|Assembly|Cabinet|Executive|"
    r"Authority|Trust|Alliance|Collaborative|Commission|Governors)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_HALF_OF_DAY = re.compile(r"\b[ap]\.m$", re.IGNORECASE)
_GOES_ON = re.compile(r"\.\s+[a-z(]")
SERIES = (
    r"[A-Za-z]{1,6}(?:[/.-][A-Za-z]{1,6}){0,2}[/.-]?|(?-i:[A-Z]{1,6})\s(?=\d{1,4}[/.-]\d)|"
    r"\d{2,4}(?:[/-]\d{2,4})?[/.-](?-i:[A-Z]{1,6})[/.-]"
)
"""What stands before the numbers of a series: "TB", "ICB/", "UHB/PUB/", "AGP " before "25/22".

A series may begin with its year: "24-25/HWB/" before "7".
"""
REFERENCE = rf"(?:{SERIES})?\d{{1,4}}(?:[/.-]\d{{1,4}}){{1,3}}[a-z]?"
"""The number of a paragraph that has parts: "4.2", "24/112.1", "TB/24/7"."""
_INITIALS_AND_NAME = re.compile(r"^(?:[A-Z]\.?\s+){1,3}[A-Z][\w'’-]+$")
_ABBREVIATED = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|Rev|Cllr|St|No|Ald|approx|p|a)|\b[A-Z])$")


_NAME_WORD = (
    r"(?:[A-Z]\.[A-Z][\w'’-]+|[A-Z]\.|[A-Z](?=\s|$)|[A-ZÀ-ÖØ-Þ][\w'’-]+|de|van|der|O['’][A-Z]\w+)"
)
NAME = rf"(?:(?:{TITLE})\.?\s+){{0,4}}{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,3}}"
"""A name inside a sentence: at most four titles, then at most four words with capitals."""


_ENDS_IN_TITLE = re.compile(r"\b(?:Councill?ors?|Cllrs?)$")


def same_person(name: str, other: str) -> bool:
    """Say whether two names may be of one person: one family name, first names that do not differ.

    "J Farrow" and "County Councillor Jane Farrow" may be; "Ms Clegg" and "Rowena Clegg" too.
    """
    one, two = (TITLE_PREFIX.sub("", text).replace(".", " ").split() for text in (name, other))
    if not one or not two or one[-1].casefold() != two[-1].casefold():
        return False
    first, second = one[:-1], two[:-1]
    return not first or not second or first[0][0].casefold() == second[0][0].casefold()


def find_date(passage: Passage, start: int = 0) -> DatePiece | None:
    """Find the first date that exists in the calendar, at or after ``start``."""
    for match in DATE.finditer(passage.text, start):
        day = _day(match)
        piece = passage.cut(match.start(), match.end())
        if day is None or piece is None:
            continue
        said = match.group("weekday")
        fits = said is None or f"{said.lower()}day" == _WEEKDAYS[day.weekday()]
        return DatePiece(piece, day, fits)
    return None


def month_of(name: str) -> int:
    """Give the number of a month by its name or the beginning of it."""
    return _MONTHS.index(name[:3].lower()) + 1


def find_times(passage: Passage, start: int = 0) -> list[TimePiece]:
    """Find the times of day at or after ``start``, in order."""
    hidden = DATE.sub(lambda match: "#" * len(match.group()), passage.text)
    found = []
    for match in TIME.finditer(hidden, start):
        piece, value = passage.cut(match.start(), match.end()), _time(match)
        if piece is not None and value is not None:
            found.append(TimePiece(piece, value))
    return found


def time_spans(passage: Passage) -> Iterator[tuple[int, int]]:
    """Give start and end of each date and time of a passage, in order."""
    hidden = DATE.sub(lambda match: "#" * len(match.group()), passage.text)
    spans = [match.span() for match in DATE.finditer(passage.text)]
    spans += [match.span() for match in TIME.finditer(hidden)]
    yield from sorted(spans)


def sentence_end(text: str, start: int = 0) -> int:
    """Give the offset of the end of the sentence at ``start``, its full stop left out."""
    for match in _SENTENCE_END.finditer(text, start):
        before = text[start : match.start()]
        on = _HALF_OF_DAY.search(before) and _GOES_ON.match(text, match.start())
        if not on and not _ABBREVIATED.search(before):
            return match.start()
    return len(text)


def is_person(text: str) -> bool:
    """Say whether text has the form of one person's name."""
    # "Dean" is a first name before a name, an office before "of".
    bare = re.sub(r"^Dean\s+(?=[A-Z])", "D. ", TITLE_PREFIX.sub("", text))
    words = bare.split()
    if not words or not PERSON.match(text) or len(words) > 5 or _ENDS_IN_TITLE.search(bare):
        return False
    if len(words) == 1 and TITLE_PREFIX.sub("", text) == text:
        return False
    if any(word.casefold().strip(".,") in _NOT_NAMES for word in words):
        return False
    if bare != text and _INITIALS_AND_NAME.match(bare):
        return True  # "Mrs P Head": after a title and initials it is a family name.
    return not ORGANISATION.search(bare) and not OFFICE.search(bare)


def _day(match: re.Match[str]) -> date | None:
    for form in "1234":
        if match.group(f"d{form}"):
            month = match.group(f"m{form}")
            number = int(month) if month.isdigit() else month_of(month)
            try:
                year = int(re.sub(r"^\D", "20", match.group(f"y{form}")))
                return date(year, number, int(match.group(f"d{form}")))
            except ValueError:
                return None
    return None


def _time(match: re.Match[str]) -> time | None:
    if match.group("military"):
        return time(int(match.group("military")[:2]), int(match.group("military")[2:]))
    if match.group("hour24"):
        return time(int(match.group("hour24")), int(match.group("minute24")))
    prefix = "range_" if match.group("range_hour") else ""
    hour, minute = int(match.group(f"{prefix}hour")), int(match.group(f"{prefix}minute") or 0)
    half = match.group(f"{prefix}half").lower().replace(".", "")
    if 12 < hour < 24 and minute <= 59 and half == "pm":
        return time(hour, minute)  # "19.30 pm"
    if not 1 <= hour <= 12 or minute > 59:
        return None
    if prefix:
        # "10.00 – 12.30pm": a start late in the morning keeps to the morning.
        half = "am" if half in {"noon", "midday"} or 8 <= hour <= 11 else half
    if half == "am":
        return time(hour % 12, minute)
    return time(hour % 12 + 12, minute)
