"""The titles on top of minutes: whose meeting it was, where two or three titles stand.

A title may name the body, the organisation that it belongs to, or only the kind of meeting ("Public
Board Meeting"). Each is cut down to the name in it; the name of a committee goes before that of an
organisation, and that before a mere kind. Committees that meet in common are each named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from governance.minutes.reading.source import Line, Passage, Piece, blocks
from governance.minutes.reading.words import BODY, DATE, ORGANISATION, SITE, TIME, is_person

_STATE = r"(?:draft|unconfirmed|confirmed|approved|unapproved|ratified|unratified|final|formal)"
_KIND = (
    r"(?:(?:public|ordinary|annual|general|extraordinary|special|virtual|formal|inaugural|joint|"
    r"quarterly|bi-?monthly|part\s+\w+|open|private)\s+)*"
)
_BEFORE = re.compile(
    rf"^(?:{_STATE}\s+)*(?:(?:minutes|notes?|record)\s*(?:[-–—:]\s*|\s(?:of|from)\s+))?"
    rf"(?:(?:at\s+)?(?:the|a|an)\s+)?(?:{_KIND}(?:meetings?|proceedings)(?:\s+held)?(?:\s+in\s+(?:public|common))?\s+of\s+"
    r"(?:the\s+)?)?(?:(?:public|open)\s+(?=(?:trust\s+)?board\b|council\s+of\b|governing\b))?",
    re.IGNORECASE,
)
_AFTER = tuple(
    re.compile(rf"(?<=\S){words}[\s,:;.–—-]*$", re.IGNORECASE)
    for words in (
        r"\s*\(?\b(?:meeting\s+)?in\s+(?:public|private|common)\)?",
        r"\s*\((?:public|private|open|closed|formal)(?:\s+(?:meeting|session))?\)",
        r"\s*[-–—:,]?\s*\(?\bpart\s+\w{1,5}\)?",
        rf"\s*[-–—:]?\s*\b{_STATE}",
        r"\s*[-–—:]?\s*\b(?:minutes|notes)",
        r"\s+held",
        rf"(?:['’]s?)?\s+{_KIND}meetings?",
        r"\s*\(meeting\)",
        r"\s+\((?-i:[A-Z]{2,8})\)",
        r"['’]s?",
        r"[\s,:;.–—-]",
    )
)
"""What may stand after the name, taken off from behind as long as there is any."""
_MEETING_OF = re.compile(
    r"(?:(?i:draft|confirmed|unconfirmed)\s+)*(?i:minutes|notes)\s+(?i:of\s+(?:the|a)\s+meeting\s+of\s+(?:the\s+)?)"
    r"(?P<name>[A-Z][\w'’&-]*(?:\s+(?:[A-Z][\w'’&-]*|and|of|for|the|&))*?\s+[A-Z][\w'’&-]*)(?:\s+(?i:trustees?))?(?:\s+(?i:meeting))?\s+(?:held|on|at)\b"
)
"""A title that names by no word for a body: "Minutes of the meeting of the Fen Chairs on …"."""
_MONTH = re.compile(
    r"\s[-–—]\s(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d{4}$"
)
_ONLY_A_KIND = re.compile(
    r"(?:(?:the|this|its|public|joint|full|formal|open|trust|board|committee|partnership|panel|in|"
    r"governing|body|common|council|meeting|committees|boards)\s*)+",
    re.IGNORECASE,
)
_FULL = re.compile(r"(?:(?:full|the)\s+)+(?:council|board)", re.IGNORECASE)
_PARENT = re.compile(
    r"(?:Integrated\s+Care\s+Board|\bICB|Council|Trust|Combined\s+Authority|Authority|NHS|Alliance)"
    r"(?:\s*\(\w+\))?$",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"{BODY.pattern}|\bHealthwatch\b", re.IGNORECASE)
_SITE_OF_A_BODY = re.compile(
    r"\b(?:Council|Board|Committee|Assembly)\s+(?:Chambers?|Offices?|Rooms?|Suite|House)\b",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\b(?:Board|Panel|Forum|Group|Committee|Partnership)(?P<and>(?:,|\s+and|\s+with)\s+(?:the\s+)?)"
    r"(?=\S.*\b(?:Board|Panel|Forum|Group|Committee|Partnership)\b)",
    re.IGNORECASE,
)
_MEETING = re.compile(rf"{_KIND}meetings?(?:\s+(?:held\s+)?in\s+(?:public|common))?", re.IGNORECASE)
_IN_COMMON = re.compile(r"\bin\s+common\b|\bjoint\s+meeting\b", re.IGNORECASE)
_LONGEST = 200
_WRAPPED = 75
"""Characters from which a line may go on in the next."""
_LARGE = 40
"""Characters from which a title in large letters may go on in the next line."""
_WHOLE = re.compile(
    rf"(?:{BODY.pattern}|\b(?:ICB|ICP|Healthwatch|Directors|public|common|meeting|minutes)\b)\W*$",
    re.I,
)
_TITLES = 12
"""Blocks at the top that may be titles."""


@dataclass(frozen=True)
class _Name:
    piece: Piece
    rank: int
    """0 a committee or board by its name, 1 an organisation, 2 only a kind of meeting."""
    lines: frozenset[int]


def names_of_bodies(lines: Sequence[Line]) -> tuple[list[Piece], set[int]]:
    """Give the bodies whose minutes these are, the first title first, and the lines that name them.

    More than one is given only where they met in common.
    """
    names = list(_names(lines))
    if not names:
        return [], set()
    best = min(name.rank for name in names)
    first = next(name for name in names if name.rank == best)
    bodies = _parted(first.piece)
    if len(bodies) == 1 and any(_IN_COMMON.search(line.text) for line in lines):
        alike = [name for name in names if name.rank == best and name.piece.text != bodies[0].text]
        bodies += [name.piece for name in alike]
    return bodies, {number for name in names for number in name.lines}


def names_a_body(line: Line) -> bool:
    """Say whether a line by itself is a title that names a body."""
    text = line.text
    return len(text) < _LONGEST and not text.endswith((".", ":", ";")) and _name([line]) is not None


def is_when_or_where(line: Line) -> bool:
    """Say whether a line by itself says only when, where or of what kind a meeting was."""
    text = line.text
    said = DATE.search(text) or TIME.search(text) or SITE.search(text) or _MEETING.fullmatch(text)
    return bool(said) and len(text) < _LONGEST and not re.search(r"[.:;]$|^\W*\d+[.)]\s", text)


def _names(lines: Sequence[Line]) -> Iterator[_Name]:
    for block in blocks(lines)[:_TITLES]:
        if _is_of_people(block):
            continue
        for run in _runs(block):
            name = _name(run)
            if name is not None:
                yield name


def _is_of_people(block: Sequence[Line]) -> bool:
    """Say whether a name, a comma and more begin each line: "Jo Hay, Committee Officer"."""
    parts = [line.text.partition(",") for line in block]
    return all(more and is_person(name) for name, _, more in parts)


def _runs(block: Sequence[Line]) -> Iterator[list[Line]]:
    """Part a block into titles: a short line that names a body is one, what follows is another."""
    run: list[Line] = []
    for line in block:
        if re.fullmatch(r"\(.{60,}\)", line.text):
            continue  # A remark, and no title.
        joined = re.match(r"(?:and|with|&)\b", line.text) is not None
        joined = joined or bool(run and _goes_on(run[-1], line))
        ends = run and len(run[-1].text) < _WRAPPED and _name([run[-1]])
        if run and not joined and (ends or _is_parent_of(run[-1], line)):
            yield run
            run = []
        run.append(line)
    yield run


def _is_parent_of(line: Line, following: Line) -> bool:
    """Say whether a short title is an organisation, and the one below names its committee."""
    own = ORGANISATION.search(line.text) and not re.search(r"\b(?:NHS|and|of|the)$", line.text)
    return bool(own) and len(line.text) < _LARGE and _name([following]) is not None


def _goes_on(line: Line, following: Line) -> bool:
    """Say whether a title in large letters goes on in the next line: it ends inside a name."""
    large = line.emphasised and following.emphasised and len(line.text) >= _LARGE
    return large and not _WHOLE.search(line.text) and BODY.search(following.text) is not None


def _name(lines: Sequence[Line]) -> _Name | None:
    passage = Passage(lines)
    text = passage.text
    of = _MEETING_OF.match(text)
    if of is not None and not _NAMED.search(of["name"]):
        piece = passage.group(of, "name")
        return _Name(piece, 0, frozenset(li.number for li in lines)) if piece else None
    if (
        len(text) > _LONGEST + 100
        or not _NAMED.search(_SITE_OF_A_BODY.sub("", text))
        or re.match(r"\(?\d+[.)]\s", text)
    ):
        return None
    before = _BEFORE.match(text)
    start = before.end() if before else 0
    ends = [m.start() for p in (DATE, TIME, _MONTH) if (m := p.search(text, start))]
    stop = min(ends, default=len(text))
    cut = re.search(r",?\s+(?:(?:was\s+)?held|on|at|meeting\s+on)\s*$|,?\s+(?:was\s+)?held\b|"
                    r"\.\s", text[start:stop], re.IGNORECASE)  # fmt: skip
    stop = start + cut.start() if cut else stop
    piece = passage.cut(start, _end_of_name(text, start, stop))
    if piece is None or not _NAMED.search(piece.text) or len(piece.text) > _LONGEST:
        return None
    if re.search(r"[;\t]|\.\s", piece.text) or re.match(
        r"(?:chair|present|venue|minutes|notes)\b", piece.text, re.I
    ):
        return None
    return _Name(piece, _rank(piece.text), frozenset(line.number for line in lines))


def _end_of_name(text: str, start: int, stop: int) -> int:
    while True:
        ends = [m.start() for p in _AFTER if (m := p.search(text[start:stop]))]
        if not ends or min(ends) == 0:
            return stop
        stop = start + min(ends)


def _rank(text: str) -> int:
    if _FULL.fullmatch(text):
        return 0
    if _ONLY_A_KIND.fullmatch(text):
        return 2
    return 1 if _PARENT.search(text) or not BODY.search(text) else 0


def _parted(piece: Piece) -> list[Piece]:
    """Part "X Committee and Y Committee"; "Health and Wellbeing Board" stays one."""
    cuts = [0, *(n for m in _AND.finditer(piece.text) for n in m.span("and")), len(piece.text)]
    texts = [piece.text[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    return [Piece(text, piece.first_line, piece.last_line) for text in texts if text]
