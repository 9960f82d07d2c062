"""Apologies: sentences that give them, and items whose text is their list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from governance.minutes.reading.attendance_found import Attendance, add, bullet_of, people_of
from governance.minutes.reading.attendance_headings import section_of
from governance.minutes.reading.draft import Person
from governance.minutes.reading.people import read_one, read_people
from governance.minutes.reading.source import Line, Passage, blocks
from governance.minutes.reading.words import NAME, PERSON, is_person, sentence_end

SENTENCE = re.compile(
    r"\bapolog(?:ies|y)(?:\s+and\s+(?:\w+\s+)?reasons?)?(?:\s+for\s+(?:absence|non-attendance))?(?:\s+(?:were|was|had\s+been|have\s+been))?"
    r"(?:\s+also)?(?:\s+(?:received|submitted|noted|given|tendered|sent|recorded|presented|made))?"
    r"(?:\s+and\s+\w+)?(?:,\s+with\s+\w+,)?"
    r"\s+(?:from|on\s+behalf\s+of|for|of(?=\s+(?-i:[A-Z])))\s*:?\s*(?=\S)(?!absence)",
    re.IGNORECASE,
)
_HAVE_SENT = re.compile(
    r",?\s+(?:(?:had|have|has|also)\s+)*(?:sent|given|submitted|tendered)\s+(?:(?:his|her|their)\s+)?apolog(?:y|ies)\b",
    re.IGNORECASE,
)
_WAS_SUBSTITUTE = re.compile(
    rf"(?P<who>{NAME})\s+was\s+(?:his|her|their)\s+(?:substitute|deputy)\b"
)
_TOLD = re.compile(r"\s[a-z]{4,}(?:ed|s)\s+[a-z]{2,}\b.*\.$")
"""A sentence of what somebody did, which is no entry of a list."""
_SUBSTITUTE = re.compile(
    r"^attend(?:ed|ing)\s+as\s+(?:(?:a|the|his|her|their)\s+)?(?:substitute|deputy)", re.I
)
_WITH = re.compile(
    rf"[;,]?\s+with\s+(?P<who>{NAME})\s+(?:attending|present|substituting|deputising|acting|standing\s+in)\b[^;]*$"
)
"""Who came instead of the last who is named, told at the end of the sentence."""
_FEWEST = 3
"""Names side by side of which one may look like an office."""
_LATENESS = re.compile(r"[;,]?\s+(?:and\s+)?for\s+lateness\b", re.IGNORECASE)
"""Where a sentence of apologies goes on to those who came late."""


def read_apologies(found: Attendance, lines: Sequence[Line], index: int) -> int:
    """Read "Apologies were received from …" at ``index``; give where to go on."""
    end = index + 1
    while end < len(lines) and not lines[end].blank and section_of(lines[end]) is None:
        end += 1
    passage = Passage(lines[index:end])
    before = len(found.apologies)
    for match in SENTENCE.finditer(passage.text):
        stop = sentence_end(passage.text, match.end())
        cut = _LATENESS.search(passage.text, match.end(), stop) or _WITH.search(
            passage.text, match.end(), stop
        )
        people = list(read_people(passage, match.end(), cut.start() if cut else stop))
        who = passage.group(cut, "who") if cut is not None and cut.re is _WITH else None
        if people and who is not None:
            people[-1] = replace(people[-1], replaced_by=who)
        for person in people:
            if found.apologies and person.note and _SUBSTITUTE.match(person.note.text):
                found.apologies[-1] = replace(found.apologies[-1], replaced_by=person.name)
                continue
            add(found.apologies, person)
        if (
            len(found.apologies) == before
        ):  # A name without a full stop, and a sentence of something else below.
            line = Passage(lines[index : index + 1])
            alone = SENTENCE.search(line.text)
            people = list(read_people(line, alone.end(), len(line.text))) if alone else []
            for person in people:
                add(found.apologies, person)
        if people:
            found.placed.update(line.number for line in lines[index:end])
    return end


def read_apologies_item(found: Attendance, lines: Sequence[Line], beside: int) -> None:
    """Read the apologies out of the text of an item, as a sentence or as one name a line.

    Args:
        beside: number of the line of its title, beside which several names may stand.
    """
    before = len(found.apologies)
    for block in blocks(lines):
        _sent(found, Passage(block))
    index = 0
    while index < len(lines):
        said = SENTENCE.search(lines[index].text)
        index = read_apologies(found, lines, index) if said else index + 1
    if len(found.apologies) > before:
        return
    for line in lines:
        if line.blank or _TOLD.search(line.text):
            continue
        person = read_one(Passage([line], bullet_of(line.text)))
        found.apologies += [person] if person is not None else _row_of_names(line)
    if len(found.apologies) == before and lines and lines[0].number == beside:
        found.apologies += people_of(lines[0])


def _row_of_names(line: Line) -> list[Person]:
    """Read a line of names side by side: "Ann Low, Ben High", "Ann Low and Ben High, Fen Trust"."""
    text = line.text.strip(" ,;.")
    first = re.split(r",\s|\s+from\s", text)[0].split(" and ")
    if len(first) > 1 and all(is_person(name) for name in first):
        return list(people_of(line))
    names = re.split(r"\s*[,;]\s*|\s+and\s+", text)
    known = sum(1 for name in names if is_person(name))
    if len(names) < _FEWEST or known <= len(names) / 2 or not all(map(PERSON.match, names)):
        return []
    # Among names, "Janet Nurse" is one.
    pieces = (Passage([line]).cut(at := line.text.find(name), at + len(name)) for name in names)
    return [Person(piece) for piece in pieces if piece is not None]


def _sent(found: Attendance, passage: Passage) -> None:
    """Read "Councillor Low sent his apologies. Councillor High was his substitute"."""
    start = 0
    while start < len(passage.text):
        end = sentence_end(passage.text, start)
        sent = _HAVE_SENT.search(passage.text, start, end)
        instead = _WAS_SUBSTITUTE.search(passage.text, start, end)
        for person in read_people(passage, start, sent.start()) if sent else ():
            add(found.apologies, person)
        who = passage.group(instead, "who") if instead else None
        if who is not None and found.apologies:
            found.apologies[-1] = replace(found.apologies[-1], replaced_by=who)
        start = end + 2
