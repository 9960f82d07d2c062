"""Names of people in a text, told by what stands before them, for a person's eye.

No list of names is complete, and most names are words as well. So nothing is called a name by
itself: a word with a capital is, where a title, a role, a relation or a turn of phrase comes before
it ("Dr Shah", "the nurse, Amy", "my son Jack", "spoke to Priya"). Names without any of these are
not found; whoever publishes still reads the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from common.personal_data import DAY, MONTHS, Hit, Kind, check

KIND: Kind = "name"
SHORTEST = 2
"""Letters of a name."""

_ROLES = (
    r"(?:nurse|sister|midwife|doctor|gp|consultant|surgeon|registrar|physio(?:therapist)?"
    r"|pharmacist|receptionist|carer|(?:support|social|care|youth|link) worker|health visitor"
    r"|paramedic|dentist|matron|hca|healthcare assistant|therapist|counsellor|volunteer"
    r"|interpreter|chaplain|porter|teacher)"
)
_RELATIONS = (
    r"(?:son|daughter|husband|wife|partner|mum|mother|mam|dad|father|brother|sister|nan|gran"
    r"|grandad|grand(?:mother|father|son|daughter)|friend|neighbour|child|baby|twins?|aunt(?:ie)?"
    r"|uncle|cousin|niece|nephew|girl|boy|man|woman|lady|patient)"
)
_TITLES = r"(?:dr|prof|professor|sir|dame|rev|reverend|rabbi|imam|cllr|councillor)\.?"
_CUES = (
    r"miss",
    r"(?-i:M[sx])\.?",
    rf"{_ROLES}(?: (?:called|named))?,?",
    rf"(?:my|our|his|her|their|whose|a|the|old|young) {_RELATIONS}(?: (?:called|named))?,?",
    r"(?:my|his|her|their|whose|person's) (?:first |full )?name(?: is| was|'s|:)",
    r"(?:spoke|spoken|speaking|talked|talking) (?:to|with)",
    r"(?:seen|treated|operated on|cared for|looked after|visited|assessed) by",
)
_WORD = r"[^\W\d_]+(?:['’\-][^\W\d_]+)*"
_NAME = rf"(?P<name>{_WORD}(?: {_WORD}){{0,2}})"
_INITIALS = r"(?:(?-i:[A-Z])(?:\.\s*|\s+)){0,3}"
_BEFORE = re.compile(
    rf"\b(?:(?P<title>{_TITLES})|{'|'.join(_CUES)})\s+{_INITIALS}(?={_NAME})", re.IGNORECASE
)
_OF_ONESELF = re.compile(
    r"\b(?:I am|I['’]m|signed(?: by)?[,:]?|(?:(?:kind|best|warm) )?regards,?"
    rf"|yours (?:sincerely|faithfully|truly),?)\s+{_INITIALS}(?={_NAME})",
    re.IGNORECASE,
)
"""Stands before much besides: what follows is a name where it is of two words or more."""
_MARRIED = re.compile(
    rf"\b(?:mr|mrs)\.?\s+{_INITIALS}(?P<name>{_WORD})(?: (?P<more>{_WORD}(?: {_WORD})?))?",
    re.IGNORECASE,
)
"""These two stand before nothing but a name, however it is written."""
_LONG_AGO = re.compile(
    rf"(?<!\d){DAY} (?:of )?{MONTHS},? 19\d\d(?!\d)|\b{MONTHS} {DAY},? 19\d\d(?!\d)", re.IGNORECASE
)
"""A day so long ago, told to the day, is more often somebody's birthday than anything else."""

_SAID_OF_NOBODY = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june
july august september october november december christmas easter ramadan i the a an and but or
who when then they we he she it this that these there my our his her their so if in at on of for
to from with was is had has were not very all no yes however also after before because while
there's mr mrs ms mx miss dr prof professor doc doctor dentist nurse nurses gp practitioner
specialist manager consultant associate assistant prescriber led services english british welsh
scottish irish polish urdu arabic punjabi gujarati romanian
"""
_NO_NAMES = frozenset(_SAID_OF_NOBODY.split())
_SAID_OF_BODIES = """
healthwatch nhs hospital hospitals infirmary trust foundation council surgery practice clinic
centre center ward unit department team teams service services board partnership university
college school hospice health care pharmacy house road street lane
"""
_OF_BODIES = frozenset(_SAID_OF_BODIES.split())
"""Words by which a body or a place is known, where a person's name would stand."""


def names_in(text: str) -> list[tuple[int, int]]:
    """Find what reads like a person's name: first position, position after the last."""
    found: dict[int, int] = {}
    for match in _BEFORE.finditer(text):
        length = _name_length(match["name"], titled=match["title"] is not None)
        if length:
            found[match.start("name")] = match.start("name") + length
    for match in _OF_ONESELF.finditer(text):
        length = _name_length(match["name"])
        if " " in match["name"][:length]:
            found.setdefault(match.start("name"), match.start("name") + length)
    for match in _MARRIED.finditer(text):
        more = _name_length(match["more"]) if match["more"] else 0
        end = match.start("more") + more if more else match.end("name")
        found.setdefault(match.start("name"), end)
    return sorted(found.items())


def personal_data_in(fields: Iterable[tuple[str, str]]) -> list[Hit]:
    """Check texts for what `common.personal_data` finds, for names of people, and for days of the
    last century in words.

    It is for texts in which a person may clear what is found: what merely reads like a name is
    more often none than what reads like an NHS number, and on 5 July 1948 the NHS began.
    """
    texts = list(fields)
    hits = check(texts)
    for field, text in texts:
        found: list[tuple[int, int, Kind]] = [(*place, KIND) for place in names_in(text)]
        if "19" in text:
            found += [(*day.span(), "date_of_birth") for day in _LONG_AGO.finditer(text)]
        for start, end, kind in found:
            if not any(field == h.field and start < h.end and h.start < end for h in hits):
                hits.append(Hit(field, start, end, kind))
    return sorted(hits)


def _name_length(words: str, *, titled: bool = False) -> int:
    """Give how many characters of some words are a name: those with capitals that they begin with;
    none where they are the name of a body, or of a day, or letters that stand for one.

    Args:
        titled: after a title no letters stand for anything: all of them are capitals where somebody
            writes so.
    """
    length = 0
    taken: list[str] = []
    for word in words.split(" "):
        bare = word.lower().replace("’", "'").split("'")[0]
        if not word[0].isupper() or len(word) < SHORTEST or bare in _NO_NAMES:
            break
        taken.append(word.lower())
        length += len(word) + (1 if length else 0)
    acronym = len(taken) == 1 and words[:length].isupper() and not titled
    return 0 if acronym or _OF_BODIES.intersection(taken) else length
