"""What one version of a finding says that another doesn't: field by field, the words marked. Pure.

Lists of codes and of ids are compared as sets; texts line by line, and within lines that were
changed word by word. Lines without end are compared as wholes, so that nothing takes long.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal

from lxml import etree  # type: ignore[import-untyped]
from lxml.builder import ElementMaker  # type: ignore[import-untyped]

from insights.findings.schemas import FindingContent

Change = Literal["same", "removed", "added"]

MOST_WORDS = 2_000
"""Words of a line that are compared one by one, at most."""
MOST_COMPARED = 20_000
"""Words of a field that are compared one by one, at most; later lines are compared as wholes."""
_WORDS = re.compile(r"\s+|[^\s]+")
_AS_SETS = frozenset({"communities", "places", "methods", "themes", "activity_ids"})


@dataclass(frozen=True)
class Part:
    """A piece of text that both versions have, or only one of them."""

    change: Change
    text: str


@dataclass(frozen=True)
class Difference:
    """A field that differs, as one text with the changes marked."""

    field: str
    parts: tuple[Part, ...]


def between(before: FindingContent, after: FindingContent) -> list[Difference]:
    """Give the fields in which two versions differ, in the order of a finding."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return [
        Difference(name, _parts(name, old[name], new[name]))
        for name in old
        if old[name] != new[name]
    ]


def as_html(title: str, differences: Sequence[Difference]) -> bytes:
    """Write differences as one page; what was taken out and put in is told in words too."""
    make = ElementMaker()
    sections = [
        part
        for one in differences
        for part in (
            make.h2(one.field.replace("_", " ").capitalize()),
            make.p(*[_marked(make, piece) for piece in one.parts], style="white-space: pre-wrap"),
        )
    ]
    page = make.html(
        make.head(make.meta(charset="utf-8"), make.title(title), make.style(_STYLE)),
        make.body(
            make.main(
                make.h1(title),
                make.p("What was taken out is struck through, what was put in is underlined."),
                *(sections or [make.p("The two versions say the same.")]),
            )
        ),
        lang="en-GB",
    )
    return bytes(etree.tostring(page, method="html", doctype="<!DOCTYPE html>", encoding="UTF-8"))


_STYLE = (
    "body{font:19px/1.5 sans-serif;max-width:44em;margin:1em auto;padding:0 1em;color:#212b32}"
    "ins{background:#d5efdc;color:#00401e}del{background:#f7d4d1;color:#6a1009}"
    ".told{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
)


def _marked(make: ElementMaker, part: Part) -> Any:
    if part.change == "same":
        return make.span(part.text)
    before, element = ("[put in: ", make.ins) if part.change == "added" else (
        "[taken out: ", make.__getattr__("del"),
    )  # fmt: skip
    return element(
        make.span(before, {"class": "told"}), part.text, make.span("]", {"class": "told"})
    )


def _parts(name: str, old: Any, new: Any) -> tuple[Part, ...]:
    if name in _AS_SETS:
        return _of_sets(old, new)
    return _joined(_of_lines(_lines(old), _lines(new)))


def _of_sets(old: Sequence[str], new: Sequence[str]) -> tuple[Part, ...]:
    """Compare codes: what stays, what was taken out, what was put in, each on its line."""
    kept: list[tuple[Change, str]] = [("same", code) for code in old if code in new]
    gone: list[tuple[Change, str]] = [("removed", code) for code in old if code not in new]
    come: list[tuple[Change, str]] = [("added", code) for code in new if code not in old]
    return tuple(Part(change, f"{code}\n") for change, code in (*kept, *gone, *come))


def _lines(value: Any) -> list[str]:
    """Write a value as lines: a text as its own, a list with a line for each of its parts."""
    if value is None:
        return []
    if isinstance(value, list):
        return [line for item in value for line in _lines(item)]
    if isinstance(value, dict):
        told = [f"{key.replace('_', ' ')}: {_flat(item)}" for key, item in value.items()
                if item not in (None, [])]  # fmt: skip
        return ["; ".join(told)]
    return str(value).splitlines()


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return " | ".join(line for item in value for line in _lines(item))
    return " ".join(str(value).split())


def _of_lines(old: list[str], new: list[str]) -> list[Part]:
    parts: list[Part] = []
    left = MOST_COMPARED
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            parts += [Part("same", f"{line}\n") for line in old[old_from:old_to]]
            continue
        for one, other in zip_longest(old[old_from:old_to], new[new_from:new_to]):
            compared = 0
            if one is not None and other is not None:
                compared = max(len(_WORDS.findall(one)), len(_WORDS.findall(other)))
            if 0 < compared <= min(MOST_WORDS, left):
                parts += [*_of_words(one, other), Part("same", "\n")]
                left -= compared
                continue
            if one is not None:
                parts.append(Part("removed", f"{one}\n"))
            if other is not None:
                parts.append(Part("added", f"{other}\n"))
    return parts


def _of_words(old: str, new: str) -> list[Part]:
    one, other = _WORDS.findall(old), _WORDS.findall(new)
    parts: list[Part] = []
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for what, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if what == "equal":
            parts.append(Part("same", "".join(one[old_from:old_to])))
            continue
        parts.append(Part("removed", "".join(one[old_from:old_to])))
        parts.append(Part("added", "".join(other[new_from:new_to])))
    return parts


def _joined(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Put neighbours of one kind together, and leave out empty ones."""
    joined: list[Part] = []
    for part in parts:
        if not part.text:
            continue
        if joined and joined[-1].change == part.change:
            joined[-1] = Part(part.change, joined[-1].text + part.text)
        else:
            joined.append(part)
    return tuple(joined)
