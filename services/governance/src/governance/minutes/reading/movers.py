"""Movers and seconders, where the minutes name them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from governance.minutes.reading.draft import Resolution
from governance.minutes.reading.source import Line, Passage, blocks
from governance.minutes.reading.words import NAME, OFFICE

_WHO = rf"{NAME}(?:\s+\([A-Z]\))?"
_OFFICE = rf"(?:,\s+(?:[^,.;]{{0,40}}\b)?(?:{OFFICE.pattern})\b[^,.;]{{0,60}}?,?)?"
"""What may stand behind a name: "M Low, Chair of the Audit Committee"."""
_MOTION = re.compile(
    rf"\b(?i:(?:proposed|moved|nominated|proposer|mover|motion\s+(?:of|by|from)|proposition\s+of|proposal(?:\s+of|\s+from)?)\s*(?:by)?\s*:?)\s*(?:the\s+)?(?P<mover>{_WHO})"
    rf"(?:\s*[,;./•]|\t)*\s*(?i:(?:and\s+|this\s+(?:motion|nomination|proposal)\s+|was\s+|duly\s+)*(?:seconded|seconder)\s*(?:by)?\s*:?)\s*(?:the\s+)?"
    rf"(?P<seconder>{_WHO})"
)

_NOMINATED = re.compile(
    rf"\b(?i:nominated|proposed|moved)\s+(?:for|as|to)\b[^.;]{{0,100}}?\s?by\s+(?P<mover>{_WHO}),?\s+(?:and\s+)?"
    rf"(?:this\s+)?(?:was\s+)?(?:duly\s+)?seconded\s+by\s+(?P<seconder>{_WHO})"
)
"""Somebody nominated for an office by one and seconded by another."""
_SECONDED_BY_NOBODY = re.compile(
    rf"\b(?i:proposed|moved)\s+by\s+(?:the\s+)?(?P<mover>{_WHO}),?\s+and\s+(?:was\s+)?(?:duly\s+)?seconded\b(?!\s+by\b)"
)
"""A motion whose seconder the minutes don't name."""
_ELECTS = re.compile(
    rf"\s+(?i:that)\s+(?P<who>{NAME})\s+(?:be|is|was)\s+(?:re-?)?(?:elected|appointed|nominated)\b"
)
_ELECTED = re.compile(r"\b(?:elected|appointed|nominated)\b", re.IGNORECASE)
_ACTIVE = re.compile(
    rf"\b(?P<mover>{_WHO}){_OFFICE}\s+(?i:moved|proposed)\b[^.;]{{0,120}}?(?:"
    rf"\b(?i:seconded\s+by)\s+(?P<by>{_WHO})|\b(?P<seconder>{_WHO})\s+(?i:seconded)\b)"
)
"""The active form: "Councillor Low moved, and Mr High seconded, …"."""
_ACROSS = re.compile(
    rf"\b(?P<mover>{_WHO}){_OFFICE}\s+(?i:moved|proposed)\b[^.;]{{0,160}}[.;]\s+(?:"
    rf"(?i:(?:this|it|the\s+(?:motion|proposal))\s+was\s+(?:duly\s+)?)?(?i:seconded\s+by)\s+(?P<by>{_WHO})|"
    rf"(?P<seconder>{_WHO})\s+(?i:seconded)\b)"
)
"""The active form in two sentences."""


def attach_movers(
    resolutions: Sequence[Resolution], sections: Sequence[tuple[str | None, Sequence[Line]]]
) -> list[Resolution]:
    """Give each resolution its mover and seconder: those named before it in its item, or after."""
    result = list(resolutions)
    for item, lines in sections:
        for block in blocks(lines):
            passage = Passage(block)
            passive = (_MOTION, _NOMINATED, _SECONDED_BY_NOBODY)
            found = [m for form in passive for m in form.finditer(passage.text)]
            found += _active(passage.text)
            for match in sorted(found, key=lambda m: m.start()):
                mover = passage.group(match, "mover")
                named = [passage.group(match, one) for one in ("seconder", "by")
                         if one in match.re.groupindex]  # fmt: skip
                seconder = next((one for one in named if one is not None), None)
                index = _moved(result, item, block[0].number)
                elects = _ELECTS.match(passage.text, match.end())
                if elects is not None and _is_another(result, item, elects["who"]):
                    continue
                if index is not None and mover:
                    result[index] = replace(result[index], mover=mover, seconder=seconder)
    return result


def _is_another(resolutions: Sequence[Resolution], item: str | None, who: str) -> bool:
    """Say whether a motion to elect somebody was not the one that the item resolved on."""
    parts = [part.text.text for r in resolutions if r.item == item for part in r.parts]
    elected = [part for part in parts if _ELECTED.search(part)]
    return bool(elected) and not any(who in part for part in elected)


def _active(text: str) -> list[re.Match[str]]:
    return [*_ACTIVE.finditer(text)] or [*_ACROSS.finditer(text)]


def _moved(resolutions: Sequence[Resolution], item: str | None, line: int) -> int | None:
    """Choose the next resolution of the item that has no mover yet, or else the last before."""
    own = [i for i, r in enumerate(resolutions) if r.item == item and r.mover is None]
    after = [i for i in own if resolutions[i].lead.first_line >= line]
    return after[0] if after else (own[-1] if own else None)
