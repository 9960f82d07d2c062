"""What a mail says in the language of its reader, where it exists in several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def languages_of(said: Mapping[str, Any]) -> list[str] | None:
    """Give the languages that a bulletin is written in, its own first; None of another mail."""
    own = said.get("language")
    return None if own is None else [own, *said.get("translations", {})]


def in_language(said: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Give what a mail says, a bulletin in a language that it is translated into or its own."""
    others: Mapping[str, Any] = said.get("translations", {})
    own = {name: value for name, value in said.items() if name != "translations"}
    return own | dict(others.get(language, {}))
