"""In which format a message can go to a member. Pure: no database, no clock.

What a need rules out and asks for is data (the vocabulary `communication_need`). Whatever one need
rules out is out, whatever another asks for; a need that nothing is known of rules everything out,
so that a message is rather held than sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

MADE = ("html", "plain_text", "large_print")
"""Formats that the panel makes of every mail; others exist where somebody has made them."""
BY_EMAIL = "email"
"""The heading of the formats that go by email."""


class HeldReason(StrEnum):
    """Why a message is not sent but held for somebody to carry out."""

    NO_EMAIL = "no_email"
    """The member has no email address."""
    NO_USABLE_FORMAT = "no_usable_format"
    NO_USABLE_LANGUAGE = "no_usable_language"
    ADDRESS_FAILS = "address_fails"
    """Mails came back from the address, and nobody has confirmed it since."""


@dataclass(frozen=True)
class Rules:
    """What a member's needs mean together."""

    rules_out: frozenset[str] = frozenset()
    """Formats, headings spelt out."""
    asks_for: tuple[str, ...] = ()
    """Formats, the one that is liked best first; none of those that are ruled out."""
    own_language: bool = False
    everything: bool = False
    """There is a need of which nothing is known: nothing may be sent."""

    def allow(self, format_code: str) -> bool:
        """Say whether the member can use a format."""
        return not self.everything and format_code not in self.rules_out


@dataclass(frozen=True)
class Existing:
    """A format and a language in which a message exists."""

    format: str
    language: str


@dataclass(frozen=True)
class Formats:
    """The vocabulary of formats: format → its heading."""

    headings: Mapping[str, str | None] = field(default_factory=dict)

    def under(self, codes: Iterable[str]) -> frozenset[str]:
        """Spell headings out: each stands for itself and its formats."""
        meant = set(codes)
        return frozenset(meant | {code for code, head in self.headings.items() if head in meant})


def rules_of(needs: Sequence[Mapping[str, object] | None], formats: Formats) -> Rules:
    """Put the meanings of a member's needs together; None is a need of which nothing is known."""
    known = [need for need in needs if need is not None]
    out = formats.under(code for need in known for code in _codes(need, "rules_out"))
    asked = [code for need in known for code in _codes(need, "asks_for") if code not in out]
    return Rules(
        out,
        tuple(dict.fromkeys(asked)),
        own_language=any(bool(need.get("own_language")) for need in known),
        everything=len(known) < len(needs),
    )


def choose(
    rules: Rules, existing: Sequence[Existing], *, language: str, liked: str, fallback: str
) -> Existing | HeldReason:
    """Choose in which of its formats and languages a message goes to a member.

    Args:
        language: the member's, as a language that messages may be written in.
        liked: the format that they chose among those they can use.
        fallback: the language of messages that are not written in theirs.
    """
    usable = [one for one in existing if rules.allow(one.format)]
    if not usable:
        return HeldReason.NO_USABLE_FORMAT
    spoken = [one for one in usable if one.language == language]
    if not spoken and not rules.own_language:
        spoken = [one for one in usable if one.language == fallback]
    if not spoken:
        return HeldReason.NO_USABLE_LANGUAGE
    wanted = [*rules.asks_for, liked]
    return min(spoken, key=lambda one: wanted.index(one.format) if one.format in wanted else 99)


def _codes(need: Mapping[str, object], name: str) -> list[str]:
    codes = need.get(name)
    return [str(code) for code in codes] if isinstance(codes, list) else []
