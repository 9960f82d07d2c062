"""Movers and seconders, where the minutes name them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from governance.minutes.reading.draft import Resolution
from governance.minutes.reading.source import Line, Passage, blocks
from governance.minutes.reading.words import TITLE

_WORD = r"(?:[A-Z]\.|[A-Z][\w'’-]+|de|van|der)"
_NAME = rf"(?:(?:{TITLE})\.?\s+)*{_WORD}(?:\s+{_WORD}){{0,3}}"
_MOTION = re.compile(
    rf"\b(?i:(?:proposed|moved|proposer|mover|motion\s+of)\s*(?:by)?\s*:?)\s*(?P<mover>{_NAME})"
    rf"(?:\s*[,;./]|\t)*\s*(?i:(?:and\s+|was\s+|duly\s+)*(?:seconded|seconder)\s*(?:by)?\s*:?)\s*"
    rf"(?P<seconder>{_NAME})"
)


def attach_movers(
    resolutions: Sequence[Resolution], sections: Sequence[tuple[str | None, Sequence[Line]]]
) -> list[Resolution]:
    """Give each resolution its mover and seconder: those named before it in its item, or after."""
    result = list(resolutions)
    for item, lines in sections:
        for block in blocks(lines):
            passage = Passage(block)
            for match in _MOTION.finditer(passage.text):
                mover = passage.group(match, "mover")
                seconder = passage.group(match, "seconder")
                index = _moved(result, item, block[0].number)
                if index is not None and mover and seconder:
                    result[index] = replace(result[index], mover=mover, seconder=seconder)
    return result


def _moved(resolutions: Sequence[Resolution], item: str | None, line: int) -> int | None:
    """Choose the next resolution of the item that has no mover yet, or else the last before."""
    own = [i for i, r in enumerate(resolutions) if r.item == item and r.mover is None]
    after = [i for i in own if resolutions[i].lead.first_line >= line]
    return after[0] if after else (own[-1] if own else None)
