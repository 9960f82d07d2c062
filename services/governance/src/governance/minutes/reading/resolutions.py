"""Resolutions and their parts, each whole, however they are marked and wherever they wrap."""

from __future__ import annotations

import re
from collections.abc import Sequence

from governance.minutes.reading.actions import ACTION
from governance.minutes.reading.draft import Part, Resolution
from governance.minutes.reading.outcomes import election, overall_outcome, part_outcome
from governance.minutes.reading.parts import (
    CLOSED,
    MARKER,
    Entry,
    begins_part,
    first_inline,
    goes_on,
    label_of,
    split_inline,
)
from governance.minutes.reading.source import Line, Passage, Piece
from governance.minutes.reading.words import sentence_end

_VERB = (
    r"(?:resolved|agreed|approved|endorsed|ratified|accepted|adopted|deferred|rejected|delegated|"
    r"supported|decided|recommended)"
)
LABEL = re.compile(
    r"^(?:[-•*]\s+)?(?:it\s+was\s+(?:therefore\s+|then\s+)?)?(?:unanimously\s+)?"
    r"(?P<verb>RESOLVED|Resolved|RESOLUTIONS?|Resolutions?|AGREED|Agreed|DECISIONS?|Decisions?|"
    r"DECIDED|Decided|RECOMMENDED|Recommended)"
    r"(?:\s+unanimously|\s+\(unanimously\)|\s+nem\.?\s?con\.?)?"
    r"(?:\s*[/:–—-]+|\s*$|(?=\s+(?:that|that:|to|THAT|That)\b))",
)
"""A lead that stands at the beginning of a line: "Resolved:", "RESOLVED –", "Resolved that"."""
_CAPITALS = re.compile(
    rf"(?:\b[Ii]t\s+was\s+(?:UNANIMOUSLY\s+|unanimously\s+)?|\band\s+|"
    rf"\b(?:The\s+)?[A-Z][\w’' ]{{1,80}}?\s+(?:UNANIMOUSLY\s+|unanimously\s+)?)"
    rf"(?P<verb>{_VERB.upper()}|NOTED|RECEIVED)(?=\s|:)"
)
"""A verb in capitals inside a sentence: "The Board NOTED the report"."""
_PLAIN = re.compile(
    rf"\b(?:(?P<it>It\s+was\s+(?:also\s+|therefore\s+|unanimously\s+|then\s+)?"
    rf"(?:agreed|resolved|decided)\s+(?:that|to)\b:?)|(?:The\s+)?(?:[Mm]inutes|[Nn]otes)\b[^.]{{0,120}}?"
    r"\b(?:was|were)\s+(?:\w+\s+){0,2}?(?:agreed|approved|accepted|confirmed)(?=[^.]{0,30}\brecord\b)|"
    rf"(?:The\s+)?(?:[A-Z][\w’'&-]*\s+){{1,8}}"
    rf"(?:(?:unanimously|formally|duly|also|then)\s+)?(?P<verb>{_VERB}|noted\s+(?:and\s+\w+\s+)?"
    r"the\s+(?:\w+\s+){0,3}(?:report|update|contents?|position|paper|minutes|presentation|progress)"
    r"|received\s+(?:and\s+noted\s+)?the\s+(?:\w+\s+){0,2}(?:report|update|paper)))\b"
)
"""The informal forms, read only where the minutes use no formal one."""
_STEM = re.compile(r"(?:^|[,;]\s+)(?:[Tt]he\s+)?(?P<verb>[A-Z][\w’'& ]{2,60}):$")
_VERB_FIRST = re.compile(
    rf"^(?:[-•*·▪–]|\(?(?:[a-z]|[ivx]{{1,4}}|\d{{1,2}})[.)])\s+(?:{_VERB}|noted|received|welcomed)\b",
    re.IGNORECASE,
)
_MOTION = re.compile(r"^\W*(?:(?:proposed|moved|seconded)\b|(?:propos|mov|second)er\b)", re.I)


def is_lead(line: Line) -> bool:
    """Say whether a formal resolution begins with this line."""
    return bool(LABEL.match(line.text))


def is_formal(lead: str) -> bool:
    """Say whether a lead is one of the formal forms, or stands above a list of verbs."""
    stem = _STEM.search(lead) and not _PLAIN.search(lead)
    return bool(LABEL.match(lead) or _CAPITALS.search(lead) or stem)


def find_resolutions(
    sections: Sequence[tuple[str | None, Sequence[Line]]],
) -> list[Resolution]:
    """Find the resolutions in sections of minutes: (number of the item, its lines).

    Minutes that lead their resolutions formally anywhere are read by that form alone: in them
    "it was agreed" is discussion. "The Board:" above a list of verbs counts in both.
    """
    formal = any(_formal_lead(line) for _, lines in sections for line in lines)
    found: list[Resolution] = []
    for item, lines in sections:
        found += _formal(item, lines) if formal else _informal(item, lines)
    return found


def _formal_lead(line: Line) -> re.Match[str] | None:
    return LABEL.match(line.text) or _CAPITALS.search(line.text)


def _list_lead(lines: Sequence[Line], index: int) -> re.Match[str] | None:
    """Find "The Board:" with verbs in the list below it: "approved the plan"."""
    match = _STEM.search(lines[index].text)
    if match is None:
        return None
    near = range(index + 1, min(index + 4, len(lines)))
    below = next((lines[i].text for i in near if not lines[i].blank), "")
    return match if _VERB_FIRST.match(below) else None


def _formal(item: str | None, lines: Sequence[Line]) -> list[Resolution]:
    found: list[Resolution] = []
    index = 0
    while index < len(lines):
        match = _list_lead(lines, index) or _formal_lead(lines[index])
        if match is None:
            index += 1
            continue
        label = match.re is not _CAPITALS or match.group("verb") == "RESOLVED"
        index, resolution = _read(item, lines, index, match, whole_sentence=not label)
        if resolution:
            found.append(resolution)
    return found


def _informal(item: str | None, lines: Sequence[Line]) -> list[Resolution]:
    found: list[Resolution] = []
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and not lines[end].blank:
            end += 1
        listed = next((i for i in range(index, end) if _list_lead(lines, i)), None)
        lead = _list_lead(lines, listed) if listed is not None else None
        if listed is not None and lead is not None:
            index, resolution = _read(item, lines, listed, lead, whole_sentence=False)
            found += [resolution] if resolution else []
            continue
        passage = Passage(lines[index:end]) if end > index else None
        match = _sentence_lead(passage.text) if passage else None
        if passage is None or match is None:
            index = max(end, index + 1)
            continue
        at, offset = _line_of(lines, index, match.start())
        head = _PLAIN.match(lines[at].text, offset)
        if head is None:
            index, resolution = end, _sentence(item, passage, match)
        else:
            index, resolution = _read(
                item, lines, at, head, whole_sentence=head.group("it") is None
            )
        if resolution:
            found.append(resolution)
    return found


def _sentence_lead(text: str) -> re.Match[str] | None:
    """Find an informal lead at the beginning of a sentence."""
    for match in _PLAIN.finditer(text):
        before = text[: match.start()].rstrip()
        if not before or before[-1] in ".!?:•-–)" or match.group("it"):
            return match
    return None


def _line_of(lines: Sequence[Line], index: int, offset: int) -> tuple[int, int]:
    """Turn an offset in the joined lines from ``index`` on into a line and an offset in it."""
    while offset > len(lines[index].text):
        offset -= len(lines[index].text) + 1
        index += 1
    return index, offset


def _sentence(item: str | None, passage: Passage, match: re.Match[str]) -> Resolution | None:
    lead = passage.cut(match.start(), match.end())
    start = match.end() if match.group("it") else match.start()
    text = passage.cut(start, sentence_end(passage.text, start) + 1)
    return _resolution(item, lead, [(None, text)])


def _read(
    item: str | None,
    lines: Sequence[Line],
    index: int,
    match: re.Match[str],
    *,
    whole_sentence: bool,
) -> tuple[int, Resolution | None]:
    """Read one resolution whose lead is ``match`` in line ``index``; give where to go on."""
    first = Passage([lines[index]])
    stem = Entry([lines[index]], match.end(), None)
    end, entries = _collect(lines, index, stem, sentence=whole_sentence)
    parts = split_inline(entries)
    lead = first.cut(match.start(), match.end())
    if len(parts) > 1 or (parts and parts[0][0] is not None):
        before = Passage(entries[0].lines, match.start())
        inline = first_inline(Passage(entries[0].lines, match.end()).text)
        length = len(before.text) if inline is None else inline + match.end() - match.start()
        lead = before.cut(0, length) or lead
    elif whole_sentence:
        passage = Passage(stem.lines, match.start())
        stop = sentence_end(passage.text) + 1
        parts = [(None, passage.cut(0, stop))]
    return end, _resolution(item, lead, parts)


def _collect(
    lines: Sequence[Line], index: int, stem: Entry, *, sentence: bool
) -> tuple[int, list[Entry]]:
    entries, current, gap = [stem], stem, False
    nested: str | None = None
    at = index + 1
    while at < len(lines):
        line = lines[at]
        if line.blank:
            gap, at = True, at + 1
            continue
        if (
            _formal_lead(line)
            and (gap or LABEL.match(line.text))
            and not _VERB_FIRST.match(line.text)
        ):
            break
        if ACTION.match(line.text) or _MOTION.match(line.text) or (gap and line.emphasised):
            break
        marker = MARKER.match(line.text)
        label = label_of(marker)
        if marker and label and begins_part(entries, label, nested):
            current = Entry([line], marker.end(), label, Passage([line]).cut(0, marker.end()))
            entries.append(current)
            nested = None
        elif marker and label and len(entries) > 1:
            current.lines.append(line)
            nested = label
        elif not gap or goes_on(current, line):
            if sentence and len(entries) == 1 and CLOSED.search(current.text):
                break
            if gap and re.search(r";(?:\s*and)?$", current.text) and len(entries) > 1:
                current = Entry([line], 0, None)
                entries.append(current)
            else:
                current.lines.append(line)
        else:
            break
        gap, at = False, at + 1
    return at, entries


def _resolution(
    item: str | None, lead: Piece | None, parts: Sequence[tuple[Piece | None, Piece | None]]
) -> Resolution | None:
    if lead is None:
        return None
    made = tuple(
        Part(text, marker, part_outcome(text, lead), *election(text))
        for marker, text in parts
        if text is not None
    )
    return Resolution(lead, made, item, overall_outcome(made, lead))
