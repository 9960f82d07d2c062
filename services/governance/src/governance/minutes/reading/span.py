"""Where in a pack of agenda, minutes and papers the minutes begin and end."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from governance.minutes.reading.apologies import SENTENCE
from governance.minutes.reading.attendance_headings import section_of
from governance.minutes.reading.draft import Item
from governance.minutes.reading.leads import IT_WAS, SUBJECT, is_lead, sentence_lead
from governance.minutes.reading.source import Line, Passage, blocks
from governance.minutes.reading.titles import is_when_or_where, names_a_body
from governance.minutes.reading.words import BODY, DATE, TIME, is_person

_STATE = (
    r"(?:(?:draft|unconfirmed|confirmed|approved|unapproved|public|unratified|ratified|formal|final|"
    r"part\s+(?:one|two|1|2|a|b))\W+)*"
)
_TITLE = re.compile(
    rf"^{_STATE}(?:minutes(?:$|\s*[-–—:]|\s+(?:of|from)\b|,?\s+(?:\w+day,?\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+\w+\s+\d{{4}})|(?:notes?|record)\s+(?:of|from)\s+.*"
    r"\bmeeting\b|meeting\s+minutes\b)|\bminutes(?:\s*\([^)]*\))?$|\bmeeting\s+minutes\b|"
    r"\bminutes\s*[-–—]\s",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    r"^(?:[-•*]\s+)?(?:item\s+)?(?:(?:[A-Z]{1,6}[/.-]?|[A-Z]{1,6}\s(?=\d+[/.-]))?\d+(?:[./]\d+)*[.):\s]|\(?(?:[ivxl]{1,7}|[a-z])[.):\t]|(?-i:[IVXL]{1,7}\s))|\(pages?\b|\b(?:last|previous|preceding)\b|\bcorrect\s+record|"
    r"minutes\s+(?:were|was|are|and|to|be)\b|[.;?]$",
    re.IGNORECASE,
)
_OTHER_PAPER = re.compile(
    r"^(?:agenda(?:\s+item\b.*)?|report\s+title\b.*|report\s+(?:to|of)\b.*|appendix\b.*|"
    r"terms\s+of\s+reference|cover\s+sheet.*|executive\s+summary)$",
    re.IGNORECASE,
)
_NEXT_MEETING = re.compile(r"\b(?:next|future|forthcoming)\s+meetings?\b", re.IGNORECASE)
_CLOSING = re.compile(
    r"\b(?:meeting|chair\w*)\b.*\b(?:closed|ended|concluded|finished)\b|\bclose\s+of\s+(?:the\s+)?"
    r"meeting\b|^(?:signed|chair\w*|date)\b\W*(?:[.…_]{3,}|$)|^\W*[.…_]{5,}|to\s+be\s+confirmed|"
    r"\bvenue\b|^actions?\b|^(?:summary\s+of\s+)?actions?\s+(?:log|list)",
    re.IGNORECASE,
)
_APOLOGIES = re.compile(r"\bapologies(?:\b|(?=(?-i:[A-Z][a-z])))", re.IGNORECASE)
_RESTART = re.compile(r"^(?:[-•*]\s+)?1[.)]?\s+[A-Z]|^(?:[-•*]\s+)?1\.1\.?\s")
_BARE = re.compile(r"^minutes\W*$", re.IGNORECASE)
_AGENDA = re.compile(r"\b(?:agenda|apologies|declarations?|newsletter)\b", re.IGNORECASE)
"""What stands above a title that is one of an agenda or a letter."""
_OF_A_MEETING = re.compile(
    rf"^{_STATE}(?:minutes|notes?|record)\s+of\s+(?:an?|the)\s+(?:\w+\s+){{0,2}}meeting\b",
    re.IGNORECASE,
)
_BODY_AND_DAY = re.compile(
    rf"^[A-Z][^.;:]{{3,80}}\s[-–—]\s+(?:{DATE.pattern}),?\s+(?:at\s+)?(?:{TIME.pattern})\W*$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"^(?:dear|yours)\s+\w+", re.IGNORECASE)
_NUMBERED = re.compile(r"^\d{1,3}(?:[.)]|\s/)\s*[A-Z].{2,80}(?<![.;])$")
"""The title of an item, which is no sentence."""
_SHORT = 60
_FEW = 2
"""Lines above a title that say neither whose meeting nor when."""
_NUMBER_ALONE = re.compile(r"^\d{1,4}(?:[/.]\d{1,4})?[.:]?$")
_WINDOW = 80
_LIST_LINES = 12
"""Lines at the top of minutes without a title in which a list of those present begins."""
_ABOVE = 10
"""Lines above the word "minutes" in which titles may stand."""
_TITLE_LINES = 8
"""Lines at the beginning of minutes that titles may take up, one below the other."""


def find_starts(lines: Sequence[Line]) -> list[int]:
    """Give the index at which each set of minutes begins, the best evidenced first."""
    titles = [i for i, line in enumerate(lines) if is_title(line) and not _is_of_item(lines, i)]
    listed = _has_list(lines[:_LIST_LINES])
    starts: list[int] = []
    for index in titles:
        if starts and _is_only_the_word(lines, index):
            continue
        if not starts and listed and _BARE.match(lines[index].text):
            continue  # The word stands between those who came and what they did.
        if not starts or index - starts[-1] > 6 or _has_list(lines[starts[-1] : index]):
            starts.append(index)
    scored = []
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(lines)
        if _tells(lines[start:end]):
            scored.append((_evidence(lines, start, end), -start))
    chosen = sorted((s for s in scored if s[0] >= 3), reverse=True)
    if not chosen and _evidence(lines, 0, len(lines)) >= 6 and _tells(lines):
        return [0]
    if not starts and listed and _evidence(lines, 0, len(lines)) >= 4:
        return [0]
    if not titles and _is_head_of_page(lines) and _tells(lines):
        return [0]
    if not chosen and titles and _is_first(lines, titles[0]) and _tells(lines[titles[0] :]):
        # Minutes that name nobody and number little.
        return [_with_name(lines, titles[0])]
    return [_with_name(lines, -start) for _, start in chosen]


def find_end(lines: Sequence[Line], items: Sequence[Item]) -> int:
    """Give how many of the lines belong to the minutes, whose items are known.

    The last item ends where another paper begins: at its title, or where numbering starts again.
    """
    if not items:
        titles = [index for index, line in enumerate(lines[:_TITLE_LINES]) if is_title(line)]
        return _first_other_paper(lines, max(titles, default=0) + 1)
    last = items[-1]
    at = next(i for i, line in enumerate(lines) if line.number == last.title.last_line)
    stop = _first_other_paper(lines, at + 1)
    if stop == len(lines):
        return stop
    return _without_titles(
        lines, at, stop, next_meeting=bool(_NEXT_MEETING.search(last.title.text))
    )


def is_title(line: Line) -> bool:
    """Say whether a line is the title of a set of minutes.

    One that says of what meeting it is, on what day and at what hour, may end in a full stop.
    """
    whole = _OF_A_MEETING.match(line.text) and DATE.search(line.text) and TIME.search(line.text)
    text = line.text.removesuffix(".") if whole else line.text
    return bool(0 < len(text) < 250 and _TITLE.search(text) and not _NO_TITLE.search(text))


def _is_head_of_page(lines: Sequence[Line]) -> bool:
    """Say whether a text begins with a body, the day and the hour: the head of a meeting's page."""
    first = next((line for line in lines if not line.blank), None)
    if first is None or not names_a_body(first):
        return False
    return _BODY_AND_DAY.match(first.text) is not None


def _is_of_item(lines: Sequence[Line], index: int) -> bool:
    """Say whether a number that stands alone above a line makes it the title of an item."""
    above = next((line for line in reversed(lines[max(0, index - 3) : index]) if line.text), None)
    return above is not None and _NUMBER_ALONE.match(above.text) is not None


def _is_only_the_word(lines: Sequence[Line], index: int) -> bool:
    """Say whether a line says "Minutes" and nothing near it says of what meeting."""
    near = [line.text for line in lines[max(0, index - 3) : index + 9]]
    dated = any(DATE.search(text) for text in near)
    return bool(_BARE.match(lines[index].text)) and not dated


def _is_first(lines: Sequence[Line], index: int) -> bool:
    """Say whether nothing stands above a title but whose meeting it was, or when and where.

    A title that says both that it is of a meeting and of what day may have any short line above.
    """
    above = [line for line in lines[:index] if not line.blank]
    if any(_OTHER_PAPER.match(line.text) or _AGENDA.search(line.text) for line in above):
        return False
    if all(names_a_body(line) or is_when_or_where(line) for line in above):
        return True
    says_all = _OF_A_MEETING.match(lines[index].text) and DATE.search(lines[index].text)
    short = all(len(line.text) < _SHORT and line.text[-1] not in ".:;" for line in above)
    return bool(says_all) and len(above) <= _FEW and short


def _tells(lines: Sequence[Line]) -> bool:
    """Say whether lines below a title tell what a meeting did, and are none of a letter."""
    if any(_LETTER.match(line.text) for line in lines):
        return False
    listed = any(_lists_somebody(line) for line in lines)
    did = (sentence_lead(Passage(block).text, (SUBJECT, IT_WAS)) for block in blocks(lines[1:]))
    said = any(is_lead(line) or SENTENCE.search(line.text) for line in lines)
    written = [line for line in lines[1:] if not line.blank]
    numbered = [_NUMBERED.match(line.text) is not None for line in written]
    # Titles of items with nothing below any of them are an agenda.
    items = any(one and not other for one, other in itertools.pairwise(numbered))
    return listed or said or items or any(did)


def _lists_somebody(line: Line) -> bool:
    """Say whether a heading is of those who came, or has the name of who did not beside it."""
    opened = section_of(line)
    if opened is None or opened[0] != "apologies":
        return opened is not None
    return is_person(re.split(r"\s*[,(]|\s[–—-]\s", line.text[opened[1] :])[0].strip())


def _has_list(lines: Sequence[Line]) -> bool:
    return any(section_of(line) for line in lines)


def _evidence(lines: Sequence[Line], start: int, end: int) -> int:
    near = lines[start : min(start + _WINDOW, end)]
    score = 3 if _has_list(near) else 0
    dated = lines[max(0, start - 3) : min(start + 12, end)]
    score += 2 if any(DATE.search(line.text) for line in dated) else 0
    score += 1 if any(_APOLOGIES.search(line.text) for line in near) else 0
    score += min(4, sum(1 for line in lines[start:end] if is_lead(line)))
    return score


def _with_name(lines: Sequence[Line], start: int) -> int:
    """Take in the titles just above: names of bodies, between them only day, time or place."""
    top = start
    undated = not any(DATE.search(line.text) for line in lines[start : start + _TITLE_LINES])
    for above in range(start - 1, max(-1, start - 1 - _ABOVE), -1):
        line = lines[above]
        if line.blank:
            continue
        large = line.emphasised and lines[top].emphasised
        wrapped = top == above + 1 and (large or line.text.endswith("-"))
        joined = replace(line, text=Passage([line, lines[top]]).text) if wrapped else line
        dated = undated and DATE.search(line.text) is not None and is_when_or_where(line)
        if (
            dated
            or names_a_body(line)
            or (wrapped and not is_title(lines[top]) and names_a_body(joined))
        ):
            top = above
        elif not is_when_or_where(line):
            break
    return top


def _first_other_paper(lines: Sequence[Line], start: int) -> int:
    for index in range(start, len(lines)):
        text = lines[index].text
        if _OTHER_PAPER.match(text) or is_title(lines[index]):
            return index
        row = text.count("\t") > 1
        if _RESTART.match(text) and not row and index > start and lines[index - 1].blank:
            above = next(line for line in reversed(lines[:index]) if not line.blank)
            if not (is_lead(above) or above.text.endswith(":")):  # Else it is the first part.
                return index
    return len(lines)


def _without_titles(lines: Sequence[Line], at: int, stop: int, *, next_meeting: bool) -> int:
    """Step back over the titles that stand above the next paper."""
    groups: list[tuple[int, int]] = []
    index = at + 1
    while index < stop:
        if lines[index].blank:
            index += 1
            continue
        end = index
        while end < stop and not lines[end].blank:
            end += 1
        groups.append((index, end))
        index = end
    kept = 1
    for position, (begin, end) in enumerate(groups):
        text = " ".join(line.text for line in lines[begin:end])
        when = bool(DATE.search(text) or TIME.search(text)) and not BODY.search(text)
        dated = next_meeting and when and ":" not in text
        ends_like_text = bool(text.endswith((".", ";"))) or is_lead(lines[begin])
        if _CLOSING.search(text) or dated or (ends_like_text and not next_meeting):
            kept = max(kept, position + 1)
    return groups[min(kept, len(groups)) - 1][1] if groups else at + 1
