"""Words about a person that say for whom they came, or who came for them."""

from __future__ import annotations

import re

from governance.minutes.reading.words import NAME, PLURAL_TITLE, is_person

_ROLE = (
    r"(?:as\s+(?:a\s+|an\s+|the\s+)?(?:substitute|deputy|representative|alternate|nominee)"
    r"(?:\s+member)?\s+)?"
)
_STOOD_IN = re.compile(
    rf"^(?:(?:attend(?:ed|ing|s)|present|here|sitting|acting|voting)\s+)?{_ROLE}(?:in\s+(?:the\s+)?(?:place|stead)\s+of|"
    r"instead\s+of|substitut(?:e|es|ing|ed)\s+(?:member\s+)?for|sub(?:bing)?\.?\s+for|deputi[sz](?:ing|ed|es)\s+(?:for|on\s+behalf\s+of)|"
    r"(?:nominated\s+)?deputy\s+(?:to|for)|deput(?:y|ising)\s+on\s+behalf\s+of|alternate\s+(?:to|for)|nominee\s+of|on\s+behalf\s+of|represent(?:ing|ed|s)|replac(?:ing|ed)|"
    r"covering\s+for|standing\s+in\s+for|stood\s+in\s+for|rep(?:resentative)?\.?\s+(?:for|of)|vice|for)\s+(?P<name>\S.*)$",
    re.IGNORECASE,
)
_HOW = (
    r"(?:attend(?:ing|ed|s)|(?:to|will)\s+attend|present|in\s+attendance|substitut(?:ing|ed|es)|deputi[sz](?:ing|ed|es)|"
    r"represent(?:ing|ed|s)|standing\s+in|covering|acting)"
)
_INSTEAD = (
    r"(?:in\s+(?:his|her|their)\s+(?:place|stead|absence)|instead|(?:on|in)\s+(?:his|her|their)\s+behalf|"
    r"for\s+(?:him|her|them)|as\s+(?:(?:his|her|their|a|the)\s+)?(?:substitute|deputy|representative)|in\s+(?:place|stead))"
)
_REPLACED = re.compile(
    rf"^(?:with\s+|for\s+whom\s+)?(?P<name>{NAME})(?:,\s+[^,;()]{{3,60}}?)?\s+(?:(?:was|is)\s+)?(?:{_HOW}(?:\s+{_INSTEAD})?|{_INSTEAD})$"
)
_REPLACED_BY = re.compile(
    r"^(?:(?:who\s+)?(?:was|is|has\s+been)\s+)?(?:(?i:represented|replaced|deputised|substituted|substitution|covered)\s+"
    r"(?:for\s+)?by|(?i:her|his|their)\s+(?:deputy|substitute)|(?i:deputy|substitute|deputised?|sub|rep|nominee)\s*[:–-]|(?i:deputy|substitute)(?=\s+(?!for\b|to\b|[Mm]ember\b)))"
    r"\s*(?:was\s+)?(?P<name>[A-Z].+?)(?:\s+(?:attending|attended|present|in\s+attendance))?$"
)
_ENDS = re.compile(
    r"\s*(?:[,;(]|\s[-–—]\s|\s(?:from|for|at|until|who|on\s+(?:this|behalf)|of\s+(?:the|NHS))\b).*$"
)


def stood_in(text: str) -> str | None:
    """Give for whom somebody came, where words say so: "deputising for Kim Astley"."""
    match = _STOOD_IN.match(text)
    return _name(match["name"]) if match else None


def was_replaced(text: str) -> str | None:
    """Give who came for somebody, where words say so: "represented by Jas Gill"."""
    match = _REPLACED.match(text) or _REPLACED_BY.match(text)
    return _name(match["name"]) if match else None


def _name(text: str) -> str | None:
    """Cut the name out of what follows; None where it is that of no person."""
    name = _ENDS.sub("", text).strip(" .")
    plural = PLURAL_TITLE.match(name)
    bare = name[plural.end() :] if plural else name
    return (
        name if is_person(bare) or (re.fullmatch(NAME, name) and is_person(f"A {bare}")) else None
    )
