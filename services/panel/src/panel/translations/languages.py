"""Languages by their codes: what they call themselves, and which way they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from babel import Locale, UnknownLocaleError

ORIGINAL = "en"
_BRITISH = "en-GB"


@dataclass(frozen=True)
class Language:
    """A language in which a survey can be read."""

    code: str
    """BCP 47, for the attribute ``lang``."""
    name: str
    """In the language itself."""
    direction: Literal["ltr", "rtl"]
    """For the attribute ``dir``."""


def locale_of(code: str) -> Locale:
    """Give how a language writes numbers and days; English does it as in Britain."""
    return Locale.parse(_BRITISH if code == ORIGINAL else code, sep="-")


def language(code: str) -> Language | None:
    """Give a language by its code; None if it is none, by the Unicode CLDR."""
    try:
        locale = Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
    direction: Literal["ltr", "rtl"] = "rtl" if locale.text_direction == "rtl" else "ltr"
    return Language(str(locale).replace("_", "-"), locale.get_display_name() or code, direction)


def best(wanted: str, offered: list[str]) -> str:
    """Give the offered language that fits a person's best: theirs exactly, or its primary one;
    the original where none does."""
    primary = wanted.partition("-")[0].lower()
    by_fit = [code for code in offered if code.lower() == wanted.lower()]
    by_fit += [code for code in offered if code.partition("-")[0].lower() == primary]
    return by_fit[0] if by_fit else ORIGINAL
