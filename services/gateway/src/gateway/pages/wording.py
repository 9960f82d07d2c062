"""Words of a page in the language that a survey is read in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Wording:
    """Puts the English words of a page into another language; what it lacks stays English."""

    translated: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, english: str, **slots: str) -> str:
        """Give words, with what stands in {braces} filled in."""
        words = self.translated.get(english, english)
        for name, value in slots.items():
            words = words.replace(f"{{{name}}}", value)
        return words

    def day(self, day: str) -> str:
        """Write a day: 3 March 2026, and in other languages 03/03/2026."""
        known = date.fromisoformat(day)
        return f"{known:%d/%m/%Y}" if self.translated else f"{known.day} {known:%B %Y}"


IN_ENGLISH = Wording()
