"""Resolutions and their parts, each whole, however they are marked and wherever they wrap."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence

from governance.minutes.reading.actions import ACTION, ends_a_row
from governance.minutes.reading.draft import Part, Resolution
from governance.minutes.reading.leads import (
    CAPITALS,
    CARRIED,
    IN_A_SENTENCE,
    IT_WAS,
    LABEL,
    LEADS_ON,
    MOTION,
    SUBJECT,
    VERB_FIRST,
    formal_lead,
    list_lead,
    says_it_was,
    sentence_lead,
)
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

_LONGEST = 60
"""Lines of a sentence, or of a paragraph behind one."""


def find_resolutions(
    sections: Sequence[tuple[str | None, Sequence[Line]]], quiet: Collection[str | None] = ()
) -> list[Resolution]:
    """Find the resolutions in sections of minutes: (number of the item, its lines).

    An item that leads a resolution formally is read by that form alone: in it "it was agreed" is
    discussion. Where minutes have a formal form at all, other items hold a resolution only where a
    sentence says what the body did. "The Board:" above a list of verbs counts in all.

    Args:
        quiet: numbers of items in which a sentence resolves nothing but a motion that is carried:
            apologies, interests.
    """
    formal = any(formal_lead(line) for _, lines in sections for line in lines)
    forms = (SUBJECT, CARRIED) if formal else (SUBJECT, IT_WAS, CARRIED)
    found: list[Resolution] = []
    for item, lines in sections:
        own = _formal(item, lines)
        found += own or _informal(item, lines, (CARRIED,) if item in quiet else forms)
    return found


def _formal(item: str | None, lines: Sequence[Line]) -> list[Resolution]:
    found: list[Resolution] = []
    index = 0
    while index < len(lines):
        match = list_lead(lines, index) or formal_lead(lines[index])
        if match is None:
            over = _over_two_lines(item, lines, index)
            found += over
            index += 2 if over else 1
            continue
        label = match.re is not CAPITALS or (
            match.group("verb") == "RESOLVED"
            and LEADS_ON.match(lines[index].text, match.end()) is not None
        )
        index, resolution = _read(item, lines, index, match, whole_sentence=not label)
        if resolution:
            found.append(resolution)
    # "RESOLVED:" alone above a sentence that says so again is its heading.
    return [r for r in found if r.parts] or found


def _over_two_lines(item: str | None, lines: Sequence[Line], index: int) -> list[Resolution]:
    """Read words that lead on over two lines: "The Board" and "NOTED the report" in the next."""
    if index + 1 >= len(lines) or lines[index].blank or lines[index + 1].blank:
        return []
    two = Passage(lines[index : index + 2]).text
    match = IN_A_SENTENCE.search(two) or CAPITALS.search(two)
    below = formal_lead(lines[index + 1])
    # A capital at the beginning of the next line may be the second word of "The Committee".
    apart = below is not None and (below.re is LABEL or below.start() > 0)
    if match is None or match.start() >= len(lines[index].text) or apart:
        return []
    end = index
    while end < min(len(lines), index + _LONGEST) and not lines[end].blank:
        end += 1
    found = _sentence(item, Passage(lines[index:end]), match)
    return [found] if found else []


def _informal(
    item: str | None, lines: Sequence[Line], forms: Sequence[re.Pattern[str]]
) -> list[Resolution]:
    found: list[Resolution] = []
    index = 0
    while index < len(lines):
        begin = end = index
        while end < len(lines) and not lines[end].blank:
            end += 1
            if ends_a_row(lines[end - 1]) or lines[end - 1].closes:
                break
        listed = next((i for i in range(index, end) if list_lead(lines, i)), None)
        lead = list_lead(lines, listed) if listed is not None else None
        if listed is not None and lead is not None:
            index, resolution = _read(item, lines, listed, lead, whole_sentence=False)
            found += [resolution] if resolution else []
            continue
        passage = Passage(lines[index:end]) if end > index else None
        match = sentence_lead(passage.text, forms) if passage else None
        if passage is not None and match is None:
            # What became of a motion may be told in the next paragraph.
            both = Passage(lines[index : _end_of_block(lines, end)])
            match = sentence_lead(both.text, (CARRIED,))
            passage = both if match and match.start() < len(passage.text) else passage
            match = match if passage is both else None
        if passage is None or match is None:
            index = max(end, index + 1)
            continue
        at, offset = _line_of(lines, index, match.start())
        head = match.re.match(lines[at].text, offset)
        if head is None or match.re is CARRIED or not says_it_was(match):
            index, resolution = end, _sentence(item, passage, match)
        else:
            index, resolution = _read(item, lines, at, head, whole_sentence=False)
        if resolution:
            found.append(resolution)
            if index == end and match.re is SUBJECT:
                rows = itertools.takewhile(
                    lambda line: "\t" not in line.text, lines[begin + 1 : end]
                )
                found += _more(item, Passage([lines[begin], *rows]), match)
    return found


def _end_of_block(lines: Sequence[Line], index: int) -> int:
    """Give where the block ends that begins at ``index`` or below the blank lines there, as far as
    it is looked at."""
    while index < len(lines) and lines[index].blank:
        index += 1
    last = min(len(lines), index + _LONGEST)
    while index < last and not lines[index].blank:
        index += 1
    return index


def _more(item: str | None, passage: Passage, match: re.Match[str]) -> list[Resolution]:
    """Read the sentences after one in its paragraph that say too what the body did."""
    found: list[Resolution] = []
    following: re.Match[str] | None = match
    while following is not None:
        start = sentence_end(passage.text, following.end()) + 1
        following = sentence_lead(passage.text, (SUBJECT,), start)
        more = _sentence(item, passage, following) if following else None
        found += [more] if more else []
    return found


def _line_of(lines: Sequence[Line], index: int, offset: int) -> tuple[int, int]:
    """Turn an offset in the joined lines from ``index`` on into a line and an offset in it."""
    while offset > len(lines[index].text):
        offset -= len(lines[index].text) + 1
        index += 1
    return index, offset


def _sentence(item: str | None, passage: Passage, match: re.Match[str]) -> Resolution | None:
    lead = passage.cut(match.start(), match.end())
    start = match.end() if says_it_was(match) or match.re is IN_A_SENTENCE else match.start()
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
    elif match.re is IN_A_SENTENCE:
        passage = Passage(stem.lines, match.end())
        parts = [(None, passage.cut(0, sentence_end(passage.text) + 1))]
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
            formal_lead(line)
            and (gap or LABEL.match(line.text))
            and not VERB_FIRST.match(line.text)
        ):
            break
        if ACTION.match(line.text) or MOTION.match(line.text) or (gap and line.emphasised):
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
            if not gap and current.lines[-1].closes and current.text:
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
