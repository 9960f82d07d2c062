"""Numbers of lists that Word computes and does not write into the text (ECMA-376, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree  # type: ignore[import-untyped]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
BULLET = "•"


@dataclass
class Level:
    """How one level of a list is numbered."""

    form: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass
class _List:
    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document, counted as its paragraphs are met."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._starts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        abstract = {
            node.get(f"{W}abstractNumId"): _List(_levels(node))
            for node in root.iter(f"{W}abstractNum")
        }
        for node in root.iter(f"{W}num"):
            reference = node.find(f"{W}abstractNumId")
            known = abstract.get(reference.get(f"{W}val")) if reference is not None else None
            number = node.get(f"{W}numId")
            if known is None or number is None:
                continue
            own = _overridden(node, known)
            self._lists[number] = own

    def label(self, number: str, level: int) -> str:
        """Give what Word prints before the next paragraph of a list at a level (from 0)."""
        known = self._lists.get(number)
        if known is None or not 0 <= level < _DEEPEST:
            return ""
        shape = known.levels.get(level, Level())
        counts = known.counts
        counts[level] = counts.get(level, shape.start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        if shape.form == "bullet":
            return BULLET
        if shape.form == "none":
            return ""
        return re.sub(r"%(\d)", lambda m: self._part(known, int(m[1]) - 1), shape.text)

    @staticmethod
    def _part(known: _List, level: int) -> str:
        shape = known.levels.get(level, Level())
        return written(known.counts.get(level, shape.start), shape.form)


def written(number: int, form: str) -> str:
    """Write a number as Word does in a form of numbering."""
    if form in {"lowerLetter", "upperLetter"}:
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form in {"lowerRoman", "upperRoman"}:
        text = roman(number)
    elif form == "decimalZero":
        return f"{number:02}"
    else:
        return str(number)
    return text.upper() if form.startswith("upper") else text


def roman(number: int) -> str:
    """Write a number in small roman figures."""
    text = ""
    for value, sign in _ROMAN:
        while number >= value and number < 4000:
            text += sign
            number -= value
    return text


def _levels(node: etree._Element) -> dict[int, Level]:
    return {_number(child.get(f"{W}ilvl")): _level(child) for child in node.findall(f"{W}lvl")}


def _level(node: etree._Element) -> Level:
    return Level(
        _value(node, "numFmt") or "decimal",
        _value(node, "lvlText") or "",
        _number(_value(node, "start"), 1),
    )


def _overridden(node: etree._Element, known: _List) -> _List:
    """Give the list of a ``num``: that of its abstract list, or its own where it overrides."""
    changes = node.findall(f"{W}lvlOverride")
    if not changes:
        return known  # Word counts all lists on one abstract list together.
    levels = dict(known.levels)
    for change in changes:
        at = _number(change.get(f"{W}ilvl"))
        own = change.find(f"{W}lvl")
        shape = _level(own) if own is not None else levels.get(at, Level())
        start = _value(change, "startOverride")
        levels[at] = Level(shape.form, shape.text, _number(start, shape.start))
    return _List(levels)


def _value(node: etree._Element, name: str) -> str | None:
    child = node.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")


def _number(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else otherwise
