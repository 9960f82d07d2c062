"""The sets of a record: by theme, by place and by organisation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote, unquote
from uuid import UUID

THEME, PLACE, ORGANISATION = "theme", "place", "organisation"
TOPS = {
    ORGANISATION: "Findings by organisation",
    PLACE: "Findings by place",
    THEME: "Findings by theme",
}
_SPEC = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(?::[A-Za-z0-9\-_.!~*'()]+)*")
_LONGEST = 400


def specs_of(
    themes: Iterable[str], places: Iterable[str], organisation_id: UUID | None
) -> list[str]:
    """Give the sets of a record, the most specific ones; being in one is being in its parent."""
    codes = [(THEME, code) for code in themes] + [(PLACE, code) for code in places]
    if organisation_id is not None:
        codes.append((ORGANISATION, str(organisation_id)))
    return [f"{top}:{_escaped(code)}" for top, code in codes]


def with_parents(specs: Sequence[str]) -> list[str]:
    """Give the sets and their parents, each once."""
    return list(dict.fromkeys([*specs, *(spec.split(":")[0] for spec in specs)]))


def code_of(spec: str) -> tuple[str, str | None]:
    """Take a set apart: what it goes by, and the code; None for a parent."""
    top, _, code = spec.partition(":")
    return top, unquote(code.replace("!", "%")) if code else None


def is_spec(spec: str) -> bool:
    """Say whether this has the form of a setSpec (OAI-PMH 2.0, section 2.7.2)."""
    return len(spec) <= _LONGEST and _SPEC.fullmatch(spec) is not None


def _escaped(code: str) -> str:
    """Write a code in the characters of a setSpec: what is in none of them as !XX."""
    return quote(code, safe="-_.~*'()").replace("%", "!")
