"""Numbers before headings that are no figures: Roman numerals ("IV.") and letters ("C.", "(c)")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SAID = r"(?:(?:agenda\s+)?item|min(?:ute)?\.?)\s+(?:no\.?\s+)?"
_SIGN = r"[IVXL]{1,7}|[ivxl]{1,7}|[A-Za-z]"
_MARKED = re.compile(
    rf"^(?:(?i:{_SAID}))?(?:\((?P<in>{_SIGN})\)\s*|(?P<out>{_SIGN})(?:[.):](?=\s|$)|\s*[–—-](?=\s)|\t))"
    r"\s*(?P<title>\S.*)?$"
)
_BARE = re.compile(
    rf"^(?P<said>(?i:{_SAID}))?(?P<out>[IVXL]{{1,7}}|[A-Z])\s+(?P<title>[A-Z\d'\"“‘][^.;\t]{{2,90}})$"
)
"""A sign without a mark stands in a line that is a title by itself: "XIV WORK PLAN"."""
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}


@dataclass(frozen=True)
class Sign:
    """A Roman numeral or a letter at the beginning of a line."""

    text: str
    at: int
    """Where in the line it begins."""
    family: str
    """Which signs it may be in one row with: Roman or letters, large or small, bracketed or not."""
    value: int
    title: int | None
    """Where in the line the title begins; None if the sign stands alone."""


def signs(text: str) -> Iterator[Sign]:
    """Give what the beginning of a line may say: "C." is a letter and a hundred is none of ours."""
    match = _MARKED.match(text) or _BARE.match(text)
    if match is None:
        return
    name = "in" if match.groupdict().get("in") else "out"
    sign = match.group(name)
    title = match.start("title") if match.group("title") else None
    look = f"{'large' if sign.isupper() else 'small'} {name}"
    if {*sign.upper()} <= {*_VALUES}:
        yield Sign(sign, match.start(name), f"roman {look}", _roman(sign.upper()), title)
    if len(sign) == 1:
        order = ord(sign.upper()) - ord("A") + 1
        yield Sign(sign, match.start(name), f"letter {look}", order, title)


def _roman(sign: str) -> int:
    values = [_VALUES[letter] for letter in sign]
    following = [*values[1:], 0]
    return sum(-one if one < other else one for one, other in zip(values, following, strict=True))
