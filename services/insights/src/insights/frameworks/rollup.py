"""Counting codes of frameworks under the system's own themes, as SQL that every slice shares.

A code that maps to own themes on the day counts under these, once each; any other stands for
itself. Filters go the other way: whoever asks for an own theme asks for the codes that map to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, Text, case, cast, func, literal


@dataclass(frozen=True)
class Rollup:
    """The mapping that is in force on a day."""

    day: date
    own: dict[str, tuple[str, ...]]
    """Code of a framework → the system's own themes."""

    def spread(self, themes: Iterable[str]) -> list[str]:
        """Give the themes, and every code that counts under one of them."""
        asked = list(themes)
        return asked + [
            code
            for code, own in sorted(self.own.items())
            if code not in asked and not set(own).isdisjoint(asked)
        ]

    def rolled(self, codes: Iterable[str]) -> list[str]:
        """Give the own themes that codes count under, in their order, each once."""
        return list(dict.fromkeys(own for code in codes for own in self.own.get(code, (code,))))

    def column(self, themes: Any) -> ColumnElement[Any]:
        """Give a column of codes as own themes."""
        if not self.own:
            return themes  # type: ignore[no-any-return]
        return as_own(themes, literal(list(self.own), ARRAY(Text)), literal(self.day, Date))


def as_own(themes: Any, mapped: ColumnElement[Any], day: ColumnElement[Any]) -> ColumnElement[Any]:
    """Give a column of codes as own themes of a day; the function is called where it changes any.

    Args:
        mapped: the codes that count under own themes.
    """
    own = func.insights.own_themes(themes, day, type_=ARRAY(Text))
    any_mapped = themes.op("&&", is_comparison=True)(cast(mapped, ARRAY(Text)))
    return case((any_mapped, own), else_=themes)
