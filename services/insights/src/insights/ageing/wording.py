"""How old evidence is, in words that people read; the codes are for programs."""

from __future__ import annotations

from collections.abc import Mapping

from insights.ageing.schemas import State

IN_WORDS: Mapping[State, str] = {"fresh": "recent", "ageing": "getting old", "old": "old"}
"""Behind a day or a number: 30 September 2026, getting old."""
SAID: Mapping[State, str] = {
    "fresh": "This is recent evidence.",
    "ageing": "This evidence is getting old.",
    "old": "This evidence is old. Things may have changed since.",
}
"""The same as a sentence."""
