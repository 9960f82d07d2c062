"""Names of people are public in a body's record, but do not travel in events (invariant P)."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TITLE = (
    r"(?:(?:County\s+)?Councill?or|Cllr|Dr|Mr|Mrs|Ms|Miss|Mx|Prof(?:essor)?|Rev(?:erend)?|Canon|Sir|"
    r"Dame|Lord|Lady|Baroness|Alderman)\.?\s+"
)
_LEADING_TITLES = re.compile(rf"^(?:{_TITLE})+", re.IGNORECASE)
NAME = "[name]"


def without_names(text: str, names: Iterable[str]) -> str:
    """Put ``[name]`` in the place of each of the names, with or without title or forename."""
    forms = {form for name in names for form in _forms(name)}
    if not forms:
        return text
    anyone = "|".join(
        re.escape(form).replace(r"\ ", r"\s+") for form in sorted(forms, key=len)[::-1]
    )
    surnames = "|".join(re.escape(form.split()[-1]) for form in sorted(forms))
    # Titles are bounded in number: a text of nothing but titles would else take its length squared.
    pattern = re.compile(
        rf"\b(?:{_TITLE}){{0,4}}(?:{anyone})(?!\w)"
        rf"|\b(?:{_TITLE}){{1,4}}(?:\w\.?\s+)?(?:{surnames})(?!\w)",
        re.IGNORECASE,
    )
    return pattern.sub(NAME, text)


def _forms(name: str) -> list[str]:
    bare = _LEADING_TITLES.sub("", " ".join(name.split()))
    bare = re.sub(r"\s*\([^)]*\)$", "", bare)
    return [bare] if len(bare.split()) > 1 else []
